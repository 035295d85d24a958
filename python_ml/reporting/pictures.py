"""The pictures of a report, as SVG text that takes its colours from the page around it."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import date

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.dates import AutoDateLocator
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from python_ml.reporting.sentences import Rows, in_words

BLUE, ORANGE = "#3b82f6", "#f59e0b"
# Written by matplotlib, and replaced by the colour of the text around the picture, dark or light.
INK = "#123456"
WIDTH_INCHES = 5.2
ROW_INCHES = 0.32
# As tall as a picture of so many rows.
UPRIGHT_ROWS = 5
MAP_ROWS = 14
# Strong ones first, then the pale ones that go with them.
COLOURS = [mpl.colormaps["tab20"](number) for number in (*range(0, 20, 2), *range(1, 20, 2))]
STYLE = {
    "svg.fonttype": "none",
    "font.family": "sans-serif",
    "axes.edgecolor": INK,
    "axes.labelcolor": INK,
    "xtick.color": INK,
    "ytick.color": INK,
    "text.color": INK,
    "axes.spines.top": False,
    "axes.spines.right": False,
}


def interval_picture(rows: Rows, name: str, value: str, title: str, compared_with: float = 0) -> str:
    """Draw a point with its interval for each row, the first on top, beside a line that means no difference.

    Parameters
    ----------
    rows
        With ``ci_low`` and ``ci_high``.
    name, value
        Keys of what a row is called, and of its value.
    title
        What the value is.
    compared_with
        Where the line is.
    """
    with mpl.rc_context(STYLE | {"svg.hashsalt": title}):
        figure, axes = _axes(len(rows), title)
        places = range(len(rows), 0, -1)
        axes.axvline(compared_with, color=ORANGE, linestyle="--", linewidth=1)
        axes.hlines(
            places, [row["ci_low"] for row in rows], [row["ci_high"] for row in rows], BLUE, linewidth=2.5
        )
        axes.plot([row[value] for row in rows], places, "o", color=BLUE)
        _name_rows(axes, places, [in_words(str(row[name])) for row in rows])
        return _svg(figure)


def bar_picture(rows: Rows, name: str, value: str, title: str) -> str:
    """Draw a bar from left to right for each row, the first on top."""
    with mpl.rc_context(STYLE | {"svg.hashsalt": title}):
        figure, axes = _axes(len(rows), title)
        places = range(len(rows), 0, -1)
        axes.barh(places, [row[value] for row in rows], color=BLUE, height=0.7)
        _name_rows(axes, places, [in_words(str(row[name])) for row in rows])
        return _svg(figure)


def column_picture(rows: Rows, name: str, value: str, title: str) -> str:
    """Draw an upright bar for each row, the first on the left; `title` says what is along the axis below."""
    with mpl.rc_context(STYLE | {"svg.hashsalt": title}):
        figure, axes = _axes(UPRIGHT_ROWS, title)
        axes.bar([str(row[name]) for row in rows], [row[value] for row in rows], color=BLUE)
        axes.set_ylabel(in_words(value))
        return _svg(figure)


def line_picture(rows: Rows, name: str, value: str, title: str) -> str:
    """Draw a line through the values of the rows, from 0; `title` says what is along the axis below."""
    with mpl.rc_context(STYLE | {"svg.hashsalt": title}):
        figure, axes = _axes(UPRIGHT_ROWS, title)
        axes.plot([row[name] for row in rows], [row[value] for row in rows], "o-", color=BLUE, markersize=3)
        axes.set_ylim(bottom=0)
        axes.set_ylabel(in_words(value))
        axes.xaxis.set_major_locator(
            AutoDateLocator(maxticks=6) if _has_dates(rows, name) else MaxNLocator(integer=True)
        )
        return _svg(figure)


def reliability_picture(rows: Rows, predicted: str, observed: str, title: str) -> str:
    """Draw observed over predicted shares beside the line on which they are equal."""
    with mpl.rc_context(STYLE | {"svg.hashsalt": title}):
        figure, axes = _axes(8, title)
        most = max(max(row[predicted], row[observed]) for row in rows)
        axes.plot([0, most], [0, most], "--", color=ORANGE, linewidth=1)
        axes.plot([row[predicted] for row in rows], [row[observed] for row in rows], "o-", color=BLUE)
        axes.set_ylabel("share bought")
        axes.xaxis.set_major_formatter("{x:.1%}")
        axes.yaxis.set_major_formatter("{x:.1%}")
        return _svg(figure)


def map_picture(rows: Rows) -> str:
    """Draw articles as circles and customers as crosses at ``x`` and ``y``, a colour for each cluster.

    Parameters
    ----------
    rows
        Of ``who_and_what_lie_close_together``.
    """
    clusters = list(dict.fromkeys(row["cluster"] for row in rows))
    with mpl.rc_context(STYLE | {"svg.hashsalt": "map"}):
        figure, axes = _axes(MAP_ROWS, "")
        for number, cluster in enumerate(clusters):
            for kind, mark in (("article", "o"), ("customer", "+")):
                points = [row for row in rows if row["cluster"] == cluster and row["kind"] == kind]
                axes.scatter(
                    [row["x"] for row in points],
                    [row["y"] for row in points],
                    s=12,
                    marker=mark,
                    linewidths=0.8,
                    color=COLOURS[number % len(COLOURS)],
                    label=cluster.replace("$", r"\$") if kind == "article" else None,
                )
        axes.set_axis_off()
        figure.legend(loc="outside lower center", ncols=2, frameon=False, fontsize=8)
        return _svg(figure)


def _has_dates(rows: Rows, name: str) -> bool:
    return any(isinstance(row[name], date) for row in rows)


def _axes(rows: int, title: str) -> tuple[Figure, Axes]:
    figure = Figure(figsize=(WIDTH_INCHES, ROW_INCHES * rows + 0.9), layout="constrained")
    axes = figure.subplots()
    axes.set_xlabel(title)
    return figure, axes


def _name_rows(axes: Axes, places: Sequence[int], names: Sequence[str]) -> None:
    # A name may hold a dollar sign, which is no formula.
    axes.set_yticks(places, labels=[name.replace("$", r"\$") for name in names])
    axes.set_ylim(0.4, len(names) + 0.6)
    axes.tick_params(axis="y", length=0)


def _svg(figure: Figure) -> str:
    written = io.StringIO()
    figure.savefig(written, format="svg", transparent=True, metadata={"Date": None})
    text = written.getvalue().replace(INK, "currentColor")
    return text[text.index("<svg") :]
