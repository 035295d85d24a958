"""`GET /push-plan`: what to send to whom in the next days, a page at a time."""

from __future__ import annotations

import asyncio
from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Query
from pydantic import BaseModel, ConfigDict

from helix.api.allowed import Reader
from helix.api.opt_outs import has_opted_out
from helix.api.schemas import Id, failures
from helix.api.services import Services
from helix.reading import Push
from python_ml.problems import BadInput

router = APIRouter(tags=["push plan"])

MOST_PUSHES = 1000


class PushPage(BaseModel):
    """A page of the plan, by customer."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "build": "000001-20261128T061837Z",
                    "pushes": [
                        {
                            "customer_id": "C0000123",
                            "article_id": "0692875002",
                            "send_at": "2026-01-03T21:00:00",
                            "message": "Luna dress: you bought this last time, 14 days ago",
                        }
                    ],
                    "next_after": "C0000123",
                }
            ]
        }
    )

    build: str
    pushes: list[dict[str, Any]]
    next_after: str | None


@router.get("/push-plan", responses=failures(401, 403, 409, 422, 429, 503))
async def push_plan(
    services: Reader,
    after: Annotated[Id | None, Query(description="`next_after` of the page before.")] = None,
    count: Annotated[int, Query(ge=1, le=MOST_PUSHES)] = 100,
    day: Annotated[date | None, Query(description="Only what is sent on this day.")] = None,
    build: Annotated[
        Id | None, Query(description="`build` of the first page: refused once another answers.")
    ] = None,
) -> PushPage:
    """What is planned, without those who have opted out of their channel since the build.

    Ask again with `after` for the next page, until `next_after` is null; with `build`, no page is of another plan.
    """
    return await asyncio.to_thread(_page, services, after, count, day, build)


class OtherBuild(BadInput):
    """A page of a plan that is not the current one any more."""

    kind = "other_build"
    http_status = 409


def _page(services: Services, after: str | None, count: int, day: date | None, build: str | None) -> PushPage:
    current = services.builds.current
    if build not in (None, current.id):
        raise OtherBuild("another build answers by now", "begin again with its first page")
    found: list[Push] = current.reader.push_page(after, count, day)
    channels = current.lookup.channels

    def is_wanted(push: Push) -> bool:
        return not has_opted_out(services.journal, push.customer_id, push.channel, channels)

    return PushPage(
        build=current.id,
        pushes=[push.plain() for push in found if is_wanted(push)],
        next_after=found[-1].customer_id if len(found) == count else None,
    )
