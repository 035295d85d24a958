"""`GET /articles/{id}/similar`: what is often bought with an article."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import BaseModel, ConfigDict

from helix.api.allowed import Reader
from helix.api.ids import IdInPath
from helix.api.schemas import MOST_COUNT, failures
from python_ml.problems import Unknown

router = APIRouter(tags=["articles"])


class Neighbour(BaseModel):
    """An article near another."""

    rank: int
    article_id: str
    name: str | None
    score: float


class Similar(BaseModel):
    """What is often bought with an article, nearest first."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "article_id": "0692875002",
                    "name": "Luna dress",
                    "build": "000001-20261128T061837Z",
                    "similar": [{"rank": 1, "article_id": "0488275001", "name": "Siv tights", "score": 0.41}],
                }
            ]
        }
    )

    article_id: str
    name: str | None
    build: str
    similar: list[Neighbour]


@router.get("/articles/{article_id:path}/similar", responses=failures(401, 403, 404, 422, 429, 503))
async def similar(
    article_id: IdInPath, services: Reader, count: Annotated[int, Query(ge=1, le=MOST_COUNT)] = 12
) -> Similar:
    """What customers of an article buy too; 404 if the shop has no such article."""
    build = services.builds.current
    article = build.article(article_id)
    if article is None:
        raise Unknown(f"article {article_id!r} is unknown", "name one that the shop has sold")
    return Similar(
        article_id=article_id,
        name=article.name,
        build=build.id,
        similar=[
            Neighbour(rank=rank, article_id=near_id, name=near.name if near else None, score=score)
            for rank, (near_id, score) in enumerate(article.similar[:count], 1)
            for near in [build.article(near_id)]
        ],
    )
