from datetime import date, datetime

import numpy as np
import polars as pl
import pytest

from python_ml.embeddings import map_points
from python_ml.embeddings.clusters import cluster_centres, nearest
from python_ml.embeddings.plane import in_the_plane
from python_ml.embeddings.vectors import article_vectors, customer_vectors

TASTES, ARTICLES, CUSTOMERS = 5, 12, 40


@pytest.fixture(scope="module")
def purchases():
    """Customers of five tastes, each of whom buys mostly articles of one."""
    draw = np.random.default_rng(3)
    rows = []
    for customer in range(TASTES * CUSTOMERS):
        own = customer % TASTES * ARTICLES
        liked = own + draw.choice(ARTICLES, 6, replace=False)
        others = draw.choice(TASTES * ARTICLES, 1)
        rows += [(customer + 1, 100 + article) for article in {*liked.tolist(), *others.tolist()}]
    return pl.DataFrame(rows, schema=["customer_key", "article_key"], orient="row").with_columns(
        as_of=date(2026, 1, 1),
        customer_place=pl.col("customer_key"),
        last_event_at=datetime(2025, 12, 31) - pl.duration(days=pl.col("customer_key")),
    )


@pytest.fixture(scope="module")
def drawn(purchases):
    return map_points(purchases, customers_drawn=50)


def test_a_cluster_is_a_taste(drawn):
    articles = drawn.filter(pl.col("article_key").is_not_null())
    tastes = articles.select("cluster", taste=(pl.col("article_key") - 100) // ARTICLES).unique()
    assert tastes.height == tastes["cluster"].n_unique() == TASTES
    customers = drawn.filter(pl.col("customer_key").is_not_null())
    of_customers = customers.select("cluster", taste=(pl.col("customer_key") - 1) % TASTES).unique()
    assert sorted(of_customers.rows()) == sorted(tastes.rows())


def test_neighbours_in_the_plane_are_of_one_taste(drawn):
    articles = drawn.filter(pl.col("article_key").is_not_null())
    places = articles.select("x", "y").to_numpy()
    distances = ((places[:, None] - places[None]) ** 2).sum(axis=2)
    np.fill_diagonal(distances, np.inf)
    clusters = articles["cluster"].to_numpy()
    assert (clusters[distances.argmin(axis=1)] == clusters).all()
    assert np.abs(drawn.select("x", "y").to_numpy()).max() == 1


def test_all_points_rest_on_the_newest_purchase(drawn):
    assert drawn["last_event_at"].unique().to_list() == [datetime(2025, 12, 30)]


def test_the_first_of_the_sample_are_drawn(drawn):
    assert drawn["customer_key"].drop_nulls().to_list() == list(range(1, 51))


def test_the_order_of_rows_changes_nothing(purchases, drawn):
    assert map_points(purchases.sample(fraction=1, shuffle=True, seed=5), customers_drawn=50).equals(drawn)


@pytest.mark.parametrize("rows", [0, 1, 2, 7, 30])
def test_a_small_shop_has_a_small_map(purchases, rows):
    few = purchases.head(rows)
    points = map_points(few)
    assert points.height == few["article_key"].n_unique() + few["customer_key"].n_unique()
    assert (
        points.select("x", "y").to_numpy().tolist() == points.select("x", "y").drop_nans().to_numpy().tolist()
    )


def test_articles_of_no_company_have_no_direction():
    bought = np.array([[1, 1, 0], [1, 1, 0], [0, 0, 1]])
    vectors = article_vectors(bought)
    assert not vectors[2].any()
    assert vectors[0] @ vectors[1] == pytest.approx(1)
    assert not customer_vectors(bought[2:], vectors).any()


def test_equal_vectors_are_one_cluster():
    same = np.ones((9, 3))
    centres = cluster_centres(same)
    assert centres.tolist() == [[1, 1, 1]]
    assert nearest(same, centres).tolist() == [0] * 9
    assert not in_the_plane(same).any()
