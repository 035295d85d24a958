"""Twins: the shop built again from sales edited where no cutoff may look. See docs/leakage.md."""
