"""The routes, one a file: each has a `router`."""

from fastapi import APIRouter

from helix.api.routes import (
    articles,
    customers,
    feedback,
    health,
    metrics,
    push_plan,
    recommendations,
    retraining,
    status,
)

ROUTERS: tuple[APIRouter, ...] = tuple(
    each.router
    for each in (
        recommendations,
        feedback,
        customers,
        articles,
        push_plan,
        status,
        retraining,
        health,
        metrics,
    )
)
