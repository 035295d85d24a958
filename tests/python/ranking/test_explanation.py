import lightgbm as lgb
import numpy as np
import pyarrow as pa
import pytest

from python_ml.ranking import explain_pairs, explanation
from python_ml.ranking.pairs import feature_matrix


@pytest.fixture
def explained(pairs, ranker):
    return explain_pairs(pairs.slice(0, 50), ranker.model_text)


def test_base_and_contributions_add_up_to_the_score_of_the_model(pairs, ranker, explained):
    matrix = feature_matrix(pairs.slice(0, 50), ranker.features)
    scores = lgb.Booster(model_str=ranker.model_text).predict(matrix)
    assert [each.score for each in explained] == scores.tolist()
    for each in explained:
        amounts = [contribution.amount for contribution in each.contributions]
        assert each.base + sum(amounts) == pytest.approx(each.score, abs=1e-9)
    assert len({each.base for each in explained}) == 1
    assert len({each.score for each in explained}) > 10


def test_every_feature_is_there_once_the_largest_amount_first(ranker, explained):
    for each in explained:
        assert sorted(contribution.feature for contribution in each.contributions) == sorted(ranker.features)
        amounts = [abs(contribution.amount) for contribution in each.contributions]
        assert amounts == sorted(amounts, reverse=True)


def test_a_feature_has_its_own_value_and_amount(pairs, ranker, explained):
    rows = pairs.slice(0, 50).to_pylist()
    for row, each in zip(rows, explained, strict=True):
        assert {c.feature: c.value for c in each.contributions} == {
            name: row[name] for name in ranker.features
        }
    assert any(c.value is None for each in explained for c in each.contributions)
    # What the purchases depend on moves the score, upwards where it is high.
    of_signal = [next(c for c in each.contributions if c.feature == "signal") for each in explained]
    assert np.corrcoef([c.value for c in of_signal], [c.amount for c in of_signal])[0, 1] > 0.7


def test_whole_numbers_stay_whole(pairs, ranker):
    whole = pairs.slice(0, 5).set_column(
        pairs.schema.get_field_index("signal"), "signal", pa.array([1, 2, None, 3, 4], pa.int16())
    )
    values = [
        next(c.value for c in each.contributions if c.feature == "signal")
        for each in explain_pairs(whole, ranker.model_text)
    ]
    assert values == [1, 2, None, 3, 4]
    assert [type(value) for value in values] == [int, int, type(None), int, int]


def test_of_amounts_alike_the_first_feature_comes_first():
    ranked = explanation._contributions({"a": 1, "b": 2, "c": 3}, np.array([0.0, -0.5, 0.0]))
    assert [(c.feature, c.value, c.amount) for c in ranked] == [("b", 2, -0.5), ("a", 1, 0.0), ("c", 3, 0.0)]


def test_no_pairs(pairs, ranker):
    assert explain_pairs(pairs.slice(0, 0), ranker.model_text) == []


def test_missing_features_are_named(pairs, ranker):
    with pytest.raises(KeyError, match=r"lack the ranker's features \['noise', 'signal'\]: train"):
        explain_pairs(pairs.drop_columns(["signal", "noise"]), ranker.model_text)


@pytest.mark.parametrize("off", [2e-6, -1.0, np.nan])
def test_sums_that_miss_the_score_are_refused(off):
    with pytest.raises(ValueError, match=r"add up to \S+, but its score is 0\.500000000"):
        explanation._check_sums(np.array([0.25, 0.5 + off]), np.array([0.25, 0.5]))


def test_sums_within_rounding_are_no_problem():
    explanation._check_sums(np.array([0.25, 0.5 + 1e-9]), np.array([0.25, 0.5]))
