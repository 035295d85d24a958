"""Uplift on an experiment of the real world, and on a generated shop whose effects are known."""
