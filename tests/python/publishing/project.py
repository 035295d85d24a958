"""A small project with this one's publishing, built in seconds."""

import hashlib
import resource
import subprocess
from dataclasses import dataclass, field
from pathlib import Path

import duckdb
import yaml

from lab.dbt_runs import DBT, DbtRuns
from python_ml.publishing import builds, current_database

ROOT = Path(__file__).parents[3]

# A description with what SQL and Jinja might trip over.
WORDS = 'The shop\'s articles; a "label" is no colour, 100 % of them.'

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
    # A view here and a table there: as large there as one likes, and nothing here.
    "models/noise.sql": (
        "{{ config(materialized='view') }} select range as place, hash(range) as noise from range({{ var('noise') }})"
    ),
    # What it sorts is many times its result.
    "models/hungry.sql": (
        "select count(distinct md5(range::varchar) || {{ var('stamp') }}) as hashes from range({{ var('hunger') }})"
    ),
    # dbt lists the tests of a model that is switched off, when it reads the project for the first time.
    "models/switched_off.sql": "{{ config(enabled=false) }} select 1 as size",
    "tests/there_are_sizes.sql": "select 1 from {{ ref('sizes') }} having count(*) < {{ var('least') }}",
    "models/schema.yml": yaml.safe_dump(
        {
            "models": [
                {
                    "name": "articles",
                    "description": WORDS,
                    # As models do that write down what their rows were computed from.
                    "config": {"post_hook": "comment on table {{ this }} is 'a state of this build'"},
                    "columns": [{"name": "label", "description": WORDS, "data_tests": ["unique"]}],
                },
                {"name": "switched_off", "columns": [{"name": "size", "data_tests": ["unique"]}]},
                {
                    "name": "red_articles",
                    "description": "Those that are red.",
                    "config": {"meta": {"published_as": "view"}},
                    "columns": [{"name": "colour", "description": "Always red."}],
                },
                {
                    "name": "noise",
                    "config": {"post_hook": "comment on view {{ this }} is 'a state of this build'"},
                },
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
                    "people": ["colours", "red_articles", "noise"],
                }.items()
            ],
        }
    ),
    "dbt_project.yml": yaml.safe_dump(
        {
            "name": "local_helix",
            "config-version": 2,
            "profile": "local_helix",
            "macro-paths": [
                str(ROOT / "macros" / room) for room in ("publishing", "reuse", "summary", "words")
            ],
            "flags": {"send_anonymous_usage_stats": False},
            "models": {"local_helix": {"+materialized": "table"}},
            "vars": {
                "source": "tiny",
                "raw_path": None,
                "stamp": 1,
                "rows": 10,
                "noise": 10,
                "hunger": 10,
                "least": 1,
            },
            "on-run-start": ["{{ begin_run() }}"],
            "on-run-end": ["{{ end_of_build(results) }}"],
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
    largest_file: int | None = None

    @property
    def published(self) -> Path:
        return self.folder / "shop.published"

    def write(self) -> None:
        for name, text in FILES.items():
            path = self.folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)

    def start(
        self,
        *arguments: str,
        command: tuple[str, ...] = DBT,
        **variables: object,
    ) -> subprocess.Popen:
        """Start dbt as the leader of a session of its own, with what it says in one pipe."""
        text = yaml.safe_dump(variables)
        runs = DbtRuns(
            self.folder,
            self.folder / "shop.duckdb",
            self.folder / "target" / hashlib.md5(text.encode()).hexdigest(),
            self.folder / "logs",
            code=ROOT,
            settings=self.environment,
        )
        return runs.start(
            *arguments,
            variables=text,
            program=command,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            preexec_fn=self._limit_files,
        )

    def _limit_files(self) -> None:
        """Let no file grow larger, as on a disk that is full."""
        if self.largest_file is not None:
            resource.setrlimit(resource.RLIMIT_FSIZE, (self.largest_file, self.largest_file))

    def dbt(self, *arguments: str, **variables: object) -> Outcome:
        process = self.start("--quiet", *arguments, **variables)
        output, _ = process.communicate()
        return Outcome(process.returncode, output)

    def builds(self) -> list[str]:
        return builds(self.published)

    def rows(self, sql: str) -> list[tuple]:
        """Ask the build that people read."""
        with duckdb.connect(current_database(self.published), read_only=True) as connection:
            return connection.execute(sql).fetchall()
