"""The outermost layer: a failure that nobody foresaw ends one request, and is logged without what was asked."""

from __future__ import annotations

import logging
import traceback

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from helix.api import metrics
from helix.api.problems import problem_response, unforeseen_response
from python_ml.problems import Problem

LOG = logging.getLogger(__name__)


class Foreseen:
    """Answers every failure, and logs where it happened: never the message, which may quote a customer."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        has_begun = False

        async def noted(message: Message) -> None:
            nonlocal has_begun
            has_begun = True
            await send(message)

        try:
            await self.app(scope, receive, noted)
        except Problem as problem:
            if not has_begun:
                await problem_response(problem)(scope, receive, send)
        except Exception as error:
            metrics.FAILURES.inc()
            LOG.error("%s at %s", type(error).__name__, _where(error))
            if not has_begun:
                await unforeseen_response()(scope, receive, send)


def _where(error: Exception) -> str:
    """The files and lines that it went through, innermost last."""
    return " > ".join(
        f"{frame.filename}:{frame.lineno}" for frame in traceback.extract_tb(error.__traceback__)
    )
