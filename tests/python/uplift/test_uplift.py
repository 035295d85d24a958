import doctest
import importlib
import os
from pathlib import Path

import numpy as np
import polars as pl
import pyarrow as pa
import pytest

from lab.uplift import generated, hillstrom
from python_ml.problems import BadInput
from python_ml.uplift import (
    CANDIDATES,
    Trial,
    bootstrapped_qini,
    folds,
    judging,
    learn_effects,
    learners,
    models,
    qini,
    score_batches,
)
from python_ml.uplift.calibration import calibrate, received_scores
from python_ml.uplift.scoring import EFFECT

LINES = {name: candidate for name, candidate in CANDIDATES.items() if name.endswith("line")}


def moved_trial(rows=6000, seed=1, effect=0.3, share=0.5):
    """Half of the customers are moved by the effect; the second feature says how likely they are to act anyway."""
    rng = np.random.default_rng(seed)
    moved, anyway = rng.random(rows) < 0.5, rng.random(rows)
    treated = rng.random(rows) < share
    outcome = rng.random(rows) < 0.1 + 0.4 * anyway + effect * moved * treated
    return Trial.by_lot(np.column_stack([moved, anyway]), treated, outcome, share), moved


MODULES = ["trial", "qini", "models", "folds"]


@pytest.mark.parametrize("name", MODULES)
def test_examples(name):
    assert doctest.testmod(importlib.import_module(f"python_ml.uplift.{name}")).attempted
    assert doctest.testmod(importlib.import_module(f"python_ml.uplift.{name}")).failed == 0


def test_qini_is_the_area_between_the_curve_and_the_line():
    treated = np.array([True, False] * 4)
    outcome = np.array([1, 0, 1, 0, 0, 0, 0, 0], float)
    scores = np.array([3, 3, 2, 2, 1, 1, 0, 0], float)
    given = Trial.by_lot(np.zeros((8, 1)), treated, outcome, 0.5)
    # Of 8 customers 2 visited for it, both in the first half: the curve is 0, 1, 2, 2, 2 eighths at each quarter.
    assert qini(scores, given) == pytest.approx((0.5 + 1.5 + 2 + 2) / 8 / 4 - 2 / 8 / 2)
    assert qini(-scores, given) == pytest.approx(-qini(scores, given))


def test_qini_of_ties_depends_on_no_order():
    given, _ = moved_trial(500)
    turned = given.take(np.arange(500)[::-1])
    assert qini(given.features[:, 0], given) == pytest.approx(qini(turned.features[:, 0], turned))


def test_bootstrap_says_how_uncertain_a_qini_is():
    values = [
        qini(given.features[:, 0], given) for given, _ in (moved_trial(1000, seed) for seed in range(60))
    ]
    given, _ = moved_trial(1000, 99)
    assert bootstrapped_qini(given.features[:, 0], given).error == pytest.approx(np.std(values), rel=0.35)


@pytest.mark.parametrize("name", CANDIDATES)
def test_every_learner_finds_who_is_moved(name):
    given, moved = moved_trial()
    predicted = CANDIDATES[name](given)(given.features)
    assert predicted[moved].mean() - predicted[~moved].mean() == pytest.approx(0.3, abs=0.1)


def test_propensities_that_differ_are_taken_into_account():
    rng = np.random.default_rng(5)
    rows = 20_000
    keen = rng.random(rows) < 0.5
    propensity = np.where(keen, 0.8, 0.2)
    treated = rng.random(rows) < propensity
    outcome = rng.random(rows) < 0.1 + 0.5 * keen + 0.1 * treated
    units = np.arange(rows)
    given = Trial(np.zeros((rows, 1)), treated, outcome.astype(float), propensity, units, units * 0, treated)
    scores = learners.effect_scores(given, models.line, 3)
    assert scores.mean() == pytest.approx(0.1, abs=0.03)


def test_those_who_are_moved_get_an_effect_of_their_own():
    given, moved = moved_trial()
    effects = learn_effects(given, LINES)
    effect, low, high = effects.of(given.features)
    assert effects.basis == "personal"
    assert effect[moved].mean() == pytest.approx(0.3, abs=0.06)
    assert effect[~moved].mean() == pytest.approx(0.0, abs=0.06)
    assert (low < effect).all()
    assert (effect < high).all()


def test_where_all_are_moved_alike_nothing_personal_is_claimed():
    personal = 0
    for seed in range(12):
        rng = np.random.default_rng(seed)
        features, treated = rng.normal(size=(3000, 3)), rng.random(3000) < 0.5
        outcome = rng.random(3000) < 0.3 + 0.1 * np.tanh(features[:, 0]) + 0.1 * treated
        effects = learn_effects(Trial.by_lot(features, treated, outcome, 0.5), LINES)
        personal += effects.basis == "personal"
        effect, low, high = effects.of(features[:2])
        assert effects.basis == "personal" or (
            effect[0] == effect[1] and low[0] < 0.1 + 0.03 and high[0] > 0.1 - 0.03
        )
    assert personal <= 1


