from datetime import date

import numpy as np
import polars as pl
import pytest
from scipy import stats

from python_ml.evaluation import means_over_cutoffs


def measured(*values, metric="ndcg", first=date(2024, 1, 1)):
    return pl.DataFrame(
        {
            "as_of": pl.date_range(first, periods_end(first, len(values)), "7d", eager=True),
            "recommender": "ranker",
            "metric": metric,
            "k": 10,
            "segment": "all",
            "value": list(values),
            "customers": [10] * len(values),
        }
    )


def periods_end(first, number):
    return date.fromordinal(first.toordinal() + 7 * (number - 1))


def test_mean_has_students_interval():
    values = [0.2, 0.25, 0.3, 0.15]
    row = means_over_cutoffs(measured(*values)).row(0, named=True)
    expected = stats.t.interval(0.95, 3, np.mean(values), stats.sem(values))
    assert row["value"] == pytest.approx(0.225)
    assert (row["ci_low"], row["ci_high"]) == pytest.approx(expected)
    assert (row["customers"], row["cutoffs"]) == (40, 4)


def test_one_cutoff_has_no_mean_but_its_columns():
    table = means_over_cutoffs(measured(0.2))
    assert table.is_empty()
    assert table.columns == [
        "recommender",
        "metric",
        "k",
        "segment",
        "value",
        "ci_low",
        "ci_high",
        "customers",
        "cutoffs",
    ]


def test_metric_of_one_cutoff_among_several_has_no_interval():
    table = means_over_cutoffs(pl.concat([measured(0.2, 0.4), measured(0.5, metric="map")]))
    assert table.filter(pl.col("metric") == "map").select("value", "ci_low", "ci_high", "cutoffs").row(0) == (
        0.5,
        None,
        None,
        1,
    )


def test_order_of_rows_does_not_matter():
    table = measured(0.1, 0.2, 0.7, 0.3, 0.9)
    assert means_over_cutoffs(table).equals(means_over_cutoffs(table.reverse()))
