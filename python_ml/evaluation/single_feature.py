"""How well each feature alone predicts which pairs are bought: one that nearly determines it has seen the label."""

import numpy as np
import polars as pl
import pyarrow as pa

from python_ml.ranking.pairs import LABEL_COLUMN, feature_matrix, feature_names, query_sizes

SAMPLE_PAIRS = 40_000
BINS = 256


def customers_to_draw(customer_keys: np.ndarray, sample_pairs: int = SAMPLE_PAIRS) -> list[int]:
    """Keys of the customers whose pairs `single_feature_auc` looks at, ascending; it needs no others.

    Parameters
    ----------
    customer_keys
        Of each pair, shape (pairs,), in any order.
    sample_pairs
        As for `single_feature_auc`.
    """
    drawn, _ = _drawn_customers(customer_keys, sample_pairs)
    return np.unique(customer_keys[drawn]).tolist()


def single_feature_auc(pairs: pa.Table, sample_pairs: int = SAMPLE_PAIRS) -> pl.DataFrame:
    """Area under the ROC curve of the best guess at the label from one feature, for each feature.

    The guess is the share of bought pairs among those with about the same value (at most 256 quantiles, and the missing
    values), so that any relation is seen, not only a rising one. The shares come from one half of the customers and are
    judged on the other, and the other way round. A feature may predict the label only by its place among the customer's
    other pairs; so the same is done with that place.

    Parameters
    ----------
    pairs
        Keys, `is_bought` and features, sorted by `as_of`, `customer_key` and `article_key`.
    sample_pairs
        Whole customers are drawn, by a fixed hash of their keys, until they have this many pairs.

    Returns
    -------
    polars.DataFrame
        `feature`, `auc` and `auc_within_customer` (0.5 no relation, 1 the label itself; null where a half holds no
        purchase, or nothing but purchases), `pairs`, `bought` (how many pairs were looked at).

    References
    ----------
    Fawcett (2006), "An introduction to ROC analysis", section 7: the area as the probability that a bought pair
    comes first.
    Kaufman, Rosset & Perlich (2011), "Leakage in data mining": single features that predict too well.
    """
    features = feature_names(pairs.column_names)
    drawn, half = _drawn_customers(pairs.column("customer_key").to_numpy(), sample_pairs)
    sample = pairs.filter(pa.array(drawn))
    half = half[drawn]
    bought = sample.column(LABEL_COLUMN).to_numpy()
    values = feature_matrix(sample, features)
    places = _places_within(values, np.repeat(np.arange(len(sizes := query_sizes(sample))), sizes))
    return pl.DataFrame(
        {
            "feature": features,
            "auc": [_auc_of_best_guess(values[:, i], bought, half) for i in range(len(features))],
            "auc_within_customer": [
                _auc_of_best_guess(places[:, i], bought, half) for i in range(len(features))
            ],
            "pairs": [len(bought)] * len(features),
            "bought": [int(bought.sum())] * len(features),
        },
        schema={
            "feature": pl.String,
            "auc": pl.Float64,
            "auc_within_customer": pl.Float64,
            "pairs": pl.Int64,
            "bought": pl.Int64,
        },
    )


def _drawn_customers(customer_keys: np.ndarray, sample_pairs: int) -> tuple[np.ndarray, np.ndarray]:
    """Whether each pair is drawn, and which half its customer is in."""
    keys, customer, counts = np.unique(customer_keys, return_inverse=True, return_counts=True)
    # Knuth's multiplicative hash: neighbours among keys are customers of the same day.
    hashes = (keys.astype(np.uint64) * np.uint64(2_654_435_761)) % np.uint64(2**32)
    order = np.argsort(hashes, kind="stable")
    pairs_before = np.empty(len(keys), dtype=np.int64)
    pairs_before[order] = np.r_[0, np.cumsum(counts[order])[:-1]]
    place = np.empty(len(keys), dtype=np.int64)
    place[order] = np.arange(len(keys))
    return (pairs_before < sample_pairs)[customer], (place % 2 == 0)[customer]


def _places_within(values: np.ndarray, query: np.ndarray) -> np.ndarray:
    """Each value's place among those of its query, from 0 to 1; missing where the value is."""
    names = [str(column) for column in range(values.shape[1])]
    frame = pl.from_numpy(values, schema=names).fill_nan(None).with_columns(query=query)
    place = (pl.col(names).rank("average") / pl.col(names).count()).over("query")
    return frame.select(place).to_numpy().astype(np.float32)


def _auc_of_best_guess(values: np.ndarray, bought: np.ndarray, half: np.ndarray) -> float | None:
    bins = _bins(values)
    areas = [
        _auc_by_bin(bins[~learn], bought[~learn], _shares(bins[learn], bought[learn]))
        for learn in (half, ~half)
    ]
    return None if None in areas else sum(areas) / 2


def _bins(values: np.ndarray) -> np.ndarray:
    """Quantile of each value, the last number for a missing one."""
    is_missing = np.isnan(values)
    ascending = np.sort(values[~is_missing])
    edges = (
        ascending[np.flatnonzero(np.r_[True, ascending[1:] != ascending[:-1]])]
        if len(ascending)
        else ascending
    )
    if len(edges) >= BINS:
        edges = np.unique(ascending[np.linspace(0, len(ascending) - 1, BINS - 1).astype(int)])
    return np.where(is_missing, BINS, np.searchsorted(edges, values, side="right"))


def _shares(bins: np.ndarray, bought: np.ndarray) -> np.ndarray:
    """Share of bought pairs in each bin, drawn to the share of all by one pair's weight."""
    prior = bought.mean() if len(bought) else 0.0
    return (np.bincount(bins, bought, BINS + 1) + prior) / (np.bincount(bins, minlength=BINS + 1) + 1)


def _auc_by_bin(bins: np.ndarray, bought: np.ndarray, guess: np.ndarray) -> float | None:
    """Probability that a bought pair has a higher guess than another one, ties counting half."""
    _, place = np.unique(guess, return_inverse=True)
    positives = np.bincount(place[bins], bought)
    negatives = np.bincount(place[bins], ~bought)
    total = positives.sum() * negatives.sum()
    if not total:
        return None
    below = np.r_[0, np.cumsum(negatives)[:-1]]
    return float((positives * (below + negatives / 2)).sum() / total)
