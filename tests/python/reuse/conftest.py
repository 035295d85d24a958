import json
import re
import shutil
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pytest

from lab.twins.project import Project
from tests.python.bad_input.conftest import SMALL, write_files
from tests.python.bad_input.project import HEADER, sales
from tests.python.house.rooms import ROOT

VARIABLES = {"source": "files", "timing_train_cutoffs": 3} | SMALL
FITS = ("ranker_fits", "timing_models")
NO_TESTS = ("--exclude-resource-type", "test", "--exclude-resource-type", "unit_test")
EVERYTHING = ("build", "--select", *(f"+{fit}" for fit in FITS), *NO_TESTS)


@dataclass(frozen=True)
class Shop:
    """A copy of the project that has built a tiny shop, for a test to edit."""

    project: Project
    raw: Path

    def run(self, *arguments: str, is_allowed_to_fail: bool = False, **variables: object) -> None:
        """Run dbt; by default build everything that has closed cutoffs, and the fits."""
        log = self.project.folder / "logs" / "dbt.log"
        log.unlink(missing_ok=True)
        self.project.dbt(
            *(arguments or EVERYTHING),
            variables=VARIABLES | {"raw_path": str(self.raw)} | variables,
            is_allowed_to_fail=is_allowed_to_fail,
        )

    def select(self, *models: str, **variables: object) -> None:
        self.run("run", "--select", *models, **variables)

    def edit(self, file: str, find: str, put: str) -> None:
        """Replace the first of a text in a file."""
        path = self.project.folder / file
        text = path.read_text()
        assert find in text, f"{find!r} in {file}"
        path.write_text(text.replace(find, put, 1))

    def rows(self, sql: str) -> list[tuple]:
        with duckdb.connect(str(self.project.database), read_only=True) as connection:
            return connection.execute(sql).fetchall()

    def write(self, *statements: str) -> None:
        with duckdb.connect(str(self.project.database)) as connection:
            for statement in statements:
                connection.execute(statement)

    def taken_over(self) -> dict[str, int]:
        """By table how many closed cutoffs the last run took over, as its log says."""
        log = (self.project.folder / "logs" / "dbt.log").read_text()
        return {
            name: int(number) for name, number in re.findall(r"(\w+) takes over (\d+) closed cutoffs", log)
        }

    def closed(self, table: str) -> int:
        """How many closed cutoffs a table holds, as its comment says."""
        ((comment,),) = self.rows(f"select comment from duckdb_tables() where table_name = '{table}'")
        return len(json.loads(comment)["cutoffs"])

    def content(self, table: str, *but: str) -> tuple:
        """Number of rows and order-free hash of every column, but for some."""
        columns = [name for (name,) in self.rows(f"select column_name from (describe {table})")]
        sums = [f'sum(hash("{name}"))' for name in columns if name not in but]
        return tuple(columns), self.rows(f"select count(*), {', '.join(sums)} from {table}")[0]


@pytest.fixture(scope="session")
def built(tmp_path_factory) -> Shop:
    """The project with a first build of its closed cutoffs and fits."""
    home = tmp_path_factory.mktemp("reuse") / "first" / "shop"
    project = Project.copy(ROOT, home)
    shutil.copytree(ROOT / "helix", project.folder / "helix", ignore=shutil.ignore_patterns("__pycache__"))
    raw = home.parents[1] / "raw"
    write_files(raw, {"transactions": HEADER + "".join(sales())})
    shop = Shop(project, raw)
    shop.run()
    assert shop.closed("customer_features") == 4
    return shop


@pytest.fixture
def shop(built, tmp_path) -> Shop:
    """A copy of that build, the test's own."""
    home = tmp_path / "shop"
    shutil.copytree(built.project.folder.parent, home)
    return Shop(Project(home / "project", home / "shop.duckdb"), built.raw)
