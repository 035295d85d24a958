"""Off-policy estimates on a generated shop, whose truth is known."""
