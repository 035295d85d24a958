import csv
import io
from datetime import date, timedelta
from itertools import pairwise

import pytest

from lab.odd_shops import SHOPS, Outcome, Workshop

REFUSED = "Compilation Error in model int_shop_problems\n  transactions.csv: all its sales are of one article, 'a0'.\n"


@pytest.mark.parametrize(
    ("outcome", "is_built", "is_refused"),
    [
        (Outcome(0, True, "", 1), True, False),
        (Outcome(0, False, "", 1), False, False),
        (Outcome(1, True, "", 1), False, False),
        (Outcome(1, False, REFUSED, 1), False, True),
        (Outcome(0, False, REFUSED, 1), False, False),
        (Outcome(1, False, f"Traceback\n{REFUSED}", 1), False, False),
        (Outcome(1, False, REFUSED * 2, 1), False, False),
        (Outcome(1, False, REFUSED.replace("article", "customer"), 1), False, False),
    ],
)
def test_a_shop_is_built_and_published_or_refused_in_one_sentence(outcome, is_built, is_refused):
    assert outcome.is_as(SHOPS["three_columns"]) == is_built
    assert outcome.is_as(SHOPS["one_article"]) == is_refused


def sales_of(name):
    return list(csv.DictReader(io.StringIO(SHOPS[name].files()["transactions"])))


def test_shops_are_as_odd_as_they_say():
    assert len({str(shop.files()) for shop in SHOPS.values()}) == len(SHOPS)
    assert list(sales_of("three_columns")[0]) == ["customer_id", "article_id", "sold_at"]
    assert {sale["unit_price"] for sale in sales_of("one_price")} == {"9.90"}
    largest = [sale["customer_id"] for sale in sales_of("one_large_customer")]
    assert largest.count("c0") > 0.9 * len(largest)
    days = sorted({date.fromisoformat(sale["sold_at"][:10]) for sale in sales_of("closed_inside")})
    assert max(after - before for before, after in pairwise(days)) > timedelta(120)


def test_a_shop_with_several_oddities_is_built_whole(tmp_path):
    workshop = Workshop(tmp_path)
    workshop.open("several_oddities")
    outcome = workshop.build()
    assert outcome.is_as(SHOPS["several_oddities"]), outcome.said[-4000:]
