"""Training the rankers: LightGBM, one for each cutoff to score, on the windows closed before it."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

import lightgbm as lgb
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from python_ml.ranking.pair_rows import BlocksOfPairs, PairRows
from python_ml.ranking.pairs import LABEL_COLUMN, feature_names, labelled_through, of_splits, query_sizes
from python_ml.ranking.splits import LEARNED_FROM
from python_ml.trees import TreeParams

EVALUATED_RANKS = (10, 12)
# All of a pair that decides beside its features.
KEYS = ("as_of", "customer_key", "label_until", LABEL_COLUMN)
OBJECTIVES = ("lambdarank", "rank_xendcg", "binary")


@dataclass(frozen=True)
class RankerParams(TreeParams):
    """LightGBM's parameters, under its own names, and what rows weigh; one set for all shops.

    Reference: Burges, "From RankNet to LambdaRank to LambdaMART", Microsoft Research 2010. The truncation level lies a
    little above the length of the lists, as LightGBM's documentation advises; it counts for lambdarank alone.

    Attributes
    ----------
    objective
        One of `OBJECTIVES`.
    half_life_days
        A train cutoff so much older than the newest weighs half as much; `None`: all weigh the same.
    """

    min_data_in_leaf: int = 50
    feature_fraction: float = 0.7
    bagging_fraction: float = 0.8
    lambda_l2: float = 5.0
    num_iterations: int = 250
    objective: str = "lambdarank"
    lambdarank_truncation_level: int = 15
    half_life_days: float | None = None

    def as_lightgbm(self) -> dict[str, Any]:
        """As `TreeParams.as_lightgbm`; what rows weigh is no parameter of LightGBM."""
        given = super().as_lightgbm()
        del given["half_life_days"]
        return {**given, "metric": "ndcg", "eval_at": list(EVALUATED_RANKS)}


@dataclass(frozen=True)
class TrainedRanker:
    """A trained ranker and what there is to know about its training.

    Attributes
    ----------
    model_text
        In LightGBM's text format.
    features
        Their names, in the model's order.
    trained_through
        The last day of the label windows that it was given; None if it was given none.
    metrics_by_iteration
        NDCG on the later windows that it was judged on, after each tree; empty if there were none.
    importances
        Total gain of each feature.
    training_pairs, training_queries
        What it was grown on, and in how many customers' lists.
    """

    model_text: str
    params: RankerParams
    features: list[str]
    trained_through: date | None
    metrics_by_iteration: dict[str, list[float]]
    importances: dict[str, float]
    training_pairs: int
    training_queries: int

    @property
    def validation_metrics(self) -> dict[str, float]:
        """NDCG on the windows it was judged on, with all trees, e.g. `{"ndcg@10": 0.31}`; empty if there were none."""
        return {name: values[-1] for name, values in self.metrics_by_iteration.items()}

    def as_row(self) -> dict[str, Any]:
        """What the table `ranker_fits` holds of it, by column."""
        return {
            "trained_through": self.trained_through,
            "params": json.dumps(self.params.as_lightgbm(), sort_keys=True),
            "best_iteration": self.params.num_iterations,
            "training_pairs": self.training_pairs,
            "training_queries": self.training_queries,
            **{f"validation_ndcg_{k}": self.validation_metrics.get(f"ndcg@{k}") for k in EVALUATED_RANKS},
            "features": json.dumps(self.features),
            "model_text": self.model_text,
        }


@dataclass(frozen=True)
class RankerFit:
    """What one ranker is to be trained from.

    Attributes
    ----------
    split
        The split that it will score.
    pairs
        Those it is grown on, as for `train_ranker`.
    judged_on
        Those it is judged on, or `None`.
    """

    split: str
    pairs: pa.Table
    judged_on: pa.Table | None
    params: RankerParams

    @property
    def learned_from(self) -> list[pa.Table]:
        """The pairs that decide, with the parameters and the code that trains, what the ranker will be."""
        return [pairs for pairs in (self.pairs, self.judged_on) if pairs is not None]

    def train(self, on_progress: Callable[[str], None] = lambda _: None) -> TrainedRanker:
        """Train it; as `train_ranker`."""
        return train_ranker(self.pairs, self.params, self.judged_on, on_progress)


def ranker_fits(pairs: pa.Table, params: RankerParams | None = None) -> Iterator[RankerFit]:
    """One ranker for each split that is scored, to be grown on the splits of `LEARNED_FROM`.

    The one for `validation` is judged there. The number of trees is a parameter: a single window of a few hundred
    customers would stop the training at random.

    Parameters
    ----------
    pairs
        As for `train_ranker`, with the column `split`.
    params
        As for `train_ranker`.
    """
    for split, learned in LEARNED_FROM.items():
        judged_on = of_splits(pairs, ["validation"]) if split == "validation" else None
        yield RankerFit(split, of_splits(pairs, learned), judged_on, params or RankerParams())


def train_ranker(
    pairs: pa.Table,
    params: RankerParams | None = None,
    judged_on: pa.Table | None = None,
    on_progress: Callable[[str], None] = lambda _: None,
) -> TrainedRanker:
    """Train on all pairs given.

    Where none of them was bought there is no order to learn: the ranker has no tree, and every score is 0.

    Parameters
    ----------
    pairs
        Columns `as_of`, `split`, `customer_key`, `article_key`, `label_until`, `is_bought`, and one per feature; sorted
        by cutoff, customer and article.
    params
        LightGBM's parameters.
    judged_on
        Pairs of later windows, to measure NDCG on; they change no tree. Where none was bought, nothing is measured.
    on_progress
        Called with a line of text every hundred iterations.
    """
    params = params or RankerParams()
    features = feature_names(pairs.column_names)
    kept = _with_purchases(pairs)
    history: dict[str, dict[str, list[float]]] = {}
    can_learn = len(kept) > 0
    booster = (
        _grown(pairs, judged_on, params, history, on_progress)
        if can_learn
        else _without_trees(features, params)
    )
    grown_on = pairs.select(KEYS).take(pa.array(kept))
    gains = booster.feature_importance("gain")
    return TrainedRanker(
        model_text=booster.model_to_string(),
        params=params,
        features=features,
        trained_through=labelled_through(pairs) if pairs.num_rows else None,
        metrics_by_iteration=history.get("validation", {}),
        importances=dict(zip(features, gains.tolist(), strict=True)),
        training_pairs=grown_on.num_rows,
        training_queries=len(query_sizes(grown_on)),
    )


def _grown(
    pairs: pa.Table,
    judged_on: pa.Table | None,
    params: RankerParams,
    history: dict[str, dict[str, list[float]]],
    on_progress: Callable[[str], None],
) -> lgb.Booster:
    features = feature_names(pairs.column_names)
    train_set = _dataset(pairs, features, params)
    judges = {}
    if judged_on is not None and len(_with_purchases(judged_on)):
        judge = _dataset(judged_on, features, params, reference=train_set)
        judges = {"valid_sets": [judge], "valid_names": ["validation"]}
    return lgb.train(
        params.as_lightgbm(),
        train_set,
        **judges,
        callbacks=[lgb.record_evaluation(history), _progress(on_progress, params.num_iterations)],
    )


def _without_trees(features: list[str], params: RankerParams) -> lgb.Booster:
    """A model of these features that scores everything 0; LightGBM wants a row to begin with."""
    nothing = lgb.Dataset(
        np.zeros((1, len(features)), np.float32),
        label=[0],
        group=[1],
        feature_name=features,
        params=params.for_dataset(),
    )
    return lgb.Booster(params.as_lightgbm() | {"bagging_freq": 0}, nothing)


def _with_purchases(pairs: pa.Table) -> np.ndarray:
    """Positions of the pairs of queries in which something was bought: in the others there is no order to get right."""
    if not pc.any(pairs.column(LABEL_COLUMN), min_count=0).as_py():
        return np.empty(0, np.int64)
    sizes = query_sizes(pairs)
    starts = np.r_[0, np.cumsum(sizes)[:-1]]
    has_purchase = np.logical_or.reduceat(pairs.column(LABEL_COLUMN).to_numpy(), starts)
    return np.flatnonzero(np.repeat(has_purchase, sizes))


def _dataset(
    pairs: pa.Table, features: list[str], params: RankerParams, reference: lgb.Dataset | None = None
) -> lgb.Dataset:
    kept = _with_purchases(pairs)
    known = pairs.select(KEYS).take(pa.array(kept))
    rows = PairRows(pairs, features, kept)
    return BlocksOfPairs(
        # One window is small; and where rows have weights, LightGBM loses a judge's that comes in blocks.
        rows if reference is None else rows[: len(rows)],
        label=known.column(LABEL_COLUMN).to_numpy().astype(np.float32),
        group=query_sizes(known),
        weight=None if params.half_life_days is None else age_weights(known, params.half_life_days),
        feature_name=features,
        reference=reference,
        params=params.for_dataset(),
        free_raw_data=True,
    )


def age_weights(pairs: pa.Table, half_life_days: float) -> np.ndarray:
    """Weight of each pair, shape (pairs,): 1 at the newest cutoff, halved with every half-life before it."""
    days = pairs.column("as_of").cast(pa.date32()).cast(pa.int32()).to_numpy()
    return 0.5 ** ((days.max() - days) / half_life_days)


def _progress(on_progress: Callable[[str], None], iterations: int) -> Callable[[Any], None]:
    def report(env: Any) -> None:
        if (env.iteration + 1) % 100 == 0:
            scores = ", ".join(
                f"{name} {value:.4f}" for _, name, value, _ in env.evaluation_result_list or []
            )
            on_progress(
                f"{env.iteration + 1} of {iterations} trees" + (f": validation {scores}" if scores else "")
            )

    return report
