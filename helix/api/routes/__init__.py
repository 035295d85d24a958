"""The routes, one a file: each has a `router`."""

from fastapi import APIRouter

from helix.api.routes import feedback, health, recommendations

ROUTERS: tuple[APIRouter, ...] = (recommendations.router, feedback.router, health.router)
