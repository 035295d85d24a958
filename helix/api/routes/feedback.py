"""`POST /feedback`: what somebody did."""

from __future__ import annotations

import asyncio

from fastapi import APIRouter

from helix.api import metrics
from helix.api.allowed import Writer
from helix.api.schemas import Acknowledged, Feedback, FeedbackBody, failures
from helix.journal import Event, OptOut, Response

router = APIRouter(tags=["feedback"])

MICROS = 1_000_000


@router.post("/feedback", responses=failures(400, 401, 403, 413, 422, 429, 503))
async def take(feedback: FeedbackBody, services: Writer) -> Acknowledged:
    """Write down what somebody did: one event or a list of them, all of them or none.

    The answer comes when they are on the disk. An event that is sent again under its `event_id` counts once.
    """
    given = feedback if isinstance(feedback, list) else [feedback]
    events = list(map(as_event, given))
    new = await asyncio.wrap_future(services.journal.submit(events))
    for each in given:
        metrics.EVENTS.labels(each.kind).inc()
    return Acknowledged(received=len(events), new=new)


def as_event(feedback: Feedback) -> Event:
    """Return the event of the journal that holds what somebody did."""
    if feedback.kind == "opted_out":
        return OptOut(
            event_id=feedback.event_id,
            occurred_at=feedback.occurred_at,
            customer_id=feedback.customer_id,
            channel=feedback.channel,
        )
    return Response(
        event_id=feedback.event_id,
        occurred_at=feedback.occurred_at,
        customer_id=feedback.customer_id,
        response=feedback.kind,
        recommendation_id=feedback.recommendation_id,
        article_id=feedback.article_id,
        channel=feedback.channel,
        **_value(feedback),
    )


def _value(feedback: Feedback) -> dict[str, float | int]:
    """The value under the name that it has in the journal: a rating, or money in millionths."""
    if feedback.value is None:
        return {}
    if feedback.kind == "rated":
        return {"rating": feedback.value}
    return {"value_micros": round(feedback.value * MICROS)}
