"""Refusals: input that has no meaning for the metrics raises ValueError with one sentence naming the row."""

from collections.abc import Sequence

import polars as pl


def check_cutoffs(ks: Sequence[int]) -> list[int]:
    """Give the cutoffs ascending and without repeats.

    Raises
    ------
    ValueError
        If there is none, or one below 1.
    """
    cutoffs = sorted(set(ks))
    if not cutoffs or cutoffs[0] < 1:
        raise ValueError(f"The cutoffs k must be whole numbers of at least 1, not {list(ks)}.")
    return cutoffs


def check_truth(truth: pl.DataFrame) -> None:
    """Refuse an empty truth, and one that names a bought article twice.

    Raises
    ------
    ValueError
        If ``truth`` is empty or holds a null or a repeated (customer_key, article_key).
    """
    if truth.is_empty():
        raise ValueError("There is nothing to evaluate: the truth holds no customer who bought anything.")
    _refuse_null(truth, ["customer_key", "article_key"], "truth")
    _refuse_repeated(truth, ["customer_key", "article_key"], "truth")


def check_lists(lists: pl.DataFrame) -> None:
    """Refuse lists in which a rank or an article occurs twice, or a rank is below 1.

    Raises
    ------
    ValueError
        If a value is null, a rank is below 1, or a customer's list holds a rank or an article twice.
    """
    _refuse_null(lists, ["recommender", "customer_key", "rank", "article_key"], "lists")
    below = lists.filter(pl.col("rank") < 1)
    if below.height:
        row = below.sort("recommender", "customer_key", "rank", "article_key").row(0, named=True)
        raise ValueError(f"A rank starts at 1, but the lists hold {_words(row)}.")
    _refuse_repeated(lists, ["recommender", "customer_key", "rank"], "lists")
    _refuse_repeated(lists, ["recommender", "customer_key", "article_key"], "lists")


def check_customers_known(rows: pl.DataFrame, truth: pl.DataFrame, name: str) -> None:
    """Refuse rows of a customer who is not in the truth.

    Raises
    ------
    ValueError
        If a ``customer_key`` of ``rows`` does not occur in ``truth``.
    """
    unknown = rows.join(truth, on="customer_key", how="anti")
    if unknown.height:
        row = unknown.sort(unknown.columns).row(0, named=True)
        raise ValueError(f"The {name} hold a customer who is not in the truth: {_words(row)}.")


def check_segments(segments: pl.DataFrame) -> None:
    """Refuse a segment called ``all``, a null and a repeated row.

    Raises
    ------
    ValueError
        If a segment has the reserved name, or a (customer_key, segment) is null or occurs twice.
    """
    _refuse_null(segments, ["customer_key", "segment"], "segments")
    _refuse_repeated(segments, ["customer_key", "segment"], "segments")
    if segments.select((pl.col("segment") == "all").any()).item():
        raise ValueError("The segment name 'all' is reserved for all customers together.")


def check_article_buyers(article_buyers: pl.DataFrame, total_buyers: int) -> None:
    """Refuse an article with fewer than no buyers, more than all, or more than one row.

    Raises
    ------
    ValueError
        If a value is null, an article occurs twice, or ``buyers`` is outside 0..``total_buyers``.
    """
    _refuse_null(article_buyers, ["article_key", "buyers"], "article_buyers")
    _refuse_repeated(article_buyers, ["article_key"], "article_buyers")
    outside = article_buyers.filter(~pl.col("buyers").is_between(0, total_buyers))
    if outside.height:
        row = outside.sort("article_key").row(0, named=True)
        raise ValueError(
            f"An article has 0 to {total_buyers} buyers, but article_buyers holds {_words(row)}."
        )


def check_article_groups(article_groups: pl.DataFrame) -> None:
    """Refuse an article that has more than one row.

    Raises
    ------
    ValueError
        If an ``article_key`` is null or occurs twice.
    """
    _refuse_null(article_groups, ["article_key"], "article_groups")
    _refuse_repeated(article_groups, ["article_key"], "article_groups")


def check_candidates(candidates: pl.DataFrame) -> None:
    """Refuse a candidate that one retriever proposes twice to one customer.

    Raises
    ------
    ValueError
        If a value is null or a (retriever, customer_key, article_key) occurs twice.
    """
    _refuse_null(candidates, ["retriever", "customer_key", "article_key"], "candidates")
    _refuse_repeated(candidates, ["retriever", "customer_key", "article_key"], "candidates")


def _refuse_null(frame: pl.DataFrame, columns: list[str], name: str) -> None:
    if not sum(frame[column].null_count() for column in columns):
        return
    row = frame.filter(pl.any_horizontal(pl.col(columns).is_null())).row(0, named=True)
    raise ValueError(f"A null is not allowed in {name}, which hold {_words(row)}.")


def _refuse_repeated(frame: pl.DataFrame, key: list[str], name: str) -> None:
    codes = frame.select(pl.struct(_code(pl.col(column), frame.schema[column]) for column in key))
    if codes.to_series().n_unique() == frame.height:
        return
    repeated = frame.filter(pl.struct(key).is_duplicated())
    row = repeated.select(key).sort(key).row(0, named=True)
    raise ValueError(f"A ({', '.join(key)}) occurs twice in {name}: {_words(row)}.")


def _code(column: pl.Expr, dtype: pl.DataType) -> pl.Expr:
    """Whole numbers in place of text: several times faster to compare."""
    return column.cast(pl.Categorical).to_physical() if dtype == pl.String else column


def _words(row: dict[str, object]) -> str:
    return ", ".join(f"{column} {value!r}" for column, value in row.items())
