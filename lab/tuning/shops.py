"""Shops built with many cutoffs before their test window, to choose and to measure on without touching that."""

import argparse
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import yaml

from lab.tuning.search import Setting, Shop
from lab.twins.project import Project
from python_ml.problems import BadInput
from python_ml.ranking.training import RankerParams

# Its later weeks are for testing alone: nothing may be chosen by them.
ONLINE_RETAIL = {"source": "online_retail", "ranking_test_as_of": date(2011, 10, 6)}
# Every candidate, at more cutoffs than the oldest measured window needs for the longest past that is tried.
BUILT = {"train_cutoffs": 26, "train_negatives": 1000}
BUILD = ("build", "--select", "+training_pairs", "--exclude-resource-type", "unit_test", "test")


def add_shop_arguments(parser: argparse.ArgumentParser, folder: Path) -> None:
    """Add arguments for the shops to use; `folder` is where they are built by default."""
    parser.add_argument(
        "--shops",
        type=yaml.safe_load,
        default=[{}],
        help="a list of dbt's variables, one set a shop, as for dbt build; without it the demo alone",
    )
    parser.add_argument(
        "--online-retail", metavar="FILE", help="this shop too, up to 2011-10-06: later weeks are for testing"
    )
    parser.add_argument("--folder", type=Path, default=folder, help="where the shops are built")
    parser.add_argument(
        "--built", action="store_true", help="use the shops that an earlier run has built there"
    )


def shops_of(arguments: argparse.Namespace, windows: int) -> list[Shop]:
    """Build and read the shops of such arguments, each with so many windows to measure on, at least.

    Raises
    ------
    BuildFailed
        If dbt ends with an error.
    ValueError
        If a shop has too few cutoffs.
    """
    variables = list(arguments.shops)
    if arguments.online_retail:
        variables.append({**ONLINE_RETAIL, "raw_path": str(Path(arguments.online_retail).resolve())})
    return read_shops(variables, arguments.folder.resolve(), arguments.built, windows)


def default_setting() -> Setting:
    """What a build does today."""
    variables = yaml.safe_load(Path("dbt_project.yml").read_text())["vars"]
    return Setting(variables["train_cutoffs"], variables["train_negatives"], RankerParams())


def read_shops(variables: list[dict[str, Any]], folder: Path, is_built: bool, windows: int) -> list[Shop]:
    """Build each shop in a database of its own below the folder, unless that is done, and read it."""
    shops = []
    for place, each in enumerate(variables, start=1):
        name = f"{each.get('source', 'demo')}_{place}"
        database = folder / name / "helix.duckdb"
        if not is_built:
            database.parent.mkdir(parents=True, exist_ok=True)
            Project(Path.cwd(), database).dbt(*BUILD, variables={**each, **BUILT})
        shops.append(read_shop(name, database, windows))
    return shops


def read_shop(name: str, database: Path, windows: int) -> Shop:
    """The pairs of the train and validation cutoffs, and all that the same customers bought there."""
    with duckdb.connect(str(database), read_only=True) as connection:
        pairs = connection.sql(
            "select *, 'buyers' as cohort from training_pairs where split in ('train', 'validation')"
            " order by as_of, customer_key, article_key"
        )
        labels = connection.sql(
            "select as_of, customer_key, article_key from labels"
            " semi join int_audience using (as_of, split, customer_key) where split in ('train', 'validation')"
        )
        shop = Shop(name, pairs.to_arrow_table(), labels.pl())
    # The oldest window measured needs one before it to learn from.
    needed = windows + 1
    if len(shop.cutoffs()) < needed:
        raise BadInput(
            f"The shop {name} has {len(shop.cutoffs())} cutoffs before its test window, and {windows} windows "
            f"to measure on need {needed}",
            "give a longer history, or narrower label_days",
        )
    return shop
