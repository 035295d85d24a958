"""Comparisons of arms, with statsmodels and scipy as oracles, and splits of nothing."""

import numpy as np
import polars as pl
import pytest
from scipy.stats import false_discovery_control
from statsmodels.regression.linear_model import OLS
from statsmodels.stats.proportion import proportions_chisquare
from statsmodels.stats.weightstats import CompareMeans, DescrStatsW
from statsmodels.tools import add_constant

from python_ml.experiments.capping import caps
from python_ml.experiments.metrics import METRICS, metrics_named
from python_ml.experiments.results import RESULT_SCHEMA, compare, compare_segments
from python_ml.experiments.sample_ratio import sample_ratio_p, shares_of
from python_ml.experiments.sequence import sequence_multiplier
from python_ml.problems import BadInput, Unknown

SHARES = {"control": 0.5, "treatment": 0.5}
CUSTOMERS = 4_000


def generated(seed=1, arms=("control", "treatment"), **lifts):
    """Customers whose orders, revenue and clicks depend on what they did before."""
    rng = np.random.default_rng(seed)
    arm = rng.choice(arms, CUSTOMERS)
    taste = rng.gamma(2, 0.5, CUSTOMERS)
    lift = np.array([lifts.get(each, 0.0) for each in arm])
    orders, before = rng.poisson(taste * (1 + lift)), rng.poisson(2 * taste)
    impressions = rng.poisson(5, CUSTOMERS) + 1
    return pl.DataFrame(
        {
            "arm": arm,
            "conversion": (orders > 0).astype(int),
            "retention": rng.random(CUSTOMERS) < 0.3,
            "orders": orders,
            "revenue": orders * rng.lognormal(3, 1, CUSTOMERS),
            "clicks": rng.binomial(impressions, 0.05 * (1 + lift)),
            "impressions": impressions,
            "orders_before": before,
            "revenue_before": before * rng.lognormal(3, 1, CUSTOMERS),
            "country": rng.choice(["FI", "SE"], CUSTOMERS),
        }
    )


def read(units, names, shares=SHARES, **settings):
    return compare(units, metrics_named(names), shares, tuned_for=CUSTOMERS, **settings)


def of_arms(units, column):
    return [units.filter(pl.col("arm") == arm)[column].to_numpy().astype(float) for arm in SHARES]


# --- estimates against oracles


def test_a_mean_is_compared_as_statsmodels_does():
    units = generated(treatment=0.1)
    found = read(units, "orders", uses_before=False).row(0, named=True)
    control, treatment = map(DescrStatsW, of_arms(units, "orders"))
    oracle = CompareMeans(treatment, control)
    assert found["p_value"] == pytest.approx(oracle.ztest_ind(usevar="unequal")[1])
    assert (found["lower"], found["upper"]) == pytest.approx(oracle.zconfint_diff(usevar="unequal"))
    assert found["difference"] == pytest.approx(treatment.mean - control.mean)
    assert found["relative_difference"] == pytest.approx(treatment.mean / control.mean - 1)
    spread = np.sqrt((np.var(treatment.data, ddof=1) + np.var(control.data, ddof=1)) / 2)
    assert found["effect_size"] == pytest.approx(found["difference"] / spread)


def test_a_table_of_counts_is_compared_by_chi_square():
    units = generated(treatment=0.1)
    found = read(units, "conversion", uses_before=False).row(0, named=True)
    control, treatment = of_arms(units, "conversion")
    yes, everybody = [control.sum(), treatment.sum()], [len(control), len(treatment)]
    assert found["chi_square_p"] == pytest.approx(proportions_chisquare(yes, everybody)[1])
    assert found["p_value"] == pytest.approx(found["chi_square_p"], abs=0.002)


def test_cuped_is_the_regression_on_what_was_before():
    units = generated(treatment=0.1)
    found = read(units, "orders").row(0, named=True)
    in_arm = (units["arm"] == "treatment").to_numpy().astype(float)
    before = units["orders_before"].to_numpy().astype(float)
    oracle = OLS(units["orders"].to_numpy().astype(float), add_constant(np.column_stack([in_arm, before])))
    fitted = oracle.fit(cov_type="HC2")
    assert found["difference"] == pytest.approx(fitted.params[1], abs=1e-3)
    assert (found["upper"] - found["lower"]) / 2 / 1.959964 == pytest.approx(fitted.bse[1], rel=0.01)
    explained = np.corrcoef(units["orders"], units["orders_before"])[0, 1] ** 2
    assert found["variance_reduction"] == pytest.approx(explained, abs=0.02)


