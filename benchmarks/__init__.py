"""Speed, memory and quality, measured by hand."""
