"""Means of customers with bootstrap intervals, overall and by segment."""

from collections.abc import Callable, Iterator

import numpy as np
import polars as pl

from python_ml.evaluation.checks import check_segments
from python_ml.evaluation.customer_values import COLUMN_KEY, CustomerValues

TABLE_KEY = [*COLUMN_KEY, "segment"]
RESAMPLED_CELLS = 4_000_000
EXACT_BITS = 52


def bootstrap_means(
    per_customer: pl.DataFrame,
    segments: pl.DataFrame,
    samples: int = 1000,
    seed: int = 20,
    confidence: float = 0.95,
) -> pl.DataFrame:
    """Mean over customers with a percentile interval, for all customers and for each segment.

    Customers are drawn with replacement. Within a segment every recommender, metric and k sees the same
    draws, so their resampled means can be subtracted. A metric that is not defined for some customers is
    averaged over the others, in each sample too. The result depends neither on the order of rows nor on the
    number of threads.

    Parameters
    ----------
    per_customer
        recommender, metric, k, customer_key, value. Its customers are the population that is resampled.
    segments
        customer_key, segment. A customer may be in several segments or in none; customers who are not in
        ``per_customer`` are left out.
    samples
        Number of bootstrap samples.
    seed
        Together with the segment's name it fixes the draws.
    confidence
        Probability between the two ends of the interval.

    Returns
    -------
    recommender, metric, k, segment, value, ci_low, ci_high, customers (those with a value), sorted by the
    first four; the segment ``all`` holds every customer.

    Raises
    ------
    ValueError
        If there is no row, a value is missing, not finite or repeated, a segment is repeated, null or called
        ``all``, ``samples`` is below 1 or ``confidence`` not between 0 and 1.

    References
    ----------
    Efron & Tibshirani (1993), An Introduction to the Bootstrap, chapter 13 (percentile interval).
    """
    return bootstrap_table(CustomerValues.from_frame(per_customer), segments, samples, seed, confidence)


def bootstrap_table(
    values: CustomerValues, segments: pl.DataFrame, samples: int, seed: int, confidence: float
) -> pl.DataFrame:
    """Do what ``bootstrap_means`` does, from a matrix."""
    check_segments(segments)
    if samples < 1 or not 0 < confidence < 1:
        raise ValueError(f"There is no interval with {samples} samples at confidence {confidence}.")
    tables = [
        _segment_table(values, positions, segment, samples, seed, confidence)
        for segment, positions in members(values.customers, segments)
    ]
    return pl.concat(tables).sort(TABLE_KEY)


def members(customers: np.ndarray, segments: pl.DataFrame) -> Iterator[tuple[str, np.ndarray]]:
    """Each segment with the ascending positions of its customers, ``all`` first."""
    yield "all", np.arange(len(customers))
    index = pl.DataFrame({"customer_key": customers}).with_row_index("position")
    placed = segments.join(index, on="customer_key").sort("segment", "position")
    for (segment,), rows in placed.group_by("segment", maintain_order=True):
        yield str(segment), rows["position"].to_numpy()


def _segment_table(
    values: CustomerValues, positions: np.ndarray, segment: str, samples: int, seed: int, confidence: float
) -> pl.DataFrame:
    chosen = values.values[:, positions]
    counts = (~np.isnan(chosen)).sum(axis=1)
    present = np.flatnonzero(counts)
    means, resampled = _resampled_means(chosen[present], samples, generator_of(segment, seed))
    low, high = interval(resampled, confidence)
    return values.columns[present].with_columns(
        pl.lit(segment).alias("segment"),
        pl.Series("value", means),
        pl.Series("ci_low", low),
        pl.Series("ci_high", high),
        pl.Series("customers", counts[present], dtype=pl.Int64),
    )


def interval(resampled: np.ndarray, confidence: float) -> np.ndarray:
    """Lower and upper end for each column of ``resampled`` (samples, c), shape (2, c)."""
    if not resampled.size:
        return np.empty((2, resampled.shape[1]))
    tail = (1 - confidence) / 2
    return np.nanquantile(resampled, [tail, 1 - tail], axis=0)


def _resampled_means(
    values: np.ndarray, samples: int, generator: np.random.Generator
) -> tuple[np.ndarray, np.ndarray]:
    """Means of the rows of ``values`` (c, n): the plain ones (c,) and those of each sample (samples, c).

    NaN marks a value that is not defined; a sample that draws none but these is NaN.
    """
    customers = values.shape[1]
    # Most customers have no hit in any list: they add nothing to a sum, only to what it is divided by.
    informative = np.flatnonzero((values != 0).any(axis=0))
    values = values[:, informative]
    undefined = np.isnan(values)
    partial = np.flatnonzero(undefined.any(axis=1))
    undefined = undefined[partial].astype(np.float64)
    numerators, exponents = _as_integers(values, customers)

    def weighted_means(weights: np.ndarray) -> np.ndarray:
        totals = np.ldexp(weights @ numerators.T, -exponents)
        drawn = np.full(totals.shape, float(customers))
        drawn[:, partial] -= weights @ undefined.T
        return np.divide(totals, drawn, out=np.full(totals.shape, np.nan), where=drawn > 0)

    plain = weighted_means(np.ones((1, len(informative))))[0]
    resampled = resample(
        lambda weights: weighted_means(weights[:, informative]), customers, samples, generator
    )
    return plain, resampled


def _as_integers(values: np.ndarray, customers: int) -> tuple[np.ndarray, np.ndarray]:
    """Scale each row by a power of two and round to whole numbers, NaN to 0: floats and exponents (c,).

    The scale is the largest with which a sum over that many draws stays below 2^53. Such sums are exact in
    float64, so a matrix product gives the same bytes in whatever order its threads add.
    """
    filled = np.where(np.isnan(values), 0.0, values)
    greatest_sum = np.abs(filled).max(axis=1, initial=0.0) * customers
    _, magnitude = np.frexp(greatest_sum)
    exponents = EXACT_BITS - magnitude
    return np.rint(np.ldexp(filled, exponents[:, None])), exponents


def generator_of(segment: str, seed: int) -> np.random.Generator:
    """What draws the samples of a segment: seeded by its name, it draws the same whichever others are asked for."""
    return np.random.default_rng([seed, *segment.encode()])


def resample(
    statistic: Callable[[np.ndarray], np.ndarray],
    customers: int,
    samples: int,
    generator: np.random.Generator,
) -> np.ndarray:
    """A statistic of samples of customers, drawn with replacement.

    Parameters
    ----------
    statistic
        Of samples: from how often each of them draws each customer, shape (samples, customers), to an array whose
        first axis is the samples.
    customers, samples
        How many there are.
    generator
        Draws; of the same state, the same samples.

    Returns
    -------
    numpy.ndarray
        As from ``statistic``, for all samples. They are drawn in blocks, so that memory is bounded.

    References
    ----------
    Efron & Tibshirani (1993), An Introduction to the Bootstrap, chapter 6.
    """
    block = max(1, RESAMPLED_CELLS // customers)
    sizes = [min(block, samples - start) for start in range(0, samples, block)]
    return np.concatenate([statistic(_draw(customers, size, generator)) for size in sizes])


def _draw(customers: int, samples: int, generator: np.random.Generator) -> np.ndarray:
    weights = np.empty((samples, customers))
    for row in weights:
        row[:] = np.bincount(generator.integers(customers, size=customers), minlength=customers)
    return weights
