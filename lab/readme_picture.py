"""Draws the picture in README.md from a published build of the demo: ``python -m lab.readme_picture``."""

from dataclasses import dataclass
from pathlib import Path

import duckdb
import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from python_ml.publishing.places import database_path

PICTURE = Path("docs/how_good.svg")
OURS, BASELINE = "#1b5e8c", "#9db8cc"


@dataclass(frozen=True)
class Panel:
    """One question, and the query whose rows answer it: name, value, low end and high end of its 95 % interval.

    The first name of `names` is the project's own; the others are its baselines.
    """

    title: str
    axis: str
    query: str
    names: dict[str, str]


PANELS = (
    Panel(
        "Who: log-loss of an order within 30 days",
        "lower is better",
        "select model, value, ci_low, ci_high from timing_metrics "
        "where metric = 'log_loss' and horizon = 30 and segment = 'all' and split = 'test'",
        {
            "next_purchase": "next_purchase",
            "hazard": "hazard alone",
            "bg_nbd": "BG/NBD",
            "cox": "Cox",
            "constant": "the same for all",
        },
    ),
    Panel(
        "What: NDCG@10 of the list",
        "higher is better",
        "select recommender, value, ci_low, ci_high from ranking_metrics "
        "where metric = 'ndcg' and k = 10 and segment = 'all' and split = 'test'",
        {
            "ranker": "recommendations",
            "repurchase": "repurchase",
            "own_frequency": "own frequency",
            "item_cf": "item-to-item",
            "popular": "popular",
        },
    ),
    Panel(
        "When: share within one hour",
        "higher is better",
        "select model, value, ci_low, ci_high from send_time_metrics "
        "where metric = 'hour_within_1' and segment = 'all' and split = 'test'",
        {
            "send_time": "send_time",
            "dirichlet_plain_kernel": "own hours, shrunk",
            "own_counts": "own hours",
            "shop": "the shop's hours",
            "uniform": "any hour",
        },
    ),
)


def draw(database: Path, picture: Path) -> None:
    """Draw who, what and when, each beside its baselines, with 95 % intervals.

    Parameters
    ----------
    database
        A published build with a time of day.
    picture
        SVG file to write; the same build gives the same bytes.
    """
    mpl.use("Agg")
    mpl.rcParams["svg.hashsalt"] = "local-helix"
    figure = Figure(figsize=(11, 2.4), layout="constrained")
    with duckdb.connect(str(database), read_only=True) as connection:
        for axes, panel in zip(figure.subplots(1, len(PANELS)), PANELS, strict=True):
            rows = connection.execute(panel.query).fetchall()
            _bars(axes, panel, {name: numbers for name, *numbers in rows})
    figure.get_layout_engine().set(wspace=0.06)
    figure.savefig(picture, metadata={"Date": None})


def _bars(axes: Axes, panel: Panel, measured: dict[str, list[float]]) -> None:
    for place, (name, label) in enumerate(panel.names.items()):
        value, low, high = measured[name]
        axes.barh(
            place,
            value,
            color=BASELINE if place else OURS,
            xerr=[[value - low], [high - value]],
            error_kw={"elinewidth": 0.9, "ecolor": "#333333"},
        )
        axes.annotate(f" {value:.3f}", (high, place), va="center", fontsize=9)
        axes.annotate(label, (0, place), xytext=(-4, 0), textcoords="offset points", ha="right", va="center")
    axes.invert_yaxis()
    axes.set_yticks([])
    axes.set_title(panel.title, fontsize=10)
    axes.set_xlabel(panel.axis, fontsize=9)
    axes.margins(x=0.16)
    axes.spines[["top", "right"]].set_visible(False)


if __name__ == "__main__":
    draw(database_path(), PICTURE)
