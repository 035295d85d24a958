"""The search for the ranker's defaults, on validation cutoffs alone."""
