"""Cuts that change nothing that anybody may see, each with the reason why."""

import tomllib
from collections.abc import Iterable
from pathlib import Path

from lab.mutants.cut_trial import CutVerdict, Fate
from lab.mutants.cuts import Cut
from python_ml.problems import BadInput

EQUIVALENTS = Path(__file__).with_name("equivalents.toml")


def read_equivalents(path: Path = EQUIVALENTS) -> dict[str, str]:
    """Names of cuts, as `Cut.name` has them, with the reason why a mutant without the cut is no leak.

    Raises
    ------
    BadInput
        If a cut is listed twice, or without a reason.
    """
    reasons: dict[str, str] = {}
    for group in tomllib.loads(path.read_text()).get("equivalent", []):
        if not group.get("why", "").strip():
            raise BadInput(
                f"{path.name} gives no reason for {', '.join(group['cuts'])}", "write one under `why`"
            )
        for name in group["cuts"]:
            if name in reasons:
                raise BadInput(f"{path.name} lists {name} twice", "keep one entry")
            reasons[name] = group["why"]
    return reasons


def unknown_entries(cuts: Iterable[Cut], reasons: dict[str, str]) -> list[str]:
    """Sentences on listed cuts that no model has any more."""
    known = {cut.name for cut in cuts}
    return [f"stale entry: no model has the cut {name}" for name in reasons if name not in known]


def complaints(verdicts: Iterable[CutVerdict], reasons: dict[str, str]) -> list[str]:
    """Sentences on mutants that are neither killed nor listed, and on listed ones that are killed."""
    found = []
    for verdict in verdicts:
        is_killed, is_listed = verdict.fate is Fate.KILLED, verdict.cut.name in reasons
        if is_killed and is_listed:
            found.append(f"stale entry: {verdict.check} kills the listed {verdict.cut.name}")
        elif not is_killed and not is_listed:
            said = f" ({verdict.evidence})" if verdict.evidence else ""
            found.append(f"{verdict.fate}, and not listed: {verdict.cut.name}{said}")
    return found
