"""What personas did, as segments of a journal of their own: no build reads it, unless it is told to."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from helix.personas.lists import CHANNEL
from helix.personas.panel import CONTROL, TEST, Draw, Panel
from helix.personas.segments import Article
from python_ml.publishing.disk import make_folder, write_whole

# No purchase: a model's word for one.
WOULD_BUY = "would_buy"


def write_journal(panel: Panel, day: str, folder: Path) -> int:
    """Write what was shown and chosen in answered draws, and return how many events there are.

    The same panel writes the same bytes into the same files.

    Parameters
    ----------
    panel
        What was said.
    day
        When it is said to have happened, as ISO 8601.
    folder
        The journal; nothing but personas may write into it.
    """
    run = run_id(panel)
    answered = [draw for draw in panel.draws if draw.bought is not None]
    shown = [event for draw in answered for event in _shown(draw, day, run, panel.is_aa)]
    responses = [event for draw in answered for event in _responses(draw, day, run)]
    _write(folder / "shown_lists", run, shown)
    _write(folder / "responses", run, responses)
    return len(shown) + len(responses)


def run_id(panel: Panel) -> str:
    """Return a name that runs of the same prompts share."""
    asked = "\n".join(f"{draw.prompt.seed} {draw.prompt.text}" for draw in panel.draws)
    return hashlib.sha256(asked.encode()).hexdigest()[:16]


def _shown(draw: Draw, day: str, run: str, is_aa: bool) -> Iterator[dict[str, Any]]:
    experiment = "simulated_aa" if is_aa else "simulated"
    for arm in (CONTROL, TEST):
        yield {
            "kind": "shown_list",
            "event_id": _list_id(draw, run, arm),
            "occurred_at": f"{day}T00:00:00+00:00",
            "customer_id": draw.persona.name,
            "articles": [article.article_id for article in _list(draw, arm)],
            "channel": CHANNEL,
            "arms": {experiment: arm},
        }


def _responses(draw: Draw, day: str, run: str) -> Iterator[dict[str, Any]]:
    for arm, articles in (draw.bought or {}).items():
        for article in articles:
            yield {
                "kind": "response",
                "event_id": f"{_list_id(draw, run, arm)}-{article.article_id}",
                "occurred_at": f"{day}T00:00:00+00:00",
                "customer_id": draw.persona.name,
                "response": WOULD_BUY,
                "recommendation_id": _list_id(draw, run, arm),
                "article_id": article.article_id,
                "channel": CHANNEL,
            }


def _list_id(draw: Draw, run: str, arm: str) -> str:
    return f"{run}-{draw.persona.name}-{draw.number}-{arm}"


def _list(draw: Draw, arm: str) -> tuple[Article, ...]:
    return draw.test if arm == TEST else draw.control


def _write(folder: Path, run: str, events: Sequence[dict[str, Any]]) -> None:
    make_folder(folder)
    lines = "".join(json.dumps(event, ensure_ascii=False) + "\n" for event in events)
    write_whole(folder / f"simulated-{run}.ndjson", lines)
