import json
import os

import pytest

from helix.api.keys import Client, Keys, NotAllowed, new_key
from helix.api.settings import Settings
from python_ml.problems import BadInput

PATHS = {
    "read": ["/customers/anna", "/articles/dress/similar", "/push-plan", "/model/status", "/metrics"],
    "admin": ["/model/retrain"],
}
OPEN = ["/health", "/ready", "/openapi.json", "/docs"]


@pytest.fixture
def path(tmp_path):
    return tmp_path / "keys.json"


@pytest.fixture
def keyed(serve, publish, path):
    """Return a client of a server that wants keys, and a header a scope."""
    headers = {
        scope: {"authorization": f"Bearer {new_key(path, scope, scope)}"}
        for scope in ("read", "write", "admin")
    }
    publish()
    with serve(keys=path) as client:
        yield client, headers


def test_only_hashes_are_stored_and_others_may_not_read_them(path):
    key = new_key(path, "shop", "read")
    assert key.startswith("helix_")
    assert len(key) > 40
    assert key not in path.read_text()
    assert path.stat().st_mode & 0o007 == 0
    with pytest.raises(BadInput, match="holds a key of 'shop' already"):
        new_key(path, "shop", "admin")


def test_a_key_covers_its_scope_and_those_before():
    client = Client("shop", "write", "", "")
    assert [client.may(scope) for scope in ("read", "write", "admin")] == [True, True, False]


def test_a_key_that_was_taken_out_is_refused(path):
    key = new_key(path, "shop", "read")
    keys = Keys(path)
    assert keys.client(key).name == "shop"
    path.write_text("[]")
    os.utime(path, ns=(1, 1))
    with pytest.raises(NotAllowed, match="the key is unknown"):
        keys.client(key)


@pytest.mark.parametrize(
    "text", ["", "{}x", '["a"]', json.dumps([{"name": "a", "scope": "all", "sha256": "", "made_at": ""}])]
)
def test_a_file_that_holds_no_keys_is_refused(path, text):
    path.write_text(text)
    with pytest.raises(BadInput):
        Keys(path)


def test_a_file_that_is_missing_is_refused(path):
    with pytest.raises(BadInput, match="can't read the keys"):
        Keys(path)


def test_without_a_key_nothing_of_the_shop_is_told(keyed, refused):
    client, _ = keyed
    for each in [*PATHS["read"], *PATHS["admin"]]:
        response = client.get(each)
        assert refused(response, 401) == "a key is needed: send it as `Authorization: Bearer KEY`"
        assert response.headers["www-authenticate"] == "Bearer"
    refused(client.post("/recommendations", json={}), 401)
    refused(client.post("/feedback", json=[]), 401)
    for each in OPEN:
        assert client.get(each).status_code == 200


@pytest.mark.parametrize("header", ["Bearer nobody", "Bearer ", "Basic YTpi", "Bearer \xff\xfe", "x" * 9000])
def test_a_wrong_key_is_refused(keyed, refused, header):
    client, _ = keyed
    response = client.get("/customers/anna", headers={"authorization": header.encode("latin-1")})
    refused(response, 401)


def test_each_scope_may_do_what_it_says(keyed, refused):
    client, headers = keyed
    for scope in ("read", "write", "admin"):
        assert client.post("/recommendations", json={}, headers=headers[scope]).status_code == 200
        assert client.get("/customers/anna", headers=headers[scope]).status_code == 200
    event = {
        "event_id": "1",
        "customer_id": "anna",
        "article_id": "dress",
        "kind": "viewed",
        "occurred_at": "2026-01-01T10:00:00Z",
    }
    sentence = refused(client.post("/feedback", json=event, headers=headers["read"]), 403)
    assert sentence == "the key of read may read, and this needs write"
    assert client.post("/feedback", json=event, headers=headers["write"]).status_code == 200
    refused(client.post("/model/retrain", headers=headers["write"]), 403)
    refused(client.get("/model/retrain", headers=headers["admin"]), 404)


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.1", "shop.example"])
def test_no_host_but_the_loopback_is_open_without_keys(settings, path, host):
    with pytest.raises(BadInput, match="no keys are given"):
        settings(host=host).check()
    settings(host=host, keys=path).check()


def test_the_loopback_is_open(settings):
    for host in ("127.0.0.1", "::1", "localhost", "127.8.9.10"):
        settings(host=host).check()
    assert isinstance(settings(), Settings)
