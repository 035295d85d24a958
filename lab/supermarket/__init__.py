"""A supermarket where everybody buys in the last week, and how much memory its build takes."""
