"""What peers would do instead of the project's SQL: the same tables in pandas and polars, co-visitation by implicit."""
