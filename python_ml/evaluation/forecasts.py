"""How good forecasts of the next order are: by model, horizon and segment, with bootstrap intervals.

Every function of one horizon takes `p` (predicted probability of an order by then), or what follows from it, `y`
(whether there was one) and `w` (how often each customer counts), each of shape (customers,), and gives one number; NaN
where it is not defined.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import polars as pl

from python_ml.evaluation.bootstrap import generator_of, interval, members, resample
from python_ml.evaluation.checks import check_segments
from python_ml.evaluation.probabilities import BINS, bin_of, calibration_error, squared_errors
from python_ml.evaluation.reliability import CONFIDENCE
from python_ml.next_purchase.hazard_chances import SMALLEST

# An interval of more customers than this is that of so many of them, narrowed by the root of the share that they are.
MOST_RESAMPLED = 10_000
SCHEMA = {
    "model": pl.String,
    "horizon": pl.Int32,
    "metric": pl.String,
    "segment": pl.String,
    "value": pl.Float64,
    "ci_low": pl.Float64,
    "ci_high": pl.Float64,
    "customers": pl.Int64,
}


def log_loss(p: np.ndarray, y: np.ndarray, w: np.ndarray) -> float:
    """Mean of `-ln` of the probability that was given to what happened."""
    given = np.clip(np.where(y, p, 1 - p), SMALLEST, None)
    return _mean(-np.log(given), w)


def brier(p: np.ndarray, y: np.ndarray, w: np.ndarray) -> float:
    """Brier score: mean of `(p - y)²`."""
    return _mean(squared_errors(p, y), w)


def ece(p: np.ndarray, y: np.ndarray, w: np.ndarray) -> float:
    """Expected calibration error: distance of mean probability and share over ten bins, weighted by customers."""
    return float(calibration_error(np.bincount(bin_of(p), w * (p - y), BINS), w.sum()))


def predicted_over_observed(p: np.ndarray, y: np.ndarray, w: np.ndarray) -> float:
    """Expected number of customers who order over the number who did; 1 is right."""
    return _ratio((w * p).sum(), (w * y).sum())


def auc(place: np.ndarray, y: np.ndarray, w: np.ndarray) -> float:
    """Probability that of one who ordered and one who did not, the first had the higher probability; ties count half.

    `place` is that of the probability among all different ones, from 0 for the smallest.
    """
    ordered, others = np.bincount(place, w * y), np.bincount(place, w * (1 - y))
    return _ratio((ordered * (np.cumsum(others) - others / 2)).sum(), ordered.sum() * others.sum())


def precision(said: np.ndarray, y: np.ndarray, w: np.ndarray) -> float:
    """Share of those who were `said` to order, counted as in `w`, who did."""
    return _ratio((said * y).sum(), said.sum())


def recall(said: np.ndarray, y: np.ndarray, w: np.ndarray) -> float:
    """Share of those who ordered who were said to."""
    return _ratio((said * y).sum(), (w * y).sum())


def f1(said: np.ndarray, y: np.ndarray, w: np.ndarray) -> float:
    """Harmonic mean of precision and recall."""
    return _ratio(2 * (said * y).sum(), said.sum() + (w * y).sum())


def hit_rate(said: np.ndarray, y: np.ndarray, w: np.ndarray) -> float:
    """Share of customers of whom what was said came true."""
    return _ratio((said * y).sum() + ((w - said) * (1 - y)).sum(), w.sum())


Metric = Callable[[np.ndarray, np.ndarray, np.ndarray], float]
OF_CHANCES: dict[str, Metric] = {
    "log_loss": log_loss,
    "brier": brier,
    "ece": ece,
    "predicted_over_observed": predicted_over_observed,
}
# Of the customers said to order: the likeliest, as many as orders are expected.
CLASSIFICATION_METRICS: dict[str, Metric] = {
    "precision": precision,
    "recall": recall,
    "f1": f1,
    "hit_rate": hit_rate,
}


def integrated_brier(briers: Sequence[float], horizons: Sequence[int]) -> float:
    """Mean of the Brier score over the days up to the last horizon, by trapezoids; 0 on day 0.

    Reference: Graf, Schmoor, Sauerbrei & Schumacher (1999), Statistics in Medicine 18; without weights for censoring,
    as every window has closed.
    """
    return float(np.trapezoid([0.0, *briers], [0, *horizons]) / horizons[-1])


def concordance(place: np.ndarray, days: np.ndarray, w: np.ndarray) -> float:
    """Probability that of two customers the one who ordered earlier had the higher probability; ties count half.

    Parameters
    ----------
    place, w
        As for `auc`.
    days
        Days to the order, infinite without one.

    References
    ----------
    Harrell, Califf, Pryor, Lee & Rosati (1982), "Evaluating the yield of medical tests", JAMA 247(18).
    """
    everybody = np.bincount(place, w)
    ordered = np.flatnonzero(np.isfinite(days))
    ordered = ordered[np.argsort(days[ordered], kind="stable")]
    places, own_place = np.unique(place[ordered], return_inverse=True)
    lower = (np.cumsum(everybody) - everybody / 2)[places]
    # Who ordered no later is subtracted, so that a day costs as much as there are orders, not customers.
    no_later = np.zeros(len(places))
    concordant = comparable = 0.0
    _, first_of_day = np.unique(days[ordered], return_index=True)
    for of_day in np.split(np.arange(len(ordered)), first_of_day[1:]):
        now = np.bincount(own_place[of_day], w[ordered[of_day]], minlength=len(places))
        no_later += now
        concordant += (now * (lower - (np.cumsum(no_later) - no_later / 2))).sum()
        comparable += now.sum() * (everybody.sum() - no_later.sum())
    return _ratio(concordant, comparable)


@dataclass(frozen=True)
class _Forecast:
    """One model's forecasts: probabilities (customers, horizons), predicted and true days (customers,)."""

    chances: np.ndarray
    expected: np.ndarray
    days: np.ndarray
    horizons: list[int]

    def of(self, customers: np.ndarray) -> "_Forecast":
        return _Forecast(
            self.chances[customers], self.expected[customers], self.days[customers], self.horizons
        )

    @cached_property
    def places(self) -> np.ndarray:
        """Place of each probability among the different ones of its horizon, shape (customers, horizons)."""
        return np.column_stack([np.unique(p, return_inverse=True)[1] for p in self.chances.T])

    @cached_property
    def likeliest(self) -> np.ndarray:
        """Customers by falling probability, for each horizon, shape (customers, horizons)."""
        return np.argsort(-self.chances, axis=0, kind="stable")

    def metrics(self, w: np.ndarray) -> dict[tuple[int, str], float]:
        """Every metric by horizon and name."""
        found = {}
        for column, horizon in enumerate(self.horizons):
            p, y = self.chances[:, column], (self.days < horizon).astype(float)
            said = expected_orderers(p, self.likeliest[:, column], w)
            found |= {(horizon, name): metric(p, y, w) for name, metric in OF_CHANCES.items()}
            found |= {(horizon, name): metric(said, y, w) for name, metric in CLASSIFICATION_METRICS.items()}
            found[horizon, "auc"] = auc(self.places[:, column], y, w)
        last = self.horizons[-1]
        briers = [found[horizon, "brier"] for horizon in self.horizons]
        days = np.where(self.days < last, self.days, np.inf)
        found[last, "integrated_brier"] = integrated_brier(briers, self.horizons)
        found[last, "concordance"] = concordance(self.places[:, -1], days, w)
        return found | self._day_errors(w, last)

    def _day_errors(self, w: np.ndarray, last: int) -> dict[tuple[int, str], float]:
        """Of those who ordered; who was not expected to within the last horizon counts as expected at its end."""
        w = w * (self.days < last)
        error = np.where(w > 0, self.expected - self.days, 0.0)
        return {
            (last, "day_mae"): _mean(np.abs(error), w),
            (last, "day_rmse"): float(np.sqrt(_mean(error**2, w))),
        }


