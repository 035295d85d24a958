import duckdb
import pytest

from dbt_plugins.helix import Plugin
from dbt_plugins.resources import PLANNING, memory_of_machine, settings
from python_ml.problems import BadInput

GB = 1_000_000_000


@pytest.mark.parametrize(
    ("memory", "limit"), [(4 * GB, "1600000000B"), (8 * GB, "3000000000B"), (64 * GB, "3000000000B")]
)
def test_memory_follows_the_machine_up_to_a_bound(memory, limit):
    assert settings({}, memory) == {"memory_limit": limit}


def test_the_environment_decides():
    given = {"HELIX_MEMORY_LIMIT": "1GB", "HELIX_THREADS": "3", "HELIX_SPILL": "spill"}
    assert settings(given, 8 * GB) == {"memory_limit": "1GB", "threads": "3", "temp_directory": "spill"}
    assert settings(dict.fromkeys(given, ""), 8 * GB) == settings({}, 8 * GB)


@pytest.mark.parametrize(("written", "is_limited"), [("1000000\n", True), ("max\n", False), (None, False)])
def test_a_container_has_what_it_is_given(tmp_path, written, is_limited):
    limit = tmp_path / "memory.max"
    if written is not None:
        limit.write_text(written)
    assert (memory_of_machine(limit) == 1_000_000) == is_limited
    assert memory_of_machine(limit) >= 1_000_000


@pytest.mark.parametrize("threads", ["two", "0", "-1", "1.5"])
def test_threads_are_a_number_of_cores(threads):
    with pytest.raises(BadInput, match=r"HELIX_THREADS='.*' is no number of cores"):
        settings({"HELIX_THREADS": threads}, 8 * GB)


def test_every_cursor_of_a_build_plans_alike():
    with duckdb.connect() as connection:
        Plugin("helix", {}).configure_connection(connection)
        planned = connection.cursor().execute("select current_setting('disabled_optimizers')").fetchall()
    assert planned == [(PLANNING["disabled_optimizers"],)]
