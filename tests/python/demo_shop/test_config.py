import datetime as dt

import pytest

from python_ml.demo_shop import DemoConfig
from python_ml.problems import BadInput

GOOD = {"customers": 100, "articles": 50, "days": 60, "seed": 1}


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"customers": 1}, "demo_customers must be at least 2, got 1: raise it"),
        ({"articles": 9}, "demo_articles must be at least 10, got 9: raise it"),
        ({"articles": 1_000_001}, "demo_articles must be at most 1000000, got 1000001: lower it"),
        ({"days": 13}, "demo_days must be at least 14, got 13: raise it"),
        ({"days": 36_501}, "demo_days must be at most 36500, got 36501: lower it"),
        ({"seed": -1}, "demo_seed must be at least 0, got -1: raise it"),
        (
            {"transactions": 99},
            "demo_transactions must be at least demo_customers (100), got 99: "
            "raise it or ask for fewer customers",
        ),
        ({"last_day": dt.date(1, 2, 1)}, "demo_last_day 0001-02-01 is too early for 60 days: move it"),
    ],
)
def test_a_bad_value_is_named_with_its_remedy(change, sentence):
    with pytest.raises(BadInput) as caught:
        DemoConfig(**GOOD | change)
    assert str(caught.value) == sentence


def test_the_period_ends_on_the_last_day():
    config = DemoConfig(**GOOD, last_day=dt.date(2020, 9, 22))
    assert config.first_day == dt.date(2020, 7, 25)


def test_default_sale_lines_follow_customers_and_days():
    assert DemoConfig(2_000, 800, 400, 1).sale_lines == 50_000
    assert DemoConfig(2_000, 800, 200, 1).sale_lines == 25_000
    assert DemoConfig(2_000, 800, 14, 1).sale_lines == 2_000


def test_json_gives_an_equal_configuration():
    config = DemoConfig(**GOOD, last_day=dt.date(2020, 9, 22), transactions=500)
    assert DemoConfig.from_json(config.to_json()) == config
