import re
from dataclasses import replace
from datetime import timedelta

import lightgbm as lgb
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pytest

from python_ml.building.fingerprint import table_fingerprint
from python_ml.ranking import RankerParams, ranker_fits, train_ranker
from python_ml.ranking.pairs import feature_matrix, query_sizes
from python_ml.ranking.training import OBJECTIVES, age_weights
from tests.python.ranking.conftest import QUICK, SPLITS, learned, of_split, pairs_table


def trees(model_text):
    """The trees of a model, each as text."""
    return re.findall(r"^Tree=\d+\n.*?(?=^Tree=|^end of trees)", model_text, re.DOTALL | re.MULTILINE)


def with_column(pairs, name, values):
    return pairs.set_column(pairs.column_names.index(name), name, pa.array(values))


def rows_of(pairs, split):
    return pc.equal(pairs.column("split"), split).to_numpy()


def changed_where(pairs, name, chosen, change):
    values = pairs.column(name).to_numpy().copy()
    values[chosen] = change(values[chosen])
    return with_column(pairs, name, values)


def ndcg(labels, scores, k):
    """NDCG@k of one query with labels 0 and 1."""
    discounts = 1 / np.log2(np.arange(2, k + 2))
    best_first = labels[np.argsort(-scores, kind="stable")][:k]
    return (best_first * discounts[: len(best_first)]).sum() / discounts[: min(k, int(labels.sum()))].sum()


def validation_queries(pairs, scores):
    """Labels and scores of each validation query in which something was bought."""
    validation = rows_of(pairs, "validation")
    labels = pairs.column("is_bought").to_numpy()[validation].astype(float)
    edges = np.cumsum(query_sizes(pairs.filter(pa.array(validation))))[:-1]
    queries = zip(np.split(labels, edges), np.split(scores[validation], edges), strict=True)
    return [(labels, scores) for labels, scores in queries if labels.any()]


def test_ranks_almost_as_well_as_the_truth(pairs, ranker):
    truth = pairs.column("signal").to_numpy()
    best = np.mean([ndcg(*query, 10) for query in validation_queries(pairs, truth)])
    chance = np.mean([ndcg(*query, 10) for query in validation_queries(pairs, 0 * truth)])
    assert ranker.importances["signal"] > 5 * ranker.importances["noise"]
    assert chance < best - 0.25
    assert ranker.validation_metrics["ndcg@10"] > best - 0.03


def test_reported_ndcg_is_that_of_the_validation_queries(pairs, ranker):
    scores = lgb.Booster(model_str=ranker.model_text).predict(feature_matrix(pairs, ranker.features))
    for k in (10, 12):
        expected = np.mean([ndcg(*query, k) for query in validation_queries(pairs, scores)])
        assert ranker.validation_metrics[f"ndcg@{k}"] == pytest.approx(expected, abs=1e-6)


def test_same_pairs_give_the_same_bytes(pairs, ranker):
    again = learned(pairs, QUICK)
    assert again == ranker
    assert learned(pairs, replace(QUICK, seed=21)).model_text != ranker.model_text


def test_parameters_keep_threads_from_changing_the_trees():
    given = QUICK.as_lightgbm()
    assert (given["deterministic"], given["force_row_wise"], given["seed"]) == (True, True, QUICK.seed)


def test_the_objective_is_the_one_given(pairs, ranker):
    texts = {name: learned(pairs, replace(QUICK, objective=name)) for name in OBJECTIVES}
    assert RankerParams().objective == "lambdarank"
    assert texts["lambdarank"] == ranker
    for name, trained in texts.items():
        assert re.search(rf"^\[objective: {name}\]$", trained.model_text, re.MULTILINE), name
        assert trained.validation_metrics["ndcg@10"] > ranker.validation_metrics["ndcg@10"] - 0.03, name
    assert len({trained.model_text for trained in texts.values()}) == len(OBJECTIVES)


def test_weights_halve_with_every_half_life(pairs):
    two_weeks = age_weights(pairs, 14.0)
    newest_first = (
        pairs.group_by("as_of").aggregate([]).sort_by([("as_of", "descending")])["as_of"].to_pylist()
    )
    weights = dict(zip(pairs.column("as_of").to_pylist(), two_weeks.tolist(), strict=True))
    assert [weights[as_of] for as_of in newest_first] == pytest.approx([1, 0.5**0.5, 0.5, 0.5**1.5])


def test_a_short_half_life_forgets_old_cutoffs(pairs, ranker):
    """With the older train cutoffs turned round, the newest is all there is to learn from."""
    newest = max(pairs.filter(pa.array(rows_of(pairs, "train"))).column("as_of").to_pylist())
    old = pc.less(pairs.column("as_of"), pa.scalar(newest, pa.date32())).to_numpy()
    misleading = changed_where(pairs, "is_bought", old, np.logical_not)
    remembering = learned(misleading, QUICK).validation_metrics["ndcg@10"]
    forgetting = learned(misleading, replace(QUICK, half_life_days=0.5)).validation_metrics["ndcg@10"]
    assert forgetting > ranker.validation_metrics["ndcg@10"] - 0.05
    assert remembering < forgetting - 0.1


