"""What each step of a build took: dbt's nodes by the room of the house they stand in."""

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from lab.manifest import Manifest

SHOP, HISTORY, CANDIDATES, FEATURES = "staging and shop", "split and history", "candidates", "features"
TRAINING, SCORING, LISTS, TIMING = "ranker training", "scoring", "lists", "timing"
EVALUATION, TESTS, OTHER = "evaluation", "tests", "publishing, seeds and dbt itself"
STEPS = (
    *(SHOP, HISTORY, CANDIDATES, FEATURES, TRAINING, SCORING),
    *(LISTS, TIMING, EVALUATION, TESTS, OTHER),
)
ROOMS = {
    "staging": SHOP,
    "intermediate/shop": SHOP,
    "intermediate/split": HISTORY,
    "intermediate/history": HISTORY,
    "intermediate/candidates": CANDIDATES,
    "marts/features": FEATURES,
    "marts/ranking": LISTS,
    "marts/next_purchase": TIMING,
    "marts/send_time": TIMING,
    "marts/push": TIMING,
    "marts/evaluation": EVALUATION,
}
# In marts/ranking, where several steps share a room.
MODELS = {
    "candidate_pairs": CANDIDATES,
    "pair_features": FEATURES,
    "labels": TRAINING,
    "training_pairs": TRAINING,
    "ranker_model": TRAINING,
    "calibration_pairs": TRAINING,
    "ranker_calibration": TRAINING,
    "ranker_scores": SCORING,
}
# What only timing reads stands with what ranking reads.
TIMING_ALONE = ("int_timing_", "int_order_")


@dataclass(frozen=True)
class Ran:
    """A node of dbt that ran, and when, in seconds since 1970."""

    step: str
    started: float
    ended: float


@dataclass
class Cost:
    """Seconds and processor seconds of a step, and the most memory of all while any of it ran."""

    seconds: float = 0.0
    cpu_seconds: float = 0.0
    peak_mb: int | None = None


def step_of(unique_id: str, manifest: Manifest) -> str:
    """Name of the step that a node belongs to."""
    kind, name = unique_id.split(".")[0], unique_id.split(".")[2]
    if kind in ("test", "unit_test"):
        return TESTS
    if kind != "model":
        return OTHER
    if name.startswith(TIMING_ALONE) and "/shop/" not in manifest.path(name):
        return TIMING
    if name in MODELS:
        return MODELS[name]
    room = manifest.path(name).removeprefix("models/")
    return next((step for prefix, step in ROOMS.items() if room.startswith(f"{prefix}/")), OTHER)


def nodes_ran(target: Path) -> list[Ran]:
    """What ran in the last run of dbt, from its own record of it."""
    manifest = Manifest.read(target / "manifest.json")
    results = json.loads((target / "run_results.json").read_text())["results"]
    return [
        Ran(step_of(result["unique_id"], manifest), _seconds(timing[0]), _seconds(timing[-1], "completed_at"))
        for result in results
        if (timing := [each for each in result["timing"] if each["name"] == "execute"])
    ]


def costs(
    nodes: Sequence[Ran],
    started: float,
    ended: float,
    cpu_seconds_at: Callable[[float], float],
    peak_mb_between: Callable[[float, float], int | None],
) -> dict[str, Cost]:
    """Share out a build among its steps: while several nodes run, time counts for each in equal parts.

    So the seconds of all steps together are those of the build; what passes while no node runs is dbt's own.
    """
    found = {step: Cost() for step in STEPS}
    for start, end, running in _stretches(nodes, started, ended):
        cpu = cpu_seconds_at(end) - cpu_seconds_at(start)
        peak = peak_mb_between(start, end)
        for step in running:
            cost = found[step]
            cost.seconds += (end - start) / len(running)
            cost.cpu_seconds += cpu / len(running)
            cost.peak_mb = max(filter(None, (cost.peak_mb, peak)), default=None)
    return found


def _stretches(
    nodes: Sequence[Ran], started: float, ended: float
) -> Iterator[tuple[float, float, Sequence[str]]]:
    """Stretches of time in which the same nodes run, with their steps."""
    moments = sorted(
        [(node.started, 1, node.step) for node in nodes] + [(node.ended, -1, node.step) for node in nodes],
        key=lambda moment: moment[0],
    )
    running: list[str] = []
    before = started
    for moment, change, step in [*moments, (ended, 0, OTHER)]:
        now = min(max(moment, started), ended)
        if now > before:
            yield before, now, tuple(running) or (OTHER,)
            before = now
        if change > 0:
            running.append(step)
        elif change < 0:
            running.remove(step)


def _seconds(timing: dict[str, Any], which: str = "started_at") -> float:
    return datetime.fromisoformat(timing[which]).timestamp()