def test_a_ratio_has_the_spread_that_the_bootstrap_finds():
    units = generated()
    found = read(units, "click_through").row(0, named=True)
    rng = np.random.default_rng(3)
    pairs = list(zip(of_arms(units, "clicks"), of_arms(units, "impressions"), strict=True))
    drawn = []
    for _ in range(2_000):
        picks = [rng.integers(0, len(clicks), len(clicks)) for clicks, _ in pairs]
        ratios = [c[pick].sum() / i[pick].sum() for (c, i), pick in zip(pairs, picks, strict=True)]
        drawn.append(ratios[1] - ratios[0])
    assert (found["upper"] - found["lower"]) / 2 / 1.959964 == pytest.approx(np.std(drawn), rel=0.06)
    assert found["value"] == pytest.approx(pairs[1][0].sum() / pairs[1][1].sum())


def test_a_planted_lift_lies_in_the_interval():
    found = read(generated(treatment=0.2), "orders|revenue|conversion|order_value|click_through")
    rows = {row["metric"]: row for row in found.iter_rows(named=True)}
    assert rows["orders"]["is_significant"]
    assert rows["orders"]["relative_lower"] < 0.2 < rows["orders"]["relative_upper"]
    assert rows["orders"]["is_always_significant"]
    assert not rows["order_value"]["is_significant"]


def test_the_sequence_reaches_as_far_as_its_multiplier_for_both_arms():
    found = read(generated(), "orders", uses_before=False).row(0, named=True)
    reach = float(sequence_multiplier(CUSTOMERS, CUSTOMERS, 0.05)) / 1.959964
    fixed = found["upper"] - found["difference"]
    assert found["sequence_upper"] - found["difference"] == pytest.approx(fixed * reach, rel=1e-6)
    assert found["difference"] - found["sequence_lower"] == pytest.approx(fixed * reach, rel=1e-6)


# --- outliers, and customers who are not there


def test_outliers_are_capped_alike_in_all_arms():
    units = generated()
    cap = caps(units, ["revenue"], 0.05)["revenue"]
    found = read(units, "revenue|orders", capped_share=0.05, uses_before=False)
    assert found["capped_at"].to_list() == [cap, None]
    values = units["revenue"].to_numpy()
    assert (values > cap).sum() / (values > 0).sum() == pytest.approx(0.05, abs=0.002)
    assert found["value"][0] == pytest.approx(np.minimum(of_arms(units, "revenue")[1], cap).mean())


def test_a_share_of_zero_caps_nothing():
    found = read(generated(), "revenue", capped_share=0.0, uses_before=False)
    assert found["capped_at"].to_list() == [None]
    assert found["value"][0] == pytest.approx(of_arms(generated(), "revenue")[1].mean())


def test_what_is_not_known_before_counts_as_nothing_and_what_is_not_known_yet_is_left_out():
    units = generated()
    newcomers = pl.arange(0, CUSTOMERS) < 100
    unknown = units.with_columns(orders_before=pl.when(newcomers).then(None).otherwise("orders_before"))
    zero = units.with_columns(orders_before=pl.when(newcomers).then(0).otherwise("orders_before"))
    assert read(unknown, "orders").equals(read(zero, "orders"))
    later = units.with_columns(retention=pl.when(newcomers).then(None).otherwise("retention"))
    without = read(units.filter(~newcomers), "retention")
    assert read(later, "retention")["p_value"].to_list() == without["p_value"].to_list()


def test_customers_in_two_arms_are_counted_and_left_out():
    units = generated(treatment=0.2).with_columns(is_in_two_arms=pl.arange(0, CUSTOMERS) % 10 == 0)
    found = read(units, "orders").row(0, named=True)
    kept = read(units.filter(~pl.col("is_in_two_arms")), "orders").row(0, named=True)
    assert found["customers_in_two_arms"] == 400
    assert found["difference"] == kept["difference"]
    assert found["customers"] + found["control_customers"] == CUSTOMERS


