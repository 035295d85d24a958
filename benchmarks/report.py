"""What a comparison found, as tables in Markdown."""

from collections.abc import Sequence

import polars as pl

from benchmarks.comparison import METRICS, PROJECT, Tuned
from benchmarks.markdown import table
from benchmarks.rivals import RIVALS

TITLES = {"hit_rate": "hit rate@10", "ndcg": "NDCG@10", "map": "MAP@12", "recall": "recall@10"}
SEGMENTS = ("newcomer", "light", "regular", "heavy")
Row = dict[str, float]


def tuning_lines(tuned: Sequence[Tuned]) -> str:
    """For each rival its NDCG@10 there, and the values tried of each parameter, the best in brackets."""
    lines = ["Tuned on label windows before the earliest test cutoff:"]
    for one in tuned:
        lines.append(
            f"  {one.rival.name}: NDCG@10 {one.trials[0].ndcg:.3f}, the best of {len(one.trials)} trials"
        )
        for name, values in one.rival.grid.items():
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
    """The project less each rival, with the interval of that difference."""
    values = _values(means, "all")
    rivals = [name for name in _worst_first(values) if name != PROJECT]
    rows = [
        (rival, *(_difference(values[f"{PROJECT}_minus_{rival}", metric]) for metric in METRICS))
        for rival in rivals
    ]
    return table((f"{PROJECT} less", *TITLES.values()), rows)


def cutoff_table(measured: pl.DataFrame) -> str:
    """NDCG@10 of the project at each cutoff, of the best rival there, and their difference."""
    rows = []
    for (as_of,), at_cutoff in measured.sort("as_of").group_by("as_of", maintain_order=True):
        values = _values(at_cutoff, "all")
        rival = best_rival(values, "ndcg")
        rows.append(
            (
                f"{as_of}",
                f"{values[PROJECT, 'ndcg']['customers']}",
                f"{values[PROJECT, 'ndcg']['value']:.3f}",
                f"{rival} {values[rival, 'ndcg']['value']:.3f}",
                _difference(values[f"{PROJECT}_minus_{rival}", "ndcg"]),
            )
        )
    return table(
        ("test cutoff", "customers", f"NDCG@10 of the {PROJECT}", "of the best rival", "difference"), rows
    )


def segment_table(means: pl.DataFrame) -> str:
    """The project in each segment against the rival that is best there by the metric."""
    rows = []
    for segment in SEGMENTS:
        values = _values(means, segment)
        for metric in METRICS if values else ():
            rival = best_rival(values, metric)
            own, other = values[PROJECT, metric], values[rival, metric]
            rows.append(
                (
                    segment,
                    f"{own['customers']}",
                    TITLES[metric],
                    f"{own['value']:.3f}",
                    f"{rival} {_with_ratio(other, own)}",
                    _difference(values[f"{PROJECT}_minus_{rival}", metric]),
                )
            )
    return table(("segment", "customers", "", PROJECT, "best rival", "difference"), rows)


def best_rival(values: dict[tuple[str, str], Row], metric: str) -> str:
    """Name of the rival with the highest value, the simplest of several."""
    rivals = (rival.name for rival in RIVALS if (rival.name, metric) in values)
    return max(rivals, key=lambda name: values[name, metric]["value"])


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
