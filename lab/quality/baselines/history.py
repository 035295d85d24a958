"""What was bought before a cutoff, as arrays."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from scipy import sparse

# Numbers of n customers in, scores of shape (n, articles) out: higher is better, 0 says nothing of an article.
Scorer = Callable[[np.ndarray], np.ndarray]


@dataclass(frozen=True, eq=False)
class History:
    """Purchases before a cutoff: p rows, one for each article that a customer bought on a day.

    Attributes
    ----------
    customer, article
        Shape (p,), numbers from 0.
    days_ago
        Shape (p,), whole days from the purchase to the cutoff, at least 1. A customer's purchases of one day are a
        basket.
    customers, articles
        How many there are. Customers may be without a purchase.
    """

    customer: np.ndarray
    article: np.ndarray
    days_ago: np.ndarray
    customers: int
    articles: int

    def matrix(self, weight: np.ndarray) -> sparse.csr_array:
        """Sum the purchases' weights, shape (p,), by customer and article: shape (customers, articles)."""
        shape = (self.customers, self.articles)
        return sparse.coo_array((weight, (self.customer, self.article)), shape=shape).tocsr()

    def decay(self, half_life_days: float) -> np.ndarray:
        """Weight of each purchase, shape (p,): 1 for one of this moment, 1/2 for one ``half_life_days`` old."""
        return np.exp2(-self.days_ago / half_life_days)

    @cached_property
    def is_known(self) -> np.ndarray:
        """Whether a customer bought anything, shape (customers,)."""
        return np.bincount(self.customer, minlength=self.customers) > 0

    @cached_property
    def baskets(self) -> tuple[np.ndarray, np.ndarray]:
        """Later baskets of the same customer, for each purchase (p,), and how many each customer has (customers,)."""
        days = int(self.days_ago.max(initial=0)) + 1
        basket, basket_of_purchase = np.unique(
            self.customer.astype(np.int64) * days + self.days_ago, return_inverse=True
        )
        baskets = np.bincount(basket // days, minlength=self.customers)
        first_of_customer = np.cumsum(baskets) - baskets
        later = np.arange(len(basket)) - first_of_customer[basket // days]
        return later[basket_of_purchase], baskets
