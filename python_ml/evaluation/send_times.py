"""How well the hours and weekdays of later orders were predicted, beside simpler models."""

import math
from functools import partial

import numpy as np
import polars as pl
from numpy.typing import NDArray

from python_ml.evaluation.bootstrap import generator_of, interval, members, resample
from python_ml.send_time.fitting import HeldOut
from python_ml.send_time.habit_mixture import UNSEEN, Counts
from python_ml.send_time.occasions import TRAITS, count_occasions, is_known
from python_ml.send_time.shrinkage import Kernel, shrink

PLAIN_KERNEL: Kernel = (0.5, 0.25)
# Probabilities this close are equal: they are the same sum, added up in another order.
SAME = 1e-9
METRIC = {"model": pl.String, "metric": pl.String, "segment": pl.String, "value": pl.Float64}
METRIC |= {"ci_low": pl.Float64, "ci_high": pl.Float64, "customers": pl.Int64}

Predictions = dict[str, Counts]
"""By model and trait, the probability of each value for each customer, shape (customers, values)."""


def evaluate_send_times(
    orders: pl.DataFrame, answers: pl.DataFrame, histories: pl.DataFrame, sample: pl.DataFrame
) -> pl.DataFrame:
    """Measure `send_time` and its baselines by the orders that came after a cutoff.

    Parameters
    ----------
    orders
        `customer_key`, `weekday` and `hour` of each later order; `hour` null where only its date is known, and such
        orders are not judged where others have one.
    answers
        `customer_key`, `basis`, `weekday_probabilities` and `hour_probabilities` of at least these customers.
    histories
        Their occasions before the cutoff, as for `fit_send_times`; of a newcomer there are none.
    sample
        The occasions that `send_time` was fitted to, to which the baselines are fitted too.

    Returns
    -------
    pl.DataFrame
        model, metric, segment (`all`, or the basis of the answer), value, ci_low, ci_high, customers: means over
        orders, with intervals of a bootstrap that draws customers; no row where there is no order.
    """
    if orders.is_empty():
        return pl.DataFrame(schema=METRIC)
    traits = [trait for trait in ("hour", "weekday") if is_known(orders, trait) and is_known(sample, trait)]
    orders = orders.drop_nulls(traits).sort("customer_key", "weekday", "hour")
    customers = orders.select("customer_key").unique().sort("customer_key")
    predictions = baseline_predictions(customers, histories, sample, traits)
    predictions["send_time"] = _answered(customers.join(answers, on="customer_key", how="left"), traits)
    rows = orders.select(pl.col("customer_key").rank("dense") - 1).to_series().to_numpy().astype(np.int64)
    values = {
        (model, metric): per_order
        for model, probabilities in sorted(predictions.items())
        for trait in traits
        for metric, per_order in _values(trait, orders[trait].to_numpy(), probabilities[trait][rows]).items()
    }
    segments = answers.select("customer_key", segment="basis")
    return _means(values, rows, customers, segments)


def baseline_predictions(
    customers: pl.DataFrame, histories: pl.DataFrame, sample: pl.DataFrame, traits: list[str]
) -> Predictions:
    """What plainer models expect of the customers, in their order.

    `uniform` expects every value alike, `shop` what the shop sells when, `own_counts` the customer's own occasions
    with one added to each value, and `dirichlet_plain_kernel` shrinks these, spread by ¼, ½, ¼, to the shop's, with
    the strength that predicts the latest day of the sample's customers best.
    """
    counts = _counts_of(customers, histories, traits)
    held_out = HeldOut.of(sample)
    earlier = count_occasions(held_out.earlier, traits, math.inf)
    everything = count_occasions(sample.sort("customer_key"), traits, math.inf)
    predictions: Predictions = {
        name: {} for name in ("uniform", "shop", "own_counts", "dirichlet_plain_kernel")
    }
    for trait in traits:
        own, shop = counts[trait], everything[trait].sum(axis=0) + UNSEEN
        everywhere = np.broadcast_to(shop / shop.sum(), own.shape)
        prior = np.broadcast_to(shop / shop.sum(), earlier[trait].shape)
        plain = held_out.shrinkage(trait, earlier[trait], prior, [PLAIN_KERNEL]).shrinkage
        predictions["uniform"][trait] = np.full_like(own, 1 / own.shape[1])
        predictions["shop"][trait] = everywhere
        predictions["own_counts"][trait] = (own + 1) / (own + 1).sum(axis=1, keepdims=True)
        predictions["dirichlet_plain_kernel"][trait] = shrink(own, everywhere, plain)
    return predictions


