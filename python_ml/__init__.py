"""The mathematics of Local-Helix: plain functions, arrays or frames in, arrays or frames out.

Two rooms are the exception and say so: `python_ml.cli`, the `helix` command line, and `python_ml.published`, the one
module that opens the database, to read the published tables.
"""
