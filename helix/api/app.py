"""The app: its layers, its routes, and the page that documents them."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib.metadata import version

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from starlette.middleware.cors import CORSMiddleware

from helix.api.foreseen import Foreseen
from helix.api.limits import BodyLimit, LoopbackOnly, RateLimit
from helix.api.metrics import Measured
from helix.api.problems import report_problems
from helix.api.routes import ROUTERS
from helix.api.schemas import ProblemAnswer
from helix.api.services import opened
from helix.api.settings import Settings

DESCRIPTION = "What to offer a customer now, and why; and what they did about it. See docs/api.md."
# What needs no key: whoever watches over the server asks these.
OPEN = {"/health", "/ready"}


def create_app(settings: Settings) -> FastAPI:
    """Return the app of one process.

    Parameters
    ----------
    settings
        What the server was told.
    """

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        async with opened(settings) as services:
            app.state.services = services
            yield

    app = FastAPI(
        title="Local-Helix", version=version("local-helix"), description=DESCRIPTION, lifespan=lifespan
    )
    for router in ROUTERS:
        app.include_router(router)
    report_problems(app)
    _add_layers(app, settings)
    app.openapi = lambda: _documented(app, settings)  # type: ignore[method-assign]
    return app


def _add_layers(app: FastAPI, settings: Settings) -> None:
    """Wrap the routes; what is added last sees a request first."""
    if settings.origins:
        app.add_middleware(
            CORSMiddleware,
            allow_origins=list(settings.origins),
            allow_methods=["GET", "POST"],
            allow_headers=["authorization", "content-type"],
        )
    app.add_middleware(BodyLimit, most_bytes=settings.most_bytes)
    app.add_middleware(RateLimit, rate=settings.rate / settings.workers)
    if settings.keys is None:
        app.add_middleware(LoopbackOnly)
    app.add_middleware(Measured)
    app.add_middleware(Foreseen)


def _documented(app: FastAPI, settings: Settings) -> dict:
    """Return the page of the interface, with the form in which failures come; without keys where none are needed."""
    if app.openapi_schema is None:
        page = get_openapi(
            title=app.title, version=app.version, description=app.description, routes=app.routes
        )
        schemas = page.setdefault("components", {}).setdefault("schemas", {})
        schemas[ProblemAnswer.__name__] = ProblemAnswer.model_json_schema()
        if settings.keys is not None:
            page["components"]["securitySchemes"] = {"key": {"type": "http", "scheme": "bearer"}}
            for path in page["paths"].keys() - OPEN:
                for operation in page["paths"][path].values():
                    operation["security"] = [{"key": []}]
        app.openapi_schema = page
    return app.openapi_schema
