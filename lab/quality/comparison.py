"""The project and its baselines at one test cutoff, on the same customers and the same truth."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl

from lab.quality.baselines import Baseline, Trial, Week, popular_first, recommend, tune
from lab.quality.snapshot import Snapshot
from python_ml.evaluation import bootstrap_means, paired_differences, per_customer_metrics

PROJECT = "project"
DEPTH = 12
METRICS = {"hit_rate": 10, "ndcg": 10, "map": 12, "recall": 10}


@dataclass(frozen=True)
class Tuned:
    """A baseline with every trial made of its parameters, the best first."""

    baseline: Baseline
    trials: Sequence[Trial]

    @property
    def parameters(self) -> Mapping[str, float]:
        """Values of the best trial."""
        return self.trials[0].parameters


def tune_baseline(baseline: Baseline, weeks: Sequence[Week], before: Sequence[Tuned]) -> Tuned:
    """Tune a baseline; the first of those tuned before it, what is popular, fills up its lists."""
    return Tuned(baseline, tune(baseline, weeks, _popular_days(before)))


def measure(snapshot: Snapshot, tuned: Sequence[Tuned]) -> pl.DataFrame:
    """Measure everybody's lists.

    Returns
    -------
    as_of, recommender, metric, k, segment, value, ci_low, ci_high, customers, as ``bootstrap_means`` has them; also
    ``project_minus_<baseline>`` for each baseline if the project has lists.
    """
    lists = [baseline_lists(snapshot, one, _popular_days(tuned)) for one in tuned]
    if snapshot.project_lists is not None:
        lists.append(snapshot.project_lists.cast(lists[0].schema))
    kinds = pl.DataFrame(
        {"metric": list(METRICS), "k": list(METRICS.values())}, schema_overrides={"k": pl.Int32}
    )
    values = per_customer_metrics(pl.concat(lists), snapshot.truth, sorted(set(METRICS.values())))
    values = values.join(kinds, on=["metric", "k"], how="semi")
    tables = [bootstrap_means(values, snapshot.segments)]
    if snapshot.project_lists is not None:
        tables.append(paired_differences(values, PROJECT, snapshot.segments))
    return pl.concat(tables).select(pl.lit(snapshot.as_of).alias("as_of"), pl.all())


def baseline_lists(snapshot: Snapshot, tuned: Tuned, popular_days: float) -> pl.DataFrame:
    """Lists of a baseline for the test customers: recommender, customer_key, rank, article_key."""
    past = snapshot.past
    customers = snapshot.truth["customer_key"].unique().sort().to_numpy()
    articles = recommend(
        tuned.baseline.fit(past.history, **tuned.parameters),
        np.searchsorted(past.customer_keys, customers),
        popular_first(past.history, popular_days),
        DEPTH,
    )
    depth = articles.shape[1]
    return pl.DataFrame(
        {
            "recommender": np.repeat(tuned.baseline.name, articles.size),
            "customer_key": np.repeat(customers, depth),
            "rank": np.tile(np.arange(1, depth + 1), len(customers)),
            "article_key": past.article_keys[articles.ravel()],
        }
    )


def _popular_days(tuned: Sequence[Tuned]) -> float:
    """Days of the tuned `popular`; before it is tuned, all."""
    return tuned[0].parameters["window_days"] if tuned else np.inf
