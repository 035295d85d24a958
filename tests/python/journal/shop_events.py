"""Events for tests."""

from datetime import UTC, datetime

from helix.journal import Response

AT = datetime(2026, 1, 2, 10, tzinfo=UTC)


def response(number, customer="c1", **fields):
    """A response whose id is the number."""
    given = {"event_id": str(number), "occurred_at": AT, "customer_id": customer, "response": "viewed"}
    return Response(**given | fields)


def ids(recorded):
    """Ids of events in a journal."""
    return [each.event.event_id for each in recorded]
