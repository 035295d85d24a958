"""Plugins that dbt-duckdb loads; the profile names them."""
