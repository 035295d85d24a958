"""Comparisons with what a user could have instead, and the search for defaults; run by hand."""
