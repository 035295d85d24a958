"""The pictures of README.md, drawn from the last build, which HELIX_DB names."""

import re
import shutil

import duckdb
import pytest

from lab.readme_pictures import FOLDER, PICTURES, draw
from python_ml.problems import BadInput, NotBuilt
from python_ml.publishing.places import database_path
from tests.python.house.docs import pages
from tests.python.house.rooms import ROOT
from tests.python.last_build import built_or_skipped

MOST_BYTES = 150_000


@pytest.fixture(scope="module")
def built():
    return built_or_skipped(database_path())


@pytest.fixture(scope="module")
def drawn(built, tmp_path_factory):
    folder = tmp_path_factory.mktemp("pictures")
    draw(built, folder)
    return folder


def test_every_picture_that_a_page_names_is_drawn_by_the_command():
    named = {
        (page.parent / picture).resolve()
        for page in pages()
        for picture in re.findall(r"\]\(([^)#:]+\.svg)\)", page.read_text(encoding="utf-8"))
    }
    assert named
    assert named <= {FOLDER / name for name in PICTURES}


def test_the_command_draws_what_is_kept():
    assert {path.name for path in FOLDER.glob("*.svg")} == set(PICTURES)
    assert re.search(
        r"^pictures:.*\n\t.*lab\.readme_pictures$", (ROOT / "Makefile").read_text(), re.MULTILINE
    )


@pytest.mark.parametrize("name", PICTURES)
def test_the_same_build_gives_the_same_bytes(name, drawn, built, tmp_path):
    draw(built, tmp_path)
    assert (tmp_path / name).read_bytes() == (drawn / name).read_bytes()


@pytest.mark.parametrize("name", PICTURES)
def test_is_small_and_follows_the_screen_of_its_reader(name, drawn):
    text = (drawn / name).read_text(encoding="utf-8")
    assert len(text.encode()) < MOST_BYTES
    assert "prefers-color-scheme:dark" in text
    # Ink and ground are the reader's: neither is fixed to black or white.
    assert "fill: var(--ground)" in text
    assert "currentColor" in text
    assert not re.search(r"(?:fill|stroke): #(?:000000|ffffff)", text)


def test_another_shop_is_not_drawn(built, tmp_path):
    copy = tmp_path / "shop.duckdb"
    shutil.copyfile(built, copy)
    with duckdb.connect(copy) as connection:
        connection.execute("update build_facts set text = 'files' where name = 'source'")
    with pytest.raises(BadInput, match="the pictures are of the demo"):
        draw(copy, tmp_path)
    assert not list(tmp_path.glob("*.svg"))


def test_without_a_build_a_sentence_says_so(tmp_path):
    with pytest.raises(NotBuilt, match="make build"):
        draw(tmp_path / "none.duckdb", tmp_path)
