"""Days within which `next_purchase` says how likely an order is; to SQL the macro `horizons` says the same."""

HORIZONS = (7, 14, 30, 60, 90)
