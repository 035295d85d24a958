"""A project of five nodes with this one's publishing, built in seconds."""

import hashlib
import os
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

import duckdb
import yaml

from python_ml.publishing import builds, current_database
from tests.twins.project import DBT

ROOT = Path(__file__).parents[3]

FILES = {
    "seeds/colours.csv": "colour\nred\nblue\n",
    "models/sizes.sql": "select range as size, {{ var('stamp') }} as stamp from range({{ var('rows') }})",
    "models/articles.sql": (
        "select colour, size, stamp, repeat(colour, 200) || size as label "
        "from {{ ref('colours') }}, {{ ref('sizes') }}"
    ),
    "models/red_articles.sql": (
        "{{ config(materialized='view') }} select * from {{ ref('articles') }} where colour = 'red'"
    ),
    # dbt lists the tests of a model that is switched off, when it reads the project for the first time.
    "models/switched_off.sql": "{{ config(enabled=false) }} select 1 as size",
    "tests/there_are_sizes.sql": "select 1 from {{ ref('sizes') }} having count(*) < {{ var('least') }}",
    "models/schema.yml": yaml.safe_dump(
        {
            "models": [
                {"name": "articles", "columns": [{"name": "label", "data_tests": ["unique"]}]},
                {"name": "switched_off", "columns": [{"name": "size", "data_tests": ["unique"]}]},
                {"name": "red_articles", "config": {"meta": {"published_as": "view"}}},
            ],
            "exposures": [
                {
                    "name": name,
                    "type": "application",
                    "owner": {"name": "nobody"},
                    "depends_on": [f"ref('{each}')" for each in read],
                }
                for name, read in {
                    "feature_store": ["articles"],
                    "people": ["colours", "red_articles"],
                }.items()
            ],
        }
    ),
    "dbt_project.yml": yaml.safe_dump(
        {
            "name": "local_helix",
            "config-version": 2,
            "profile": "local_helix",
            "macro-paths": [str(ROOT / "macros" / room) for room in ("publishing", "summary")],
            "flags": {"send_anonymous_usage_stats": False},
            "models": {"local_helix": {"+materialized": "table"}},
            "vars": {"stamp": 1, "rows": 10, "least": 1},
            "on-run-end": ["{{ build_summary(results) }}", "{{ publish_build(results) }}"],
        }
    ),
}


@dataclass(frozen=True)
class Outcome:
    """How dbt ended, and what it said."""

    code: int
    output: str

    @property
    def published(self) -> str:
        """What the one line on publishing says."""
        (line,) = [line for line in self.output.splitlines() if line.startswith("  published ")]
        return line.removeprefix("  published ").strip()


@dataclass(frozen=True)
class TinyProject:
    """The project, the database it is built in, and what it publishes."""

    folder: Path
    environment: dict[str, str] = field(default_factory=dict)

    @property
    def published(self) -> Path:
        return self.folder / "shop.published"

    def write(self) -> None:
        for name, text in FILES.items():
            path = self.folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)

    def start(self, *arguments: str, **variables: object) -> subprocess.Popen:
        """Start dbt as the leader of a session of its own, with what it says in one pipe."""
        text = yaml.safe_dump(variables)
        target = self.folder / "target" / hashlib.md5(text.encode()).hexdigest()
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("DBT_", "HELIX_"))}
        return subprocess.Popen(
            [*DBT, "--quiet", "--no-use-colors", *arguments, "--vars", text, "--profiles-dir", str(ROOT)]
            + ["--target-path", str(target), "--log-path", str(self.folder / "logs")],
            cwd=self.folder,
            env=kept
            | {"HELIX_DB": str(self.folder / "shop.duckdb"), "PYTHONPATH": str(ROOT)}
            | self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )

    def dbt(self, *arguments: str, **variables: object) -> Outcome:
        process = self.start(*arguments, **variables)
        output, _ = process.communicate()
        return Outcome(process.returncode, output)

    def builds(self) -> list[str]:
        return builds(self.published)

    def rows(self, sql: str) -> list[tuple]:
        """Ask the build that people read."""
        with duckdb.connect(current_database(self.published), read_only=True) as connection:
            return connection.execute(sql).fetchall()


def python(code: str, *arguments: str) -> subprocess.Popen:
    """Run some Python beside the tests, which talk to it through pipes."""
    return subprocess.Popen(
        [sys.executable, "-c", code, *arguments],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
