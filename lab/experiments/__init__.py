"""Proves the mathematics of experiments on Online Retail: false alarms, peeking, power and broken splits."""
