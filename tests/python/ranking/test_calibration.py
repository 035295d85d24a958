import lightgbm as lgb
import numpy as np
import polars as pl
import pyarrow as pa
import pyarrow.compute as pc
import pytest

from python_ml.ranking import calibrate_ranker, fit_calibration
from python_ml.ranking.pairs import feature_matrix
from tests.python.ranking.conftest import sigmoid

TRUE_WEIGHTS = {"intercept": -1.5, "score": 0.8, "log_rank": -0.4, "log_basket": 0.5, "is_newcomer": -0.7}


def probability(weights, frame):
    """1 / (1 + exp(-(intercept + terms x weights))), a newcomer's basket being null."""
    basket = frame["basket"].cast(pl.Float64).to_numpy()
    return sigmoid(
        weights["intercept"]
        + weights["score"] * frame["score"].to_numpy()
        + weights["log_rank"] * np.log(frame["rank"].to_numpy())
        + weights["log_basket"] * np.log1p(np.nan_to_num(basket))
        + weights["is_newcomer"] * np.isnan(basket)
    )


def simulated(weights=TRUE_WEIGHTS, customers=8000, depth=12, seed=3):
    """Ranked pairs, bought with the chance that the weights give."""
    rng = np.random.default_rng(seed)
    scores = -np.sort(-rng.normal(0, 1, (customers, depth)), axis=1).ravel()
    basket = np.repeat(rng.integers(0, 9, customers), depth)
    frame = pl.DataFrame(
        {"score": scores, "rank": np.tile(np.arange(1, depth + 1), customers), "basket": basket}
    ).with_columns(basket=pl.when(pl.col("basket") > 0).then(pl.col("basket")))
    return frame.with_columns(is_bought=pl.Series(rng.random(frame.height) < probability(weights, frame)))


def test_recovers_the_weights_that_drew_the_data():
    assert fit_calibration(simulated()) == pytest.approx(TRUE_WEIGHTS, abs=0.08)


@pytest.mark.parametrize(("term", "against"), [("score", -0.8), ("log_rank", 0.4)])
def test_a_better_place_never_has_a_smaller_chance(term, against):
    assert fit_calibration(simulated({**TRUE_WEIGHTS, term: against}))[term] == 0


def test_shop_without_newcomers_can_be_calibrated():
    known = simulated().drop_nulls("basket")
    weights = fit_calibration(known)
    assert weights == pytest.approx({**TRUE_WEIGHTS, "is_newcomer": 0}, abs=0.08)


def test_predicted_is_what_is_observed():
    weights = fit_calibration(simulated())
    later = simulated(seed=4)
    table = later.with_columns(chance=pl.Series(probability(weights, later))).with_columns(
        tenth=pl.col("chance").rank("ordinal") * 10 // (pl.len() + 1)
    )
    tenths = table.group_by("tenth").agg(pl.col("chance").mean(), pl.col("is_bought").mean())
    assert tenths.height == 10
    assert tenths["chance"].to_list() == pytest.approx(tenths["is_bought"].to_list(), abs=0.02)


def test_pairs_deeper_than_any_list_are_left_out():
    shallow = simulated(customers=500)
    deep = shallow.with_columns(rank=pl.col("rank") + 12, is_bought=~pl.col("is_bought"))
    assert fit_calibration(pl.concat([shallow, deep]), deepest_rank=12) == fit_calibration(shallow)
    assert fit_calibration(pl.concat([shallow, deep]), deepest_rank=13) != fit_calibration(shallow)


@pytest.mark.parametrize("bought", [True, False])
def test_all_alike_cannot_be_calibrated(bought):
    with pytest.raises(
        ValueError, match=r"^The calibration window needs pairs that were bought and pairs that were not"
    ):
        fit_calibration(simulated(customers=50).with_columns(is_bought=pl.lit(bought)))


def test_no_pairs_cannot_be_calibrated():
    with pytest.raises(ValueError, match=r"^The calibration window needs pairs"):
        fit_calibration(simulated(customers=50).clear())


@pytest.fixture(scope="module")
def validation(pairs):
    return pairs.filter(pc.equal(pairs.column("split"), "validation"))


def test_ranks_run_within_a_customer_and_ties_go_to_the_first_article(validation, ranker):
    booster = lgb.Booster(model_str=ranker.model_text)
    scores = booster.predict(feature_matrix(validation, ranker.features))
    rows = [
        {**row, "score": score} for row, score in zip(validation.to_pylist(), scores.tolist(), strict=True)
    ]
    assert len({(row["customer_key"], round(row["score"], 9)) for row in rows}) < len(rows), (
        "no ties to break"
    )
    rows.sort(key=lambda row: (row["customer_key"], -round(row["score"], 9), row["article_key"]))
    ranked = pl.DataFrame(
        {
            "score": [row["score"] for row in rows],
            "rank": [place % 20 + 1 for place in range(len(rows))],
            "basket": [row["customer_basket_mean"] for row in rows],
            "is_bought": [row["is_bought"] for row in rows],
        }
    )
    assert calibrate_ranker(validation, ranker.model_text) == fit_calibration(ranked)


def test_order_of_the_pairs_does_not_matter(validation, ranker):
    shuffled = validation.take(pa.array(np.random.default_rng(0).permutation(validation.num_rows)))
    assert calibrate_ranker(shuffled, ranker.model_text) == calibrate_ranker(validation, ranker.model_text)


def test_calibrated_ranker_foresees_as_much_as_was_bought(validation, ranker):
    weights = calibrate_ranker(validation, ranker.model_text)
    scores = lgb.Booster(model_str=ranker.model_text).predict(feature_matrix(validation, ranker.features))
    frame = pl.DataFrame(
        {
            "customer_key": validation.column("customer_key").to_numpy(),
            "score": scores,
            "basket": pl.from_arrow(validation.column("customer_basket_mean")),
        }
    ).with_columns(rank=pl.col("score").rank("ordinal", descending=True).over("customer_key"))
    assert probability(weights, frame).sum() == pytest.approx(
        pc.sum(validation.column("is_bought")).as_py(), rel=0.01
    )
    assert weights["score"] > 0


class NearlyTied:
    """A booster that scores the second article higher, by less than a list can tell."""

    def __init__(self, model_str):
        self.scores = np.array([1.0, 1.0 + 1e-12])

    def feature_name(self):
        return ["customer_basket_mean"]

    def predict(self, matrix):
        return self.scores


def test_scores_that_differ_beyond_the_ninth_digit_are_tied(monkeypatch):
    ranked = []
    monkeypatch.setattr("python_ml.ranking.calibration.lgb.Booster", NearlyTied)
    monkeypatch.setattr(
        "python_ml.ranking.calibration.fit_calibration", lambda frame: ranked.append(frame) or {}
    )
    pairs = pa.table(
        {
            "customer_key": pa.array([1, 1], pa.int32()),
            "article_key": pa.array([10, 20], pa.int32()),
            "customer_basket_mean": [2.0, 2.0],
            "is_bought": [False, True],
        }
    )
    calibrate_ranker(pairs, "any model")
    assert ranked[0].select("article_key", "rank").rows() == [(10, 1), (20, 2)]
