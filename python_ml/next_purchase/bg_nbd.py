"""BG/NBD: who buys at a steady rate until, after some order, they never come back.

Reference: Fader, Hardie & Lee, "Counting your customers the easy way: an alternative to the Pareto/NBD model",
Marketing Science 24(2), 2005.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.special import digamma, expit, gammaln

from python_ml.minimising import minimum, rounded

# Where a shop's history says next to nothing about a parameter, it stays within what has been seen anywhere.
LOG_BOUNDS = (-7.0, 7.0)
PULL = 1e-3


@dataclass(frozen=True)
class BgNbd:
    """The model's four parameters, with time in days.

    Attributes
    ----------
    r, alpha
        Shape and rate (days) of the gamma distribution of customers' rates of buying.
    a, b
        Of the beta distribution of the probability of leaving after an order.
    """

    r: float
    alpha: float
    a: float
    b: float

    @classmethod
    def fit(cls, repeats: np.ndarray, last: np.ndarray, age: np.ndarray) -> "BgNbd":
        """Fit by maximum likelihood.

        Parameters
        ----------
        repeats
            Days with an order after the first such day, shape (customers,).
        last
            Days from the first order to the last, 0 without repeats.
        age
            Days from the first order to the end of what is known.

        Raises
        ------
        ValueError
            If there is no customer.
        """
        if not len(repeats):
            raise ValueError(
                "There is no customer with an order to learn a rhythm from: give a longer history."
            )
        rows, weights = np.unique(np.column_stack([repeats, last, age]), axis=0, return_counts=True)
        unit = max(float(np.mean(age)), 1.0)
        x, t_x, t = rows[:, 0], rows[:, 1] / unit, rows[:, 2] / unit
        shares = weights / weights.sum()

        def loss(logs: np.ndarray) -> tuple[float, np.ndarray]:
            parameters = np.exp(logs)
            likelihoods = _log_likelihood(parameters, x, t_x, t)
            by_log = _gradient(parameters, x, t_x, t) * parameters[:, None]
            pull = PULL / len(repeats)
            return float(pull * logs @ logs - shares @ likelihoods), 2 * pull * logs - by_log @ shares

        r, alpha, a, b = np.exp(minimum(loss, np.zeros(4), [LOG_BOUNDS] * 4))
        return cls(*rounded([r, alpha * unit, a, b]).tolist())

    def log_likelihood(self, repeats: np.ndarray, last: np.ndarray, age: np.ndarray) -> float:
        """Sum over the customers, of times in days."""
        parameters = np.array([self.r, self.alpha, self.a, self.b])
        return float(_log_likelihood(parameters, repeats, last, age).sum())

    def alive(self, repeats: np.ndarray, last: np.ndarray, age: np.ndarray) -> np.ndarray:
        """Probability that each customer has not left for good; 1 without a repeat, as leaving follows an order."""
        with np.errstate(over="ignore"):
            odds_gone = (
                self.a
                / (self.b + np.maximum(repeats, 1) - 1)
                * ((self.alpha + age) / (self.alpha + last)) ** (self.r + repeats)
            )
        return np.where(repeats > 0, 1 / (1 + odds_gone), 1.0)

    def chances(
        self, repeats: np.ndarray, last: np.ndarray, age: np.ndarray, horizons: Sequence[int]
    ) -> np.ndarray:
        """P(an order within each horizon) = P(alive) (1 - ((alpha + age) / (alpha + age + t))^(r + repeats)).

        Parameters
        ----------
        repeats, last, age
            As in `fit`, at the cutoff.
        horizons
            In days.

        Returns
        -------
        numpy.ndarray
            Shape (customers, horizons).
        """
        days = np.asarray(horizons, dtype=float)
        since = self.alpha + age
        waits = (since[:, None] / (since[:, None] + days)) ** (self.r + repeats)[:, None]
        return self.alive(repeats, last, age)[:, None] * (1 - waits)


def _log_likelihood(parameters: np.ndarray, x: np.ndarray, t_x: np.ndarray, t: np.ndarray) -> np.ndarray:
    """Equation (6) of the paper, for each customer."""
    r, alpha, a, b = parameters
    rate = gammaln(r + x) - gammaln(r) + r * np.log(alpha)
    leaving = gammaln(a + b) + gammaln(b + x) - gammaln(b) - gammaln(a + b + x)
    stayed = -(r + x) * np.log(alpha + t)
    left = np.log(a) - np.log(b + np.maximum(x, 1) - 1) - (r + x) * np.log(alpha + t_x)
    return rate + leaving + np.where(x > 0, np.logaddexp(stayed, left), stayed)


def _gradient(parameters: np.ndarray, x: np.ndarray, t_x: np.ndarray, t: np.ndarray) -> np.ndarray:
    """Of `_log_likelihood` by each parameter, shape (4, customers)."""
    r, alpha, a, b = parameters
    repeats = np.maximum(x, 1)
    stayed = -(r + x) * np.log(alpha + t)
    left = np.log(a) - np.log(b + repeats - 1) - (r + x) * np.log(alpha + t_x)
    has_left = np.where(x > 0, expit(left - stayed), 0.0)
    waited = (1 - has_left) * np.log(alpha + t) + has_left * np.log(alpha + t_x)
    per_day = (1 - has_left) / (alpha + t) + has_left / (alpha + t_x)
    leaving = digamma(a + b) - digamma(a + b + x)
    return np.stack(
        [
            digamma(r + x) - digamma(r) + np.log(alpha) - waited,
            r / alpha - (r + x) * per_day,
            leaving + has_left / a,
            leaving + digamma(b + x) - digamma(b) - has_left / (b + repeats - 1),
        ]
    )
