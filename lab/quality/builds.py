"""Builds of the project at test cutoffs, each in a database of its own."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from lab.backtest import BUILD
from lab.quality.snapshot import Snapshot
from lab.twins.project import Project

ROOT = Path(__file__).resolve().parents[2]
# All that the baselines need; without tests, as most of them look at what is not built.
SHOP_ALONE = (
    "build",
    "--exclude-resource-type",
    "unit_test",
    "test",
    "--select",
    "+evaluated_purchases",
    "+int_known_cancellations",
)


def snapshot_of(
    as_of: date, variables: Mapping[str, Any], folder: Path, tuning_weeks: int, is_project_built: bool
) -> Snapshot:
    """Build a test cutoff somewhere in ``folder``, and keep nothing of it but what is compared.

    Raises
    ------
    BuildFailed
        If dbt ends with an error.
    """
    with TemporaryDirectory(prefix=f".{as_of}.", dir=folder) as scratch:
        project = Project(ROOT, Path(scratch) / "helix.duckdb")
        command = BUILD if is_project_built else SHOP_ALONE
        project.dbt(*command, variables={**variables, "ranking_test_as_of": str(as_of)})
        return Snapshot.read(project.database, tuning_weeks, is_project_built)
