"""Ranges of customers, each small enough that the keys and scores of its pairs are held at once."""

from dataclasses import dataclass
from datetime import date

import numpy as np
import pyarrow as pa


@dataclass(frozen=True)
class CustomerRange:
    """Customers of one cutoff and split, from the first key to the last."""

    as_of: date
    split: str
    first: int
    last: int

    def __str__(self) -> str:
        """As a condition in SQL."""
        return (
            f"as_of = date '{self.as_of}' and split = '{self.split}'"
            f" and customer_key between {self.first} and {self.last}"
        )


def customer_ranges(sizes: pa.Table, rows: int) -> list[CustomerRange]:
    """Cut customers into ranges of about so many pairs, none of them across two.

    Parameters
    ----------
    sizes
        `as_of`, `split`, `customer_key` and `pairs`, how many the customer has; one row a customer, in any order.
    rows
        The most pairs a range should have. It has more by less than one customer's.

    Returns
    -------
    list of CustomerRange
        In the order of cutoff, split and key.
    """
    sizes = sizes.sort_by([(name, "ascending") for name in ("as_of", "split", "customer_key")])
    as_of, split = (sizes.column(name).combine_chunks().dictionary_encode() for name in ("as_of", "split"))
    keys = sizes.column("customer_key").to_numpy()
    groups = np.column_stack([column.indices.to_numpy() for column in (as_of, split)])
    is_new = np.r_[True, (groups[1:] != groups[:-1]).any(axis=1)][: len(keys)]
    # Pairs that come before each customer, counted anew in each group.
    before = np.cumsum(sizes.column("pairs").to_numpy()) - sizes.column("pairs").to_numpy()
    starts = np.flatnonzero(is_new)
    before -= np.repeat(before[starts], np.diff(np.r_[starts, len(keys)]))
    part = before // rows
    firsts = np.flatnonzero(is_new | np.r_[True, part[1:] != part[:-1]][: len(keys)])
    lasts = np.r_[firsts[1:], len(keys)] - 1 if len(keys) else firsts
    return [
        CustomerRange(as_of[first].as_py(), split[first].as_py(), int(keys[first]), int(keys[last]))
        for first, last in zip(firsts.tolist(), lasts.tolist(), strict=True)
    ]
