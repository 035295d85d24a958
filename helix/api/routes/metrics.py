"""`GET /metrics`: counts for Prometheus."""

from __future__ import annotations

import asyncio

from fastapi import APIRouter
from starlette.responses import Response

from helix.api import metrics
from helix.api.allowed import Reader
from helix.api.schemas import failures

router = APIRouter(tags=["running"])


@router.get(
    "/metrics",
    response_class=Response,
    responses={200: {"content": {"text/plain": {}}}} | failures(401, 403, 429),
)
async def counts(services: Reader) -> Response:
    """Counts of all processes together, in Prometheus's text format."""
    return Response(await asyncio.to_thread(metrics.page), media_type=metrics.CONTENT_TYPE)
