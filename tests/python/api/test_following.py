import os
import signal

import pytest

import helix.api.builds
import helix.api.following
from tests.python.api.shop import FakeLookup

PATIENCE_SECONDS = 60


@pytest.fixture
def follower(monkeypatch):
    """Let a follower look two customers up, publish nothing, and end with SIGTERM; return what it saw."""
    seen = {}

    class Follower:
        def __init__(self, published, journal, answers, state, known):
            self.known = known
            seen["state"] = state.name

        def follow(self, stop):
            seen["anna"] = self.known("anna")
            seen["nobody"] = self.known("nobody")
            os.kill(os.getpid(), signal.SIGTERM)
            seen["is stopped"] = stop.wait(PATIENCE_SECONDS)

        def close(self):
            seen["is closed"] = True

    monkeypatch.setattr(helix.api.following, "Follower", Follower)
    monkeypatch.setattr(helix.api.builds, "Lookup", FakeLookup)
    before = {each: signal.getsignal(each) for each in (signal.SIGTERM, signal.SIGINT)}
    yield seen
    for each, handler in before.items():
        signal.signal(each, handler)


def test_it_knows_what_the_build_says_and_ends_when_told(settings, publish, follower):
    publish()
    helix.api.following.follow(settings())
    assert follower["anna"].push["article_id"] == "dress"
    assert follower["nobody"] is None
    assert follower["is stopped"]
    assert follower["is closed"]
    assert follower["state"] == "followed.json"


def test_before_the_first_build_it_knows_nobody(settings, follower):
    helix.api.following.follow(settings())
    assert follower["anna"] is None
