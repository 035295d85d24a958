"""Whether alerts of drift come when a shop changes, and only then: ``python -m lab.drift``."""
