"""Reading the project's questions."""

import pytest

from helix.reading.analyses import Analysis, analyses, analysis
from python_ml.problems import NotBuilt, Unknown

DESCRIBED = """
analyses:
  - {name: who_buys, description: The customers.}
  - {name: what_sells, description: The articles.}
"""


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "_analyses.yml").write_text(DESCRIBED)
    (tmp_path / "who_buys.sql").write_text("-- Who buys?\nfrom customers\n")
    (tmp_path / "what_sells.sql").write_text("-- What sells?\nfrom articles\n")
    return tmp_path


def test_they_come_in_the_order_of_their_descriptions(folder):
    assert list(analyses(folder)) == ["who_buys", "what_sells"]
    assert analysis("who_buys", folder) == Analysis(
        "who_buys", "Who buys?", "The customers.", "-- Who buys?\nfrom customers\n"
    )


def test_a_wrong_name_has_its_neighbours(folder):
    with pytest.raises(Unknown, match="'who_bys' is unknown: the nearest known: who_buys"):
        analysis("who_bys", folder)
    with pytest.raises(Unknown, match="'x' is unknown: helix ask lists them all"):
        analysis("x", folder)


def test_a_missing_file_is_named(folder):
    (folder / "who_buys.sql").unlink()
    with pytest.raises(NotBuilt, match=r"can't read .*who_buys.sql: No such file or directory"):
        analyses(folder)


def test_every_analysis_of_the_project_is_a_question():
    assert all(each.question.endswith("?") for each in analyses().values())
