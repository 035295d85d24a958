"""Search for defaults of the ranker that are good in several shops at once. Usage: `python -m lab.tuning --help`.

It chooses by validation cutoffs alone: of a shop it uses the windows a build trains and validates on, and never the one
it tests on. It changes no file: it prints what to write into `RankerParams` and `dbt_project.yml`.
"""

import argparse
import json
import os
import sys
import time
from collections.abc import Callable
from dataclasses import Field, fields
from pathlib import Path
from typing import Any

import optuna

from lab.tuning.search import (
    Result,
    Setting,
    Shop,
    by_objective,
    comparison,
    measure,
    objective,
    search,
)
from lab.tuning.shops import add_shop_arguments, default_setting, shops_of
from python_ml.building.tracking import record_trial
from python_ml.problems import Problem
from python_ml.ranking.training import RankerParams

SEARCHED_WINDOWS = (0, 1, 2)
# Who is best of many is best by luck too, so the finalists are measured on older windows, which chose nobody.
CONFIRMED_WINDOWS = (3, 4, 5)
FINALISTS = 3
SHOWN = 10
# A gain of so many standard errors is more than noise.
BEYOND_NOISE = 2.0


def main() -> int:
    """Run the command."""
    parser = argparse.ArgumentParser(prog="python -m lab.tuning", description=__doc__)
    add_shop_arguments(parser, Path("build/tune"))
    parser.add_argument("--trials", type=int, default=40, help="how many settings, the defaults among them")
    parser.add_argument("--minutes", type=float, help="begin no further trial after these")
    parser.add_argument("--seed", type=int, default=20, help="the same seed makes the same trials")
    arguments = parser.parse_args()
    if arguments.trials < 2:
        parser.error("--trials must be 2 or more: the first is the defaults")
    # Each trial is reported below, in fewer words.
    optuna.logging.set_verbosity(optuna.logging.WARNING)
    try:
        shops = shops_of(arguments, max(SEARCHED_WINDOWS + CONFIRMED_WINDOWS) + 1)
        tune(shops, arguments.trials, arguments.seed, arguments.minutes)
    except Problem as failure:
        print(failure, file=sys.stderr)
        return 1
    return 0


def tune(shops: list[Shop], trials: int, seed: int, minutes: float | None = None) -> None:
    """Search, measure the finalists where the search has not looked, and print both."""
    for shop in shops:
        windows = ", ".join(str(shop.cutoffs()[back]) for back in SEARCHED_WINDOWS)
        print(
            f"{shop.name}: {shop.pairs.num_rows:,} pairs; the search sees the windows from {windows}",
            flush=True,
        )
    defaults = default_setting()
    seconds = None if minutes is None else 60 * minutes
    results = search(shops, defaults, SEARCHED_WINDOWS, trials, seed, recorder(shops, seed), seconds)
    best = by_objective(results)
    print(f"\n{len(results)} trials were measured to the end\n")
    print(table(best[:SHOWN], results[0]))
    finalists = [result for result in best if result is not results[0]][:FINALISTS]
    if not finalists:
        print("\nNo trial but the defaults was measured to the end: give more trials.")
        return
    base = measure(shops, defaults, CONFIRMED_WINDOWS)
    confirmed = [measure(shops, result.setting, CONFIRMED_WINDOWS) for result in finalists]
    print(f"\nThe first {len(finalists)} of these on the {len(CONFIRMED_WINDOWS)} windows before those\n")
    print(table(confirmed, base))
    print(f"\n{verdict(confirmed[0], base)}")


def recorder(shops: list[Shop], seed: int) -> Callable[[int, Result], None]:
    """What to do with each trial: put it into MLflow, beside the database, and say how it went."""
    store = Path(os.environ.get("HELIX_DB", "build/helix.duckdb")).resolve().parent / "mlflow"
    tags = {"seed": str(seed), "shops": ", ".join(shop.name for shop in shops)}
    results: list[Result] = []
    started = time.monotonic()

    def record(number: int, result: Result) -> None:
        results.append(result)
        compared = comparison(result.values, results[0].values)
        value, error = objective(compared)
        metrics = {"objective": value, "objective_error": error} | {
            f"{row['shop']}_{name}": row[name]
            for row in compared.iter_rows(named=True)
            for name in ("ndcg", "gain", "standard_error")
        }
        own = {"trial": str(number), "is_given_up": str(result.is_given_up)}
        record_trial(result.setting.searched(), metrics, store, f"trial {number}", tags | own)
        end = ", given up" if result.is_given_up else ""
        print(
            f"{time.monotonic() - started:6.0f} s  trial {number}: {value:.4f} ± {error:.4f}{end}", flush=True
        )

    return record


def table(results: list[Result], base: Result) -> str:
    """One line a result: the objective, each shop's NDCG@10 and gain (± a standard error), what was set otherwise."""
    lines = []
    for result in results:
        compared = comparison(result.values, base.values)
        value, error = objective(compared)
        by_shop = "   ".join(
            "{shop} {ndcg:.4f} ({gain:+.4f} ± {standard_error:.4f})".format(**row)
            for row in compared.iter_rows(named=True)
        )
        lines.append(f"{value:.4f} ± {error:.4f}   {by_shop}   {told(changes(result.setting, base.setting))}")
    return "\n".join(lines)


def changes(setting: Setting, defaults: Setting) -> dict[str, Any]:
    """The searched values that differ from the defaults."""
    before = defaults.searched()
    return {name: value for name, value in setting.searched().items() if value != before[name]}


def told(changed: dict[str, Any]) -> str:
    """Values in one line."""
    return ", ".join(f"{name} {_number(value)}" for name, value in changed.items()) or "the defaults"


def verdict(best: Result, base: Result) -> str:
    """Whether the best trial beats the defaults by more than noise, and if so what to write where."""
    value, error = objective(comparison(best.values, base.values))
    gain = f"{100 * (value - 1):+.2f} % ± {100 * error:.2f} %"
    if value - 1 <= BEYOND_NOISE * error:
        return f"The best trial gains {gain} there: no more than noise, so the defaults stay."
    return "\n".join(
        [f"The best trial gains {gain} there: more than noise.", *_defaults_to_write(best, base)]
    )


def _defaults_to_write(best: Result, base: Result) -> list[str]:
    """The lines that make the best setting the default, each after the name of its file or class."""
    changed = changes(best.setting, base.setting)
    own = {field.name: field for field in fields(RankerParams)}
    variables = [f"  {name}: {value}" for name, value in changed.items() if name not in own]
    params = [_field(own[name], value) for name, value in changed.items() if name in own]
    return ["dbt_project.yml:"] * bool(variables) + variables + ["RankerParams:"] * bool(params) + params


def _field(field: Field, value: Any) -> str:
    kind = field.type.__name__ if isinstance(field.type, type) else field.type
    rounded = float(f"{value:.3g}") if isinstance(value, float) else value
    return f"    {field.name}: {kind} = " + ("None" if rounded is None else json.dumps(rounded))


def _number(value: Any) -> str:
    return f"{value:.3g}" if isinstance(value, float) else repr(value).strip("'")


if __name__ == "__main__":
    sys.exit(main())
