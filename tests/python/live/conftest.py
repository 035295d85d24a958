from datetime import UTC, datetime, time, timedelta

import duckdb
import pytest

from helix.journal.events import Response
from helix.live import Live
from lab.live.skew import build_shop

VARIABLES = {
    "source": "demo",
    "demo_customers": 200,
    "demo_articles": 200,
    "timing_train_cutoffs": 3,
}


@pytest.fixture(scope="session")
def built(tmp_path_factory):
    """A small generated shop, built and published."""
    return build_shop(tmp_path_factory.mktemp("live") / "shop", VARIABLES)


@pytest.fixture(scope="session")
def live(built):
    opened = Live.open(built.published)
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def ask(built):
    """Ask the database that people read."""

    def rows(sql, *parameters):
        with duckdb.connect(str(built.published / "helix.duckdb"), read_only=True) as build:
            return build.execute(sql, parameters).fetchall()

    return rows


@pytest.fixture(scope="session")
def event(live):
    """An event so many days after the last one of the build, at noon."""

    def made(customer_id, article_id, response, days_later=1, **more):
        moment = datetime.combine(live.last_day, time(12), UTC) + timedelta(days=days_later)
        return Response(
            event_id=f"{customer_id} {article_id} {response} {days_later}",
            occurred_at=moment,
            customer_id=customer_id,
            article_id=article_id,
            response=response,
            **more,
        )

    return made
