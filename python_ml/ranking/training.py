"""Training the rankers: LightGBM's lambdarank, one for each cutoff to score, on the windows closed before it."""

import hashlib
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from datetime import date
from typing import Any

import lightgbm as lgb
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from python_ml.ranking.pairs import (
    LABEL_COLUMN,
    feature_matrix,
    feature_names,
    labelled_through,
    query_sizes,
)

# Training stops on the first of these.
EVALUATED_RANKS = (10, 12)
# Splits whose windows had closed before the cutoff that a ranker scores. The one that scores validation was also
# stopped there; what it scores serves the calibration alone.
LEARNED_FROM = {
    "validation": ("train",),
    "test": ("train", "validation"),
    "serve": ("train", "validation", "test"),
}


@dataclass(frozen=True)
class RankerParams:
    """LightGBM's parameters, under its own names; one set for all shops.

    Reference: Burges, "From RankNet to LambdaRank to LambdaMART", Microsoft Research 2010. The truncation level lies a
    little above the length of the lists, as LightGBM's documentation advises.
    """

    learning_rate: float = 0.05
    num_leaves: int = 31
    min_data_in_leaf: int = 50
    feature_fraction: float = 0.7
    bagging_fraction: float = 0.8
    bagging_freq: int = 1
    lambda_l2: float = 5.0
    lambdarank_truncation_level: int = 15
    num_iterations: int = 600
    early_stopping_round: int = 50
    seed: int = 20

    def as_lightgbm(self) -> dict[str, Any]:
        """All parameters for `lightgbm.train`, with those that make it give the same trees on every run."""
        return {
            **asdict(self),
            "objective": "lambdarank",
            "metric": "ndcg",
            "eval_at": list(EVALUATED_RANKS),
            "deterministic": True,
            "force_row_wise": True,
            "first_metric_only": True,
            "verbosity": -1,
        }


@dataclass(frozen=True)
class TrainedRanker:
    """A trained ranker and what there is to know about its training.

    `trained_through` is the last day of the label windows that the training or its early stopping saw;
    `metrics_by_iteration` are those on the validation cutoff, where the number of trees was chosen.
    """

    model_text: str
    params: RankerParams
    features: list[str]
    trained_through: date
    best_iteration: int
    metrics_by_iteration: dict[str, list[float]]
    importances: dict[str, float]
    training_pairs: int
    training_queries: int
    fingerprint: str

    @property
    def validation_metrics(self) -> dict[str, float]:
        """NDCG on the validation cutoff at the best iteration, e.g. `{"ndcg@10": 0.31}`."""
        return {name: values[self.best_iteration - 1] for name, values in self.metrics_by_iteration.items()}


def train_rankers(
    pairs: pa.Table, params: RankerParams | None = None, on_progress: Callable[[str], None] = lambda _: None
) -> dict[str, TrainedRanker]:
    """Train one ranker for each split that is scored, on the splits of `LEARNED_FROM`.

    How many trees there are is decided once, by the ranker for `validation`; the others are grown as large.

    Parameters
    ----------
    pairs, params, on_progress
        As for `train_ranker`.

    Returns
    -------
    dict
        The rankers for `validation`, `test` and `serve`.

    Raises
    ------
    ValueError
        As `train_ranker`.
    """
    stopped = train_ranker(pairs, params, on_progress)
    refitted = {split: _refit(stopped, pairs, split) for split in ("test", "serve")}
    return {"validation": stopped, **refitted}


def _pairs_learned_from(pairs: pa.Table, split: str) -> pa.Table:
    """The pairs that the ranker for a split is grown on: of earlier windows, of customers who bought a candidate."""
    return _with_purchases(pairs.filter(pc.is_in(pairs.column("split"), pa.array(LEARNED_FROM[split]))))