def evaluate_forecasts(
    forecasts: pl.DataFrame,
    truth: pl.DataFrame,
    horizons: Sequence[int],
    headline: str = "next_purchase",
    samples: int = 100,
    seed: int = 20,
) -> pl.DataFrame:
    """Measure every model on the same customers, overall and by segment.

    Parameters
    ----------
    forecasts
        customer_key, model, p_7d and so on for each horizon, median_days (null where none is expected in time).
    truth
        customer_key, segment, days_to_next (null without an order within the last horizon).
    horizons
        In days, rising.
    headline
        The model whose log-loss is compared with every other's, as `<headline>_minus_<model>`.
    samples
        Of the bootstrap, in which customers are drawn with replacement, the same for every model.
    seed
        Fixes the draws, together with the segment's name.

    Returns
    -------
    polars.DataFrame
        model, horizon, metric, segment, value, ci_low, ci_high (95 %), customers; the segment `all` holds everybody.
        `integrated_brier`, `concordance`, `day_mae` and `day_rmse` (days) are of the last horizon.

    Raises
    ------
    ValueError
        If a model lacks a customer, a probability is missing or not between 0 and 1, or a segment is called `all`.

    References
    ----------
    Efron & Tibshirani (1993), chapter 13; of more than `MOST_RESAMPLED` customers, so many are resampled: Bickel,
    Götze & van Zwet (1997), "Resampling fewer than n observations", Statistica Sinica 7(1).
    """
    truth = truth.sort("customer_key")
    segments = truth.select("customer_key", "segment")
    check_segments(segments)
    by_model = {
        model: _aligned(rows, truth, list(horizons), model)
        for (model,), rows in forecasts.sort("model", "customer_key").group_by("model", maintain_order=True)
    }
    rows = [
        (*key, segment, *values, len(positions))
        for segment, positions in members(truth["customer_key"].to_numpy(), segments)
        for key, values in _segment(by_model, positions, headline, samples, generator_of(segment, seed))
    ]
    table = pl.DataFrame(rows, schema=SCHEMA, orient="row").fill_nan(None)
    return table.drop_nulls("value").sort("model", "horizon", "metric", "segment")


