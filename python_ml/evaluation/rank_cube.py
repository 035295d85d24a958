"""Lists as a dense cube: recommender by customer by rank."""

import numpy as np
import polars as pl


def recommenders_of(lists: pl.DataFrame) -> list[str]:
    """Names of the recommenders, ascending."""
    return lists["recommender"].unique().sort().to_list()


def rank_cube(cells: pl.DataFrame, recommenders: list[str], customers: np.ndarray, depth: int) -> np.ndarray:
    """Write each row's value at its recommender, customer and rank.

    Parameters
    ----------
    cells
        recommender, customer_key, rank (1 best), value; rows deeper than ``depth`` are left out.
    recommenders
        R names, among them every recommender of ``cells``.
    customers
        Shape (n,), customer keys, among them every customer of ``cells``.
    depth
        Number of ranks.

    Returns
    -------
    Shape (R, n, depth), float64, NaN where no row says anything.
    """
    index = pl.DataFrame({"customer_key": customers}).with_row_index("customer_index")
    placed = cells.filter(pl.col("rank") <= depth).join(index, on="customer_key")
    recommender_index = placed["recommender"].cast(pl.Enum(recommenders)).to_physical()
    cube = np.full((len(recommenders), len(customers), depth), np.nan)
    cube[recommender_index, placed["customer_index"], placed["rank"] - 1] = placed["value"].to_numpy()
    return cube
