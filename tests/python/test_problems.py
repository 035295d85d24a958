import doctest
import pickle

import pytest

from python_ml import problems
from python_ml.problems import BadInput, Busy, NoRoom, NotBuilt, OutOfDate, Problem, Unknown


@pytest.mark.parametrize(
    ("problem", "kind", "http_status"),
    [
        (Unknown, "unknown", 404),
        (BadInput, "bad_input", 400),
        (NotBuilt, "not_built", 503),
        (Busy, "busy", 503),
        (OutOfDate, "out_of_date", 409),
        (NoRoom, "no_room", 503),
        (Problem, "problem", 500),
    ],
)
def test_each_kind_maps_to_a_response(problem, kind, http_status):
    assert (problem.kind, problem.http_status) == (kind, http_status)


def test_kinds_are_told_apart():
    kinds = [each.kind for each in Problem.__subclasses__() if each.__module__ == problems.__name__]
    assert len(set(kinds)) == len(kinds) == 6


def test_the_remedy_is_that_of_the_kind_unless_another_is_given_or_none():
    assert str(NotBuilt("no lists")) == "no lists: run `make build`"
    assert str(NotBuilt("no project", "make one")) == "no project: make one"
    assert str(NotBuilt("no lists", "")) == str(Problem("no lists")) == "no lists"


def test_sentence_and_remedy_survive_another_process():
    found = pickle.loads(pickle.dumps(BadInput("a is missing", "add it")))
    assert (type(found), found.sentence, found.remedy) == (BadInput, "a is missing", "add it")


def test_examples():
    found = doctest.testmod(problems)
    assert found.attempted == 3
    assert found.failed == 0
