import math
from dataclasses import replace
from datetime import date, timedelta
from types import SimpleNamespace

import duckdb
import jinja2
import lightgbm as lgb
import numpy as np
import polars as pl
import pyarrow as pa
import pyarrow.compute as pc
import pytest
from scipy.stats import chi2

from lab.tuning import search as tuning
from lab.tuning.search import (
    COMPLETE_TRIALS,
    SEARCHED,
    Setting,
    Shop,
    by_objective,
    comparison,
    is_sampled,
    measure,
    ndcg_by_customer,
    objective,
    search,
    windows_before,
)
from lab.tuning.shops import default_setting
from python_ml.problems import BadInput
from python_ml.ranking import RankerParams, train_ranker
from python_ml.ranking.pairs import feature_matrix
from python_ml.ranking.scoring import score_batches
from tests.python.house.rooms import ROOT
from tests.python.ranking.conftest import QUICK, TEST_AS_OF, learned, pairs_table, sigmoid

WINDOWS = 8
# As few trees as the search tries.
DEFAULTS = Setting(train_cutoffs=4, train_negatives=60, params=replace(QUICK, num_iterations=100))


def shop_of(pairs, name="shop"):
    """A shop in which every customer also bought one article that nothing proposed."""
    rows = pl.from_arrow(pairs)
    labels = rows.filter(pl.col("is_bought")).select("as_of", "customer_key", "article_key")
    missed = rows.select("as_of", "customer_key", article_key=pl.lit(999, pl.Int32)).unique()
    return Shop(name, pairs, pl.concat([labels, missed]))


@pytest.fixture(scope="module")
def shop() -> Shop:
    return shop_of(pairs_table(customers=60, splits=("train",) * (WINDOWS - 1) + ("validation",)))


@pytest.fixture
def trained_on(monkeypatch):
    """What the ranker was given to train on, call by call."""
    tables = []

    def train_and_remember(pairs, params):
        tables.append(pairs)
        return train_ranker(pairs, params)

    monkeypatch.setattr(tuning, "train_ranker", train_and_remember)
    return tables


def cutoffs_of(pairs):
    return sorted(set(pairs.column("as_of").to_pylist()))


def weeks_before(weeks):
    return TEST_AS_OF - timedelta(days=7 * weeks)


# --- what a trial sees


def test_a_trial_never_sees_its_own_window_nor_a_later_one(shop, trained_on):
    measure([shop], DEFAULTS, (0, 1, 2))
    for cutoff, seen in zip(shop.cutoffs()[:3], trained_on, strict=True):
        assert max(seen.column("as_of").to_pylist()) < cutoff
        assert max(seen.column("label_until").to_pylist()) <= cutoff


def test_a_trial_trains_on_the_newest_closed_windows(shop, trained_on):
    ndcg_by_customer(shop, weeks_before(2), DEFAULTS)
    (seen,) = trained_on
    assert cutoffs_of(seen) == [weeks_before(back) for back in (6, 5, 4, 3)]


def test_a_window_that_is_still_open_is_not_seen(shop):
    position = shop.pairs.column_names.index("label_until")
    longer = pc.add(shop.pairs.column("label_until").cast(pa.timestamp("s")), pa.scalar(timedelta(days=7)))
    pairs = shop.pairs.set_column(position, "label_until", longer.cast(pa.date32()))
    seen = windows_before(pairs, weeks_before(1), DEFAULTS)
    assert cutoffs_of(seen) == [weeks_before(back) for back in (6, 5, 4, 3)]


def test_windows_from_the_cutoff_on_change_nothing(shop):
    cutoff = weeks_before(2)
    later = pc.greater_equal(shop.pairs.column("as_of"), pa.scalar(cutoff, pa.date32()))
    position = shop.pairs.column_names.index("is_bought")
    flipped = pc.xor(shop.pairs.column("is_bought"), later)
    poisoned = shop.pairs.set_column(position, "is_bought", flipped)
    assert not poisoned.equals(shop.pairs)
    assert windows_before(poisoned, cutoff, DEFAULTS).equals(windows_before(shop.pairs, cutoff, DEFAULTS))


