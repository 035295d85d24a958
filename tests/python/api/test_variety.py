import os
from itertools import groupby
from pathlib import Path
from typing import NamedTuple

import duckdb
import pytest

from helix.api.variety import varied
from helix.reading.lookup import Places


class Article(NamedTuple):
    name: str
    product: str = "alone"
    category: str | None = None
    is_bought_before: bool = False
    is_new: bool = False


DEFAULTS = {"top_k": 12, "max_per_product": 2, "max_per_category": 5, "new_article_places": 1}


def names(candidates, count, **places):
    return "".join(each.name for each in varied(candidates, count, Places(**DEFAULTS | places)))


def test_what_is_one_too_many_of_its_product_comes_last():
    candidates = [Article(name, product) for name, product in zip("abcd", "pppq", strict=True)]
    assert names(candidates, 3) == "abd"
    assert names(candidates, 4) == "abdc"


def test_what_was_bought_before_takes_a_place_and_is_never_one_too_many():
    candidates = [
        Article("a", "p"),
        Article("b", "p", is_bought_before=True),
        Article("c", "p"),
        Article("d", "p", is_bought_before=True),
        Article("e", "q"),
    ]
    assert names(candidates, 5) == "abdec"


def test_an_article_without_a_category_counts_in_none():
    without = [Article(name, name) for name in "abc"]
    within = [Article(name, name, "socks") for name in "abc"]
    assert names(without, 3, max_per_category=1) == "abc"
    assert names([*within, Article("d", "d", "tops")], 2, max_per_category=1) == "ad"


def test_the_best_new_articles_have_a_place():
    candidates = [*(Article(name, name) for name in "abc"), Article("d", "d", is_new=True)]
    assert names(candidates, 2) == "ad"
    assert names(candidates, 2, new_article_places=0) == "ab"


BUILT = os.environ.get("HELIX_DB", "")


@pytest.mark.skipif(not Path(BUILT).is_file(), reason="HELIX_DB names no built database")
def test_every_list_of_a_build_is_chosen_alike():
    with duckdb.connect(BUILT, read_only=True) as database:
        rows = database.execute(
            """
            select
                ranked.as_of, ranked.customer_key, ranked.article_key, articles.product_key,
                articles.category_key, history.article_key is not null, features.article_days_on_sale <= 28,
                recommended.rank
            from ranked_pairs as ranked
            inner join int_articles as articles using (article_key)
            inner join article_features as features
                on ranked.as_of = features.as_of and ranked.article_key = features.article_key
            left join int_customer_article_history as history
                on ranked.as_of = history.as_of and ranked.customer_key = history.customer_key
                and ranked.article_key = history.article_key
            left join recommended_pairs as recommended
                on ranked.as_of = recommended.as_of and ranked.customer_key = recommended.customer_key
                and ranked.article_key = recommended.article_key
            order by ranked.as_of, ranked.customer_key, ranked.score_rank
            """
        ).fetchall()
    lists = 0
    for _, ranked in groupby(rows, key=lambda row: row[:2]):
        of_customer = list(ranked)
        batch = sorted((row[-1], row[2]) for row in of_customer if row[-1] is not None)
        chosen = varied([Article(*row[2:7]) for row in of_customer], 12, Places(**DEFAULTS))
        assert [each.name for each in chosen] == [article for _, article in batch]
        lists += 1
    assert lists > 100
