"""`GET /health` and `GET /ready`: whether the process lives, and whether it can answer."""

from __future__ import annotations

from fastapi import APIRouter
from pydantic import BaseModel

from helix.api.allowed import Anybody
from helix.api.schemas import failures

router = APIRouter(tags=["running"])


class Alive(BaseModel):
    """The process lives."""

    status: str = "ok"


class Ready(BaseModel):
    """The build that answers."""

    status: str = "ready"
    build: str


@router.get("/health")
async def health() -> Alive:
    """Say that the process lives; needs no key."""
    return Alive()


@router.get("/ready", responses=failures(503))
async def ready(services: Anybody) -> Ready:
    """Say which build answers, or with 503 that none can yet; needs no key."""
    return Ready(build=services.builds.current.id)
