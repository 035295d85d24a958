"""A day of sales more: what closed long ago is taken over, and the build is the one that a build from nothing gives."""

import shutil
from datetime import date, timedelta

import duckdb
import pytest

from tests.python.bad_input.conftest import SMALL, write_files
from tests.python.bad_input.project import FIRST_DAY, HEADER, Project, sales

LAST_DAY = FIRST_DAY + timedelta(79)
LATE_SALE = f"c1,a1,{FIRST_DAY + timedelta(69)},1,9.99\n"
VARIABLES = {"source": "files", "train_cutoffs": 4, "timing_train_cutoffs": 3} | {
    name: value for name, value in SMALL.items() if name != "train_cutoffs"
}
# Each run of MLflow has another.
NAMES_THE_RUN = ("run_id", "model_uri")
# And each build takes its own time.
OF_ONE_RUN = "build_steps"


def built(home, lines, before=None):
    """The project with a build of these sales, beside or over that of the day before."""
    home.mkdir()
    if before is not None:
        shutil.copytree(before.home, home, dirs_exist_ok=True, ignore=shutil.ignore_patterns("targets"))
    write_files(home / "shop", {"transactions": HEADER + "".join(lines)})
    project = Project(home)
    outcome = project.dbt(
        "build",
        "--resource-type",
        "model",
        "--resource-type",
        "seed",
        raw_path=str(home / "shop"),
        **VARIABLES,
    )
    assert outcome.code == 0, outcome.output
    return project


def contents(project):
    """Of every table and view, the number of rows and the hash of every column."""
    columns = project.rows(
        "select table_name, column_name from information_schema.columns"
        f" where table_schema = 'main' and table_name <> '{OF_ONE_RUN}' order by all"
    )
    hashes = {}
    for table, column in columns:
        if column not in NAMES_THE_RUN:
            hashes.setdefault(table, []).append(f'"sum of {column}": sum(hash("{column}"))')
    each = [
        f"(select {{'rows': count(*), {', '.join(sums)}}} from {table})" for table, sums in hashes.items()
    ]
    return dict(zip(hashes, project.rows(f"select {', '.join(each)}")[0], strict=True))


@pytest.fixture(scope="module")
def yesterday(tmp_path_factory):
    home = tmp_path_factory.mktemp("next_day") / "yesterday"
    return built(home, [line for line in sales() if f",{LAST_DAY}," not in line])


@pytest.fixture(scope="module")
def today(yesterday):
    """Yesterday's build with marks on what has closed, and a build over it."""
    home = yesterday.home.with_name("today")
    return built(home, sales(), before=yesterday)


def test_the_next_day_s_build_is_that_of_a_build_from_nothing(today):
    from_nothing = built(today.home.with_name("from_nothing"), sales())
    assert contents(today) == contents(from_nothing)
    assert today.rows("select max(as_of) from int_cutoffs") == [(LAST_DAY + timedelta(1),)]


def closed_cutoffs(project):
    return [
        as_of
        for (as_of,) in project.rows("select as_of from int_cutoffs where split = 'train' order by as_of")
    ]


def test_closed_cutoffs_are_not_computed_again_but_after_a_late_sale(yesterday):
    before = closed_cutoffs(yesterday)
    marked = yesterday.home.with_name("marked")
    shutil.copytree(yesterday.home, marked)
    with duckdb.connect(str(marked / "helix.duckdb")) as connection:
        connection.execute("update customer_features set customer_units = -1")
        connection.execute("update article_features set article_units_7d = -1")
        connection.execute("update candidate_pairs set retrievers = -1")
        connection.execute("update timing_features set visits_7d = -1")
    late = built(marked.with_name("late"), [*sales(), LATE_SALE], before=Project(marked))
    late_on = date.fromisoformat(LATE_SALE.split(",")[2])
    known_until = timedelta(VARIABLES["label_days"])
    kept = [as_of for as_of in closed_cutoffs(late) if as_of in before and as_of + known_until <= late_on]
    assert kept
    assert set(closed_cutoffs(late)) - set(kept)
    for column in (
        "customer_features.customer_units",
        "article_features.article_units_7d",
        "candidate_pairs.retrievers",
    ):
        table, name = column.split(".")
        taken_over = late.rows(f"select distinct as_of from {table} where {name} = -1 order by as_of")
        assert taken_over == [(as_of,) for as_of in kept]
    taken_over = late.rows("select max(as_of) from timing_features where visits_7d = -1")
    assert taken_over == late.rows(
        f"select max(as_of) from timing_features where split = 'train' and as_of <= '{late_on}'"
    )
