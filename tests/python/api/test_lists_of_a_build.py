"""Lists that nothing was asked of are those of the build, to the bit."""

from itertools import groupby

import pytest

from helix.api.builds import OpenBuild
from helix.api.lists import list_for
from helix.api.schemas import Question
from tests.python.api.built import built

pytestmark = pytest.mark.skipif(built() is None, reason="HELIX_DB names no shop that is published")


@pytest.fixture(scope="module")
def build():
    return OpenBuild(built())


@pytest.fixture(scope="module")
def published(build):
    """The published lists, by customer."""
    rows = build.reader.database.rows(
        """
        select customer_id, article_id, score, purchase_probability, reason
        from recommendations where split = 'serve' order by customer_id, rank
        """
    )
    return {
        customer_id: [row[1:] for row in of_customer]
        for customer_id, of_customer in groupby(rows, lambda row: row[0])
    }


def test_every_list_is_the_published_one(build, published):
    assert len(published) > 100
    for customer_id, rows in published.items():
        known = build.lookup.customer(customer_id)
        chosen = list_for(build, Question(customer_id=customer_id), known, is_live=False)
        told = [
            (offer.article_id, offer.score, offer.purchase_probability, offer.reason)
            for offer in chosen.offers
        ]
        assert told == rows, customer_id


def test_a_filter_is_kept_by_every_list_and_said_where_it_shortens_one(build, published):
    for customer_id in published:
        known = build.lookup.customer(customer_id)
        question = Question(customer_id=customer_id, price={"least": 10, "most": 30}, count=10)
        chosen = list_for(build, question, known, is_live=False)
        assert all(10 <= build.article(offer.article_id).price <= 30 for offer in chosen.offers)
        assert len({offer.article_id for offer in chosen.offers}) == len(chosen.offers)
        assert len(chosen.offers) == 10 or chosen.notes
