"""A supermarket where everybody buys in the last week: what a build takes of memory, and that the shop doesn't decide it."""
