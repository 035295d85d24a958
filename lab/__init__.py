"""What proves the project: leak checks, mutants, backtests, measurements. Nothing imports it."""
