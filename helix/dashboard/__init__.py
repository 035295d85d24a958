"""A dashboard of the published build: a page is an analysis, a chart, and a sentence that says what it means."""
