"""Draws the pictures in README.md from a published build of the demo: ``python -m lab.readme_pictures``."""

import io
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from helix.reading.analyses import analysis
from python_ml.problems import BadInput, NotBuilt, Problem
from python_ml.publishing.places import database_path
from python_ml.reporting.pictures import BLUE, INK, ORANGE, STYLE

Rows = list[dict[str, Any]]
Answer = Callable[[str], Rows]

FOLDER = Path(__file__).resolve().parents[1] / "docs"
DEMO = "demo"
BASELINE = "#8b95a5"
CHANNEL_COLOURS = (BLUE, ORANGE, "#10b981", BASELINE)
LARGEST_DOT = 260
WIDTH_INCHES = 11
# Written by matplotlib, and replaced by what the reader's screen is like: a picture brings its own ground, so it can be
# read even where the page around it is dark and the screen is not.
GROUND = "#654321"
LOOK = STYLE | {"svg.fonttype": "path", "svg.hashsalt": "local-helix", "axes.facecolor": "none"}
THEME = (
    "<style>svg{color:#1f2328;--ground:#ffffff}"
    "@media (prefers-color-scheme:dark){svg{color:#e6edf3;--ground:#0d1117}}</style>"
)


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


def how_good(answer: Answer) -> Figure:
    """Draw who, what and when, each beside its baselines, with 95 % intervals."""
    figure = Figure(figsize=(WIDTH_INCHES, 2.4), layout="constrained")
    for axes, panel in zip(figure.subplots(1, len(PANELS)), PANELS, strict=True):
        measured = [list(row.values()) for row in answer(panel.query)]
        _bars(axes, panel, {name: numbers for name, *numbers in measured})
    figure.get_layout_engine().set(wspace=0.06)
    return figure


def plan(answer: Answer) -> Figure:
    """Draw a dot for each hour of the plan, the larger the more is sent in it, in the colour of its channel."""
    hours = answer(
        "select cast(send_at as date) as send_on, hour(send_at) as hour_of_day, channel, count(*) as pushes "
        "from push_plan group by all order by all"
    )
    days = sorted({row["send_on"] for row in hours})
    most = max(row["pushes"] for row in hours)
    figure = Figure(figsize=(WIDTH_INCHES, 2.9), layout="constrained")
    axes = figure.subplots()
    for channel, colour in zip(sorted({row["channel"] for row in hours}), CHANNEL_COLOURS, strict=False):
        sent = [row for row in hours if row["channel"] == channel]
        axes.scatter(
            [row["hour_of_day"] for row in sent],
            [days.index(row["send_on"]) for row in sent],
            s=[LARGEST_DOT * row["pushes"] / most for row in sent],
            color=colour,
            alpha=0.85,
            label=f"{channel}: {sum(row['pushes'] for row in sent):,} planned",
        )
    axes.set_yticks(range(len(days)), labels=[f"{day:%a} {day}" for day in days])
    axes.set_ylim(len(days) - 0.4, -0.6)
    axes.set_xticks(range(24))
    axes.set_xlim(-0.5, 23.5)
    axes.set_title("The plan: when messages are sent, and by which channel", fontsize=10)
    axes.set_xlabel(f"hour of the day; the largest dot stands for {most} messages")
    axes.legend(loc="upper left", frameon=False, markerscale=0.7)
    return figure


def reliability(answer: Answer) -> Figure:
    """Draw observed over predicted shares of offers bought, and predicted over observed orders by horizon."""
    figure = Figure(figsize=(WIDTH_INCHES, 2.9), layout="constrained")
    offers, orders = figure.subplots(1, 2)
    _offers_bought(offers, answer(analysis("are_purchase_probabilities_right").sql))
    horizons = answer(analysis("are_order_probabilities_right").sql)
    _orders_by_horizon(orders, [row for row in horizons if row["model"] == "next_purchase"])
    return figure


PICTURES = {"how_good.svg": how_good, "plan.svg": plan, "reliability.svg": reliability}


