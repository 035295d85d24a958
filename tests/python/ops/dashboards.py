"""What the dashboards of Grafana ask Prometheus for."""

import json
from pathlib import Path

from tests.python.house.rooms import ROOT

DASHBOARDS = sorted((ROOT / "ops/grafana").glob("*.json"))


def panel_queries(dashboard: Path) -> list[str]:
    """Every expression of a dashboard's panels."""
    board = json.loads(dashboard.read_text())
    return [target["expr"] for panel in board["panels"] for target in panel["targets"]]


def queries(dashboard: Path) -> list[str]:
    """Every expression of a dashboard."""
    board = json.loads(dashboard.read_text())
    return panel_queries(dashboard) + [each["expr"] for each in board["annotations"]["list"]]
