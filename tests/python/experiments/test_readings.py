import datetime

import numpy as np
import polars as pl
import pytest

from python_ml.experiments.assignment import Phase, slots, unit_bucket
from python_ml.experiments.detectable import smallest_effect
from python_ml.experiments.metrics import METRICS
from python_ml.experiments.power import plan
from python_ml.experiments.readings import SCHEMA, experiment_results
from python_ml.experiments.slot_table import slot_table
from python_ml.experiments.steady import steady_buckets

START, CHANGE, END = (datetime.date(2026, month, 1) for month in (1, 2, 3))
SEED = {
    "name": "hours",
    "arms": "noon=0.5|evening=0.5",
    "from": str(START),
    "until": str(END),
    "metrics": "conversion|click_through",
    "salt": "h1",
    "holdout": "0.2",
}


def seeds(*changes):
    return pl.DataFrame([SEED | change for change in changes], schema=dict.fromkeys(SEED, pl.String))


def units(experiments, number=4000, conversion=None, **changes):
    """Customers by hash, with 30 % of whom order unless an arm says otherwise."""
    table = slot_table(experiments).filter(pl.col("valid_from") == START)
    ids = [f"C{each:05}" for each in range(number)]
    buckets = [unit_bucket("h1", each) for each in ids]
    arms = [
        next(row["arm"] for row in table.to_dicts() if row["first_bucket"] <= bucket < row["end_bucket"])
        for bucket in buckets
    ]
    random = np.random.default_rng(3)
    chance = np.array([(conversion or {}).get(arm, 0.3) for arm in arms])
    before = random.random(number) < 0.3
    frame = pl.DataFrame(
        {
            "experiment": "hours",
            "customer_id": ids,
            "arm": arms,
            "segment": np.where(before, "light", "newcomer"),
            "starts_on": START,
            "ends_on": END,
            "is_moved": False,
            "is_exposed": random.random(number) < 0.5,
            "is_in_two_arms": False,
            "is_simulated": False,
            "conversion": (random.random(number) < chance).astype(float),
            "conversion_before": before.astype(float),
            "clicks": random.binomial(2, 0.1, number).astype(float),
            "impressions": np.full(number, 2.0),
        }
    )
    return frame.with_columns(**{name: pl.lit(value) for name, value in changes.items()})


def of(results, reading="assigned", segment=None, metric="conversion"):
    kept = results.filter(
        (pl.col("reading") == reading) & pl.col("segment").eq_missing(segment) & (pl.col("metric") == metric)
    )
    return {row["arm"]: row for row in kept.to_dicts()}


def test_a_planted_difference_is_found_and_shipped():
    found = of(experiment_results(units(seeds({}), conversion={"evening": 0.4}), seeds({})))
    assert set(found) == {"evening", "holdout"}
    assert found["evening"]["difference"] == pytest.approx(0.1, abs=0.03)
    assert found["evening"]["verdict"] == "ship"
    assert "evening" in found["evening"]["advice"]
    assert found["holdout"]["q_value"] > 0.05


def test_readings_are_of_the_right_customers():
    customers = units(seeds({}))
    results = experiment_results(customers, seeds({}))
    exposed = of(results, "exposed")
    assert set(exposed) == {"evening"}
    assert (
        exposed["evening"]["customers"]
        == customers.filter(pl.col("is_exposed") & (pl.col("arm") == "evening")).height
    )
    assert exposed["evening"]["verdict"] is None
    light = of(results, segment="light")
    assert (
        light["evening"]["customers"]
        == customers.filter((pl.col("segment") == "light") & (pl.col("arm") == "evening")).height
    )
    assert light["evening"]["advice"] is None


def test_without_exposures_only_assignment_is_read():
    results = experiment_results(units(seeds({}), is_exposed=False), seeds({}))
    assert results["reading"].unique().to_list() == ["assigned"]


def test_who_was_moved_is_counted_and_planned_shares_are_of_those_who_stayed():
    phases = seeds({"until": str(CHANGE)}, {"from": str(CHANGE), "arms": "noon=0.2|evening=0.8"})
    customers = units(phases)
    later = slot_table(phases).filter((pl.col("valid_from") == CHANGE) & (pl.col("arm") == "noon"))
    stays = pl.col("bucket").is_between(later["first_bucket"][0], later["end_bucket"][0] - 1)
    buckets = pl.Series("bucket", [unit_bucket("h1", each) for each in customers["customer_id"]])
    customers = customers.with_columns(buckets).with_columns(is_moved=(pl.col("arm") == "noon") & ~stays)
    evening = of(experiment_results(customers.drop("bucket"), phases))["evening"]
    assert evening["customers_moved"] == customers["is_moved"].sum() > 0
    assert evening["planned_share"] == pytest.approx(0.4 / 0.76)
    assert evening["status"] == "read"


def test_arms_that_are_not_as_planned_are_not_read():
    customers = units(seeds({}))
    lost = customers.filter((pl.col("arm") != "evening") | (pl.int_range(pl.len()) % 5 != 0))
    found = of(experiment_results(lost, seeds({})))["evening"]
    assert (found["status"], found["verdict"], found["difference"]) == ("sample_ratio", "broken", None)


def test_what_personas_did_is_marked():
    assert experiment_results(units(seeds({}), is_simulated=True), seeds({}))["is_simulated"].all()


def test_without_experiments_the_table_is_there_and_empty():
    empty = experiment_results(units(seeds({})).clear(), seeds())
    assert (empty.height, dict(empty.schema)) == (0, SCHEMA)
    assert slot_table(seeds()).height == 0


def test_a_bucket_that_was_in_no_arm_for_a_while_is_not_steady():
    phases = [Phase("a", {"x": 0.25, "y": 0.25}, "s", START), Phase("a", {"x": 0.5, "y": 0.5}, "s", CHANGE)]
    assert steady_buckets(slots(phases)) == {"x": 250_000, "y": 250_000}


def test_the_smallest_effect_is_what_all_customers_are_enough_for():
    shop = pl.DataFrame({"conversion": [0, 0, 0, 1] * 500})
    shares = {"no": 0.5, "yes": 0.5}
    effect = smallest_effect(shop, METRICS["conversion"], shares)
    assert plan(shop, METRICS["conversion"], effect, shares).customers == pytest.approx(2000, rel=0.01)


def test_a_handful_of_customers_sees_nothing():
    assert (
        smallest_effect(pl.DataFrame({"conversion": [0, 1, 1]}), METRICS["conversion"], {"a": 0.5, "b": 0.5})
        is None
    )
