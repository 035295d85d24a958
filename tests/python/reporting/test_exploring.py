"""What the sales of a shop are said to look like."""

import doctest

import pytest

from python_ml.reporting import exploring


def test_the_examples_run():
    assert doctest.testmod(exploring).failed == 0


def test_weeks_are_compared_with_those_before():
    weeks = [{"orders": orders, "spent": 200.0} for orders in [10] * 4 + [15] * 4]
    assert exploring.weeks_meaning(weeks) == (
        "100 orders in 8 whole weeks, between 10 and 15 a week, 50% more in the last 4 weeks than in the 4 before; "
        "16.00 is spent on an order."
    )
    assert ", 33% fewer in" in exploring.weeks_meaning(weeks[::-1])


def test_prices_that_are_unknown_are_no_prices():
    assert "have no prices" in exploring.weeks_meaning([{"orders": 1, "spent": None}])


def test_a_month_that_can_be_followed_is_shown():
    months = [
        {"months_after": month, "customers": 100 - month, "share_ordered": month / 10} for month in (1, 5, 9)
    ]
    assert exploring.staying_meaning(months).startswith("Of 95 customers, 50% ordered in month 5")


def test_only_the_latest_months_are_new():
    months = [
        {"month_from": f"2026-0{month}-01", "new_articles": month, "share_of_units_28d": month / 10}
        for month in (1, 2, 3, 4)
    ]
    said = exploring.new_articles_meaning(months)
    assert "The 9 articles first sold since 2026-02-01 make 90%" in said


@pytest.mark.parametrize(
    "meaning",
    [
        exploring.weeks_meaning,
        exploring.weekdays_meaning,
        exploring.sold_hours_meaning,
        exploring.staying_meaning,
        exploring.tail_meaning,
        exploring.prices_meaning,
        exploring.new_articles_meaning,
    ],
)
def test_a_shop_without_rows_gets_a_sentence(meaning):
    assert meaning([]).endswith(".")
