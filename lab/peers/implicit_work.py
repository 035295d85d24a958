"""Co-visitation by the library `implicit`: cosine similarity of articles by their buyers of half a year."""

import os
from pathlib import Path

import numpy as np
import pandas as pd
from implicit.nearest_neighbours import CosineRecommender
from scipy import sparse

from lab.peers.task import DAYS_BACK, NEIGHBOURS, PAIR


def make_tables(shop: Path, out: Path) -> None:
    """Read the shop's sales, and write the matrix of neighbours."""
    sales = pd.read_parquet(shop / "int_transactions.parquet", columns=[*PAIR, "sold_at"])
    last = sales["sold_at"].max().normalize()
    sales = sales[sales["sold_at"] > last - pd.Timedelta(days=DAYS_BACK)]
    customer, article = (sales[name].to_numpy() for name in PAIR)
    matrix = sparse.csr_matrix((np.ones(len(sales), dtype=np.float32), (customer, article)))
    # The article itself is among its neighbours.
    model = CosineRecommender(K=NEIGHBOURS + 1, num_threads=os.cpu_count())
    model.fit(matrix, show_progress=False)
    sparse.save_npz(out / "neighbours.npz", model.similarity.tocsr(), compressed=False)
