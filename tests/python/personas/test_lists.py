import json
import socket

import pytest

from helix.api.routes.recommendations import SIMULATED
from helix.personas import Article, ListApi
from helix.personas.journal import CHANNEL as JOURNAL_CHANNEL
from helix.personas.lists import CHANNEL
from python_ml.problems import BadInput, NotBuilt, Problem
from tests.python.personas.conftest import article
from tests.python.personas.stub import fails, serving


def answers(body):
    return lambda handler, _: handler.send(200, json.dumps(body).encode())


LIST = answers(
    {"recommendations": [{"article_id": "a1", "name": "Dress"}, {"article_id": "a2", "name": None}]}
)


def asked(behaviour, looked_at=()):
    with serving(behaviour) as stub, ListApi(stub.base_url.removesuffix("/v1")) as api:
        return api.offers(looked_at, 6), stub


def test_what_is_offered_to_somebody_who_looked_at_something():
    offers, stub = asked(LIST, [article(1), article(2)])
    assert offers == (Article("a1", "Dress"), Article("a2", "a2"))
    assert stub.requests == [{"session": ["a1", "a2"], "count": 6, "channel": "simulated"}]


def test_the_api_and_the_journal_call_it_simulated_alike():
    assert SIMULATED == CHANNEL == JOURNAL_CHANNEL


def test_a_key_is_sent(monkeypatch):
    monkeypatch.setenv("HELIX_API_KEY", "helix_abc")
    _, stub = asked(LIST)
    assert stub.headers[0]["Authorization"] == "Bearer helix_abc"


@pytest.mark.parametrize(
    ("behaviour", "sentence"),
    [
        (fails(401), "wants a key"),
        (fails(500), "answered with 500"),
        (answers({"other": 1}), "no API of this project"),
        (answers([]), "no API of this project"),
        (lambda handler, _: handler.send(200, b"<html>"), "no API of this project"),
    ],
)
def test_an_api_that_does_not_offer_anything_is_a_problem(behaviour, sentence):
    with pytest.raises(Problem, match=sentence):
        asked(behaviour)


def test_no_api_is_a_problem():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"http://127.0.0.1:{free.getsockname()[1]}"
    with ListApi(address) as api, pytest.raises(NotBuilt, match="helix serve"):
        api.offers((), 6)
    with pytest.raises(BadInput):
        ListApi("127.0.0.1:8000")
