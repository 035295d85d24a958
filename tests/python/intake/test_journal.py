import pytest

from python_ml.intake import check_journal
from python_ml.problems import BadInput

FOLDERS = ("opt_outs", "pushes")


def refused(journal):
    with pytest.raises(BadInput) as caught:
        check_journal(str(journal), FOLDERS)
    return f"{caught.value}."


@pytest.fixture
def journal(tmp_path):
    """A journal with a finished segment, and one that is being written."""
    folder = tmp_path / "journal" / "pushes"
    folder.mkdir(parents=True)
    (folder / "1.ndjson").write_text("{}\n")
    (folder / "_2.parquet").write_text("half")
    return folder.parent


def test_no_journal():
    check_journal(None, FOLDERS)


def test_good_journal(journal):
    (journal / "_note.txt").write_text("whatever")
    check_journal(str(journal), FOLDERS)


def test_no_folder(journal):
    path = journal / "pushes" / "1.ndjson"
    assert (
        refused(path) == f"journal_path {path} is no folder: set it to the journal's folder, or leave it out."
    )


def test_relative_path_names_where_it_starts(journal, monkeypatch):
    monkeypatch.chdir(journal)
    assert refused("clicks") == (
        f"journal_path clicks is no folder in {journal}: set it to the journal's folder, or leave it out."
    )


@pytest.mark.parametrize("name", ["push", "simulated"])
def test_folder_that_would_not_be_read(journal, name):
    (journal / name).mkdir()
    assert refused(journal) == (
        f"{journal / name} is no part of a journal, which has the folders opt_outs and pushes: "
        "remove it, or set journal_path to the folder above those."
    )


@pytest.mark.parametrize("name", ["2.json", "2.ndjson.gz", "2.ndjson.partial"])
def test_segment_that_would_not_be_read(journal, name):
    path = journal / "pushes" / name
    path.write_text("{}\n")
    assert refused(journal) == (
        f"{path} has an ending that is not read: write segments as files that end in .ndjson or .parquet."
    )


def test_damaged_segment(journal):
    path = journal / "pushes" / "2.parquet"
    path.write_text("PAR1")
    assert refused(journal) == f"{path} is no Parquet file, or a damaged one: write it again."
