"""One more day of sales: what a build costs that has the day before in its database, and whether it ends the same."""

import os
import shutil
from datetime import date
from pathlib import Path

from lab.manifest import Manifest
from lab.twins.comparison import Comparison
from python_ml.demo_shop import DemoConfig
from python_ml.demo_shop.files_layout import CONFIG_FILE

SALES_FILE = "transactions_train.csv"


def without_last_day(shop: Path, folder: Path) -> None:
    """Link the files of a generated shop into an empty folder, its sales without those of the last day."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    last_day = f"{last_day_of(shop)},"
    for file in shop.iterdir():
        if file.name != SALES_FILE:
            os.link(file, folder / file.name)
    with (shop / SALES_FILE).open() as sales, (folder / SALES_FILE).open("w") as kept:
        kept.writelines(line for line in sales if not line.startswith(last_day))


def add_last_day(shop: Path, folder: Path) -> None:
    """Give the folder all sales, in place of those without the last day."""
    arriving = folder / f".{SALES_FILE}"
    os.link(shop / SALES_FILE, arriving)
    arriving.replace(folder / SALES_FILE)


def last_day_of(shop: Path) -> date:
    """Last day with sales of a generated shop."""
    return DemoConfig.from_json((shop / CONFIG_FILE).read_text()).last_day


def different_tables(manifest: Manifest, one: Path, other: Path) -> tuple[int, list[str]]:
    """How many models were compared in two databases, and the names of those that differ in any column.

    What names the run is left out. A model that only one of them holds differs.
    """
    comparison = Comparison.open(manifest, 0, one, other)
    with comparison.connection:
        models = comparison.models(None)
        different = [model for model in models if comparison.compare(model, None).difference]
        return len(models), different + comparison.in_one_only()