def test_endless_memory_weighs_all_alike(pairs, ranker):
    endless = learned(pairs, replace(QUICK, half_life_days=1e12))
    assert endless.validation_metrics == pytest.approx(ranker.validation_metrics, abs=0.02)


def test_there_are_as_many_trees_as_asked_for_and_each_is_judged(ranker):
    assert len(trees(ranker.model_text)) == QUICK.num_iterations
    assert len(ranker.metrics_by_iteration["ndcg@10"]) == QUICK.num_iterations
    assert ranker.validation_metrics["ndcg@10"] == ranker.metrics_by_iteration["ndcg@10"][-1]


def test_without_later_windows_there_is_no_judge(pairs, ranker):
    alone = train_ranker(of_split(pairs, "train"), QUICK)
    assert alone.model_text == ranker.model_text
    assert (alone.metrics_by_iteration, alone.validation_metrics) == ({}, {})


def test_trees_never_see_the_validation_cutoff(pairs, ranker):
    validation = rows_of(pairs, "validation")
    poisoned = changed_where(pairs, "is_bought", validation, np.logical_not)
    poisoned = changed_where(poisoned, "signal", validation, lambda values: 1e6 - values)
    other = learned(poisoned, QUICK)
    assert other.model_text == ranker.model_text
    assert other.metrics_by_iteration != ranker.metrics_by_iteration


def test_trees_follow_the_train_cutoffs(pairs, ranker):
    poisoned = changed_where(pairs, "is_bought", rows_of(pairs, "train"), np.logical_not)
    other = learned(poisoned, QUICK)
    assert trees(other.model_text)[0] != trees(ranker.model_text)[0]
    assert other.validation_metrics["ndcg@10"] < ranker.validation_metrics["ndcg@10"] - 0.2


@pytest.fixture(scope="module")
def with_test(pairs):
    """The pairs, and a test cutoff after them."""
    return pairs_table(splits=(*SPLITS, "test"))


@pytest.fixture(scope="module")
def rankers(with_test):
    return {fit.split: fit.train() for fit in ranker_fits(with_test, QUICK)}


def test_every_split_has_a_ranker_grown_on_the_windows_before_it(with_test, rankers):
    bought = {
        split: sum(bool(labels.any()) for labels in queries_of(with_test, split))
        for split in ("train", "validation", "test")
    }
    assert {split: ranker.training_queries for split, ranker in rankers.items()} == {
        "validation": bought["train"],
        "test": bought["train"] + bought["validation"],
        "serve": sum(bought.values()),
    }
    ends = {
        split: pc.max(with_test.filter(pa.array(rows_of(with_test, split))).column("label_until")).as_py()
        for split in ("train", "validation", "test")
    }
    day = timedelta(days=1)
    assert {split: ranker.trained_through for split, ranker in rankers.items()} == {
        "validation": ends["train"] - day,
        "test": ends["validation"] - day,
        "serve": ends["test"] - day,
    }


def queries_of(pairs, split):
    chosen = pairs.filter(pa.array(rows_of(pairs, split)))
    return np.split(chosen.column("is_bought").to_numpy(), np.cumsum(query_sizes(chosen))[:-1])


def test_only_the_ranker_for_validation_is_judged(with_test, rankers):
    assert rankers["validation"] == learned(with_test)
    assert [rankers[split].metrics_by_iteration for split in ("test", "serve")] == [{}, {}]
    assert len({ranker.model_text for ranker in rankers.values()}) == 3


def test_the_ranker_for_test_never_sees_the_test_cutoff(with_test, rankers):
    test = rows_of(with_test, "test")
    poisoned = changed_where(with_test, "is_bought", test, np.logical_not)
    poisoned = changed_where(poisoned, "signal", test, lambda values: 1e6 - values)
    others = {fit.split: fit.train() for fit in ranker_fits(poisoned, QUICK)}
    assert others["validation"].model_text == rankers["validation"].model_text
    assert others["test"].model_text == rankers["test"].model_text
    assert others["serve"].model_text != rankers["serve"].model_text


def test_a_fit_is_the_same_as_long_as_what_it_learns_from_is(with_test):
    def fingerprints(pairs):
        return {
            fit.split: "".join(map(table_fingerprint, fit.learned_from)) for fit in ranker_fits(pairs, QUICK)
        }

    before = fingerprints(with_test)
    assert len(set(before.values())) == 3
    assert fingerprints(pa.concat_tables([with_test.slice(0, 777), with_test.slice(777)])) == before
    changed = fingerprints(changed_where(with_test, "is_bought", rows_of(with_test, "test"), np.logical_not))
    assert {split for split in before if changed[split] != before[split]} == {"serve"}
    changed = fingerprints(changed_where(with_test, "signal", rows_of(with_test, "validation"), np.negative))
    assert {split for split in before if changed[split] != before[split]} == set(before)


