"""What each step of a build took: dbt's nodes by the room that they are in, and the time between them."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import PurePosixPath
from typing import Any

TRAINING, SCORING, LISTS, CANDIDATES, FEATURES = (
    "ranker training",
    "scoring",
    "lists",
    "candidates",
    "features",
)
SEEDS, TESTS, PUBLISHING, DBT = "seeds", "tests", "publishing", "dbt itself"
# In the order in which data goes through them.
STEPS = (
    SEEDS,
    "staging",
    "shop",
    "split",
    "history",
    "embeddings",
    CANDIDATES,
    FEATURES,
    TRAINING,
    SCORING,
    LISTS,
    "next purchase",
    "send time",
    "push",
    "map",
    "experiments",
    "evaluation",
    "monitoring",
    TESTS,
    PUBLISHING,
    DBT,
)
KINDS = {"seed": SEEDS, "test": TESTS, "unit_test": TESTS}
# Several steps share marts/ranking.
RANKING_MODELS = {
    "candidate_pairs": CANDIDATES,
    "pair_features": FEATURES,
    "labels": TRAINING,
    "training_pairs": TRAINING,
    "ranker_fits": TRAINING,
    "ranker_model": TRAINING,
    "calibration_pairs": TRAINING,
    "ranker_calibration": TRAINING,
    "ranker_scores": SCORING,
}


@dataclass(frozen=True)
class Ran:
    """A node of dbt that ran, and when, in seconds since 1970."""

    step: str
    started: float
    ended: float
    node: str = ""


@dataclass(frozen=True)
class Step:
    """What one step took, as a row of `build_steps`; moments are in UTC, without a timezone."""

    step: str
    seconds: float
    nodes: int
    peak_memory_mb: int | None
    slowest_node: str | None
    slowest_node_seconds: float | None
    started_at: datetime | None
    ended_at: datetime | None


def step_of(unique_id: str, path: str) -> str:
    """Name of the step that a node belongs to.

    Parameters
    ----------
    unique_id
        dbt's name of the node, such as `model.local_helix.labels`.
    path
        Its file, inside the project: `models/marts/ranking/labels.sql`.
    """
    kind, _, name = unique_id.split(".")[:3]
    if kind != "model":
        return KINDS.get(kind, DBT)
    layer, *rooms = PurePosixPath(path).parts[1:-1] or ("",)
    if layer == "staging":
        return "staging"
    room = rooms[0] if rooms else layer
    if room == "ranking":
        return RANKING_MODELS.get(name, LISTS)
    return room.replace("_", " ") or DBT


def stretches(
    nodes: Iterable[Ran], started: float, ended: float
) -> Iterator[tuple[float, float, Sequence[str]]]:
    """Stretches of time in which the same nodes run, with the step of each; `DBT` where none does.

    Parameters
    ----------
    nodes
        What ran.
    started, ended
        Of the whole, in seconds since 1970; the stretches cover it without gap or overlap.
    """
    moments = [(node.started, 1, node.step) for node in nodes]
    moments += [(node.ended, -1, node.step) for node in nodes]
    running: list[str] = []
    before = started
    for moment, change, step in [*sorted(moments, key=lambda each: each[0]), (ended, 0, DBT)]:
        now = min(max(moment, started), ended)
        if now > before:
            yield before, now, tuple(running) or (DBT,)
            before = now
        if change > 0:
            running.append(step)
        elif change < 0:
            running.remove(step)


def seconds_of_steps(nodes: Iterable[Ran], started: float, ended: float) -> dict[str, float]:
    """Share out the time of a build among its steps: while several nodes run, it counts for each in equal parts.

    So the seconds of all steps add up to those of the build.
    """
    seconds: dict[str, float] = {}
    for start, end, running in stretches(nodes, started, ended):
        for step in running:
            seconds[step] = seconds.get(step, 0.0) + (end - start) / len(running)
    return seconds


def build_steps(
    results: Iterable[Mapping[str, str]],
    started: datetime,
    ended: datetime,
    peak_mb: Callable[[datetime, datetime], int | None],
) -> list[Step]:
    """The rows of `build_steps`, in the order of `STEPS`.

    Parameters
    ----------
    results
        Of each node that ran its `unique_id`, its `path`, and `started_at` and `ended_at` in ISO 8601.
    started, ended
        Of the build.
    peak_mb
        Peak memory between two moments in megabytes, see `MemorySampler.peak_mb`.
    """
    nodes = [node for node in map(_ran, results) if node.step != DBT]
    begun, done = _seconds(started), _seconds(ended)
    seconds = seconds_of_steps(nodes, begun, done)
    members: dict[str, list[Ran]] = {step: [] for step in seconds}
    for node in nodes:
        members.setdefault(node.step, []).append(node)
    known = [
        _step(step, seconds.get(step, 0.0), ran or [Ran(step, begun, done)], len(ran), peak_mb)
        for step, ran in members.items()
    ]
    return sorted(known, key=lambda each: (place_of(each.step), each.step))


def place_of(step: str) -> int:
    """Where a step comes in the order of `STEPS`; one that it does not know comes last."""
    return STEPS.index(step) if step in STEPS else len(STEPS)


def as_rows(steps: Iterable[Step]) -> list[dict[str, Any]]:
    """The steps as the rows of a table."""
    return [asdict(step) for step in steps]


def _step(
    step: str, seconds: float, ran: Sequence[Ran], nodes: int, peak_mb: Callable[..., int | None]
) -> Step:
    slowest = max(ran, key=lambda node: node.ended - node.started) if nodes else None
    peaks = [peak_mb(_moment(node.started), _moment(node.ended)) for node in ran]
    return Step(
        step=step,
        seconds=seconds,
        nodes=nodes,
        peak_memory_mb=max((peak for peak in peaks if peak is not None), default=None),
        slowest_node=slowest and slowest.node,
        slowest_node_seconds=slowest and slowest.ended - slowest.started,
        started_at=_moment(min(node.started for node in ran)),
        ended_at=_moment(max(node.ended for node in ran)),
    )


def _ran(result: Mapping[str, str]) -> Ran:
    return Ran(
        step_of(result["unique_id"], result["path"]),
        _seconds(datetime.fromisoformat(result["started_at"])),
        _seconds(datetime.fromisoformat(result["ended_at"])),
        result["unique_id"].split(".")[2],
    )


def _seconds(moment: datetime) -> float:
    """Seconds since 1970 of a moment, in UTC if it names no timezone."""
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()


def _moment(seconds: float) -> datetime:
    return datetime.fromtimestamp(seconds, UTC).replace(tzinfo=None)