def test_who_acts_anyway_is_no_uplift():
    rng = np.random.default_rng(3)
    rows = 30_000
    chance = rng.uniform(0.02, 0.5, rows)
    treated = rng.random(rows) < 0.5
    outcome = rng.random(rows) < chance * np.where(treated, 1.4, 1.0)
    effects = learn_effects(Trial.by_lot(chance[:, None], treated, outcome, 0.5), LINES)
    assert effects.basis == "mean"
    # It would be claimed if it only had to beat luck.
    assert effects.verdicts[0].qini.low > 0


def test_many_candidates_are_held_to_more():
    given, _ = moved_trial(2000, 4, effect=0.06)
    judged = judging.judge(given, {"T line": CANDIDATES["T line"]})
    rng = np.random.default_rng(1)
    alone = judging.verdicts(judged)[0].p
    judged.predicted.update({f"noise {i}": rng.normal(size=2000) for i in range(20)})
    among = next(each for each in judging.verdicts(judged) if each.name == "T line").p
    assert among > 2 * alone


def test_p_values_of_noise_are_spread_evenly():
    given, _ = moved_trial(300)
    rng = np.random.default_rng(2)
    folds_of_rows, found = np.zeros(300), []
    for _ in range(150):
        rankings = {str(i): rng.normal(size=300) for i in range(3)}
        judged = judging.Judged(given, folds_of_rows, rng.normal(size=300), rankings, {})
        found.append(min(each.p for each in judging.verdicts(judged)))
    assert np.mean(np.array(found) < 0.2) == pytest.approx(0.2, abs=0.09)


def test_too_little_says_nothing():
    given, _ = moved_trial(300)
    effects = learn_effects(given)
    assert effects.basis == "none"
    assert np.isnan(effects.of(given.features)[0]).all()


def test_without_outcomes_nothing_is_said():
    rng = np.random.default_rng(0)
    given = Trial.by_lot(rng.normal(size=(4000, 1)), rng.random(4000) < 0.5, np.zeros(4000), 0.5)
    assert learn_effects(given).basis == "none"


def test_effect_is_of_those_who_get_the_push():
    rng = np.random.default_rng(8)
    rows = 20_000
    treated = rng.random(rows) < 0.8
    received = treated & (rng.random(rows) < 0.5)
    outcome = (rng.random(rows) < 0.1 + 0.2 * received).astype(float)
    units = np.arange(rows)
    given = Trial(
        rng.normal(size=(rows, 1)), treated, outcome, np.full(rows, 0.8), units, units * 0, received
    )
    effects = learn_effects(given, LINES)
    effect, low, high = effects.of(given.features[:1])
    assert effect[0] == pytest.approx(0.2, abs=0.04)
    assert low[0] < 0.2 < high[0]
    assert received_scores(given).mean() == pytest.approx(0.5, abs=0.02)


def test_a_later_window_judges_what_earlier_ones_taught():
    given, _ = moved_trial(4000)
    later = Trial(**{**vars(given), "windows": given.windows + 1, "features": 1 - given.features})
    both = Trial(
        **{name: np.concatenate([getattr(given, name), getattr(later, name)]) for name in vars(given)}
    )
    judged = judging.judge(both, LINES)
    assert len(judged.trial) == 4000
    assert (judged.trial.windows == 1).all()
    # Those who are moved had the higher feature, and have the lower one in the window that is judged.
    assert judging.verdicts(judged)[0].qini.value < 0


def test_a_window_that_is_too_small_judges_nothing_alone():
    given, _ = moved_trial(2000)
    early = Trial(**{**vars(given), "windows": np.where(np.arange(2000) < 50, 0, 1)})
    assert len(judging.judge(early, LINES).trial) == 2000


def test_nobody_is_judged_by_what_was_learned_of_them():
    rng = np.random.default_rng(6)
    people = 400
    features = np.tile(rng.normal(size=(people, 20)), (4, 1))
    # Each customer is on one side of the lot for good, and acts always or never: whoever knew them would see an effect.
    treated, acts = rng.random(people) < 0.5, rng.random(people) < 0.5
    units = np.tile(np.arange(people), 4)
    given = Trial(
        features,
        treated[units],
        acts[units].astype(float),
        np.full(4 * people, 0.5),
        units,
        np.repeat(np.arange(4), people),
        treated[units],
    )
    fold = folds.folds_of(units, 5)
    assert all(len(set(fold[units == unit])) == 1 for unit in range(20))
    assert judging.verdicts(judging.judge(given, {"T trees": CANDIDATES["T trees"]}))[0].p > 0.01


