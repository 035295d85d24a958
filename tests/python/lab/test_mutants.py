"""The catalogue of mutants: that it fits the project, and that verdicts are what they say."""

import re
from collections import Counter
from pathlib import Path

import pytest

from lab.mutants.__main__ import CATALOGUE, kill_table
from lab.mutants.cut_trial import GENERIC_TESTS
from lab.mutants.mutant import Edit, Mutant, StaleMutant, read_catalogue
from lab.mutants.trial import Verdict
from lab.twins.cases import CASES
from python_ml.problems import BadInput

ROOT = Path(__file__).parents[3]
# Kapoor & Narayanan's kinds of leakage, by number.
KINDS = {"L1.1", "L1.2", "L1.3", "L1.4", "L2", "L3.1", "L3.2", "L3.3"}


def mutants():
    return read_catalogue(CATALOGUE)


@pytest.mark.parametrize("mutant", mutants(), ids=lambda mutant: mutant.name)
def test_mutant_fits_the_project(mutant, tmp_path):
    for edit in mutant.edits:
        (tmp_path / edit.file).parent.mkdir(parents=True, exist_ok=True)
        if edit.find is not None:
            (tmp_path / edit.file).write_text((ROOT / edit.file).read_text())
    mutant.apply(tmp_path)
    for edit in mutant.edits:
        assert (
            not (ROOT / edit.file).exists()
            or (tmp_path / edit.file).read_text() != (ROOT / edit.file).read_text()
        )


def test_every_mutant_is_meant_to_be_found_by_a_check_that_there_is():
    checks = {
        path.stem
        for folder in ("leakage", "generic")
        for path in (ROOT / "tests" / "dbt" / folder).glob("*.sql")
    }
    checks |= {case.name for case in CASES}
    assert {mutant.killed_by for mutant in mutants()} <= checks


def test_every_static_check_and_twin_has_a_mutant_of_its_own():
    checks = {path.stem for path in (ROOT / "tests" / "dbt" / "leakage").glob("*.sql")} | set(GENERIC_TESTS)
    checks |= {case.name for case in CASES if case.edit != "past_perturbed"}
    assert checks == {mutant.killed_by for mutant in mutants()}


def test_every_kind_of_leakage_has_a_mutant():
    assert {mutant.kind.split()[0] for mutant in mutants()} == KINDS
    assert {mutant.kind.split()[0] for mutant in mutants() if mutant.is_representative} >= {
        "L1.1",
        "L2",
        "L3.1",
        "L3.3",
    }
    assert len(mutants()) >= 25


def test_the_table_in_the_docs_is_of_the_catalogue():
    text = (ROOT / "docs/leakage.md").read_text()
    told = re.findall(r"^\| (.+) \| (L\d.*?) \| `(\w+)` \| .*\d.* \|$", text, re.MULTILINE)
    assert sorted(told) == sorted((mutant.what, mutant.kind, mutant.killed_by) for mutant in mutants())


def test_stale_mutant_is_refused(tmp_path):
    (tmp_path / "a.sql").write_text("x < y and x < y")
    with pytest.raises(StaleMutant, match=r"a.sql holds 2 times, not once: x < y"):
        Edit("a.sql", "x <= y", "x < y").apply(tmp_path)


def test_a_name_stands_once_in_a_catalogue(tmp_path):
    entry = '[[mutant]]\nname = "a"\nkind = "L2"\nwhat = "b"\nedits = []\n'
    (tmp_path / "twice.toml").write_text(entry * 2)
    with pytest.raises(BadInput, match=r"twice\.toml has several mutants called a"):
        read_catalogue(tmp_path / "twice.toml")


def test_only_the_check_that_is_meant_kills():
    meant = Mutant("a", "L2", "a leak", (), killed_by="x")
    assert not Verdict(meant, {"y": "3 rows"}).is_killed
    assert Verdict(meant, {"y": "3 rows", "x": "2 rows"}).evidence == "2 rows"
    anybody = Mutant("a", "L2", "a leak", ())
    assert Verdict(anybody, {"y": "3 rows"}).is_killed
    assert not Verdict(anybody).is_killed
    assert Counter(
        line.count("|")
        for line in kill_table([Verdict(meant), Verdict(anybody, {"y": "3 rows"})]).splitlines()
    ) == {5: 4}
