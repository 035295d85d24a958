"""The search for the ranker's defaults: what is tried, what a trial is worth, and how sure that is.

Needs Optuna, which only those install who change the project.
"""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from datetime import date
from typing import Any, Self

import numpy as np
import optuna
import polars as pl
import pyarrow as pa
import pyarrow.compute as pc

from python_ml.evaluation import per_customer_metrics
from python_ml.problems import BadInput
from python_ml.ranking.pairs import LABEL_COLUMN
from python_ml.ranking.scoring import score_batches
from python_ml.ranking.training import OBJECTIVES, RankerParams, train_ranker

RANK = 10
# The first trials are drawn at random: there is nothing yet to be guided by.
RANDOM_TRIALS = 8
# None is given up before so many were measured to the end.
COMPLETE_TRIALS = 4


@dataclass(frozen=True)
class Shop:
    """What the search knows of a shop.

    Attributes
    ----------
    name
        For people, and in the names of metrics.
    pairs
        As for `train_ranker`, with the column `label_until`: many cutoffs, and at each every candidate of the
        customers looked at; what `split` says is not used.
    labels
        as_of, customer_key, article_key: all that these customers bought, whether or not it was a candidate.
    """

    name: str
    pairs: pa.Table
    labels: pl.DataFrame

    def cutoffs(self) -> list[date]:
        """The cutoffs of the pairs, newest first."""
        return sorted(pc.unique(self.pairs.column("as_of")).to_pylist(), reverse=True)


@dataclass(frozen=True)
class Setting:
    """One choice of what the ranker learns from, and of how."""

    train_cutoffs: int
    train_negatives: int
    params: RankerParams

    def searched(self) -> dict[str, Any]:
        """The values that the search chooses, by the names of dbt's variables and of `RankerParams`."""
        values = {**asdict(self.params), **asdict(self)}
        return {name: values[name] for name in SEARCHED}

    @classmethod
    def of(cls, values: Mapping[str, Any], others: RankerParams) -> Self:
        """The setting with these searched values, and what is not searched from `others`."""
        own = {field.name for field in fields(RankerParams)}
        params = {**asdict(others), **{name: value for name, value in values.items() if name in own}}
        return cls(values["train_cutoffs"], values["train_negatives"], RankerParams(**params))


SEARCHED: Mapping[str, Callable[[optuna.Trial, str], Any]] = {
    "train_cutoffs": lambda trial, name: trial.suggest_int(name, 4, 20),
    "train_negatives": lambda trial, name: trial.suggest_int(name, 20, 160, step=20),
    "objective": lambda trial, name: trial.suggest_categorical(name, OBJECTIVES),
    "half_life_days": lambda trial, name: trial.suggest_categorical(name, (None, 28.0, 56.0, 112.0)),
    "lambdarank_truncation_level": lambda trial, name: trial.suggest_int(name, 10, 60, step=5),
    "num_iterations": lambda trial, name: trial.suggest_int(name, 50, 1000, step=50),
    "num_leaves": lambda trial, name: trial.suggest_int(name, 4, 63, log=True),
    "min_data_in_leaf": lambda trial, name: trial.suggest_int(name, 20, 500, log=True),
    "feature_fraction": lambda trial, name: trial.suggest_float(name, 0.2, 1.0, step=0.1),
    "lambda_l2": lambda trial, name: trial.suggest_float(name, 0.1, 100.0, log=True),
}


@dataclass(frozen=True)
class Result:
    """A setting and what it reached.

    Attributes
    ----------
    setting
        What was tried.
    values
        shop, as_of, customer_key, ndcg: one row for each buyer of each validation window, sorted by the first three.
    is_given_up
        Whether some windows were not measured, as the others looked bad enough.
    """

    setting: Setting
    values: pl.DataFrame
    is_given_up: bool = False


def windows_before(pairs: pa.Table, cutoff: date, setting: Setting) -> pa.Table:
    """The pairs that a ranker for `cutoff` is trained on: of windows that had closed by then, and no others.

    They are the newest `train_cutoffs` of them.

    Raises
    ------
    BadInput
        If none had closed.
    """
    closed = pairs.filter(pc.less_equal(pairs.column("label_until"), pa.scalar(cutoff, pa.date32())))
    cutoffs = sorted(pc.unique(closed.column("as_of")).to_pylist(), reverse=True)
    if not cutoffs:
        raise BadInput(f"Before {cutoff} no label window had closed", "give a longer history")
    is_chosen = pc.is_in(closed.column("as_of"), pa.array(cutoffs[: setting.train_cutoffs], pa.date32()))
    return closed.filter(pc.and_(is_chosen, pa.array(is_sampled(closed, setting.train_negatives))))


