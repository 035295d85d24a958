import logging

import pytest

from helix.api.limits import RateLimit


def test_a_long_body_is_refused_by_its_announced_length(serve, refused):
    with serve(most_bytes=1000) as client:
        sent = []

        def body():
            sent.append(1)
            yield b"x"

        headers = {"content-length": "100000000", "content-type": "application/json"}
        response = client.post("/feedback", content=body(), headers=headers)
        assert (
            refused(response, 413) == "a body may have 1,000 bytes, and this one has more: send less at once"
        )
        assert response.headers["connection"] == "close"


def test_a_long_body_without_a_length_is_refused_once_it_is_too_long(serve, publish, refused):
    publish()
    with serve(most_bytes=1000) as client:
        pieces = (b" " * 100 for _ in range(20))
        response = client.post("/feedback", content=pieces, headers={"content-type": "application/json"})
        refused(response, 413)
        padded = b" " * 900 + b'{"count": 1}'
        headers = {"content-type": "application/json"}
        assert client.post("/recommendations", content=padded, headers=headers).status_code == 200


def test_a_client_that_asks_too_often_waits(serve, publish, refused):
    publish()
    with serve(rate=1) as client:
        answers = [client.get("/health") for _ in range(20)]
        assert answers[0].status_code == 200
        assert refused(answers[-1], 429) == "more than 1 requests a second came from you: wait a second"
        assert answers[-1].headers["retry-after"] == "1"


def test_what_a_client_may_ask_comes_back_with_time(monkeypatch):
    now = 0.0
    monkeypatch.setattr("helix.api.limits.time.monotonic", lambda: now)
    limit = RateLimit(None, rate=2)
    assert [limit._admits("a") for _ in range(5)] == [True] * 4 + [False]
    assert limit._admits("b")
    now = 0.5
    assert [limit._admits("a") for _ in range(2)] == [True, False]


def test_clients_are_forgotten_before_they_fill_the_memory(monkeypatch):
    monkeypatch.setattr("helix.api.limits.MOST_CLIENTS", 3)
    limit = RateLimit(None, rate=1)
    for client in "abcda":
        limit._admits(client)
    assert list(limit._buckets) == ["c", "d", "a"]


@pytest.mark.parametrize("host", ["shop.example", "127.0.0.1.shop.example", "", "[::1"])
def test_without_keys_no_other_name_is_answered(client, refused, host):
    if host == "[::1":
        assert client.get("/health", headers={"host": "[::1]:8000"}).status_code == 200
        return
    refused(client.get("/health", headers={"host": host}), 400)


def test_pages_of_other_sites_may_not_ask_unless_told(client, serve):
    asked = {"origin": "https://shop.example", "access-control-request-method": "POST"}
    assert "access-control-allow-origin" not in client.options("/recommendations", headers=asked).headers
    with serve(origins=("https://shop.example",)) as open_to_one:
        allowed = open_to_one.options("/recommendations", headers=asked).headers
        assert allowed["access-control-allow-origin"] == "https://shop.example"
        other = asked | {"origin": "https://other.example"}
        refused = open_to_one.options("/recommendations", headers=other).headers
        assert "access-control-allow-origin" not in refused


def test_an_unforeseen_failure_is_logged_without_what_was_asked(client, refused, monkeypatch, caplog):
    def broken(customer_id):
        raise RuntimeError(f"secret {customer_id}")

    monkeypatch.setattr(client.app.state.services.builds.current.lookup, "customer", broken, raising=False)
    with caplog.at_level(logging.DEBUG):
        response = client.get("/customers/anna")
    assert refused(response, 500) == "something unforeseen happened: the server's log says where"
    assert "RuntimeError at" in caplog.text
    of_server = [record.getMessage() for record in caplog.records if record.name.startswith("helix")]
    assert "anna" not in " ".join(of_server)


def test_what_is_nowhere_is_said_in_the_same_form(client, refused):
    refused(client.get("/nowhere"), 404)
    refused(client.delete("/feedback"), 405)
