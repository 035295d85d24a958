"""What the rows of an analysis mean, in a sentence, and the report that a build ends with: rows in, text out."""
