"""`POST` and `GET /model/retrain`: start a build, and see what becomes of it."""

from __future__ import annotations

import asyncio

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict

from helix.api.allowed import Admin
from helix.api.retraining import Run, last_run, start
from helix.api.schemas import failures
from python_ml.problems import Unknown

router = APIRouter(tags=["model"])


class RunPage(BaseModel):
    """A run of a build."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "run_id": "20260101T060000Z",
                    "state": "succeeded",
                    "began_at": "2026-01-01T06:00:00+00:00",
                    "ended_at": "2026-01-01T06:01:40+00:00",
                    "exit_code": 0,
                    "log": "  published   build 000002-20260101T060138Z: what helix reads from now on",
                }
            ]
        }
    )

    run_id: str
    state: str
    began_at: str
    ended_at: str | None
    exit_code: int | None
    log: str


@router.post("/model/retrain", status_code=202, responses=failures(401, 403, 409, 429, 503))
async def retrain(services: Admin) -> RunPage:
    """Start a build in a process of its own; 409 while one runs. What it publishes answers as soon as it is there."""
    settings = services.settings
    run = await asyncio.to_thread(start, settings.state, settings.published, settings.variables)
    return _shown(run)


@router.get("/model/retrain", responses=failures(401, 403, 404, 429))
async def look(services: Admin) -> RunPage:
    """State, outcome and the end of the log of the last build that was started here."""
    run = await asyncio.to_thread(last_run, services.settings.state)
    if run is None:
        raise Unknown("no build was started here yet", "start one with POST /model/retrain")
    return _shown(run)


def _shown(run: Run) -> RunPage:
    return RunPage(
        run_id=run.run_id,
        state=run.state,
        began_at=run.began_at,
        ended_at=run.ended_at,
        exit_code=run.exit_code,
        log=run.log,
    )
