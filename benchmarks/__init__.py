"""Comparisons with what a user could have instead, run by hand."""