def is_sampled(pairs: pa.Table, negatives: int) -> np.ndarray:
    """Whether each pair is among those `training_pairs` keeps: shape (pairs,).

    All that were bought, and per cutoff and customer so many of the others, in the order of the same hash as there.
    """
    columns = ("as_of", "customer_key", "article_key", LABEL_COLUMN)
    as_of, customer, article, is_bought = (pairs.column(name).to_numpy() for name in columns)
    order = np.lexsort((article, sampling_hash(article, customer), is_bought, customer, as_of))
    keys = (as_of[order], customer[order], is_bought[order])
    starts = np.r_[True, np.logical_or.reduce([key[1:] != key[:-1] for key in keys])]
    positions = np.arange(len(order))
    ranks = np.empty(len(order), np.int64)
    ranks[order] = positions - np.maximum.accumulate(np.where(starts, positions, 0)) + 1
    return is_bought | (ranks <= negatives)


def sampling_hash(article_keys: np.ndarray, customer_keys: np.ndarray) -> np.ndarray:
    """The number by which `training_pairs` draws each pair, shape (pairs,); as the macro of that name."""
    keys = (article_keys.astype(np.int64) * 7919 + customer_keys.astype(np.int64) * 104729) % 1299709
    square = keys * keys % 1299709
    return square * square % 1299709 * keys % 1299709


def ndcg_by_customer(shop: Shop, cutoff: date, setting: Setting) -> pl.DataFrame:
    """Train a ranker on what had closed by a cutoff, and measure it in the window from there.

    Returns
    -------
    shop, as_of, customer_key, ndcg: NDCG@10 of every buyer of the window, against all they bought.
    """
    ranker = train_ranker(windows_before(shop.pairs, cutoff, setting), setting.params)
    candidates = shop.pairs.filter(pc.equal(shop.pairs.column("as_of"), pa.scalar(cutoff, pa.date32())))
    scored = pl.from_arrow(
        score_batches(
            [[candidates]],
            dict.fromkeys(pc.unique(candidates.column("split")).to_pylist(), ranker.model_text),
            depth=RANK,
        ).read_all()
    )
    lists = (
        scored.sort("customer_key", -pl.col("score"), "article_key")
        .with_columns(rank=pl.int_range(1, pl.len() + 1, dtype=pl.Int32).over("customer_key"))
        .filter(pl.col("rank") <= RANK)
        .select(pl.lit("ranker").alias("recommender"), "customer_key", "rank", "article_key")
    )
    truth = shop.labels.filter(pl.col("as_of") == cutoff).select("customer_key", "article_key")
    return (
        per_customer_metrics(lists, truth, [RANK])
        .filter(pl.col("metric") == "ndcg")
        .select(pl.lit(shop.name).alias("shop"), pl.lit(cutoff).alias("as_of"), "customer_key", ndcg="value")
    )


def measure(
    shops: Sequence[Shop],
    setting: Setting,
    windows_back: Sequence[int],
    on_window: Callable[[int, pl.DataFrame], None] = lambda *_: None,
) -> Result:
    """Measure a setting in every shop at its validation cutoffs.

    Parameters
    ----------
    windows_back
        Which cutoffs: 0 is the newest of each shop, 1 the one before it.
    on_window
        Called after each of them with how many are done and all values so far; it may raise to end a hopeless trial.
    """
    measured: list[pl.DataFrame] = []
    for done, back in enumerate(windows_back, start=1):
        measured += [ndcg_by_customer(shop, shop.cutoffs()[back], setting) for shop in shops]
        on_window(done, pl.concat(measured))
    return Result(setting, pl.concat(measured).sort("shop", "as_of", "customer_key"))