def train_ranker(
    pairs: pa.Table, params: RankerParams | None = None, on_progress: Callable[[str], None] = lambda _: None
) -> TrainedRanker:
    """Train on the pairs of `split = 'train'` and stop where NDCG@10 on `split = 'validation'` is best.

    Parameters
    ----------
    pairs
        Columns `as_of`, `split`, `customer_key`, `article_key`, `is_bought`, and one per feature; sorted by the first
        four but `split`.
    params
        LightGBM's parameters.
    on_progress
        Called with a line of text every fifty iterations.

    Raises
    ------
    ValueError
        If the train or the validation cutoffs hold no candidate pair that was bought.
    """
    params = params or RankerParams()
    features = feature_names(pairs.column_names)
    train = _pairs_of_split(pairs, "train")
    validation = _pairs_of_split(pairs, "validation")
    train_set = _dataset(train, features, params)
    history: dict[str, dict[str, list[float]]] = {}
    booster = lgb.train(
        params.as_lightgbm(),
        train_set,
        valid_sets=[_dataset(validation, features, params, reference=train_set)],
        valid_names=["validation"],
        callbacks=[lgb.record_evaluation(history), _progress(on_progress, params.num_iterations)],
    )
    return TrainedRanker(
        **_grown(booster, booster.best_iteration, train, features),
        params=params,
        features=features,
        trained_through=labelled_through(pa.concat_tables([train, validation])),
        best_iteration=booster.best_iteration,
        metrics_by_iteration=history["validation"],
        fingerprint=fingerprint(pairs),
    )


def _refit(stopped: TrainedRanker, pairs: pa.Table, split: str) -> TrainedRanker:
    grown_on = _pairs_learned_from(pairs, split)
    booster = lgb.train(
        {**stopped.params.as_lightgbm(), "early_stopping_round": 0},
        _dataset(grown_on, stopped.features, stopped.params),
        num_boost_round=stopped.best_iteration,
    )
    return replace(
        stopped,
        **_grown(booster, stopped.best_iteration, grown_on, stopped.features),
        trained_through=labelled_through(grown_on),
    )


def _grown(booster: lgb.Booster, trees: int, grown_on: pa.Table, features: list[str]) -> dict[str, Any]:
    gains = booster.feature_importance("gain", iteration=trees)
    return {
        "model_text": booster.model_to_string(num_iteration=trees),
        "importances": dict(zip(features, gains.tolist(), strict=True)),
        "training_pairs": grown_on.num_rows,
        "training_queries": len(query_sizes(grown_on)),
    }


def fingerprint(pairs: pa.Table) -> str:
    """SHA-256 over the names and values of all columns, to tell whether two runs saw the same data."""
    digest = hashlib.sha256()
    for name in pairs.column_names:
        digest.update(name.encode())
        column = pairs.column(name)
        if pa.types.is_string(column.type):
            encoded = column.combine_chunks().dictionary_encode()
            digest.update("\0".join(encoded.dictionary.to_pylist()).encode())
            column = encoded.indices
        elif pa.types.is_date(column.type):
            column = column.cast(pa.int32())
        elif pa.types.is_timestamp(column.type):
            column = column.cast(pa.int64())
        numbers = pc.fill_null(pc.cast(column, pa.float64(), safe=False), float("nan"))
        digest.update(numbers.to_numpy(zero_copy_only=False).tobytes())
    return digest.hexdigest()


def _pairs_of_split(pairs: pa.Table, split: str) -> pa.Table:
    chosen = pairs.filter(pc.equal(pairs.column("split"), split))
    if not pc.any(chosen.column(LABEL_COLUMN)).as_py():
        raise ValueError(
            f"The {split} cutoffs hold no candidate pair that was bought, so there is nothing to learn from: "
            "give a longer history, more customers, or wider label_days."
        )
    return _with_purchases(chosen)


def _with_purchases(pairs: pa.Table) -> pa.Table:
    """The queries in which something was bought: in the others there is no order to get right."""
    sizes = query_sizes(pairs)
    starts = np.r_[0, np.cumsum(sizes)[:-1]]
    has_purchase = np.logical_or.reduceat(pairs.column(LABEL_COLUMN).to_numpy(), starts)
    return pairs.filter(pa.array(np.repeat(has_purchase, sizes)))


def _dataset(
    pairs: pa.Table, features: list[str], params: RankerParams, reference: lgb.Dataset | None = None
) -> lgb.Dataset:
    return lgb.Dataset(
        feature_matrix(pairs, features),
        label=pairs.column(LABEL_COLUMN).to_numpy().astype(np.float32),
        group=query_sizes(pairs),
        feature_name=features,
        reference=reference,
        params={"seed": params.seed, "verbosity": -1},
        free_raw_data=True,
    )


def _progress(on_progress: Callable[[str], None], iterations: int) -> Callable[[Any], None]:
    def report(env: Any) -> None:
        if env.iteration % 50 == 0:
            scores = ", ".join(f"{name} {value:.4f}" for _, name, value, _ in env.evaluation_result_list)
            on_progress(f"iteration {env.iteration} of at most {iterations}: validation {scores}")

    return report
