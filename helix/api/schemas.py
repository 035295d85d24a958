"""What is sent and answered, with examples for the page of the interface."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Annotated, Any, Literal

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    ConfigDict,
    Discriminator,
    Field,
    FiniteFloat,
    StrictBool,
    Tag,
    model_validator,
)

MOST_COUNT = 100
MOST_ARTICLES = 200
MOST_EXCLUDED = 10_000
MOST_EVENTS = 1000
EARLIEST = datetime(1990, 1, 1, tzinfo=UTC)
# Clocks of clients may go a little wrong.
LATEST_AHEAD = timedelta(days=1)


def _storable(text: str) -> str:
    """Refuse what a journal can't hold; every other character may be part of an id."""
    if "\x00" in text or not text.strip():
        raise ValueError("an id has a character that shows, and no NUL")
    return text


def _believable(moment: datetime) -> datetime:
    if not EARLIEST <= moment <= datetime.now(UTC) + LATEST_AHEAD:
        raise ValueError("a moment is between 1990 and tomorrow")
    return moment


# The page of the interface has the rule as a pattern; `_storable` holds it, as patterns differ on what is a blank.
STORABLE = {"pattern": r"^[^\x00]*[^\x00\s][^\x00]*$"}
Id = Annotated[
    str, Field(min_length=1, max_length=512, json_schema_extra=STORABLE), AfterValidator(_storable)
]
Word = Annotated[
    str, Field(min_length=1, max_length=64, json_schema_extra=STORABLE), AfterValidator(_storable)
]
# A default that can't be changed is not copied for every question.
Ids = tuple[Id, ...]
Moment = Annotated[AwareDatetime, AfterValidator(_believable)]
Money = Annotated[FiniteFloat, Field(strict=True, ge=0, le=1e12)]

Kind = Literal["shown", "viewed", "clicked", "liked", "rated", "added", "bought", "dismissed", "opted_out"]


class Strict(BaseModel):
    """A body in which a word that nobody knows is a mistake."""

    model_config = ConfigDict(extra="forbid")


class Context(Strict):
    """Where the customer is."""

    moment: AwareDatetime | None = Field(None, description="When the list is shown, by the shop's clock.")
    page: Word | None = Field(None, description="Such as home, article or basket; it changes nothing yet.")
    in_view: Ids = Field((), max_length=MOST_ARTICLES, description="Articles that the customer looks at.")
    in_basket: Ids = Field((), max_length=MOST_ARTICLES, description="Articles in the basket.")


class PriceRange(Strict):
    """Prices between which an article may cost, both included, in the shop's money."""

    least: Money | None = None
    most: Money | None = None


class Question(Strict):
    """Who looks at what, and what they may be offered."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {"customer_id": "C0000123", "count": 5},
                {
                    "session": ["0692875002"],
                    "count": 3,
                    "channel": "web",
                    "context": {"page": "basket", "in_basket": ["0678925002"]},
                    "price": {"most": 40},
                },
            ]
        }
    )

    customer_id: Id | None = Field(None, description="The shop's id; one that nobody knows is answered too.")
    session: Ids = Field(
        (),
        max_length=MOST_ARTICLES,
        description="Articles that somebody looked at just now, latest last.",
    )
    session_id: Id | None = Field(
        None, description="What stands for the customer in the journal as long as there is no customer_id."
    )
    count: int | None = Field(
        None, ge=1, le=MOST_COUNT, description="Length of the list; that of the build if not given."
    )
    channel: Word | None = Field(None, description="Where it is shown, such as web, app or email.")
    context: Context = Field(default_factory=Context)
    exclude: Ids = Field((), max_length=MOST_EXCLUDED, description="Articles that must not be on the list.")
    price: PriceRange | None = None
    categories: Ids = Field((), max_length=MOST_ARTICLES, description="Only articles of these.")
    explain: StrictBool = Field(False, description="Add what each feature added to each score.")
    arms: dict[Word, Word] = Field(
        default_factory=dict, max_length=20, description="Arms of experiments that the customer is in."
    )


class Feature(BaseModel):
    """What one feature adds to a score, in the score's own unit."""

    feature: str
    value: float | None
    amount: float


class BestMoment(BaseModel):
    """When the customer is most likely to buy, by the shop's clock."""

    weekday: int = Field(description="From 1, Monday.")
    hour: int
    basis: str = Field(description="Whose habits say so.")
    is_now: bool | None = Field(description="Whether context.moment is in that hour; null if none was given.")


