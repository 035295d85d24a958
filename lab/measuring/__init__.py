"""What it takes to measure a command: a shop of a size, its time and memory, and the figures kept of it."""
