from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.python.bad_input.project import HEADER, OPT_OUTS, PUSHES, Outcome, Project, sales

SMALL = {"label_days": 3, "train_cutoffs": 3, "min_history_days": 14}


@dataclass(frozen=True)
class Shop:
    """A folder of the source files, with the project that has once built its good state.

    What was rejected then is kept here: a build that is refused later rejects rows of its own.
    """

    project: Project
    folder: Path
    good: dict[str, tuple]
    rejected: list[tuple]

    def write(self, **contents: str | bytes) -> None:
        """Replace the folder's files, one a keyword; bytes as they are, text as UTF-8."""
        write_files(self.folder, contents)

    def build(self, **variables: object) -> Outcome:
        """Build everything; what the last good build published must stay, whatever happens."""
        given = {"source": "files", "raw_path": str(self.folder)} | SMALL | variables
        outcome = self.project.dbt("build", **given)
        assert self.project.fingerprints() == self.good
        return outcome

    def refusal(self, **variables: object) -> str:
        """Sentence with which a build is refused, once and in a line of its own."""
        return refusal_of(self.build(**variables))


def write_files(folder: Path, contents: dict[str, str | bytes]) -> None:
    folder.mkdir(exist_ok=True)
    for old in folder.iterdir():
        old.unlink()
    for name, content in contents.items():
        data = content if isinstance(content, bytes) else content.encode()
        (folder / f"{name}.csv").write_bytes(data)


def refusal_of(outcome: Outcome) -> str:
    assert outcome.code != 0
    assert "Traceback" not in outcome.output
    lines = outcome.output.splitlines()
    (place,) = [number for number, line in enumerate(lines) if "Compilation Error in" in line]
    sentence = lines[place + 1].strip()
    assert outcome.output.count(sentence) == 1
    return sentence


@pytest.fixture(scope="session")
def built(tmp_path_factory):
    home = tmp_path_factory.mktemp("bad_input")
    project, folder = Project(home), home / "it's a shop"
    write_files(folder, {"transactions": HEADER + "".join(sales()), "opt_outs": OPT_OUTS, "pushes": PUSHES})
    outcome = project.dbt(
        "build",
        "--exclude-resource-type",
        "test",
        "--exclude-resource-type",
        "unit_test",
        source="files",
        raw_path=str(folder),
        **SMALL,
    )
    assert outcome.code == 0, outcome.output
    rejected = project.rows("select file_name, reason, content from int_rejected_rows order by file_name")
    return Shop(project, folder, project.fingerprints(), rejected)


@pytest.fixture
def shop(built):
    """Shop whose files the test may replace; they are good again before the next test."""
    built.write(transactions=HEADER + "".join(sales()))
    return built
