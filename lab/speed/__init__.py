"""How a build's time and memory grow with the shop, and how they compare with peers doing the same work."""
