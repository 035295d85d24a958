"""The mathematics of Local-Helix: plain functions, arrays or frames in, arrays or frames out.

One room is the exception and says so: `python_ml.building`, what a dbt Python model needs, may hold a database session.
"""
