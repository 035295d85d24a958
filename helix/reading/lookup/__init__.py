"""What people ask most, answered without a query."""
