"""The kinds of events of the journal, and the names of the files that hold them."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, ClassVar

# The words of a response that every room knows; a shop may use others beside them.
RESPONSES = ("viewed", "clicked", "liked", "rated", "added", "bought", "dismissed")
AS_JSON = json.JSONEncoder(default=datetime.isoformat, ensure_ascii=False)
# Neither UTF-8 nor a database takes them.
NOT_STORABLE = re.compile(r"[\x00\ud800-\udfff]")


@dataclass(frozen=True, kw_only=True)
class Event:
    """What every event has.

    Attributes
    ----------
    event_id : str
        Unlike that of any other event of its kind; the same one if an event is written again.
    occurred_at : datetime
        When, with a time zone.
    customer_id : str
        Customer, as the published tables name them.

    Raises
    ------
    ValueError
        If `occurred_at` has no time zone, an id is empty, or a text holds a character that can't be stored.
    """

    kind: ClassVar[str]
    folder: ClassVar[str]

    event_id: str
    occurred_at: datetime
    customer_id: str

    def __post_init__(self) -> None:
        if self.occurred_at.utcoffset() is None:
            raise ValueError(f"occurred_at {self.occurred_at} has no time zone: give it one, such as UTC.")
        for name in ("event_id", "customer_id"):
            if not getattr(self, name).strip():
                raise ValueError(f"{name} is empty: every event needs one.")
        for name, value in vars(self).items():
            text = "".join(value) if isinstance(value, tuple) else value
            if isinstance(text, str) and NOT_STORABLE.search(text):
                raise ValueError(
                    f"{name} holds a character that can't be stored: leave out NUL and half characters."
                )


@dataclass(frozen=True, kw_only=True)
class Exposure(Event):
    """An article was shown to a customer.

    Attributes
    ----------
    recommendation_id : str
        The list that it was shown in; all exposures of one answer share it.
    article_id : str
        Article.
    rank : int
        Its place on the list, 1 first.
    propensity : float or None
        Probability, in (0, 1], with which this article was shown at this place; None if it was not drawn.
    channel : str or None
        Where, such as web or app.
    arms : mapping of str to str, or None
        The arm of each experiment that had a say in it, by the experiment's name.
    """

    kind = "exposure"
    folder = "exposures"

    recommendation_id: str
    article_id: str
    rank: int
    propensity: float | None = None
    channel: str | None = None
    arms: Mapping[str, str] | None = None


@dataclass(frozen=True, kw_only=True)
class ShownList(Event):
    """A list of articles was shown to a customer: an exposure of each, as one event.

    Its `event_id` is the `recommendation_id` of the exposures that it stands for; theirs are followed by the rank, such
    as `r1-2`.

    Attributes
    ----------
    articles : tuple of str
        Articles, the first place first.
    propensity : float or None
        Probability, in (0, 1], with which each of them was shown at its place; None if they were not drawn.
    channel : str or None
        Where, such as web or app.
    arms : mapping of str to str, or None
        The arm of each experiment that had a say in it, by the experiment's name.

    Raises
    ------
    ValueError
        If there are no articles, or they are anything but texts.

    Examples
    --------
    >>> shown = ShownList(
    ...     event_id="r1", occurred_at=datetime(2026, 1, 2, tzinfo=UTC), customer_id="c1", articles=("a", "b")
    ... )
    >>> as_event(as_line(shown)) == shown
    True
    """

    kind = "shown_list"
    folder = "shown_lists"

    articles: tuple[str, ...]
    propensity: float | None = None
    channel: str | None = None
    arms: Mapping[str, str] | None = None

    def __post_init__(self) -> None:
        if not (
            isinstance(self.articles, (tuple, list)) and self.articles and all(map(_is_id, self.articles))
        ):
            raise ValueError("articles is no list of ids: name what was shown, each as a text.")
        # As JSON has no tuples.
        object.__setattr__(self, "articles", tuple(self.articles))
        super().__post_init__()


@dataclass(frozen=True, kw_only=True)
class Response(Event):
    """A customer did something with an article, whether it was shown to them or they found it.

    Attributes
    ----------
    response : str
        What: one of `RESPONSES`, or the shop's own word.
    recommendation_id : str or None
        The list that it answers.
    exposure_id : str or None
        `event_id` of the exposure or the push that it answers, where that is known.
    article_id : str or None
        Article; None for an answer to the list as a whole.
    value_micros : int or None
        Money that it brought, in millionths.
    rating : float or None
        How the customer rated it, on the shop's own scale; more is better.
    channel : str or None
        Where, such as web or app.
    """

    kind = "response"
    folder = "responses"

    response: str
    recommendation_id: str | None = None
    exposure_id: str | None = None
    article_id: str | None = None
    value_micros: int | None = None
    rating: float | None = None
    channel: str | None = None


@dataclass(frozen=True, kw_only=True)
class Assignment(Event):
    """A customer was put into an arm of an experiment.

    Attributes
    ----------
    experiment : str
        Name of the experiment.
    arm : str
        Name of the arm.
    """

    kind = "assignment"
    folder = "assignments"

    experiment: str
    arm: str


@dataclass(frozen=True, kw_only=True)
class OptOut(Event):
    """A customer wants no push any more.

    Attributes
    ----------
    channel : str or None
        Channel that they opted out of, as in `seeds/channels.csv`; None for every channel. A name that is no channel to
        send by counts for every channel too.
    """

    kind = "opt_out"
    folder = "opt_outs"

    channel: str | None = None


@dataclass(frozen=True, kw_only=True)
class Push(Event):
    """A push was sent; `occurred_at` says when.

    Attributes
    ----------
    article_id : str or None
        Article that it offered.
    send_at : datetime or None
        When it should be sent by `push_plan`, with a time zone.
    propensity : float or None
        That of the plan, in (0, 1].
    channel : str or None
        How it was sent.
    """

    kind = "push"
    folder = "pushes"

    article_id: str | None = None
    send_at: datetime | None = None
    propensity: float | None = None
    channel: str | None = None


EVENTS: tuple[type[Event], ...] = (Exposure, ShownList, Response, Assignment, OptOut, Push)
_MOMENTS = ("occurred_at", "send_at")


def as_line(event: Event) -> str:
    r"""An event as a line of a segment of newline JSON, with its line break.

    Examples
    --------
    >>> at = datetime(2026, 1, 2, 10, tzinfo=UTC)
    >>> print(as_line(OptOut(event_id="7", occurred_at=at, customer_id="c1")), end="")
    {"kind": "opt_out", "event_id": "7", "occurred_at": "2026-01-02T10:00:00+00:00", "customer_id": "c1"}
    """
    fields = {name: value for name, value in vars(event).items() if value is not None}
    return AS_JSON.encode({"kind": event.kind} | fields) + "\n"


def as_event(line: str) -> Event:
    """The event that a line holds, the inverse of `as_line`; fields that its kind does not have are left out.

    Raises
    ------
    ValueError
        If the line holds no event.

    Examples
    --------
    >>> event = Push(event_id="7", occurred_at=datetime(2026, 1, 2, 10, tzinfo=UTC), customer_id="c1")
    >>> as_event(as_line(event)) == event
    True
    """
    given = json.loads(line)
    kind = next((kind for kind in EVENTS if isinstance(given, dict) and kind.kind == given.get("kind")), None)
    if kind is None:
        raise ValueError(
            f"it has no kind of event: kind is one of {', '.join(kind.kind for kind in EVENTS)}."
        )
    known = [field.name for field in fields(kind) if field.name in given]
    try:
        return kind(**{name: _read(name, given[name]) for name in known})
    except (TypeError, AttributeError) as error:
        raise ValueError(f"it is no whole {kind.kind}: {error}.") from error


def _is_id(given: object) -> bool:
    return isinstance(given, str) and given.strip() != ""


def _read(field: str, value: Any) -> Any:
    return datetime.fromisoformat(value) if field in _MOMENTS else value


def segment(journal: Path, kind: type[Event], begun_at: datetime, writer: str) -> Path:
    """Where a segment of newline JSON lies once it is whole.

    Parameters
    ----------
    journal
        The journal's folder.
    kind
        Class of its events.
    begun_at
        When it was begun, with a time zone; segments sort by it.
    writer
        What tells writers apart that begin at the same moment, such as a process and its host.

    Examples
    --------
    >>> segment(Path("journal"), Push, datetime(2026, 1, 2, 10, tzinfo=UTC), "api-1").as_posix()
    'journal/pushes/20260102T100000000000Z-api-1.ndjson'
    """
    return journal / kind.folder / f"{begun_at.astimezone(UTC):%Y%m%dT%H%M%S%fZ}-{writer}.ndjson"


def unfinished(path: Path) -> Path:
    """Where a segment lies while it is written: beside its place, under a name that nothing reads.

    Examples
    --------
    >>> unfinished(Path("journal/pushes/1.ndjson")).as_posix()
    'journal/pushes/_1.ndjson'
    """
    return path.with_name(f"_{path.name}")
