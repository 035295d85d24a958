"""Ranges of customers, each small enough that what is computed of it is held in memory at once."""

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


def customer_ranges(sizes: pa.Table, most: int) -> list[CustomerRange]:
    """Cut customers into ranges of about so much, none of them across two cutoffs.

    Parameters
    ----------
    sizes
        `as_of`, `split`, `customer_key` and `size`, such as a number of pairs; one row a customer, in any order.
    most
        The sum of sizes that a range should have at most. It has more by less than one customer's.

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
    # What comes before each customer, summed within each group.
    before = np.cumsum(sizes.column("size").to_numpy()) - sizes.column("size").to_numpy()
    starts = np.flatnonzero(is_new)
    before -= np.repeat(before[starts], np.diff(np.r_[starts, len(keys)]))
    part = before // most
    firsts = np.flatnonzero(is_new | np.r_[True, part[1:] != part[:-1]][: len(keys)])
    lasts = np.r_[firsts[1:], len(keys)] - 1 if len(keys) else firsts
    return [
        CustomerRange(as_of[first].as_py(), split[first].as_py(), int(keys[first]), int(keys[last]))
        for first, last in zip(firsts.tolist(), lasts.tolist(), strict=True)
    ]
