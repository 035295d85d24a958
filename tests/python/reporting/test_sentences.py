"""What the rows of an analysis are said to mean."""

import pytest

from python_ml.reporting import sentences


def comparison(baseline, low, high, ranker=0.4, value=0.3, metric="ndcg"):
    return {
        "metric": metric,
        "k": 12,
        "baseline": baseline,
        "ranker": ranker,
        "baseline_value": value,
        "difference": ranker - value,
        "ci_low": low,
        "ci_high": high,
    }


@pytest.mark.parametrize(
    ("low", "high", "said"),
    [
        (0.01, 0.2, "are better than"),
        (-0.2, -0.01, "are worse than"),
        (-0.1, 0.1, "can't be told from"),
        (0.0, 0.2, "can't be told from"),
    ],
)
def test_the_verdict_is_that_of_the_interval(low, high, said):
    assert said in sentences.ranker_verdict([comparison("popular", low, high)])


def test_the_verdict_is_on_the_best_baseline_that_a_shop_can_have():
    rows = [
        comparison("popular", 0.1, 0.2, value=0.1),
        comparison("own_frequency", -0.1, 0.1, value=0.35),
        comparison("oracle", -0.3, -0.2, value=0.6),
        comparison("item_cf", 0.1, 0.2, value=0.5, metric="hit_rate"),
    ]
    verdict = sentences.ranker_verdict(rows)
    assert "(own frequency): NDCG@12 is 0.400 against 0.350" in verdict
    assert (
        sentences.baselines_meaning(rows)
        == "The lead is larger than chance over 1 of 2 simple lists: popular."
    )


def test_nothing_measured_is_no_verdict():
    assert "No test window" in sentences.ranker_verdict([])
    assert "nothing to compare" in sentences.baselines_meaning([])


def test_the_plan_adds_up():
    days = [
        {"send_on": "2026-01-01", "pushes": 3, "worth": 6.0, "left_out_for_capacity": 0},
        {"send_on": "2026-01-02", "pushes": 1, "worth": None, "left_out_for_capacity": 2},
    ]
    said = sentences.plan_meaning(days)
    assert said.startswith("4 pushes from 2026-01-01 to 2026-01-02, expected to bring 6.00, or 1.50 each")
    assert "2 more found no room" in said
    assert sentences.plan_meaning([]) == "Nothing is planned."


def test_who_is_left_out_is_everybody_without_a_push():
    rows = [{"outcome": "planned", "customers": 5}, {"outcome": "opted out", "customers": 2}]
    assert sentences.exclusions_meaning(rows) == (
        "2 customers of 7 get no push, most often because of: opted out (2)."
    )
    assert sentences.exclusions_meaning(rows[:1]) == "Nobody is left out."
    assert "nobody to send" in sentences.exclusions_meaning([])


@pytest.mark.parametrize(
    ("predicted", "said"), [(0.10, "about right"), (0.15, "50% too many"), (0.05, "50% too few")]
)
def test_probabilities_are_judged_by_what_was_bought(predicted, said):
    rows = [{"offers": 100, "bought": 10, "share_foretold": predicted}]
    assert sentences.probabilities_meaning(rows).endswith(f"{said}.")
    assert "can't be checked" in sentences.probabilities_meaning([])


def test_orders_are_judged_at_the_horizon_nearest_to_a_month():
    def row(horizon, ratio, low, high, model="next_purchase"):
        named = {"horizon": horizon, "model": model, "ci_low": low, "ci_high": high}
        return named | {"predicted_over_observed": ratio}

    rows = [row(7, 2.0, 1.5, 2.5), row(30, 0.8, 0.7, 0.9), row(30, 3.0, 2.9, 3.1, "constant")]
    assert sentences.order_probabilities_meaning(rows).endswith("each one who did: 20% too few.")
    assert "may be chance" in sentences.order_probabilities_meaning([row(14, 1.2, 0.9, 1.5)])
    assert "No window" in sentences.order_probabilities_meaning([])


def test_hours_are_compared_with_the_best_alternative():
    def row(model, measured, metric="hour_nll"):
        return {"metric": metric, "model": model, "measured": measured}

    rows = [row("send_time", 2.0), row("shop", 2.5), row("uniform", 3.2), row("send_time", 0.6, "hour_hit_3")]
    said = sentences.hours_meaning(rows)
    assert "better than by the best alternative (shop), by 0.500 nats an order; 60% of the orders" in said
    assert "worse" in sentences.hours_meaning([row("send_time", 2.0), row("shop", 1.9)])
    assert "nothing" in sentences.hours_meaning(rows[:1])
    assert "no time of day" in sentences.hours_meaning([])


def test_weeks_in_which_the_lists_were_ahead_are_counted():
    def week(ours, simple):
        return {"ranker_ndcg": ours, "simple_ndcg": simple}

    said = sentences.weeks_meaning([week(0.4, 0.3), week(0.2, 0.3), week(0.5, None)])
    assert said.startswith("The lists were ahead of the best simple one in 1 of 3 weeks")
    assert "from 0.200 to 0.500" in said
    assert "were not ahead of" in sentences.weeks_meaning([week(0.2, 0.3)])
    assert "were ahead of" in sentences.weeks_meaning([week(0.4, 0.3)])
    assert "No window" in sentences.weeks_meaning([])


def test_rejected_rows_are_counted():
    rows = [{"reason": "no id", "rows_rejected": 3, "share_of_rows": 0.03}]
    assert sentences.rejected_meaning(rows) == (
        "3 raw rows (3.00%) could not be used, most often because of: no id."
    )
    assert sentences.rejected_meaning([]) == "Every raw row could be used."


def test_a_trend_compares_four_weeks_with_the_four_before():
    weeks = [{"weeks_ago": week, "units": 10 if week < 4 else 1} for week in range(26)]
    assert sentences.trend_meaning(weeks) == "40 units in the last 4 weeks, 4 in the 4 before."
    assert "not sold" in sentences.trend_meaning([])


def test_the_variety_is_that_of_todays_lists():
    def row(entries_of, articles):
        counts = {"different_articles": articles, "share_of_catalogue": 0.5, "share_of_top_ten": 0.25}
        return {"entries_of": entries_of} | counts

    rows = [row("bought in the test window", 50), row("offered today", 100)]
    assert "100 different articles, 50% of the catalogue" in sentences.concentration_meaning(rows)
    assert sentences.concentration_meaning([]) == "There are no lists."


def test_a_shop_is_named_with_what_is_known_of_it():
    facts = [
        {"name": "source", "value": None, "text": "files"},
        {"name": "customers", "value": 1.0, "text": None},
        {"name": "articles", "value": 1200.0, "text": None},
        {"name": "last_sold_on", "value": None, "text": "2025-12-31"},
    ]
    assert sentences.shop_meaning(facts) == (
        "Shop files: 1 customer and 1,200 articles, sales up to 2025-12-31."
    )
    assert "does not say" in sentences.shop_meaning([])
