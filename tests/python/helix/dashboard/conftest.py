"""The last build, which HELIX_DB or HELIX_PUBLISHED names, and copies of it that a test may change."""

import shutil
from datetime import UTC, datetime

import duckdb
import pytest

from python_ml.publishing import DATABASE, new_build
from python_ml.publishing.places import database_path

pytest.importorskip("streamlit", reason="the dashboard needs its extra")
from streamlit.testing.v1 import AppTest

from tests.python.last_build import built_or_skipped


@pytest.fixture(scope="session")
def built():
    """Return the database of the last build."""
    return built_or_skipped(database_path())


@pytest.fixture(autouse=True)
def journal(tmp_path, monkeypatch):
    """Return where the journal of the shop is: nowhere, until a test makes one."""
    place = tmp_path / "journal.sqlite"
    monkeypatch.setenv("HELIX_JOURNAL", str(place))
    return place


@pytest.fixture
def publish(built, tmp_path, monkeypatch):
    """Return a function that publishes a copy of the last build, changed by statements, for pages to read."""
    published = tmp_path / "published"
    monkeypatch.setenv("HELIX_PUBLISHED", str(published))

    def run(*statements):
        with new_build(published, datetime.now(UTC)) as partial:
            shutil.copyfile(built, partial / DATABASE)
            with duckdb.connect(partial / DATABASE) as connection:
                for statement in statements:
                    connection.execute(statement)
        return published

    return run


@pytest.fixture
def page():
    """Return a function that draws one page, with what a person chose on it."""

    def draw(name, **chosen):
        drawn = AppTest.from_string(
            f"from helix.dashboard.app import show_page\nshow_page({name!r})", default_timeout=300
        )
        for key, value in chosen.items():
            drawn.session_state[key] = value
        return drawn.run()

    return draw
