"""Growth and peers as a picture."""

from pathlib import Path

import matplotlib as mpl
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure as Picture

from lab.measuring.figures import Figure, Figures
from lab.quality.picture import CUTOFF, LEAD
from lab.speed.report import growth, in_order, step_growth
from python_ml.building.steps import STEPS

MILLION = 1e6


def draw(figures: Figures, path: Path) -> None:
    """Draw multiples of the pass by size and by step, peak memory by size, and peers beside the project.

    Parameters
    ----------
    figures
        Of one build at least.
    path
        File to write, its ending says in what form.
    """
    mpl.use("Agg")
    builds = list(in_order(figures.builds).values())
    picture = Picture(figsize=(13, 4.6), layout="constrained")
    growing, memory, beside = picture.subplots(1, 3, width_ratios=(1.3, 0.8, 1))
    _growth(growing, builds)
    _memory(memory, builds)
    _peers(beside, in_order(figures.peers))
    picture.savefig(path, dpi=140)


def _growth(axes: Axes, builds: list[Figure]) -> None:
    sizes = [build["sales"] / MILLION for build in builds]
    colours = mpl.colormaps["tab20"](np.linspace(0, 1, len(STEPS)))
    for step, colour in zip(STEPS, colours, strict=True):
        seconds = [build["steps"][step]["seconds"] for build in builds]
        if min(seconds) > 0:
            label = f"{step}{_power(step_growth(builds, step))}"
            axes.plot(sizes, seconds, marker=".", linewidth=1, color=colour, label=label)
    whole = [build["seconds"] for build in builds]
    axes.plot(
        sizes, whole, marker="o", linewidth=2, color=LEAD, label=f"the whole build{_power(growth(builds))}"
    )
    _sizes(axes, sizes)
    axes.set_yscale("log")
    axes.set_title("Seconds, and the exponent of growth", fontsize=11)
    axes.legend(fontsize=7, frameon=False, loc="center left", bbox_to_anchor=(1, 0.5))


def _memory(axes: Axes, builds: list[Figure]) -> None:
    sizes = [build["sales"] / MILLION for build in builds]
    axes.plot(sizes, [build["peak_mb"] / 1000 for build in builds], marker="o", linewidth=2, color=LEAD)
    _sizes(axes, sizes)
    axes.set_ylim(bottom=0)
    axes.set_title("Peak memory of a build, GB", fontsize=11)


def _peers(axes: Axes, peers: dict[str, Figure]) -> None:
    """Bars of the largest size: each peer's time and memory as a multiple of the project's."""
    axes.set_title("Peers, as multiples of the project's", fontsize=11)
    if not peers:
        axes.set_axis_off()
        return
    size, largest = list(peers.items())[-1]
    bars = [
        (f"{name}, {work}", found["seconds"] / own["seconds"], found["peak_mb"] / own["peak_mb"])
        for work, contestants in largest["work"].items()
        for own in [contestants["project"]]
        for name, found in contestants.items()
        if found is not own
    ]
    names, seconds, memory = zip(*bars, strict=True)
    places = np.arange(len(bars))
    axes.barh(places - 0.2, seconds, height=0.38, color=LEAD, label="time")
    axes.barh(places + 0.2, memory, height=0.38, color=CUTOFF, label="peak memory")
    axes.axvline(1, color="#555555", linewidth=0.9)
    axes.set_yticks(places, names, fontsize=8)
    axes.invert_yaxis()
    axes.set_xlabel(f"at {size} million sales")
    axes.legend(fontsize=8, frameon=False)
    axes.spines[["top", "right"]].set_visible(False)


def _sizes(axes: Axes, sizes: list[float]) -> None:
    axes.set_xscale("log")
    axes.set_xticks(sizes, [f"{size:g}" for size in sizes])
    axes.minorticks_off()
    axes.set_xlabel("million sales")
    axes.grid(color="#e3e3e3", linewidth=0.7)
    axes.set_axisbelow(True)
    axes.spines[["top", "right"]].set_visible(False)


def _power(value: float | None) -> str:
    return "" if value is None else f"  N^{value:.2f}"