def _counts_of(customers: pl.DataFrame, histories: pl.DataFrame, traits: list[str]) -> Counts:
    histories = histories.join(customers, on="customer_key", how="semi")
    known = histories.select("customer_key").unique().sort("customer_key")
    places = customers["customer_key"].search_sorted(known["customer_key"]).to_numpy()
    counts = {trait: np.zeros((customers.height, len(TRAITS[trait]))) for trait in traits}
    if known.height:
        for trait, rows in count_occasions(histories.sort("customer_key"), traits, math.inf).items():
            counts[trait][places] = rows
    return counts


def _answered(answers: pl.DataFrame, traits: list[str]) -> Counts:
    return {
        trait: np.stack(answers[f"{trait}_probabilities"].to_list()).astype(np.float64) for trait in traits
    }


def _values(
    trait: str, happened: NDArray[np.int64], probabilities: NDArray[np.float64]
) -> dict[str, NDArray[np.float64]]:
    """Each metric of each order; who gives several values the same probability is as lucky as a draw among them."""
    happened = happened - TRAITS[trait].start
    size = probabilities.shape[1]
    chance = probabilities[np.arange(len(happened)), happened]
    better = (probabilities > chance[:, None] + SAME).sum(axis=1)
    alike = (np.abs(probabilities - chance[:, None]) <= SAME).sum(axis=1)
    values = {
        f"{trait}_nll": -np.log(chance),
        f"{trait}_hit_1": np.clip((1 - better) / alike, 0, 1),
    }
    if trait == "hour":
        values["hour_hit_3"] = np.clip((3 - better) / alike, 0, 1)
        first = probabilities >= probabilities.max(axis=1, keepdims=True) - SAME
        apart = np.abs(np.arange(size) - happened[:, None])
        is_near = np.minimum(apart, size - apart) <= 1
        values["hour_within_1"] = (first & is_near).sum(axis=1) / first.sum(axis=1)
    return values


def _means(
    values: dict[tuple[str, str], NDArray[np.float64]],
    rows: NDArray[np.int64],
    customers: pl.DataFrame,
    segments: pl.DataFrame,
    samples: int = 1000,
    seed: int = 20,
    confidence: float = 0.95,
) -> pl.DataFrame:
    """Means over orders; a customer is drawn with all orders, as those of one customer are alike."""
    orders = np.bincount(rows, minlength=customers.height).astype(np.float64)
    sums = np.stack([np.bincount(rows, value, minlength=customers.height) for value in values.values()])
    tables = []
    for segment, places in members(customers["customer_key"].to_numpy(), segments):
        if not len(places):
            continue
        of_segment, orders_of_segment = sums[:, places], orders[places]
        means = partial(_mean_over_orders, of_segment, orders_of_segment)
        resampled = resample(means, len(places), samples, generator_of(segment, seed))
        low, high = interval(resampled, confidence)
        tables.append(
            pl.DataFrame(
                {
                    "model": [model for model, _ in values],
                    "metric": [metric for _, metric in values],
                    "segment": segment,
                    "value": of_segment.sum(axis=1) / orders_of_segment.sum(),
                    "ci_low": low,
                    "ci_high": high,
                    "customers": len(places),
                },
                METRIC,
            )
        )
    return pl.concat(tables).sort("model", "metric", "segment")


def _mean_over_orders(
    sums: NDArray[np.float64], orders: NDArray[np.float64], weights: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Means (samples, metrics) of samples that draw customers as often as `weights` (samples, customers) says.

    `sums` (metrics, customers) are of each customer's orders, of which there are so many: `orders` (customers,).
    """
    return np.einsum("sc,mc->sm", weights, sums) / np.einsum("sc,c->s", weights, orders)[:, None]
