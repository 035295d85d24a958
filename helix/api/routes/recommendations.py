"""`POST /recommendations`: what to offer somebody now, and why."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from random import Random
from typing import Any

import orjson
from fastapi import APIRouter
from starlette.responses import Response

from helix.api import metrics
from helix.api.allowed import Reader
from helix.api.builds import OpenBuild
from helix.api.explaining import features_of
from helix.api.lists import List, is_plain, list_for
from helix.api.schemas import Answer, Question, failures
from helix.journal import ShownList
from helix.reading.lookup import CustomerAnswer

router = APIRouter(tags=["recommendations"])

# Seeded by the system in each process. An id must be unlike all others, and is no secret.
IDS = Random()
# The channel of those who try the lists and are nobody's customers.
SIMULATED = "simulated"


@router.post("/recommendations", response_model=Answer, responses=failures(400, 401, 403, 413, 422, 429, 503))
async def recommend(question: Question, services: Reader) -> Response:
    """What to offer a customer, known or not, or an anonymous session.

    What the customer did since the build counts once it was sent as feedback. What is in view, in the basket or in the
    session brings its neighbours with it; what is in view or in the basket is not offered itself. The answer is written
    to the journal as shown, unless the channel is `simulated`: what virtual customers are shown is no history.
    """
    build = services.builds.current
    asked_for = question.customer_id or question.session_id
    fresh = None if asked_for is None else services.fresh.customer(build.id, asked_for)
    published = None if asked_for is None else _published(build, question, asked_for)
    known = fresh or published
    answered_at = datetime.now(UTC)
    experiments = build.lookup.arms
    arms = experiments.of(question.customer_id, experiments.day_of(answered_at))
    is_popular = experiments.shows_popular(arms)
    chosen = list_for(build, question, known, is_live=fresh is not None, is_popular=is_popular)
    recommendation_id = f"{IDS.getrandbits(128):032x}"
    features = await _features(build, question, chosen) if question.explain else {}
    if chosen.offers and question.channel != SIMULATED:
        services.exposures.add(_shown(question, chosen, recommendation_id, answered_at, arms))
    metrics.ANSWERS.labels(chosen.basis).inc()
    return Response(
        orjson.dumps(
            {
                "recommendation_id": recommendation_id,
                "as_of": str(known.as_of if fresh else build.lookup.as_of),
                "build": build.id,
                "model_version": build.lookup.model_version,
                "timestamp": answered_at.isoformat(),
                "basis": chosen.basis,
                "best_moment": _best_moment(published, question.context.moment),
                "notes": chosen.notes,
                "recommendations": list(_plain(chosen, features if question.explain else None)),
            }
        ),
        media_type="application/json",
    )


def _published(build: OpenBuild, question: Question, customer_id: str) -> CustomerAnswer | None:
    if is_plain(build, question):
        listed = build.lookup.list_of(customer_id)
        if listed is None or len(listed.offers) == build.lookup.places.top_k:
            return listed
    return build.lookup.customer(customer_id)


def _best_moment(published: CustomerAnswer | None, moment: datetime | None) -> dict[str, Any] | None:
    """When the customer is most likely to buy, and whether that is now."""
    if published is None or published.send_time is None:
        return None
    best = {name: published.send_time[name] for name in ("weekday", "hour", "basis")}
    is_now = None if moment is None else (moment.isoweekday(), moment.hour) == (best["weekday"], best["hour"])
    return best | {"is_now": is_now}


async def _features(build: OpenBuild, question: Question, chosen: List) -> dict[str, list[dict[str, Any]]]:
    if question.customer_id is None:
        return {}
    article_ids = [offer.article_id for offer in chosen.offers]
    return await asyncio.to_thread(features_of, build, question.customer_id, article_ids)


def _plain(chosen: List, features: dict[str, list[dict[str, Any]]] | None) -> Iterator[dict[str, Any]]:
    for rank, offer in enumerate(chosen.offers, 1):
        explained = {} if features is None else {"features": features.get(offer.article_id)}
        yield {
            "rank": rank,
            "article_id": offer.article_id,
            "name": offer.name,
            "score": offer.score,
            "purchase_probability": offer.purchase_probability,
            "reason": offer.reason,
            **explained,
        }


def _shown(
    question: Question, chosen: List, recommendation_id: str, at: datetime, arms: Mapping[str, str]
) -> ShownList:
    """What was shown, where it was shown and in which arms of experiments."""
    return ShownList(
        event_id=recommendation_id,
        occurred_at=at,
        customer_id=question.customer_id or question.session_id or f"anonymous-{recommendation_id}",
        articles=tuple([offer.article_id for offer in chosen.offers]),
        # Nothing is drawn: who asks this in these arms is shown this.
        propensity=1.0,
        channel=question.channel,
        # The build's own arms are those that were obeyed; the shop may name others.
        arms={**question.arms, **arms} or None,
    )
