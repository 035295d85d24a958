import re
from dataclasses import replace

import lightgbm as lgb
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pytest

from python_ml.ranking import RankerParams, train_ranker
from python_ml.ranking.pairs import feature_matrix, query_sizes
from python_ml.ranking.training import OBJECTIVES, age_weights
from tests.python.ranking.conftest import QUICK, pairs_table


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
    again = train_ranker(pairs, QUICK)
    assert again == ranker
    assert train_ranker(pairs, replace(QUICK, seed=21)).model_text != ranker.model_text


def test_parameters_keep_threads_from_changing_the_trees():
    given = QUICK.as_lightgbm()
    assert (given["deterministic"], given["force_row_wise"], given["seed"]) == (True, True, QUICK.seed)


def test_the_objective_is_the_one_given(pairs, ranker):
    texts = {name: train_ranker(pairs, replace(QUICK, objective=name)) for name in OBJECTIVES}
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
    remembering = train_ranker(misleading, QUICK).validation_metrics["ndcg@10"]
    forgetting = train_ranker(misleading, replace(QUICK, half_life_days=0.5)).validation_metrics["ndcg@10"]
    assert forgetting > ranker.validation_metrics["ndcg@10"] - 0.05
    assert remembering < forgetting - 0.1


def test_endless_memory_weighs_all_alike(pairs, ranker):
    endless = train_ranker(pairs, replace(QUICK, half_life_days=1e12))
    assert endless.best_iteration == ranker.best_iteration
    assert endless.validation_metrics == pytest.approx(ranker.validation_metrics, abs=0.02)


def test_stops_at_the_best_iteration(ranker):
    history = ranker.metrics_by_iteration["ndcg@10"]
    assert ranker.best_iteration == int(np.argmax(history)) + 1
    assert len(history) == ranker.best_iteration + QUICK.early_stopping_round < QUICK.num_iterations
    assert len(trees(ranker.model_text)) == ranker.best_iteration


def test_trees_never_see_the_validation_cutoff(pairs, ranker):
    validation = rows_of(pairs, "validation")
    poisoned = changed_where(pairs, "is_bought", validation, np.logical_not)
    poisoned = changed_where(poisoned, "signal", validation, lambda values: 1e6 - values)
    other = train_ranker(poisoned, QUICK)
    shared = min(ranker.best_iteration, other.best_iteration)
    assert trees(other.model_text)[:shared] == trees(ranker.model_text)[:shared]
    assert other.metrics_by_iteration != ranker.metrics_by_iteration


def test_trees_follow_the_train_cutoffs(pairs, ranker):
    poisoned = changed_where(pairs, "is_bought", rows_of(pairs, "train"), np.logical_not)
    other = train_ranker(poisoned, QUICK)
    assert trees(other.model_text)[0] != trees(ranker.model_text)[0]
    assert other.validation_metrics["ndcg@10"] < ranker.validation_metrics["ndcg@10"] - 0.2


def test_other_splits_are_left_alone(pairs, ranker):
    later = pairs_table(customers=30, seed=9, splits=("test",))
    later = with_column(
        later,
        "as_of",
        pc.add(later.column("as_of"), pa.scalar(7 * 86400, pa.duration("s"))).cast(pa.date32()),
    )
    with_test = train_ranker(pa.concat_tables([pairs, later.cast(pairs.schema)]), QUICK)
    assert with_test.model_text == ranker.model_text


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
    assert trees(train_ranker(silent, QUICK).model_text) == trees(ranker.model_text)


def silent_rows(pairs):
    """Pairs of the queries in which nothing was bought."""
    sizes = query_sizes(pairs)
    starts = np.r_[0, np.cumsum(sizes)[:-1]]
    return np.repeat(~np.logical_or.reduceat(pairs.column("is_bought").to_numpy(), starts), sizes)


@pytest.mark.parametrize("split", ["train", "validation"])
def test_nothing_bought_is_nothing_to_learn_from(pairs, split):
    nothing = changed_where(pairs, "is_bought", rows_of(pairs, split), np.zeros_like)
    with pytest.raises(
        ValueError, match=f"^The {split} cutoffs hold no candidate pair that was bought, so"
    ) as caught:
        train_ranker(nothing, QUICK)
    assert str(caught.value).endswith("give a longer history, more customers, or wider label_days.")


@pytest.mark.parametrize("split", ["train", "validation"])
def test_no_pairs_are_nothing_to_learn_from(pairs, split):
    with pytest.raises(ValueError, match=f"^The {split} cutoffs hold no candidate pair"):
        train_ranker(pairs.filter(pc.not_equal(pairs.column("split"), split)), QUICK)


def test_fingerprint_tells_data_apart(pairs, ranker):
    def fingerprint(table):
        return train_ranker(table, replace(QUICK, num_iterations=1)).fingerprint

    first_row = np.arange(pairs.num_rows) == 0
    others = [
        changed_where(pairs, "noise", first_row, lambda values: values + 1e-9),
        changed_where(pairs, "is_bought", first_row, np.logical_not),
        changed_where(pairs, "article_key", first_row, lambda values: values - 1),
        pairs.rename_columns({"noise": "noise_2"}),
    ]
    assert fingerprint(pairs) == ranker.fingerprint
    assert fingerprint(pa.concat_tables([pairs.slice(0, 777), pairs.slice(777)])) == ranker.fingerprint
    assert len({ranker.fingerprint, *map(fingerprint, others)}) == len(others) + 1


def test_progress_is_told(pairs):
    lines = []
    train_ranker(pairs, replace(QUICK, num_iterations=51, early_stopping_round=51), lines.append)
    assert [line.split(":")[0] for line in lines] == [
        "iteration 0 of at most 51",
        "iteration 50 of at most 51",
    ]
    assert re.search(r"ndcg@10 0\.\d{4}, ndcg@12 0\.\d{4}$", lines[0])
