from datetime import UTC, datetime

import pytest
from starlette.testclient import TestClient

import helix.api.builds
from helix.api.app import create_app
from helix.api.settings import Settings
from python_ml.publishing import new_build
from tests.python.api.shop import FakeLookup
from tests.python.helix.conftest import database as tables  # noqa: F401
from tests.python.helix.conftest import model_texts  # noqa: F401


@pytest.fixture
def published(tmp_path):
    return tmp_path / "published"


@pytest.fixture
def publish(published):
    """Return a function that publishes a build, with its id."""

    def run():
        with new_build(published, datetime.now(UTC)) as folder:
            (folder / "helix.duckdb").write_bytes(b"")
        return (published / "current").resolve().name

    return run


@pytest.fixture
def settings(tmp_path, published):
    """Return a function that makes settings, with these changes."""

    def make(**changes):
        state = tmp_path / "state"
        state.mkdir(exist_ok=True)
        given = {
            "published": published,
            "journal": str(tmp_path / "journal.sqlite"),
            "state": state,
            "fresh": str(tmp_path / "fresh.sqlite"),
            "rate": 0,
        }
        return Settings(**given | changes)

    return make


@pytest.fixture
def serve(settings, monkeypatch):
    """Return a function that makes a client of a server with these settings."""
    monkeypatch.setattr(helix.api.builds, "Lookup", FakeLookup)

    def make(**changes):
        return TestClient(create_app(settings(**changes)), base_url="http://127.0.0.1")

    return make


@pytest.fixture
def client(serve, publish):
    publish()
    with serve() as client:
        yield client


@pytest.fixture
def events(client):
    """Return a function that reads what the journal holds of a customer, once the exposures are written."""

    def read(customer_id):
        services = client.app.state.services
        services.exposures.flush()
        return [recorded.event for recorded in services.journal.of_customer(customer_id)]

    return read


@pytest.fixture
def refused():
    """Return a function that checks a refusal, with its sentence."""

    def check(response, status):
        assert response.status_code == status
        assert response.headers["content-type"] == "application/problem+json"
        body = response.json()
        assert body["status"] == status
        return body["detail"]

    return check


@pytest.fixture
def with_tables(client, tables, monkeypatch):  # noqa: F811
    """Let the build's tables be those of the shop in tests/python/helix."""
    monkeypatch.setattr(helix.api.builds, "DATABASE", tables)
    return client
