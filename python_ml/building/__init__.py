"""What a dbt Python model needs to build well: fingerprints, kept fits, batches, progress; it may hold a session."""