def test_keys_and_label_are_no_features(ranker):
    assert ranker.features == ["signal", "noise", "customer_basket_mean"]
    assert lgb.Booster(model_str=ranker.model_text).feature_name() == ranker.features
    assert list(ranker.importances) == ranker.features


def test_only_queries_with_a_purchase_are_trained_on(pairs, ranker):
    train = pairs.filter(pc.equal(pairs.column("split"), "train")).to_pylist()
    bought = {(row["as_of"], row["customer_key"]) for row in train if row["is_bought"]}
    assert ranker.training_queries == len(bought) < 3 * 120
    assert ranker.training_pairs == 20 * len(bought)


def test_a_query_without_a_purchase_changes_no_tree(pairs, ranker):
    silent = changed_where(
        pairs,
        "signal",
        silent_rows(pairs) & rows_of(pairs, "train"),
        lambda values: values + 1000,
    )
    assert silent.column("signal").to_pylist() != pairs.column("signal").to_pylist()
    assert trees(learned(silent, QUICK).model_text) == trees(ranker.model_text)


def silent_rows(pairs):
    """Pairs of the queries in which nothing was bought."""
    sizes = query_sizes(pairs)
    starts = np.r_[0, np.cumsum(sizes)[:-1]]
    return np.repeat(~np.logical_or.reduceat(pairs.column("is_bought").to_numpy(), starts), sizes)


def nothing_bought(pairs, split):
    return changed_where(pairs, "is_bought", rows_of(pairs, split), np.zeros_like)


def no_pairs(pairs, split):
    return pairs.filter(pc.not_equal(pairs.column("split"), split))


@pytest.mark.parametrize("without", [nothing_bought, no_pairs])
def test_where_nothing_was_bought_there_is_no_order_to_learn(pairs, without):
    untrained = learned(without(pairs, "train"))
    booster = lgb.Booster(model_str=untrained.model_text)
    assert booster.num_trees() == 0
    assert booster.feature_name() == untrained.features == ["signal", "noise", "customer_basket_mean"]
    assert booster.predict(np.full((3, 3), 7.0), raw_score=True).tolist() == [0.0] * 3
    assert untrained.training_pairs == untrained.training_queries == 0
    assert untrained.validation_metrics == {}
    assert (untrained.trained_through is None) == (without is no_pairs)


@pytest.mark.parametrize("without", [nothing_bought, no_pairs])
def test_where_nothing_was_bought_nothing_is_judged(pairs, ranker, without):
    unjudged = learned(without(pairs, "validation"))
    assert unjudged.model_text == ranker.model_text
    assert unjudged.validation_metrics == {}


def test_everything_bought_is_no_order_either(pairs):
    everything = changed_where(pairs, "is_bought", rows_of(pairs, "train"), np.ones_like)
    scores = lgb.Booster(model_str=learned(everything).model_text).predict(np.eye(3), raw_score=True)
    assert scores.tolist() == [scores[0]] * 3


def test_progress_is_told(pairs):
    lines = []
    twice = replace(QUICK, num_iterations=200)
    train_ranker(of_split(pairs, "train"), twice, of_split(pairs, "validation"), lines.append)
    assert [line.split(":")[0] for line in lines] == ["100 of 200 trees", "200 of 200 trees"]
    assert re.search(r"validation ndcg@10 0\.\d{4}, ndcg@12 0\.\d{4}$", lines[0])
    train_ranker(of_split(pairs, "train"), twice, on_progress=lines.append)
    assert lines[2:] == ["100 of 200 trees", "200 of 200 trees"]


@pytest.mark.parametrize("customers", [300, 3500])
def test_rows_in_blocks_teach_what_their_whole_matrix_does(customers):
    """With more rows than LightGBM looks at to find bins, as the second has, those it draws count."""
    pairs = pairs_table(customers=customers)
    # In few leaves' worth of rows a feature says anything: it is left out, or not, by the least data in a leaf.
    rare = np.where(np.arange(pairs.num_rows) < 30, 1.0, 0.0)
    pairs = pairs.append_column("rare", pa.array(rare))
    params = replace(QUICK, num_iterations=8, min_data_in_leaf=40)
    ranker = train_ranker(pairs, params)
    sizes = query_sizes(pairs)
    bought = pairs.column("is_bought").to_numpy()
    has_purchase = np.logical_or.reduceat(bought, np.r_[0, np.cumsum(sizes)[:-1]])
    whole = pairs.filter(pa.array(np.repeat(has_purchase, sizes)))
    dataset = lgb.Dataset(
        feature_matrix(whole, ranker.features),
        label=whole.column("is_bought").to_numpy().astype(np.float32),
        group=sizes[has_purchase],
        feature_name=ranker.features,
        params=params.for_dataset(),
    )
    assert trees(ranker.model_text) == trees(lgb.train(params.as_lightgbm(), dataset).model_to_string())
