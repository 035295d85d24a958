"""Predicting as a stream: batches of customers in, the weekday and hour of each one's next order out."""

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime

import numpy as np
import polars as pl
import pyarrow as pa
from numpy.typing import NDArray

from python_ml.send_time.fit import Prediction, SendTimeFit
from python_ml.send_time.habit_mixture import MICROS, Counts
from python_ml.send_time.occasions import TRAITS, sum_by_value

SEND_TIME = pa.schema(
    [
        ("as_of", pa.date32()),
        ("split", pa.string()),
        ("customer_key", pa.int32()),
        ("last_event_at", pa.timestamp("us")),
        ("weekday", pa.int32()),
        ("hour", pa.int32()),
        ("basis", pa.string()),
        ("weekday_probabilities", pa.list_(pa.float64())),
        ("hour_probabilities", pa.list_(pa.float64())),
    ]
)

# Probabilities are equal that are the same to nine digits.
DIGITS = 9


def predict_batches(
    batches: Iterable[tuple[pl.DataFrame, pl.DataFrame]],
    strengths: pl.DataFrame,
    on_progress: Callable[[str], None] = lambda _: None,
) -> pa.RecordBatchReader:
    """Predict when each customer's next order comes, by what was fitted for the customer's cutoff.

    Parameters
    ----------
    batches
        Each of customers of one cutoff (`as_of`, `split`, `customer_key`) and their occasions before it
        (`customer_key`, `last_event_at`, `days_ago` and those of `TRAITS`), in any order.
    strengths
        As from `fit_cutoffs`. For a cutoff that it lacks, as there was no occasion to learn from, nothing is predicted.
    on_progress
        Called with a sentence after each batch.

    Returns
    -------
    pyarrow.RecordBatchReader
        As `SEND_TIME`, a row a customer in the order of keys; `hour` and its probabilities are null where the source
        has no time of day. The bytes depend on neither the order of rows nor the size of batches.

    Raises
    ------
    ValueError
        If a trait has a value it cannot have.
    """
    cutoffs = strengths.partition_by("as_of", "split", as_dict=True)
    fits = {
        cutoff: (SendTimeFit.from_table(rows), rows["last_event_at"].max())
        for cutoff, rows in cutoffs.items()
    }

    def predict() -> Iterator[pa.RecordBatch]:
        done = 0
        for customers, occasions in batches:
            cutoff = customers.select("as_of", "split").row(0)
            if cutoff in fits:
                yield from _predict(customers, occasions, *fits[cutoff]).to_batches()
            done += customers.height
            on_progress(f"{done} customers")

    return pa.RecordBatchReader.from_batches(SEND_TIME, predict())


def _predict(
    customers: pl.DataFrame, occasions: pl.DataFrame, fit: SendTimeFit, last_learned_at: datetime
) -> pa.Table:
    customers = customers.select("as_of", "split", "customer_key").sort("customer_key").with_row_index("row")
    occasions = occasions.join(customers.select("customer_key", "row"), on="customer_key")
    latest = occasions.group_by("row").agg(pl.col("last_event_at").max())
    counts = exact_counts(occasions, customers.height, fit)
    prediction = fit.predict(counts)
    columns: dict[str, pl.Series | pl.Expr] = {
        name: pl.lit(None) for name in SEND_TIME.names if name not in customers.columns
    }
    for trait, probabilities in prediction.probabilities.items():
        best = most_probable(probabilities, fit.mixture.shop[trait]) + TRAITS[trait].start
        columns[trait] = pl.Series(best)
        columns[f"{trait}_probabilities"] = pl.Series(probabilities).arr.to_list()
    columns["basis"] = pl.Series(bases(counts, prediction, fit))
    columns["last_event_at"] = pl.max_horizontal("last_event_at", pl.lit(last_learned_at))
    table = customers.join(latest, on="row", how="left", maintain_order="left").with_columns(**columns)
    return table.select(SEND_TIME.names).to_arrow().cast(SEND_TIME)


def exact_counts(occasions: pl.DataFrame, customers: int, fit: SendTimeFit) -> Counts:
    """Occasions of each customer by trait, an occasion weighing half after every half-life, as whole millionths.

    Parameters
    ----------
    occasions
        `row` (the customer's, from 0), `days_ago` and the traits.
    customers
        Number of customers; one without an occasion has zeros.
    fit
        Says the half-life, and which traits are asked for.

    Raises
    ------
    ValueError
        If a trait has a value it cannot have.
    """
    rows = occasions["row"].to_numpy().astype(np.int64)
    micros = np.rint(MICROS * 0.5 ** (occasions["days_ago"].to_numpy() / fit.half_life_days))
    sums = sum_by_value(occasions, rows, micros, fit.mixture.habits, customers)
    return {trait: values / MICROS for trait, values in sums.items()}


def most_probable(probabilities: NDArray[np.float64], shop: NDArray[np.float64]) -> NDArray[np.int64]:
    """Position of the most probable value of each customer, shape (customers,).

    Of values that are equally probable to nine digits the shop's most usual one is taken, of these the smallest.

    Parameters
    ----------
    probabilities
        Shape (customers, values).
    shop
        Probability of each value in the whole shop, shape (values,).
    """
    usual_first = np.argsort(-np.round(shop, DIGITS), kind="stable")
    rounded = np.rint(probabilities[:, usual_first] * 10**DIGITS)
    return usual_first[rounded.argmax(axis=1)]


def bases(counts: Counts, prediction: Prediction, fit: SendTimeFit) -> NDArray[np.str_]:
    """Whose habits outweigh the others' in each customer's hour, shape (customers,).

    `customer` with more occasions than the prior weighs, `segment` with any, where segments are distinguished and the
    shop's share in what they make us expect is less than half, else `shop`; `no_time_of_day` where there is no hour.
    """
    if "hour" not in fit.shrinkages:
        return np.full(len(prediction.shop_shares), "no_time_of_day")
    # Rounded, as a sum of millionths is not always the number that it stands for.
    occasions = np.round(counts["hour"].sum(axis=1), 6)
    is_segment = (occasions > 0) & (fit.mixture.settings.segments > 1) & (prediction.shop_shares < 0.5)
    return np.select(
        [occasions > fit.shrinkages["hour"].strength, is_segment], ["customer", "segment"], "shop"
    )