def test_calibration_finds_the_line_that_made_the_effects():
    rng = np.random.default_rng(4)
    predicted = rng.normal(size=5000)
    scores = 0.2 + 0.5 * (predicted - predicted.mean()) + rng.normal(size=5000)
    given = Trial.by_lot(predicted[:, None], rng.random(5000) < 0.5, scores, 0.5)
    found = calibrate(predicted, scores, np.ones(5000), given)
    assert found.level == pytest.approx(0.2, abs=0.05)
    assert found.slope == pytest.approx(0.5, abs=0.05)
    assert np.sqrt(np.diag(found.covariance)) == pytest.approx(1 / np.sqrt(5000), rel=0.1)


def test_bins_show_observed_beside_predicted():
    given, _ = moved_trial()
    table = learn_effects(given, LINES).bins
    assert table["bin"].to_list() == [1, 2, 3, 4, 5]
    assert table["rows"].sum() == len(given)
    assert table["observed"][4] - table["observed"][0] > 0.15


def test_the_same_trial_gives_the_same_bytes():
    given, _ = moved_trial(2000)
    first, second = (learn_effects(given).of(given.features) for _ in range(2))
    assert all(np.array_equal(a, b) for a, b in zip(first, second, strict=True))


def test_features_may_be_missing():
    given, moved = moved_trial()
    features = np.column_stack([given.features, np.full(len(given), np.nan)])
    features[::7, 1] = np.nan
    for name in ("DR trees", "DR line"):
        predicted = CANDIDATES[name](Trial(**{**vars(given), "features": features}))(features)
        assert predicted[moved].mean() > predicted[~moved].mean() + 0.15


def test_a_propensity_leaves_something_to_the_lot():
    with pytest.raises(ValueError, match="no lot was drawn"):
        Trial.by_lot(np.zeros((2, 1)), np.array([True, False]), np.zeros(2), 1.0)


def test_columns_of_a_trial_have_one_length():
    with pytest.raises(ValueError, match="one length"):
        Trial.by_lot(np.zeros((3, 1)), np.array([True, False]), np.zeros(2), 0.5)


def trials_table(given):
    return pl.DataFrame(
        {
            "as_of": pl.Series(given.windows * 7).cast(pl.Int32).cast(pl.Date),
            "split": "train",
            "customer_key": pl.Series(given.units).cast(pl.Int32),
            "last_event_at": pl.Series([None] * len(given), dtype=pl.Datetime("us")),
            "moved": given.features[:, 0],
            "anyway": given.features[:, 1],
            "known_on": pl.Series(given.windows * 7).cast(pl.Int32).cast(pl.Date),
            "is_treated": given.treated,
            "propensity": given.propensity,
            "is_pushed": given.received,
            "is_ordered": given.outcome > 0,
        }
    )


def reader(table):
    return pa.RecordBatchReader.from_batches(table.to_arrow().schema, table.to_arrow().to_batches())


def test_customers_are_scored_in_batches():
    given, moved = moved_trial()
    table = trials_table(given)
    scored = pl.from_arrow(score_batches(reader(table.drop("is_treated", "is_ordered")), table).read_all())
    assert scored.to_arrow().schema.names == EFFECT.names
    assert scored["basis"].unique().to_list() == ["personal"]
    assert scored.filter(pl.Series(moved))["effect"].mean() > 0.2


def test_without_trials_nobody_is_scored():
    given, _ = moved_trial(50)
    table = trials_table(given)
    assert score_batches(reader(table), table.clear()).read_all().num_rows == 0


def test_generated_shop_is_ordered_better_than_by_response_and_by_luck():
    (measured, *_) = generated.measure(customers=4000, shops=1)
    assert measured["basis"] == "personal"
    assert measured["correlation"] > 0.3
    assert measured["share"] > max(measured["response"], measured["random"]) + 0.05


def test_hillstrom_file_that_is_not_there(tmp_path):
    with pytest.raises(BadInput, match=r"there is no file none\.csv"):
        hillstrom.read(tmp_path / "none.csv")


@pytest.mark.parametrize(("email", "basis"), [("women", "personal"), ("men", "mean")])
def test_hillstrom_structure_is_found_and_noise_is_not(email, basis):
    file = Path(os.environ.get("HELIX_REAL_DATA", "none")) / "hillstrom" / "hillstrom_half.csv"
    if not file.is_file():
        pytest.skip("HELIX_REAL_DATA names no folder with hillstrom/hillstrom_half.csv")
    effects = learn_effects(hillstrom.trial_of(hillstrom.read(file), email))
    assert effects.basis == basis
    assert basis == "mean" or 0.003 < effects.verdicts[0].qini.value < 0.0055
