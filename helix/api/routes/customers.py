"""`GET /customers/{id}`: when a customer orders, when to reach them, and what is planned."""

from __future__ import annotations

import asyncio
from typing import Any

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict

from helix.api.allowed import Reader
from helix.api.ids import IdInPath
from helix.api.opt_outs import has_opted_out
from helix.api.schemas import failures

router = APIRouter(tags=["customers"])


class CustomerPage(BaseModel):
    """What is known of a customer; a customer whom the build does not know has nulls."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "customer_id": "C0000123",
                    "is_known": True,
                    "as_of": "2026-01-01",
                    "build": "000001-20261128T061837Z",
                    "next_purchase": {"p_7d": 0.18, "p_30d": 0.59, "expected_on": "2026-01-24"},
                    "send_time": {"weekday": 6, "hour": 21, "basis": "segment"},
                    "push": None,
                    "no_push_because": "opted out",
                }
            ]
        }
    )

    customer_id: str
    is_known: bool
    as_of: str
    build: str
    next_purchase: dict[str, Any] | None
    send_time: dict[str, Any] | None
    push: dict[str, Any] | None
    no_push_because: str | None


@router.get("/customers/{customer_id:path}", responses=failures(401, 403, 422, 429, 503))
async def customer(customer_id: IdInPath, services: Reader) -> CustomerPage:
    """When a customer is likely to order, when to reach them, and the push that is planned.

    Whoever has opted out of its channel since the build has no push.
    """
    build = services.builds.current
    known = build.lookup.customer(customer_id)
    by = known.push["channel"] if known and known.push else None
    out = await asyncio.to_thread(has_opted_out, services.journal, customer_id, by, build.lookup.channels)
    return CustomerPage(
        customer_id=customer_id,
        is_known=known is not None,
        as_of=str(build.lookup.as_of),
        build=build.id,
        next_purchase=known and known.next_purchase,
        send_time=known and known.send_time,
        push=None if known is None or out else known.push,
        no_push_because="opted out" if out else known and known.no_push_because,
    )
