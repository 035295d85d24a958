"""The mathematics of experiments: who is in which arm, and what the arms differ by."""