def _aligned(rows: pl.DataFrame, truth: pl.DataFrame, horizons: list[int], model: str) -> _Forecast:
    names = [f"p_{horizon}d" for horizon in horizons]
    chances = rows.select(names).to_numpy().astype(float)
    if not rows["customer_key"].equals(truth["customer_key"]):
        raise ValueError(f"The forecasts of {model} are not of the customers to be measured.")
    if not ((chances >= 0) & (chances <= 1)).all():
        raise ValueError(f"A probability of {model} is missing or not between 0 and 1.")
    return _Forecast(
        chances,
        rows["median_days"].fill_null(horizons[-1]).to_numpy().astype(float),
        truth["days_to_next"].cast(pl.Float64).fill_null(np.inf).to_numpy(),
        horizons,
    )


def _segment(
    by_model: dict[str, _Forecast],
    positions: np.ndarray,
    headline: str,
    samples: int,
    generator: np.random.Generator,
) -> Iterator[tuple[tuple[str, int, str], tuple[float, float, float]]]:
    drawn = positions
    if len(positions) > MOST_RESAMPLED:
        drawn = np.sort(generator.choice(positions, MOST_RESAMPLED, replace=False))
    narrowing = np.sqrt(len(drawn) / len(positions))
    parts = [forecast.of(drawn) for forecast in by_model.values()]
    # One sample of all models at a time: (samples, models, metrics).
    resampled = resample(
        lambda weights: np.array([[list(part.metrics(w).values()) for part in parts] for w in weights]),
        len(drawn),
        samples,
        generator,
    )
    values = {
        model: forecast.of(positions).metrics(np.ones(len(positions))) for model, forecast in by_model.items()
    }
    place = {model: number for number, model in enumerate(by_model)}
    for model, metrics in values.items():
        of_model = resampled[:, place[model]]
        for number, (key, value) in enumerate(metrics.items()):
            yield (model, *key), _with_interval(value, of_model[:, number], narrowing)
            if key[1] == "log_loss" and headline in values and model != headline:
                lead = values[headline][key] - value
                leads = resampled[:, place[headline], number] - of_model[:, number]
                yield (f"{headline}_minus_{model}", *key), _with_interval(lead, leads, narrowing)


def _with_interval(value: float, resampled: np.ndarray, narrowing: float) -> tuple[float, float, float]:
    defined = resampled[~np.isnan(resampled)]
    if np.isnan(value) or not len(defined):
        return value, np.nan, np.nan
    low, high = interval(defined[:, None], CONFIDENCE)[:, 0]
    if narrowing < 1:
        low, high = (value + narrowing * (end - np.mean(defined)) for end in (low, high))
    return value, float(low), float(high)


def expected_orderers(p: np.ndarray, likeliest: np.ndarray, w: np.ndarray) -> np.ndarray:
    """How often each customer counts among those said to order: the likeliest, as many as orders are expected."""
    before = np.cumsum(w[likeliest]) - w[likeliest]
    said = np.empty(len(p))
    said[likeliest] = np.clip(round(float((w * p).sum())) - before, 0, w[likeliest])
    return said


def _mean(values: np.ndarray, w: np.ndarray) -> float:
    return _ratio((w * values).sum(), w.sum())


def _ratio(numerator: float, denominator: float) -> float:
    return float(numerator / denominator) if denominator > 0 else float("nan")