class Recommended(BaseModel):
    """An article on a list."""

    rank: int = Field(description="From 1.")
    article_id: str
    name: str | None
    score: float | None = Field(
        description="The ranker's, comparable within this list; null if it was not ranked."
    )
    purchase_probability: float | None = Field(description="That the customer buys it in the label window.")
    reason: str | None
    features: list[Feature] | None = Field(None, description="With explain: largest amounts first.")


Basis = Literal["live", "build", "session", "popular"]


class Answer(BaseModel):
    """A list of recommendations, all of it of one build."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "recommendation_id": "0b8f3f6c2d0e4f0e9a6c0a7f5d1c2b3a",
                    "as_of": "2026-01-01",
                    "build": "000001-20261128T061837Z",
                    "model_version": "5f2c9d1e",
                    "timestamp": "2026-01-01T10:00:00+00:00",
                    "basis": "build",
                    "best_moment": {"weekday": 6, "hour": 21, "basis": "segment", "is_now": None},
                    "notes": [],
                    "recommendations": [
                        {
                            "rank": 1,
                            "article_id": "0692875002",
                            "name": "Luna dress",
                            "score": 2.31,
                            "purchase_probability": 0.0196,
                            "reason": "You bought this last time, 12 days ago",
                        }
                    ],
                }
            ]
        }
    )

    recommendation_id: str = Field(description="Name it in feedback.")
    as_of: str = Field(description="The list knows what happened before this day.")
    build: str
    model_version: str
    timestamp: str
    basis: Basis = Field(
        description="live: counts what the customer did since the build. build: as published. session: by the articles "
        "of the session and context. popular: nothing is known."
    )
    best_moment: BestMoment | None = Field(description="Null of somebody whom the build does not know.")
    notes: list[str] = Field(description="What a filter left out, and how the list was filled up.")
    recommendations: list[Recommended]


class Feedback(Strict):
    """What somebody did."""

    model_config = ConfigDict(
        json_schema_extra={
            "anyOf": [
                {"properties": {"article_id": {"type": "string"}}, "required": ["article_id"]},
                {"properties": {"kind": {"const": "opted_out"}}},
            ],
            "examples": [
                {
                    "event_id": "order-4711-1",
                    "customer_id": "C0000123",
                    "article_id": "0692875002",
                    "kind": "bought",
                    "value": 29.9,
                    "occurred_at": "2026-01-01T10:05:00+01:00",
                    "recommendation_id": "0b8f3f6c2d0e4f0e9a6c0a7f5d1c2b3a",
                }
            ],
        }
    )

    event_id: Id = Field(description="Unlike that of any other; the same one if the event is sent again.")
    customer_id: Id = Field(description="Or the session_id of somebody without one.")
    article_id: Id | None = Field(None, description="Needed by every kind but opted_out.")
    kind: Kind
    value: Annotated[FiniteFloat, Field(strict=True, ge=-1e12, le=1e12)] | None = Field(
        None, description="Money of what was bought, or the rating of what was rated."
    )
    occurred_at: Moment = Field(description="With its offset from UTC.")
    recommendation_id: Id | None = Field(None, description="The list that it answers.")
    channel: Word | None = Field(
        None,
        description="Where it happened, such as web or app; of opted_out: the channel meant, every one if not given.",
    )

    @model_validator(mode="after")
    def _names_an_article(self) -> Feedback:
        if self.article_id is None and self.kind != "opted_out":
            raise ValueError(f"{self.kind} needs an article_id")
        return self


def _form(body: Any) -> str:
    return "events" if isinstance(body, list) else "event"


FeedbackBody = Annotated[
    Annotated[Feedback, Tag("event")]
    | Annotated[list[Feedback], Field(min_length=1, max_length=MOST_EVENTS), Tag("events")],
    Discriminator(_form),
]


class Acknowledged(BaseModel):
    """The events are on the disk."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"received": 2, "new": 1}]})

    received: int
    new: int = Field(description="Those that the journal did not hold before.")


class ProblemAnswer(BaseModel):
    """What went wrong, in one sentence (RFC 9457)."""

    type: str
    title: str
    status: int
    detail: str


def failures(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """Return the failures of a route, for the page of the interface."""
    content = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/ProblemAnswer"}}}
    return {status: {"description": "A problem", "content": content} for status in statuses}