# --- what stops a reading


def test_a_broken_sample_ratio_stops_the_reading():
    units = generated(treatment=0.5)
    lossy = units.filter((pl.col("arm") == "control") | (pl.arange(0, CUSTOMERS) % 5 > 0))
    found = read(lossy, "orders|revenue")
    assert found["status"].to_list() == ["sample_ratio"] * 2
    assert (found["sample_ratio_p"] < 0.001).all()
    assert found.select("difference", "p_value", "q_value", "sequence_lower").null_count().row(0) == (2,) * 4
    assert not found["is_significant"].any()


def test_shares_are_those_that_were_planned():
    units = generated(arms=("control", "treatment", "treatment"))
    assert read(units, "orders")["status"].to_list() == ["sample_ratio"]
    assert read(units, "orders", {"control": 1, "treatment": 2})["status"].to_list() == ["read"]
    assert shares_of({"a": 0, "b": 0}) == {"a": 0.0, "b": 0.0}


def test_exactly_51_to_49_of_40000_is_caught():
    assert sample_ratio_p([20_400, 19_600], [1, 1]) < 0.001
    assert sample_ratio_p([20_000, 20_000], [1, 1]) == 1
    assert sample_ratio_p([0, 0], [1, 1]) == 1


@pytest.mark.parametrize(("in_treatment", "status"), [(1_900, "read"), (1_850, "sample_ratio")])
def test_a_split_that_is_a_little_uneven_is_read(in_treatment, status):
    arms = ["control"] * 2_100 + ["treatment"] * in_treatment
    units = pl.DataFrame({"arm": arms, "orders": [0, 1] * (len(arms) // 2)})
    found = read(units, "orders")
    assert found["status"].to_list() == [status]
    assert found["sample_ratio_p"][0] < 0.01


def test_few_customers_are_not_read():
    found = read(generated().head(60), "orders")
    assert found["status"].to_list() == ["too_few"]
    assert found["p_value"].to_list() == [None]
    alike = read(generated().with_columns(conversion=1), "conversion")
    assert alike["status"].to_list() == ["too_few"]
    nobody = read(generated().with_columns(orders=0), "orders|order_value")
    assert nobody["status"].to_list() == ["too_few"] * 2
    nothing = read(generated().clear(), "orders")
    assert nothing["status"].to_list() == ["too_few"]


def test_missing_columns_and_arms_are_named():
    with pytest.raises(BadInput, match="lack clicks, impressions"):
        read(generated().drop("clicks", "impressions"), "click_through")
    with pytest.raises(BadInput, match="customers are in treatment"):
        read(generated(), "orders", {"control": 1, "other": 1})
    with pytest.raises(Unknown, match="no metric 'love': choose among conversion"):
        metrics_named("conversion|love")


# --- several metrics, arms and segments


def test_rows_are_corrected_together():
    arms = ("control", "a", "b")
    found = read(generated(arms=arms, a=0.1), "orders|conversion|retention", dict.fromkeys(arms, 1))
    assert found.select("arm", "metric").rows() == [
        (arm, metric) for arm in "ab" for metric in ("orders", "conversion", "retention")
    ]
    assert found["q_value"].to_list() == pytest.approx(false_discovery_control(found["p_value"]))
    assert set(RESULT_SCHEMA) < set(found.columns)


def test_segments_are_hypotheses_and_corrected_together():
    found = compare_segments(
        generated(treatment=0.1), metrics_named("orders"), SHARES, "country", tuned_for=CUSTOMERS
    )
    assert found["segment_value"].to_list() == ["FI", "SE"]
    assert found["is_hypothesis"].all()
    assert found["q_value"].to_list() == pytest.approx(false_discovery_control(found["p_value"]))
    one = read(generated(treatment=0.1).filter(pl.col("country") == "FI"), "orders")
    assert found["p_value"][0] == one["p_value"][0]


def test_the_same_customers_in_another_order_give_the_same_reading():
    units = generated(treatment=0.1)
    shuffled = units.sample(fraction=1, shuffle=True, seed=5)
    assert read(shuffled, "|".join(METRICS)).equals(read(units, "|".join(METRICS)))
