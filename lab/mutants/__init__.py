"""Mutants: leaks planted in copies of the project, each of which a named check must find. See docs/leakage.md."""
