from datetime import date, datetime

import pyarrow as pa
import pytest

from python_ml.building.fingerprint import (
    code_fingerprint,
    combined_fingerprint,
    package_fingerprint,
    table_fingerprint,
)


@pytest.fixture
def project(tmp_path):
    (tmp_path / "models").mkdir()
    (tmp_path / "models" / "one.sql").write_text("select 1")
    (tmp_path / "dbt_project.yml").write_text("name: p")
    return tmp_path


PARTS = ("models", "dbt_project.yml")


def test_code_is_told_apart_by_name_and_content(project):
    before = code_fingerprint(project, PARTS)
    (project / "models" / "notes.txt").write_text("not code")
    assert code_fingerprint(project, PARTS) == before
    (project / "models" / "one.sql").rename(project / "models" / "two.sql")
    renamed = code_fingerprint(project, PARTS)
    (project / "models" / "two.sql").write_text("select 2")
    assert len({before, renamed, code_fingerprint(project, PARTS)}) == 3


def test_a_part_that_is_not_there_is_named(project):
    with pytest.raises(FileNotFoundError, match="macros is not there"):
        code_fingerprint(project, ("macros",))


def test_packages_differ():
    assert package_fingerprint("ranking") != package_fingerprint("next_purchase")


def test_the_order_of_parts_counts():
    assert combined_fingerprint("a", "b") != combined_fingerprint("b", "a") != combined_fingerprint("ab")


def test_tables_are_told_apart_by_names_values_and_nulls():
    table = pa.table({"d": [date(2026, 1, 1)], "t": [datetime(2026, 1, 1)], "s": ["x"], "v": [1.5]})
    others = [
        table.rename_columns(["d", "t", "s", "w"]),
        table.set_column(0, "d", pa.array([date(2026, 1, 2)])),
        table.set_column(1, "t", pa.array([datetime(2026, 1, 1, 1)])),
        table.set_column(2, "s", pa.array(["y"])),
        table.set_column(3, "v", pa.array([None], pa.float64())),
    ]
    assert len({table_fingerprint(each) for each in [table, *others]}) == 6
