"""What each step of a build took: dbt's nodes by the room of the house they stand in."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from lab.manifest import Manifest
from python_ml.building.steps import STEPS, Ran, step_of, stretches


@dataclass
class Cost:
    """Seconds and processor seconds of a step, and the most memory of all while any of it ran."""

    seconds: float = 0.0
    cpu_seconds: float = 0.0
    peak_mb: int | None = None


def nodes_ran(target: Path) -> list[Ran]:
    """What ran in the last run of dbt, from its own record of it."""
    manifest = Manifest.read(target / "manifest.json")
    results = json.loads((target / "run_results.json").read_text())["results"]
    return [
        Ran(
            step_of(
                result["unique_id"], manifest.nodes.get(result["unique_id"], {}).get("original_file_path", "")
            ),
            _seconds(timing[0]),
            _seconds(timing[-1], "completed_at"),
        )
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
    for start, end, running in stretches(nodes, started, ended):
        cpu = cpu_seconds_at(end) - cpu_seconds_at(start)
        peak = peak_mb_between(start, end)
        for step in running:
            cost = found[step]
            cost.seconds += (end - start) / len(running)
            cost.cpu_seconds += cpu / len(running)
            cost.peak_mb = max(filter(None, (cost.peak_mb, peak)), default=None)
    return found


def _seconds(timing: dict[str, Any], which: str = "started_at") -> float:
    return datetime.fromisoformat(timing[which]).timestamp()
