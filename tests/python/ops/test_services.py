"""The services of `ops/compose.yaml`, from Debian's packages: the API beside PostgreSQL and Redis, and Prometheus."""

import math
import time
from collections.abc import Callable
from contextlib import closing
from uuid import uuid4

import pytest
import redis
import yaml

from helix.api.keys import new_key
from helix.journal import open_journal
from python_ml.publishing.names import published_at
from tests.python.api.built import built
from tests.python.api.server import PATIENCE_SECONDS, Server, copied
from tests.python.house.rooms import ROOT
from tests.python.ops.dashboards import panel_queries
from tests.python.services.postgres import PASSWORD, running_postgres
from tests.python.services.prometheus import running_prometheus
from tests.python.services.redis import running_redis

pytestmark = pytest.mark.skipif(built() is None, reason="HELIX_DB names no shop that is published")

SETTINGS = ROOT / "ops/prometheus/prometheus.yml"
RULES = ROOT / "ops/prometheus/helix.rules.yml"
DASHBOARD = ROOT / "ops/grafana/helix_api.json"
CUSTOMER = "C0000123"


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("services")


@pytest.fixture(scope="module")
def fresh():
    """Where the server keeps answers newer than the build."""
    with running_redis() as url:
        yield url


@pytest.fixture(scope="module")
def journal():
    """An empty database of PostgreSQL, by its URL without the password."""
    with running_postgres() as postgres, pytest.MonkeyPatch.context() as patch:
        patch.setenv("PGPASSWORD", PASSWORD)
        yield postgres.url(postgres.new_database(), password=None)


@pytest.fixture(scope="module")
def api(folder, journal, fresh):
    """`helix serve`, told by its environment what the compose file tells it."""
    keys, published = folder / "keys.json", folder / "published"
    key = new_key(keys, "shop", "write")
    copied(published)
    places = {"HELIX_JOURNAL": journal, "HELIX_FRESH": fresh}
    server = Server(folder, published, "--keys", str(keys), "--workers", "2", environment=places, key=key)
    try:
        server.awaited(r"build \S+ answers", times=2)
        server.awaited(r"live answers follow build")
        yield server
        assert server.stop() == 0
    finally:
        server.end()


@pytest.fixture(scope="module")
def prometheus(folder, api):
    """A server with the settings of `ops/`: only the address, the key's file and the pace are this test's."""
    key = folder / "prometheus.key"
    key.write_text(new_key(folder / "keys.json", "prometheus", "read") + "\n")
    settings = yaml.safe_load(SETTINGS.read_text())
    settings["global"].update(scrape_interval="1s", evaluation_interval="1s")
    (job,) = settings["scrape_configs"]
    job["static_configs"][0].update(targets=[f"127.0.0.1:{api.port}"])
    job["authorization"].update(credentials_file=str(key))
    (folder / RULES.name).write_text(RULES.read_text())
    written = folder / SETTINGS.name
    written.write_text(yaml.safe_dump(settings))
    with running_prometheus(written) as server:
        yield server


def until(is_so: Callable[[], bool]) -> bool:
    """Whether something becomes so, within what the slowest machine needs."""
    last = time.monotonic() + PATIENCE_SECONDS
    while not is_so():
        if time.monotonic() > last:
            return False
        time.sleep(0.2)
    return True


def ask_for_a_list(api: Server) -> dict:
    return api.ask("/recommendations", {"customer_id": CUSTOMER})


def send(api: Server, event_id: str, kind: str, shown: dict) -> dict:
    """Tell that the customer did something with the first article of a list."""
    event = {
        "event_id": event_id,
        "customer_id": CUSTOMER,
        "article_id": shown["recommendations"][0]["article_id"],
        "kind": kind,
        "occurred_at": f"{shown['as_of']}T12:00:00Z",
    }
    return api.ask("/feedback", event)


def test_prometheus_sees_what_the_api_counts(api, journal, fresh, prometheus):
    shown = [ask_for_a_list(api) for _ in range(3)]
    send(api, "1", "clicked", shown[0])
    send(api, "2", "bought", shown[0])
    assert until(lambda: ask_for_a_list(api)["basis"] == "live")
    figures = {
        'count(up{job="helix"} == 1)': 1,
        'sum(helix_answers_total{basis="build"}) >= bool 3': 1,
        'sum(helix_answers_total{basis="live"})': 1,
        'sum(helix_events_total{kind="clicked"})': 1,
        'sum(helix_events_total{kind="bought"})': 1,
        "sum(helix_exposures_total) >= bool 36": 1,
        "sum(helix_exposures_lost_total)": 0,
        "count(helix_build_info == 1)": 1,
    }
    seen = {}

    def are_seen() -> bool:
        seen.update({name: [value for _, value in prometheus.query(name)] for name in figures})
        return seen == {name: [value] for name, value in figures.items()}

    assert until(are_seen), seen
    assert redis.Redis.from_url(fresh).dbsize() > 0
    with closing(open_journal(journal)) as stored:
        assert len(stored.of_customer(CUSTOMER)) >= 5


def test_the_build_is_as_old_as_its_name_says(api, prometheus):
    build = api.ask("/ready")["build"]
    expected = [({}, published_at(build).timestamp())]
    assert until(lambda: prometheus.query("max(helix_build_published_timestamp_seconds)") == expected)


def test_every_rule_can_be_evaluated(prometheus):
    groups = yaml.safe_load(RULES.read_text())["groups"]
    assert {group["name"] for group in prometheus.ask("rules")["groups"]} == {each["name"] for each in groups}
    for rule in [rule for group in groups for rule in group["rules"]]:
        prometheus.query(rule["expr"])


@pytest.mark.parametrize("expression", panel_queries(DASHBOARD))
def test_every_panel_of_the_api_shows_something(api, prometheus, expression):
    asked = as_grafana_asks(expression)

    def is_shown() -> bool:
        # A rate and a quantile are of what happens meanwhile.
        send(api, uuid4().hex, "clicked", ask_for_a_list(api))
        return any(math.isfinite(value) for _, value in prometheus.query(asked))

    assert until(is_shown), asked


def as_grafana_asks(expression: str) -> str:
    """An expression as Grafana asks it; what a rule records is computed, and not awaited."""
    recorded = {
        rule["record"]: rule["expr"]
        for group in yaml.safe_load(RULES.read_text())["groups"]
        for rule in group["rules"]
        if "record" in rule
    }
    return recorded.get(expression, expression).replace("$__rate_interval", "1m")