def comparison(values: pl.DataFrame, defaults: pl.DataFrame) -> pl.DataFrame:
    """Compare a setting with the defaults on the customers and windows of `values`, shop by shop.

    Returns
    -------
    shop, ndcg, gain (the mean difference to the defaults), standard_error (of the gain), ratio (NDCG over that of the
    defaults), ratio_error (the standard error of the ratio, the defaults' NDCG taken as given); sorted by shop.

    References
    ----------
    Cochran (1977), Sampling Techniques, chapter 6: customers are the units that vary, each with all their windows,
    and the mean is a ratio of their totals.
    """
    paired = values.join(defaults, on=["shop", "as_of", "customer_key"], suffix="_of_defaults")
    paired = paired.with_columns(difference=pl.col("ndcg") - pl.col("ndcg_of_defaults"))
    shops = paired.group_by("shop").agg(
        pl.col("ndcg").mean(),
        base=pl.col("ndcg_of_defaults").mean(),
        gain=pl.col("difference").mean(),
        windows=pl.len(),
    )
    deviations = (
        paired.join(shops.select("shop", "gain"), on="shop")
        .group_by("shop", "customer_key")
        .agg(deviation=(pl.col("difference") - pl.col("gain")).sum())
        .group_by("shop")
        .agg(squares=(pl.col("deviation") ** 2).sum())
    )
    return (
        shops.join(deviations, on="shop")
        .with_columns(standard_error=pl.col("squares").sqrt() / pl.col("windows"))
        .with_columns(
            ratio=pl.col("ndcg") / pl.col("base"), ratio_error=pl.col("standard_error") / pl.col("base")
        )
        .select("shop", "ndcg", "gain", "standard_error", "ratio", "ratio_error")
        .sort("shop")
    )


def objective(compared: pl.DataFrame) -> tuple[float, float]:
    """What the search makes large, and its standard error: the mean over shops of NDCG over that of the defaults."""
    return compared["ratio"].mean(), math.sqrt((compared["ratio_error"] ** 2).sum()) / compared.height


def search(
    shops: Sequence[Shop],
    defaults: Setting,
    windows_back: Sequence[int],
    trials: int,
    seed: int = 20,
    on_trial: Callable[[int, Result], None] = lambda *_: None,
    seconds: float | None = None,
) -> list[Result]:
    """Try settings, guided by those tried before: a tree-structured Parzen estimator, which the seed makes repeatable.

    A trial that after a window lies below the median of the others at that point is given up.

    Parameters
    ----------
    shops
        The setting has to do for all of them.
    defaults
        The first trial, and what the others are compared with.
    windows_back
        As in `measure`.
    trials
        How many, with the first.
    seed
        Of the search; the ranker has one of its own.
    on_trial
        Called with the number and the result of each trial.
    seconds
        After these no further trial is begun.

    Returns
    -------
    list of Result
        Those trials that were not given up: the defaults first, then the others as tried.

    References
    ----------
    Bergstra, Bardenet, Bengio & Kégl (2011), Algorithms for hyper-parameter optimization, NIPS.
    """
    results: list[Result] = []

    def attempt(trial: optuna.Trial) -> float:
        values = {name: suggested(trial, name) for name, suggested in SEARCHED.items()}
        setting = Setting.of(values, defaults.params)

        def give_up_if_hopeless(windows: int, so_far: pl.DataFrame) -> None:
            if not results or windows == len(windows_back):
                return
            trial.report(objective(comparison(so_far, results[0].values))[0], windows)
            if trial.should_prune():
                on_trial(trial.number, Result(setting, so_far, is_given_up=True))
                raise optuna.TrialPruned

        result = measure(shops, setting, windows_back, give_up_if_hopeless)
        results.append(result)
        on_trial(trial.number, result)
        return objective(comparison(result.values, results[0].values))[0]

    study = optuna.create_study(
        direction="maximize",
        sampler=optuna.samplers.TPESampler(seed=seed, n_startup_trials=RANDOM_TRIALS),
        pruner=optuna.pruners.MedianPruner(n_startup_trials=COMPLETE_TRIALS),
    )
    study.enqueue_trial(defaults.searched())
    study.optimize(attempt, n_trials=trials, timeout=seconds)
    return results


def by_objective(results: Sequence[Result]) -> list[Result]:
    """The results, best first; the first given is that of the defaults."""
    base = results[0].values
    return sorted(results, key=lambda result: objective(comparison(result.values, base))[0], reverse=True)
