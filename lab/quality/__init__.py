"""The project measured beside what one could have instead, on the same customers and purchases."""
