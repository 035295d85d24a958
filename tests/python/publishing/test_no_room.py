"""A disk without room is answered with one sentence, whoever notices it."""

import errno
from pathlib import Path

import pytest

from dbt_plugins.full_disk import NO_ROOM
from python_ml.publishing import disk, opening

PATH = Path("shop.duckdb")
SENTENCE = (
    "shop.duckdb found no room on the disk: free space there, or let it lie elsewhere, and run it again"
)


@pytest.mark.parametrize("number", disk.FULL, ids=errno.errorcode.get)
def test_the_operating_system_notices(number):
    assert str(disk.disk_problem(OSError(number, "said by the system"), PATH)) == SENTENCE


@pytest.mark.parametrize("words", opening.FULL)
def test_the_database_notices(words):
    assert str(opening.database_problem(PATH, f"IO Error: {words}")) == SENTENCE


def test_a_build_knows_the_sentence_when_it_hears_it():
    assert NO_ROOM in SENTENCE
