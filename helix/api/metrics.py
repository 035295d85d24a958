"""Counts for Prometheus, of all processes of the server together; no id is a label."""

from __future__ import annotations

import math
import os
import time
from dataclasses import dataclass

from prometheus_client import (
    CONTENT_TYPE_LATEST,
    REGISTRY,
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    generate_latest,
    multiprocess,
)
from starlette.types import ASGIApp, Message, Receive, Scope, Send

# Read by prometheus_client when it is imported: where processes write counts that others read.
FOLDER_VARIABLE = "PROMETHEUS_MULTIPROC_DIR"
CONTENT_TYPE = CONTENT_TYPE_LATEST

RECOMMENDATIONS = "/recommendations"
BUCKETS = (0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10)

REQUESTS = Counter("helix_requests", "Requests answered", ["route", "method", "status"])
SECONDS = Histogram("helix_request_seconds", "Time that an answer took", ["route"], buckets=BUCKETS)
ANSWERS = Counter("helix_answers", "Lists of recommendations by what they rest on", ["basis"])
EVENTS = Counter("helix_events", "Events of clients that were stored", ["kind"])
EXPOSURES = Counter("helix_exposures", "Shown recommendations that the journal holds")
EXPOSURES_LOST = Counter("helix_exposures_lost", "Shown recommendations that the journal could not take")
FRESH_FAILURES = Counter("helix_fresh_failures", "Times that answers newer than the build could not be read")
FAILURES = Counter("helix_failures", "Failures that nobody foresaw")
BUILD = Gauge(
    "helix_build_info",
    "1 for the build that answers, 0 for those before it",
    ["build", "model_version", "as_of"],
    multiprocess_mode="livemostrecent",
)
# Named as in `helix metrics`: rules and dashboards take it from either.
PUBLISHED = Gauge(
    "helix_build_published_timestamp_seconds",
    "When the build that answers was published, in seconds since 1970",
    multiprocess_mode="livemax",
)
STARTED = Gauge("helix_started_seconds", "When the server began, in Unix time", multiprocess_mode="min")


@dataclass(frozen=True, slots=True)
class Running:
    """How the server has answered since it began.

    Attributes
    ----------
    seconds
        How long it runs.
    answers
        Lists of recommendations, by what they rest on.
    buckets
        How many of these took at most so many seconds, by these seconds.
    """

    seconds: float
    answers: dict[str, int]
    buckets: dict[float, float]

    def quantile(self, share: float) -> float | None:
        """Return the least bound of a bucket within which so large a share was answered; ``None`` of no answers."""
        total = self.buckets.get(math.inf, 0)
        within = [bound for bound, count in sorted(self.buckets.items()) if count >= share * total]
        return within[0] if total and math.isfinite(within[0]) else None


def running() -> Running:
    """Return how all processes together have answered."""
    answers, buckets, started = {}, {}, time.time()
    for family in registry().collect():
        for sample in family.samples:
            if sample.name == "helix_answers_total":
                answers[sample.labels["basis"]] = round(sample.value)
            elif sample.name == "helix_request_seconds_bucket" and sample.labels["route"] == RECOMMENDATIONS:
                buckets[float(sample.labels["le"])] = sample.value
            elif sample.name == "helix_started_seconds":
                started = sample.value
    return Running(time.time() - started, answers, buckets)


def registry() -> CollectorRegistry:
    """Return the counts of this process, or of all if the server has several."""
    if FOLDER_VARIABLE not in os.environ:
        return REGISTRY
    together = CollectorRegistry()
    multiprocess.MultiProcessCollector(together)
    return together


def page() -> bytes:
    """Return all counts in Prometheus's text format."""
    return generate_latest(registry())


def forget_process(process_id: int) -> None:
    """Take a process that has ended out of what is counted as alive; its counts stay."""
    multiprocess.mark_process_dead(process_id)


class Measured:
    """Counts each request by its route's template, and measures it."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        began, status = time.perf_counter(), 500

        async def noted(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self.app(scope, receive, noted)
        finally:
            route = getattr(scope.get("route"), "path", "none")
            SECONDS.labels(route).observe(time.perf_counter() - began)
            REQUESTS.labels(route, _method(scope), str(status)).inc()


def _method(scope: Scope) -> str:
    """The method, as far as it is one that is known: a label must not be a client's own word."""
    return scope["method"] if scope["method"] in {"GET", "POST", "OPTIONS", "HEAD"} else "other"