def test_short_history_is_used_as_far_as_it_goes(shop):
    seen = windows_before(shop.pairs, weeks_before(6), replace(DEFAULTS, train_cutoffs=20))
    assert cutoffs_of(seen) == [weeks_before(8), weeks_before(7)]


def test_too_short_a_history_is_said(shop):
    with pytest.raises(BadInput, match=r"^Before 2024-04-06 no label window had closed: give a longer "):
        windows_before(shop.pairs, weeks_before(8), DEFAULTS)


def test_negatives_are_sampled_as_the_model_samples_them(shop):
    macro = jinja2.Environment(extensions=["jinja2.ext.do"]).from_string(
        (ROOT / "macros/split/sampling_hash.sql").read_text() + "{{ sampling_hash() }}"
    )
    sample_rank = (
        "row_number() over (partition by as_of, customer_key, is_bought"
        f" order by {macro.render()}, article_key)"
    )
    pairs = shop.pairs.take(pa.array(np.random.default_rng(3).permutation(shop.pairs.num_rows)))
    with duckdb.connect() as connection:
        connection.register("labelled", pairs)
        expected = connection.sql(
            f"""select as_of, customer_key, article_key, is_bought or {sample_rank} <= 3 as is_kept from labelled
            order by as_of, customer_key, article_key"""
        ).pl()["is_kept"]
    kept = pl.from_arrow(pairs).with_columns(is_kept=is_sampled(pairs, 3))
    assert kept.sort("as_of", "customer_key", "article_key")["is_kept"].to_list() == expected.to_list()
    assert 0 < expected.sum() < pairs.num_rows


