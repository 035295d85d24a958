"""What a comparison found, as tables in Markdown."""

from collections.abc import Sequence

import polars as pl

from lab.markdown import table
from lab.quality.baselines import BASELINES
from lab.quality.comparison import METRICS, PROJECT, Tuned

TITLES = {"hit_rate": "hit rate@10", "ndcg": "NDCG@10", "map": "MAP@12", "recall": "recall@10"}
SEGMENTS = ("newcomer", "light", "regular", "heavy")
Row = dict[str, float]


def tuning_lines(tuned: Sequence[Tuned]) -> str:
    """For each baseline its NDCG@10 there, and the values tried of each parameter, the best in brackets."""
    lines = ["Tuned on label windows before the earliest test cutoff:"]
    for one in tuned:
        lines.append(
            f"  {one.baseline.name}: NDCG@10 {one.trials[0].ndcg:.3f}, the best of {len(one.trials)} trials"
        )
        for name, values in one.baseline.grid.items():
            tried = " ".join(_chosen(value, one.parameters[name]) for value in sorted(values))
            lines.append(f"    {name:15} {tried}")
    return "\n".join(lines)


def quality_table(means: pl.DataFrame) -> str:
    """Every recommender's metrics, worst NDCG@10 first, and in parentheses how many times that the project has."""
    values = _values(means, "all")
    rows = [
        (name, *(_with_ratio(values[name, metric], values.get((PROJECT, metric))) for metric in METRICS))
        for name in _worst_first(values)
    ]
    return table(("", *TITLES.values()), rows)


def difference_table(means: pl.DataFrame) -> str:
    """The project less each baseline, with the interval of that difference."""
    values = _values(means, "all")
    baselines = [name for name in _worst_first(values) if name != PROJECT]
    rows = [
        (baseline, *(_difference(values[f"{PROJECT}_minus_{baseline}", metric]) for metric in METRICS))
        for baseline in baselines
    ]
    return table((f"{PROJECT} less", *TITLES.values()), rows)


def cutoff_table(measured: pl.DataFrame) -> str:
    """NDCG@10 of the project at each cutoff, of the best baseline there, and their difference."""
    rows = []
    for (as_of,), at_cutoff in measured.sort("as_of").group_by("as_of", maintain_order=True):
        values = _values(at_cutoff, "all")
        baseline = best_baseline(values, "ndcg")
        rows.append(
            (
                f"{as_of}",
                f"{values[PROJECT, 'ndcg']['customers']}",
                f"{values[PROJECT, 'ndcg']['value']:.3f}",
                f"{baseline} {values[baseline, 'ndcg']['value']:.3f}",
                _difference(values[f"{PROJECT}_minus_{baseline}", "ndcg"]),
            )
        )
    return table(
        ("test cutoff", "customers", f"NDCG@10 of the {PROJECT}", "of the best baseline", "difference"), rows
    )


def segment_table(means: pl.DataFrame) -> str:
    """The project in each segment against the baseline that is best there by the metric."""
    rows = []
    for segment in SEGMENTS:
        values = _values(means, segment)
        for metric in METRICS if values else ():
            baseline = best_baseline(values, metric)
            own, other = values[PROJECT, metric], values[baseline, metric]
            rows.append(
                (
                    segment,
                    f"{own['customers']}",
                    TITLES[metric],
                    f"{own['value']:.3f}",
                    f"{baseline} {_with_ratio(other, own)}",
                    _difference(values[f"{PROJECT}_minus_{baseline}", metric]),
                )
            )
    return table(("segment", "customers", "", PROJECT, "best baseline", "difference"), rows)


def best_baseline(values: dict[tuple[str, str], Row], metric: str) -> str:
    """Name of the baseline with the highest value, the simplest of several."""
    baselines = (baseline.name for baseline in BASELINES if (baseline.name, metric) in values)
    return max(baselines, key=lambda name: values[name, metric]["value"])


def _worst_first(values: dict[tuple[str, str], Row]) -> list[str]:
    """Names of the recommenders by NDCG@10."""
    names = sorted({name for name, _ in values if "_minus_" not in name})
    return sorted(names, key=lambda name: values[name, "ndcg"]["value"])


def _values(measured: pl.DataFrame, segment: str) -> dict[tuple[str, str], Row]:
    """Rows of a segment by recommender and metric."""
    rows = measured.filter(pl.col("segment") == segment).sort("recommender", "metric").to_dicts()
    return {(row["recommender"], row["metric"]): row for row in rows}


def _with_ratio(row: Row, own: Row | None) -> str:
    if own is None or own is row or not row["value"]:
        return f"{row['value']:.3f}"
    return f"{row['value']:.3f} ({own['value'] / row['value']:.2f}x)"


def _difference(row: Row) -> str:
    if row["ci_low"] is None:
        return f"{row['value']:+.3f}"
    return f"{row['value']:+.3f} [{row['ci_low']:+.3f}, {row['ci_high']:+.3f}]"


def _chosen(value: float, best: float) -> str:
    text = "all" if value == float("inf") else f"{value:g}"
    return f"[{text}]" if value == best else text
