"""The project less each baseline, as a forest plot."""

from pathlib import Path

import matplotlib as mpl
import numpy as np
import polars as pl
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from lab.quality.comparison import PROJECT
from lab.quality.report import TITLES

LEAD, CUTOFF = "#1b5e8c", "#9db8cc"
PREFIX = f"{PROJECT}_minus_"


def draw(measured: pl.DataFrame, means: pl.DataFrame, path: Path) -> None:
    """Draw the mean difference from each baseline with its interval, and a dot for each cutoff, one panel a metric.

    Parameters
    ----------
    measured
        Rows of ``comparison.measure`` at all cutoffs.
    means
        The same over the cutoffs; of a single cutoff, its own rows.
    path
        File to write, its ending says in what form.
    """
    mpl.use("Agg")
    mean, single = (
        table.filter(pl.col("recommender").str.starts_with(PREFIX), pl.col("segment") == "all").with_columns(
            baseline=pl.col("recommender").str.strip_prefix(PREFIX)
        )
        for table in (means, measured)
    )
    baselines = mean.filter(pl.col("metric") == "ndcg").sort("value", "baseline")["baseline"].to_list()
    cutoffs = measured["as_of"].n_unique()
    if cutoffs == 1:
        single = single.clear()
    figure = Figure(figsize=(11, 0.42 * len(baselines) + 1.7), layout="constrained")
    panels = figure.subplots(1, len(TITLES), sharey=True)
    for axes, (metric, title) in zip(panels, TITLES.items(), strict=True):
        of_metric = (table.filter(pl.col("metric") == metric) for table in (mean, single))
        _panel(axes, baselines, *of_metric)
        axes.set_title(title, fontsize=11)
    panels[0].set_yticks(range(len(baselines)), baselines)
    panels[0].set_ylim(-0.6, len(baselines) - 0.4)
    figure.get_layout_engine().set(wspace=0.04)
    figure.suptitle(_caption(cutoffs), fontsize=10)
    figure.savefig(path, dpi=140)


def _panel(axes: Axes, baselines: list[str], mean: pl.DataFrame, single: pl.DataFrame) -> None:
    place = {baseline: row for row, baseline in enumerate(baselines)}
    axes.axvline(0, color="#555555", linewidth=0.9)
    below = [place[baseline] - 0.25 for baseline in single["baseline"]]
    axes.scatter(single["value"], below, s=14, color=CUTOFF, zorder=2)
    centre, low, high = (mean[column].to_numpy() for column in ("value", "ci_low", "ci_high"))
    axes.errorbar(
        centre,
        [place[baseline] for baseline in mean["baseline"]],
        xerr=np.stack([centre - low, high - centre]),
        fmt="o",
        markersize=6,
        capsize=3,
        color=LEAD,
        zorder=3,
    )
    axes.margins(x=0.08)
    _cut_off_what_is_far(axes, place, mean)
    axes.locator_params(axis="x", nbins=4)
    axes.grid(axis="x", color="#e3e3e3", linewidth=0.7)
    axes.set_axisbelow(True)
    axes.tick_params(axis="y", length=0)
    axes.spines[["top", "right", "left"]].set_visible(False)


def _cut_off_what_is_far(axes: Axes, place: dict[str, int], mean: pl.DataFrame) -> None:
    """End the axis where the nearer baselines can be distinguished; an arrow with its value stands for one beyond."""
    farthest = mean.sort("value", "baseline").row(-1, named=True)
    others = mean.filter(pl.col("baseline") != farthest["baseline"])
    end = 1.2 * max(others["ci_high"].max() or 0, -(others["ci_low"].min() or 0))
    if not end or farthest["ci_low"] is None or farthest["ci_low"] <= 1.5 * end:
        return
    axes.set_xlim(min(others["ci_low"].min(), 0) - 0.08 * end, end)
    row = place[farthest["baseline"]]
    axes.plot(end, row, marker=">", color=LEAD, markersize=8, clip_on=False)
    axes.annotate(
        f"{farthest['value']:+.3f}",
        (end, row),
        xytext=(-10, 0),
        textcoords="offset points",
        ha="right",
        va="center",
    )


def _caption(cutoffs: int) -> str:
    what = f"The {PROJECT} less each baseline, on the same customers: right of 0 the {PROJECT} is better. "
    if cutoffs == 1:
        return what + "One test cutoff, 95 % bootstrap interval."
    return what + f"Mean of {cutoffs} test cutoffs with its 95 % interval; pale, each cutoff."
