"""Kevin Hillstrom's e-mail experiment (MineThatData, 2008): who is moved, and is nothing claimed of noise."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import polars as pl

from python_ml.problems import BadInput
from python_ml.uplift import CANDIDATES, Trial, bootstrapped_qini, learn_effects
from python_ml.uplift.models import trees

EMAILS = {"women": "Womens E-Mail", "men": "Mens E-Mail"}
NO_EMAIL = "No E-Mail"
NUMBERS = ["recency", "history", "mens", "womens", "newbie"]
WORDS = ["zip_code", "channel"]


def read(file: Path) -> pl.DataFrame:
    """Read the experiment.

    Raises
    ------
    BadInput
        If there is no such file.
    """
    if not file.is_file():
        raise BadInput(f"there is no file {file.name}", "name the CSV file of Hillstrom's experiment")
    return pl.read_csv(file)


def trial_of(rows: pl.DataFrame, email: str) -> Trial:
    """Make a trial of who got the e-mail or none, by whether they visited the shop within two weeks."""
    chosen = rows.filter(pl.col("segment").is_in([EMAILS[email], NO_EMAIL]))
    features = chosen.select(*NUMBERS, *WORDS).to_dummies(WORDS).cast(pl.Float64)
    treated = (chosen["segment"] == EMAILS[email]).to_numpy()
    return Trial.by_lot(features.to_numpy(), treated, chosen["visit"].to_numpy(), share=0.5)


def halves(rows: int, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Draw positions to learn on, and the rest."""
    drawn = np.random.default_rng(seed).permutation(rows)
    return np.sort(drawn[: rows // 2]), np.sort(drawn[rows // 2 :])


def summary(rows: pl.DataFrame, email: str) -> str:
    """Say what is learned of all rows, judged on folds of them."""
    effects = learn_effects(trial_of(rows, email))
    best = effects.verdicts[0]
    return (
        f"basis {effects.basis}; best {best.name}, qini {best.qini}, "
        f"over the better baseline {best.lead}, p {best.p:.4f}\n{effects.bins}"
    )


def measure(rows: pl.DataFrame, email: str, splits: int) -> Iterator[dict[str, object]]:
    """Learn and choose on one half and score on the other, again and again.

    Yields
    ------
    dict
        Of each split: `basis`, `learner`, its `p`, the `qini` of each candidate and of the plain response on the half
        that was scored, and that of the `chosen` one, 0 where none is claimed.
    """
    trial = trial_of(rows, email)
    for seed in range(splits):
        learned, scored = (trial.take(half) for half in halves(len(trial), seed))
        yield _of_split(learned, scored)


def _of_split(learned: Trial, scored: Trial) -> dict[str, object]:
    effects = learn_effects(learned)
    qinis = {
        name: bootstrapped_qini(candidate(learned)(scored.features), scored, samples=100)
        for name, candidate in CANDIDATES.items()
    }
    likely = learned.take(learned.treated)
    response = trees(likely.features, likely.outcome, likely.weights)
    qinis["response"] = bootstrapped_qini(response(scored.features), scored, samples=100)
    return {
        "basis": effects.basis,
        "learner": effects.learner,
        "p": effects.verdicts[0].p,
        "qini": qinis,
        "chosen": qinis[effects.learner].value if effects.learner else 0.0,
    }
