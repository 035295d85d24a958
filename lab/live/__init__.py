"""What proves helix/live: that it computes what a build would, and what it takes."""
