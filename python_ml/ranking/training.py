"""Training the ranker: LightGBM on the train cutoffs, stopped early on the validation cutoff."""

import hashlib
from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any

import lightgbm as lgb
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from python_ml.ranking.pairs import LABEL_COLUMN, feature_matrix, feature_names, query_sizes

# Training stops on the first of these.
EVALUATED_RANKS = (10, 12)
OBJECTIVES = ("lambdarank", "rank_xendcg", "binary")


@dataclass(frozen=True)
class RankerParams:
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

    objective: str = "lambdarank"
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
    half_life_days: float | None = None
    seed: int = 20

    def as_lightgbm(self) -> dict[str, Any]:
        """All parameters for `lightgbm.train`, with those that make it give the same trees on every run."""
        given = asdict(self)
        del given["half_life_days"]
        return {
            **given,
            "metric": "ndcg",
            "eval_at": list(EVALUATED_RANKS),
            "deterministic": True,
            "force_row_wise": True,
            "first_metric_only": True,
            "verbosity": -1,
        }


@dataclass(frozen=True)
class TrainedRanker:
    """A trained ranker and what there is to know about its training."""

    model_text: str
    params: RankerParams
    features: list[str]
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
    gains = booster.feature_importance("gain", iteration=booster.best_iteration)
    return TrainedRanker(
        model_text=booster.model_to_string(num_iteration=booster.best_iteration),
        params=params,
        features=features,
        best_iteration=booster.best_iteration,
        metrics_by_iteration=history["validation"],
        importances=dict(zip(features, gains.tolist(), strict=True)),
        training_pairs=train.num_rows,
        training_queries=len(query_sizes(train)),
        fingerprint=fingerprint(pairs),
    )


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
    """The queries of a split in which something was bought: in the others there is no order to get right."""
    chosen = pairs.filter(pc.equal(pairs.column("split"), split))
    if not pc.any(chosen.column(LABEL_COLUMN)).as_py():
        raise ValueError(
            f"The {split} cutoffs hold no candidate pair that was bought, so there is nothing to learn from: "
            "give a longer history, more customers, or wider label_days."
        )
    sizes = query_sizes(chosen)
    starts = np.r_[0, np.cumsum(sizes)[:-1]]
    has_purchase = np.logical_or.reduceat(chosen.column(LABEL_COLUMN).to_numpy(), starts)
    return chosen.filter(pa.array(np.repeat(has_purchase, sizes)))


def _dataset(
    pairs: pa.Table, features: list[str], params: RankerParams, reference: lgb.Dataset | None = None
) -> lgb.Dataset:
    return lgb.Dataset(
        feature_matrix(pairs, features),
        label=pairs.column(LABEL_COLUMN).to_numpy().astype(np.float32),
        group=query_sizes(pairs),
        weight=None if params.half_life_days is None else age_weights(pairs, params.half_life_days),
        feature_name=features,
        reference=reference,
        params={"seed": params.seed, "verbosity": -1},
        free_raw_data=True,
    )


def age_weights(pairs: pa.Table, half_life_days: float) -> np.ndarray:
    """Weight of each pair, shape (pairs,): 1 at the newest cutoff, halved with every half-life before it."""
    days = pairs.column("as_of").cast(pa.date32()).cast(pa.int32()).to_numpy()
    return 0.5 ** ((days.max() - days) / half_life_days)


def _progress(on_progress: Callable[[str], None], iterations: int) -> Callable[[Any], None]:
    def report(env: Any) -> None:
        if env.iteration % 50 == 0:
            scores = ", ".join(f"{name} {value:.4f}" for _, name, value, _ in env.evaluation_result_list)
            on_progress(f"iteration {env.iteration} of at most {iterations}: validation {scores}")

    return report
