"""Experiments: who gets which arm, how arms compare, how many customers that takes, and what to do about it."""