@pytest.mark.parametrize("articles", [20, 40, 90, 160, 200, 500, 3_600, 12_000])
def test_a_draw_favours_no_part_of_the_articles(articles):
    """An eighth of each customer's candidates is drawn, and counted by tenths of the keys, which follow their age."""
    draw, customers, tenths = np.random.default_rng(1), 2_000, 10
    candidates = min(articles, 96)
    drawn, expected = np.zeros(tenths), np.zeros(tenths)
    for customer in range(customers):
        keys = draw.choice(articles, candidates, replace=False)
        in_order = keys[np.argsort(tuning.sampling_hash(keys, np.full(candidates, customer)))]
        drawn += np.bincount(in_order[: candidates // 8] * tenths // articles, minlength=tenths)
        expected += np.bincount(keys * tenths // articles, minlength=tenths) * (candidates // 8) / candidates
    statistic = ((drawn - expected) ** 2 / expected).sum()
    assert chi2.sf(statistic, tenths - 1) > 0.001


def test_what_is_trained_on_is_sampled_and_what_is_measured_is_whole(shop, trained_on, monkeypatch):
    scored = []

    def score_and_remember(ranges, model_texts, depth):
        scored.extend(ranges)
        return score_batches(ranges, model_texts, depth)

    monkeypatch.setattr(tuning, "score_batches", score_and_remember)
    ndcg_by_customer(shop, weeks_before(1), replace(DEFAULTS, train_negatives=1))
    (seen,), ((measured,),) = trained_on, scored
    not_bought = pl.from_arrow(seen).filter(~pl.col("is_bought")).group_by("as_of", "customer_key").len()
    assert not_bought["len"].unique().to_list() == [1]
    at_cutoff = pc.equal(shop.pairs.column("as_of"), pa.scalar(weeks_before(1), pa.date32()))
    assert measured.equals(shop.pairs.filter(at_cutoff))


# --- what a trial is worth


def test_ndcg_counts_what_the_candidates_miss(shop, monkeypatch):
    ranker = learned(pairs_table())
    monkeypatch.setattr(tuning, "train_ranker", lambda *_: SimpleNamespace(model_text=ranker.model_text))
    cutoff = weeks_before(1)
    measured = ndcg_by_customer(shop, cutoff, DEFAULTS)
    at_cutoff = shop.pairs.filter(pc.equal(shop.pairs.column("as_of"), pa.scalar(cutoff, pa.date32())))
    scores = lgb.Booster(model_str=ranker.model_text).predict(feature_matrix(at_cutoff, ranker.features))
    rows = list(
        zip(scores, at_cutoff.select(["customer_key", "article_key", "is_bought"]).to_pylist(), strict=True)
    )
    discounts = [1 / math.log2(rank + 1) for rank in range(1, 11)]
    expected = {}
    for customer in shop.labels.filter(pl.col("as_of") == cutoff)["customer_key"].unique():
        own = sorted(
            (-score, row["article_key"], row["is_bought"])
            for score, row in rows
            if row["customer_key"] == customer
        )
        gained = sum(discount for discount, (_, _, hit) in zip(discounts, own, strict=False) if hit)
        bought = sum(hit for *_, hit in own) + 1
        expected[customer] = gained / sum(discounts[:bought])
    assert dict(measured.select("customer_key", "ndcg").iter_rows()) == pytest.approx(expected)
    assert measured.select("shop", "as_of").unique().rows() == [("shop", cutoff)]


def values_of(rows):
    """Rows of shop, day of the window, customer, and NDCG."""
    return pl.DataFrame(
        [(shop, date(2024, 5, day), customer, ndcg) for shop, day, customer, ndcg in rows],
        schema=["shop", "as_of", "customer_key", "ndcg"],
        orient="row",
    )


BASE = values_of([("a", 1, 1, 0.4), ("a", 8, 1, 0.4), ("a", 1, 2, 0.4), ("b", 1, 1, 0.4), ("b", 1, 2, 0.4)])
TRIED = values_of([("b", 1, 1, 0.2), ("b", 1, 2, 0.6), ("a", 1, 1, 0.5), ("a", 8, 1, 0.7), ("a", 1, 2, 0.3)])


def test_comparison_by_hand():
    first, second = comparison(TRIED, BASE).rows(named=True)
    # Customer 1 lies .2 above the mean gain of .1 over two windows, customer 2 as much below.
    assert first == pytest.approx(
        {
            "shop": "a",
            "ndcg": 0.5,
            "gain": 0.1,
            "standard_error": math.sqrt(0.08) / 3,
            "ratio": 1.25,
            "ratio_error": math.sqrt(0.08) / 3 / 0.4,
        }
    )
    assert second == pytest.approx(
        {
            "shop": "b",
            "ndcg": 0.4,
            "gain": 0.0,
            "standard_error": math.sqrt(0.08) / 2,
            "ratio": 1.0,
            "ratio_error": math.sqrt(0.08) / 2 / 0.4,
        }
    )


def test_objective_by_hand():
    value, error = objective(comparison(TRIED, BASE))
    assert value == pytest.approx((1.25 + 1) / 2)
    assert error == pytest.approx(math.hypot(math.sqrt(0.08) / 1.2, math.sqrt(0.08) / 0.8) / 2)


def test_a_shop_with_higher_ndcg_counts_no_more():
    doubled = [
        values.with_columns(ndcg=pl.when(pl.col("shop") == "a").then(2 * pl.col("ndcg")).otherwise("ndcg"))
        for values in (TRIED, BASE)
    ]
    assert objective(comparison(*doubled)) == pytest.approx(objective(comparison(TRIED, BASE)))


def test_a_given_up_trial_is_compared_on_the_windows_it_has():
    first_window = TRIED.filter(pl.col("as_of") == date(2024, 5, 1))
    assert comparison(first_window, BASE)["ndcg"].to_list() == pytest.approx([0.4, 0.4])
    assert objective(comparison(first_window, BASE))[0] == pytest.approx(1)


# --- the search


def known_worth(monkeypatch, worth):
    """Let a setting be worth what a function says of it, without training; returns the settings measured."""
    measured = []

    def ndcg(shop, cutoff, setting):
        measured.append((setting, cutoff))
        return values_of([(shop.name, cutoff.day, customer, worth(setting)) for customer in (1, 2)])

    monkeypatch.setattr(tuning, "ndcg_by_customer", ndcg)
    return measured


def near_the_optimum(setting):
    return 0.5 - 0.01 * abs(setting.train_cutoffs - 15) - 0.1 * (setting.params.objective != "binary")


def test_search_is_repeatable(shop, monkeypatch):
    known_worth(monkeypatch, near_the_optimum)

    def settings(seed):
        return [result.setting for result in search([shop], DEFAULTS, (0, 1), 20, seed)]

    assert settings(1) == settings(1)
    assert settings(2) != settings(1)


def test_search_begins_at_the_defaults_and_counts_them(shop, monkeypatch):
    measured = known_worth(monkeypatch, near_the_optimum)
    numbers = []
    results = search([shop], DEFAULTS, (0,), 6, on_trial=lambda number, _: numbers.append(number))
    assert results[0].setting == DEFAULTS == measured[0][0]
    assert numbers == list(range(6))
    assert len(results) == len(measured) == 6


def test_search_finds_what_is_known_to_be_better(shop, monkeypatch):
    known_worth(monkeypatch, near_the_optimum)
    best = by_objective(search([shop], DEFAULTS, (0,), 40))[0]
    assert best.setting.params.objective == "binary"
    assert abs(best.setting.train_cutoffs - 15) <= 1


def test_hopeless_trials_are_given_up_and_said_to_be(shop, monkeypatch):
    measured = known_worth(monkeypatch, near_the_optimum)
    told = []
    results = search([shop], DEFAULTS, (0, 1, 2), 30, on_trial=lambda _, result: told.append(result))
    given_up = [result for result in told if result.is_given_up]
    assert len(results) + len(given_up) == len(told) == 30
    assert 0 < len(given_up) < 30 - COMPLETE_TRIALS
    assert not any(result.is_given_up for result in results)
    assert {result.values["as_of"].n_unique() for result in results} == {3}
    assert len(measured) == sum(result.values["as_of"].n_unique() for result in told) < 90


def test_no_further_trial_begins_after_the_time_given(shop, monkeypatch):
    known_worth(monkeypatch, near_the_optimum)
    assert len(search([shop], DEFAULTS, (0,), 50, seconds=0.0)) < 50


def test_every_searched_value_reaches_the_setting(shop, monkeypatch):
    measured = known_worth(monkeypatch, near_the_optimum)
    search([shop], DEFAULTS, (0,), 12)
    for name in SEARCHED:
        assert len({setting.searched()[name] for setting, _ in measured}) > 1, name
    assert {setting.params.learning_rate for setting, _ in measured} == {QUICK.learning_rate}


def test_todays_defaults_lie_in_what_is_searched(shop, monkeypatch, recwarn):
    known_worth(monkeypatch, near_the_optimum)
    (only,) = search([shop], default_setting(), (0,), 1)
    assert only.setting == default_setting()
    assert only.setting.params == RankerParams()
    assert [warning for warning in recwarn if "out of range" in str(warning.message)] == []


@pytest.fixture(scope="module")
def changed_shop() -> Shop:
    """Tastes turned round seven weeks ago: what was bought before teaches the opposite."""
    pairs = pairs_table(customers=60, splits=("train",) * 17 + ("validation",))
    signal = pairs.column("signal").to_numpy()
    is_old = pc.less(pairs.column("as_of"), pa.scalar(weeks_before(7), pa.date32())).to_numpy()
    log_odds = np.where(is_old, -signal, signal)
    is_bought = np.random.default_rng(5).random(len(signal)) < sigmoid(log_odds - 2)
    position = pairs.column_names.index("is_bought")
    return shop_of(pairs.set_column(position, "is_bought", pa.array(is_bought)))


def test_search_finds_that_the_past_misleads(changed_shop):
    defaults = replace(DEFAULTS, train_cutoffs=16)
    results = search([changed_shop], defaults, (0,), 10)
    best = by_objective(results)[0]
    gain, error = objective(comparison(best.values, results[0].values))
    assert gain - 1 > 4 * error
    assert gain > 1.1
    assert best.setting.train_cutoffs < 12 or best.setting.params.half_life_days is not None
