"""`python -m lab.uplift hillstrom FILE` and `python -m lab.uplift generated`."""

from __future__ import annotations

import argparse
from pathlib import Path

import polars as pl

from lab.uplift import generated, hillstrom


def of_hillstrom(file: Path, splits: int) -> None:
    """Print what the whole file says, and what halves of it say of the other halves."""
    rows = hillstrom.read(file)
    for email in hillstrom.EMAILS:
        print(f"{email}'s e-mail, all rows: {hillstrom.summary(rows, email)}")
    for email in hillstrom.EMAILS:
        measured = list(hillstrom.measure(rows, email, splits))
        personal = [each for each in measured if each["basis"] == "personal"]
        print(f"\n{email}'s e-mail, {splits} splits: structure claimed in {len(personal)}")
        names = measured[0]["qini"]
        table = pl.DataFrame(
            [(name, *_mean_and_spread([each["qini"][name].value for each in measured])) for name in names],
            ["ranked by", "qini", "spread over splits"],
            orient="row",
        )
        print(table.sort("qini", descending=True))
        if personal:
            print(
                "chosen, where claimed: qini {:.4f} ± {:.4f}".format(
                    *_mean_and_spread([each["chosen"] for each in personal])
                )
            )


def _mean_and_spread(values: list[float]) -> tuple[float, float]:
    column = pl.Series(values, dtype=pl.Float64)
    return column.mean(), column.std() or 0.0


def of_generated(customers: int, shops: int) -> None:
    """Print the means over shops, by kind."""
    measured = pl.DataFrame(list(generated.measure(customers, shops)), infer_schema_length=None)
    print(
        measured.group_by("kind", maintain_order=True).agg(
            (pl.col("basis") == "personal").sum().alias("claimed"),
            pl.col("correlation", "share", "response", "random", "covers").mean(),
        )
    )


def main() -> None:
    """Run the comparison that the command line names."""
    parser = argparse.ArgumentParser(prog="python -m lab.uplift", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    real = commands.add_parser("hillstrom")
    real.add_argument("file", type=Path)
    real.add_argument("--splits", type=int, default=20)
    made = commands.add_parser("generated")
    made.add_argument("--customers", type=int, default=5000)
    made.add_argument("--shops", type=int, default=10)
    given = parser.parse_args()
    if given.command == "hillstrom":
        of_hillstrom(given.file, given.splits)
    else:
        of_generated(given.customers, given.shops)


if __name__ == "__main__":
    main()