def svg_text(figure: Callable[[Answer], Figure], answer: Answer) -> str:
    """Return a picture as the text of an SVG file, dark or light as its reader's screen is.

    The same build gives the same bytes.
    """
    with mpl.rc_context(LOOK):
        written = io.StringIO()
        figure(answer).savefig(written, format="svg", facecolor=GROUND, metadata={"Date": None})
    text = written.getvalue().replace(INK, "currentColor").replace(GROUND, "var(--ground)")
    start = text.index(">", text.index("<svg")) + 1
    return text[:start] + THEME + text[start:]


def draw(database: Path, folder: Path) -> None:
    """Draw every picture from a build into a folder.

    Parameters
    ----------
    database
        A published build of the demo.
    folder
        Where the SVG files are written.

    Raises
    ------
    NotBuilt
        If there is no build.
    BadInput
        If it is of another shop, whose figures are nobody else's business.
    """
    if not database.exists():
        raise NotBuilt(f"there is no build at {database}")
    with duckdb.connect(str(database), read_only=True) as connection:

        def answer(query: str) -> Rows:
            return connection.sql(query).pl().to_dicts()

        (shop,) = answer("select text from build_facts where subject = 'shop' and name = 'source'")
        if shop["text"] != DEMO:
            raise BadInput(
                f"the pictures are of the demo, and this is a build of {shop['text']}", "make build"
            )
        for name, figure in PICTURES.items():
            (folder / name).write_text(svg_text(figure, answer), encoding="utf-8")


def _bars(axes: Axes, panel: Panel, measured: dict[str, list[float]]) -> None:
    for place, (name, label) in enumerate(panel.names.items()):
        value, low, high = measured[name]
        axes.barh(
            place,
            value,
            color=BASELINE if place else BLUE,
            xerr=[[value - low], [high - value]],
            error_kw={"elinewidth": 0.9, "ecolor": INK},
        )
        axes.annotate(f" {value:.3f}", (high, place), va="center", fontsize=9)
        axes.annotate(label, (0, place), xytext=(-4, 0), textcoords="offset points", ha="right", va="center")
    axes.invert_yaxis()
    axes.set_yticks([])
    axes.set_title(panel.title, fontsize=10)
    axes.set_xlabel(panel.axis, fontsize=9)
    axes.margins(x=0.16)


def _offers_bought(axes: Axes, deciles: Rows) -> None:
    predicted, bought = ([row[name] for row in deciles] for name in ("share_foretold", "share_bought"))
    most = max(*predicted, *bought)
    axes.plot([0, most], [0, most], "--", color=ORANGE, linewidth=1)
    axes.plot(predicted, bought, "o-", color=BLUE)
    axes.set_title("Offers in tenths, by their purchase probability", fontsize=10)
    axes.set_xlabel("predicted share bought")
    axes.set_ylabel("share bought")
    axes.xaxis.set_major_formatter("{x:.0%}")
    axes.yaxis.set_major_formatter("{x:.0%}")


def _orders_by_horizon(axes: Axes, horizons: Rows) -> None:
    places = range(len(horizons))
    axes.axvline(1, color=ORANGE, linestyle="--", linewidth=1)
    axes.hlines(
        places, [row["ci_low"] for row in horizons], [row["ci_high"] for row in horizons], BLUE, linewidth=2.5
    )
    axes.plot([row["predicted_over_observed"] for row in horizons], places, "o", color=BLUE)
    axes.set_yticks(places, labels=[f"{row['horizon']} days" for row in horizons])
    axes.set_ylim(len(horizons) - 0.4, -0.6)
    axes.locator_params(axis="x", nbins=5)
    axes.set_title("Orders within so many days", fontsize=10)
    axes.set_xlabel("predicted over observed, with its 95 % interval")


if __name__ == "__main__":
    try:
        draw(database_path(), FOLDER)
    except Problem as problem:
        sys.exit(str(problem))
