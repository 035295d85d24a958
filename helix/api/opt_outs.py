"""Who has opted out since the build: the plan of pushes knows those before it."""

from __future__ import annotations

from helix.journal import Journal, OptOut


def has_opted_out(journal: Journal, customer_id: str) -> bool:
    """Tell whether the journal holds an opt-out of a customer."""
    return bool(journal.of_customer(customer_id, [OptOut]))
