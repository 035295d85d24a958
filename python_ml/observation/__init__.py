"""What a running build shows of itself."""
