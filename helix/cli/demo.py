"""``helix demo``: write a generated shop."""

from __future__ import annotations

import time
from datetime import date, datetime
from pathlib import Path

import click

from python_ml.demo_shop import HM_DAYS, HM_LAST_DAY, DemoConfig, write_files_layout, write_hm_layout
from python_ml.problems import Problem

FILES_DAYS = 400


@click.command()
@click.option(
    "--layout",
    type=click.Choice(["hm", "files"]),
    default="files",
    show_default=True,
    help="hm: the CSV files of the Kaggle competition. files: Parquet in the contract's columns.",
)
@click.option("--customers", type=int, default=2_000, show_default=True, help="Number of customers.")
@click.option("--articles", type=int, default=800, show_default=True, help="Number of articles.")
@click.option(
    "--transactions",
    type=int,
    help="Exact number of sale lines.  [default: about 25 a customer in 400 days]",
)
@click.option(
    "--days",
    type=int,
    help=f"Length of the period.  [default: {HM_DAYS} for hm, {FILES_DAYS} for files]",
)
@click.option(
    "--last-day",
    type=click.DateTime(["%Y-%m-%d"]),
    help=f"Last day of the period.  [default: {HM_LAST_DAY} for hm, {DemoConfig.last_day} for files]",
)
@click.option("--seed", type=int, default=1, show_default=True, help="The same seed gives the same shop.")
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    required=True,
    help="Folder to make; it appears when it is whole.",
)
def demo(
    layout: str,
    customers: int,
    articles: int,
    transactions: int | None,
    days: int | None,
    last_day: datetime | None,
    seed: int,
    out: Path,
) -> None:
    """Write a generated shop of any size."""
    started = time.monotonic()
    default_days, default_last_day = _default_period(layout)
    write = write_hm_layout if layout == "hm" else write_files_layout
    try:
        config = DemoConfig(
            customers=customers,
            articles=articles,
            days=default_days if days is None else days,
            seed=seed,
            last_day=default_last_day if last_day is None else last_day.date(),
            transactions=transactions,
        )
        summary = write(config, out, click.echo)
    except OSError as error:
        raise Problem(str(error)) from error
    click.echo(
        f"{out}: {summary.transactions:,} sale lines, {summary.customers:,} customers, "
        f"{summary.articles:,} articles in {time.monotonic() - started:.1f} s"
    )


def _default_period(layout: str) -> tuple[int, date]:
    return (HM_DAYS, HM_LAST_DAY) if layout == "hm" else (FILES_DAYS, DemoConfig.last_day)
