import importlib.util
import re
from dataclasses import fields

import pytest
import yaml

from helix.cli import COMMANDS
from helix.journal import EVENTS, Event
from lab.variables_page import variables_table, with_table
from tests.python.house.docs import anchors, broken_links, commands, pages, paths, prose
from tests.python.house.rooms import ROOT, files, name_of

PAGES = pages()
# Made by a build, so a fresh clone lacks them.
BUILT = ("build/", "published/", "target/")
# Words of our own for which the field has a term.
OWN_WORDS = {
    "rival": "baseline",
    "foretell": "predict",
    "foretold": "predicted",
    "anew": "again",
    "mend": "fix",
}


def every_page():
    return pytest.mark.parametrize("page", PAGES, ids=[name_of(page) for page in PAGES])


def project():
    return yaml.safe_load((ROOT / "dbt_project.yml").read_text())


# --- what pages refer to


@every_page()
def test_links_lead_somewhere(page):
    assert broken_links(page) == []


def test_a_broken_link_is_seen(tmp_path):
    page = tmp_path / "page.md"
    page.write_text(
        "# One word\n[a](#one-word) [b](#two) [c](page.md#one-word) [d](gone.md) [e](https://x.org/y)"
    )
    assert broken_links(page) == ["#two", "gone.md"]
    assert anchors("## `score`, and its *rank*!") == {"score-and-its-rank"}


@every_page()
def test_commands_exist(page):
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    unknown = []
    for words in commands(page.read_text()):
        named = [word for word in words[1:] if not word.startswith("-") and "=" not in word]
        if words[0] == "make":
            unknown += [f"make {target}" for target in named[:1] if target not in targets]
        elif words[0] == "helix":
            unknown += [f"helix {name}" for name in named[:1] if name not in COMMANDS]
        elif words[0] == "python" and not importlib.util.find_spec(words[2]):
            unknown.append(words[2])
        elif words[0] == "pytest":
            unknown += [name for name in named if not (ROOT / name).exists()]
    assert unknown == []


def test_commands_are_found_in_blocks_and_in_text():
    page = (
        "`make it`, `a table`\n```bash\nmake build && source x\npython -m lab.y \\\n  --z 'a\nb' # why\n```\n"
    )
    assert commands(page) == [
        ["make", "build"],
        ["source", "x"],
        ["python", "-m", "lab.y", "--z", "a\nb"],
        ["make", "it"],
    ]


@every_page()
def test_paths_exist(page):
    named = {path for path in paths(page.read_text()) if not path.startswith(BUILT)}
    assert {path for path in named if not (ROOT / path).exists()} == set()


def test_a_path_is_found():
    page = "`models/a.sql` `models/<b>/` `lab.x`\n`seeds/c.csv`\n`models/new.sql`:\n\n```sql\nselect 1\n```\n"
    assert paths(page) == {"models/a.sql", "seeds/c.csv"}


@every_page()
def test_pages_use_the_words_of_the_field(page):
    words = set(re.findall(r"[a-z]+", prose(page.read_text()).lower()))
    assert {ours: term for ours, term in OWN_WORDS.items() if words & {ours, ours + "s"}} == {}


# --- settings


def test_the_page_of_variables_is_current():
    page = (ROOT / "docs/variables.md").read_text()
    assert page == with_table(page, variables_table(project()["vars"])), "run `make docs`"


def test_every_variable_is_described_and_its_default_is_allowed():
    variables = project()["vars"]
    described = variables.pop("variables")
    assert set(described) == set(variables)
    for name, default in variables.items():
        if default is None:
            assert described[name]["unset"], name
        elif "range" in described[name]:
            low, high = described[name]["range"]
            assert low <= default <= high, name


def test_a_page_without_its_marks_is_refused():
    with pytest.raises(ValueError, match="lacks the line <!-- variables"):
        with_table("# Settings\n", "| |\n")


def test_environment_variables_are_on_the_page():
    code = (
        files("*.py", "python_ml", "dbt_plugins", "helix")
        + files("*.sql", "macros")
        + [ROOT / "profiles.yml"]
    )
    read = {name for path in code for name in re.findall(r"\bHELIX_[A-Z_]+[A-Z]\b", path.read_text())}
    page = (ROOT / "docs/variables.md").read_text()
    assert set(re.findall(r"\bHELIX_[A-Z_]+[A-Z]\b", page)) == read


# --- decisions


def test_the_index_of_decisions_is_that_of_the_records():
    folder = ROOT / "docs/decisions"
    index = (folder / "README.md").read_text()
    rows = re.findall(r"^\| (\d+) \| \[(.+)\]\((\S+)\) \| (\S+) \| (.+) \|$", index, re.MULTILINE)
    records = []
    for path in sorted(folder.glob("[0-9]*.md")):
        record = re.match(
            r"# (\d+)\. (.+)\n\n- Date: (\d{4}-\d\d-\d\d)\n- Status: (.+)\n\n## Context\n", path.read_text()
        )
        assert record, f"{path.name} lacks its number, title, date, status or context"
        number, title, date, status = record.groups()
        assert int(path.name[:4]) == int(number)
        records.append((number, title, path.name, date, status))
    assert rows == records


# --- the journal


def test_the_page_of_the_journal_has_every_field_of_every_event():
    page = (ROOT / "docs/journal.md").read_text()
    rows = dict(re.findall(r"^\| `(\w+)` \| [^|]+ \| ([^|]+) \|$", page, re.MULTILINE))
    always = {field.name for field in fields(Event)}
    assert {event.folder: {field.name for field in fields(event)} - always for event in EVENTS} == {
        folder: set(re.findall(r"`(\w+)`", cells)) for folder, cells in rows.items()
    }
    assert all(f"`{name}`" in page for name in always)
