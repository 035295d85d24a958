"""Measures alerts on generated shops that do not drift, on planted shifts, and on orders that fall by a third."""

from __future__ import annotations

import argparse
from collections.abc import Iterator

import numpy as np
import polars as pl

from lab.drift.histograms import histograms
from lab.drift.shifts import SHIFTS
from lab.drift.shops import generate
from python_ml.drift import feature_shifts
from python_ml.drift.judging import LEVEL
from python_ml.drift.volume import latest_volumes

USUAL_RULE = 0.1
SMALLEST, LARGEST = 300, 20_000
SIZES = {"300 to 1,000": 1_000, "1,000 to 5,000": 5_000, "5,000 to 20,000": LARGEST}


def sizes(shops: int) -> np.ndarray:
    """Return the customers of each shop, evenly spread on a scale of ratios."""
    return np.geomspace(SMALLEST, LARGEST, shops).round().astype(int)


def measure(shops: int) -> pl.DataFrame:
    """Judge each shop as it is, and with each shift planted.

    Returns
    -------
    polars.DataFrame
        A row a shop and shift: `customers`, `shift`, how many `features` there are, how many `alerts` and how many by
        the `usual` rule, whether the shift is `found`, by ours and by the `usual_found` rule, and `named` first.
    """
    return pl.DataFrame([row for seed, each in enumerate(sizes(shops)) for row in _of_shop(int(each), seed)])


def _of_shop(customers: int, seed: int) -> Iterator[dict[str, object]]:
    shop = generate(customers, seed)
    for name, (change, features) in {"none": (lambda given: given, ()), **SHIFTS}.items():
        judged = feature_shifts(histograms(change(shop)))
        own = judged.filter((pl.col("population") == "sales") & pl.col("feature").is_in(features))
        by_certainty = judged.filter("is_drift").sort("q", "feature")["feature"]
        yield {
            "customers": customers,
            "shift": name,
            "features": len(judged),
            "alerts": int(judged["is_drift"].sum()),
            "usual": int((judged["psi"] > USUAL_RULE).sum()),
            "found": bool(own["is_drift"].any()),
            "usual_found": bool((own["psi"] > USUAL_RULE).any()),
            "named": bool(len(by_certainty)) and by_certainty[0] in features,
        }


def falls(shops: int) -> pl.DataFrame:
    """Let orders fall by a third, and say whether one week or two report it, and whether usual ones do."""
    rows = []
    for seed, customers in enumerate(sizes(shops)):
        rng = np.random.default_rng([seed, int(customers)])
        usual = rng.poisson(0.2 * customers * np.exp(rng.normal(0, 0.08, 54))).astype(float)
        fallen = usual.copy()
        fallen[-2:] = rng.binomial(usual[-2:].astype(int), 2 / 3)
        rows.append(
            {
                "customers": int(customers),
                "false": any(each.is_unusual for each in latest_volumes(usual)),
                "first": any(each.is_unusual for each in latest_volumes(fallen[:-1])),
                "second": any(each.is_unusual for each in latest_volumes(fallen)),
            }
        )
    return pl.DataFrame(rows)


def report(measured: pl.DataFrame, fallen: pl.DataFrame) -> str:
    """Return both as Markdown."""
    of_none = measured.filter(pl.col("shift") == "none")
    lines = [
        "| customers | shift | shops | alert | named first | PSI > 0.1 | features above it |",
        "|---|---|--:|--:|--:|--:|--:|",
        *(
            _line(label, name, within.filter(pl.col("shift") == name))
            for label, within in _by_size(measured)
            for name in ["none", *SHIFTS]
        ),
        "",
        f"Of {len(of_none)} shops that do not drift, {(of_none['alerts'] > 0).mean():.1%} have an alert, "
        f"and {LEVEL:.0%} may; by PSI > 0.1, {(of_none['usual'] > 0).mean():.1%} have.",
        "",
        "| customers | shops | alert without a fall | in the first week of one | within two |",
        "|---|--:|--:|--:|--:|",
    ]
    for label, within in _by_size(fallen):
        shares = " | ".join(f"{within[name].mean():.1%}" for name in ("false", "first", "second"))
        lines.append(f"| {label} | {len(within)} | {shares} |")
    return "\n".join(lines)


def _by_size(rows: pl.DataFrame) -> Iterator[tuple[str, pl.DataFrame]]:
    least = 0
    for label, most in SIZES.items():
        within = rows.filter((pl.col("customers") > least) & (pl.col("customers") <= most))
        if len(within):
            yield label, within
        least = most


def _line(label: str, name: str, rows: pl.DataFrame) -> str:
    ours = (rows["alerts"] > 0).mean() if name == "none" else rows["found"].mean()
    usual = (rows["usual"] > 0).mean() if name == "none" else rows["usual_found"].mean()
    named = "" if name == "none" else f"{rows['named'].mean():.0%}"
    return f"| {label} | {name} | {len(rows)} | {ours:.1%} | {named} | {usual:.1%} | {rows['usual'].mean():.1f} |"


def main() -> None:
    """Print the report."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--shops", type=int, default=200, help="how many shops are generated")
    arguments = parser.parse_args()
    print(report(measure(arguments.shops), falls(arguments.shops)))


if __name__ == "__main__":
    main()
