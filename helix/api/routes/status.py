"""`GET /model/status`: which versions answer, how good and how old they are, and how fast they answer."""

from __future__ import annotations

import asyncio
import time
from datetime import UTC, datetime
from typing import Any

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict

from helix.api import metrics
from helix.api.allowed import Reader
from helix.api.builds import OpenBuild
from helix.api.schemas import failures

router = APIRouter(tags=["model"])

SECONDS_PER_DAY = 86_400


class Measure(BaseModel):
    """A measure of the build on weeks that its models had not seen, with its 95 % interval."""

    subject: str
    name: str
    detail: str
    value: float
    low: float
    high: float


class Status(BaseModel):
    """What answers."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "build": "000001-20261128T061837Z",
                    "model_version": "5f2c9d1e",
                    "as_of": "2026-01-01",
                    "as_of_days_ago": 1,
                    "published_seconds_ago": 3600,
                    "quality": [
                        {
                            "subject": "ranking",
                            "name": "ndcg",
                            "detail": "ranker",
                            "value": 0.365,
                            "low": 0.351,
                            "high": 0.379,
                        }
                    ],
                    "latency_seconds": {"p50": 0.001, "p99": 0.004},
                    "answers": {"build": 100000, "live": 15000, "session": 4000, "popular": 1000},
                    "answers_a_day": 40000,
                }
            ]
        }
    )

    build: str
    model_version: str
    as_of: str
    as_of_days_ago: int
    published_seconds_ago: int
    quality: list[Measure]
    latency_seconds: dict[str, float | None]
    answers: dict[str, int]
    answers_a_day: float | None


@router.get("/model/status", responses=failures(401, 403, 429, 503))
async def status(services: Reader) -> Status:
    """Versions, age and quality of the build that answers; latency and answers since the server began."""
    build = services.builds.current
    return await asyncio.to_thread(_status, build)


def _status(build: OpenBuild) -> Status:
    running = metrics.running()
    days = running.seconds / SECONDS_PER_DAY
    return Status(
        build=build.id,
        model_version=build.lookup.model_version,
        as_of=str(build.lookup.as_of),
        as_of_days_ago=(datetime.now(UTC).date() - build.lookup.as_of).days,
        published_seconds_ago=round(time.time() - build.folder.stat().st_mtime),
        quality=list(_quality(build)),
        latency_seconds={"p50": running.quantile(0.5), "p99": running.quantile(0.99)},
        answers=running.answers,
        # Of less than an hour, a day's answers say nothing.
        answers_a_day=sum(running.answers.values()) / days if days > 1 / 24 else None,
    )


def _quality(build: OpenBuild) -> Any:
    for fact in build.reader.build_facts():
        if fact.value is not None and fact.low is not None and fact.high is not None:
            yield Measure(
                subject=fact.subject,
                name=fact.name,
                detail=fact.detail,
                value=fact.value,
                low=fact.low,
                high=fact.high,
            )
