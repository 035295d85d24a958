"""What to do about an experiment, in one sentence."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import polars as pl


@dataclass(frozen=True)
class Advice:
    """A verdict, one of `ship`, `stop`, `run_on` and `broken`, and the sentence that says why."""

    verdict: str
    sentence: str


def advise(results: pl.DataFrame, *, today: date, until: date | None) -> Advice:
    """Say what to do about one arm.

    Parameters
    ----------
    results
        The rows of one arm from `results.compare`; the first metric decides, and none of the others may have
        become worse.
    today
        The first day that is not in the results.
    until
        The day after the last planned one; from it on the fixed test is read, and before it only the confidence
        sequence; None if the experiment is open, which leaves it to the sequence.
    """
    raise NotImplementedError
