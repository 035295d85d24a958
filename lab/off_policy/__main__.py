"""`python -m lab.off_policy`: bias of three estimators, and how often their 95 % intervals hold the truth."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from functools import cache

import polars as pl

from lab.off_policy.shop import draw, truth
from python_ml.off_policy import ThinOverlap, what_if

RULES = ("own", "evening", "drawn")
known_truth = cache(truth)


def measure(simulations: int, customers: int, pushes: int) -> Iterator[dict[str, object]]:
    """Evaluate each rule by each estimator in each simulated log.

    Yields
    ------
    dict
        `rule`, `method`, its `error` and `width`, the `effective` sample size, and whether the interval `covers` the
        truth.
    """
    for rule in RULES:
        for seed in range(simulations):
            simulated = draw(rule, customers, pushes, seed)
            known = known_truth(rule)
            for found in what_if(simulated.logged, simulated.actions, simulated.probabilities):
                yield {
                    "rule": rule,
                    "method": found.method,
                    "truth": known,
                    "error": found.value - known,
                    "width": found.high - found.low,
                    "effective": found.effective,
                    "covers": found.low <= known <= found.high,
                }


def refused(customers: int) -> str:
    """Return what is said of a rule that a small log knows nothing of."""
    simulated = draw("evening", customers, 1, 0)
    try:
        what_if(simulated.logged, simulated.actions, simulated.probabilities)
    except ThinOverlap as problem:
        return str(problem)
    return "nothing was refused"


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(prog="python -m lab.off_policy", description=__doc__)
    parser.add_argument("--simulations", type=int, default=500)
    parser.add_argument("--customers", type=int, default=1000)
    parser.add_argument("--pushes", type=int, default=4)
    given = parser.parse_args()
    measured = pl.DataFrame(list(measure(given.simulations, given.customers, given.pushes)))
    with pl.Config(tbl_rows=-1):
        print(
            measured.group_by("rule", "method", maintain_order=True).agg(
                pl.col("truth").first(),
                pl.col("error").mean().alias("bias"),
                (pl.col("error").std() / pl.len().sqrt()).alias("error_of_bias"),
                pl.col("width", "effective").mean(),
                pl.col("covers").mean().alias("coverage"),
            )
        )
    print(f"Of 60 pushes: {refused(60)}")


if __name__ == "__main__":
    main()
