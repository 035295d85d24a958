"""Twins: the shop built again from sales edited where no cutoff may look, and compared bit by bit. See docs/leakage.md."""
