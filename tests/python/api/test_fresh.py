import pytest

import helix.api.fresh
from helix.api.fresh import FreshAnswers


class Store:
    """A store that fails as long as it is told to."""

    def __init__(self):
        self.error, self.asked = None, 0

    def customer(self, build, customer_id):
        self.asked += 1
        if self.error:
            raise self.error
        return f"{customer_id} of {build}"


@pytest.fixture
def clock(monkeypatch):
    now = [100.0]
    monkeypatch.setattr(helix.api.fresh.time, "monotonic", lambda: now[0])
    return now


def test_a_store_that_fails_is_left_alone_for_a_while(clock, caplog):
    store = Store()
    fresh = FreshAnswers(store)
    assert fresh.customer("b1", "anna") == "anna of b1"
    store.error = ConnectionError("anna is on the line")
    assert [fresh.customer("b1", "anna") for _ in range(3)] == [None] * 3
    assert store.asked == 2
    assert "ConnectionError" in caplog.text
    assert "anna" not in caplog.text
    store.error = None
    clock[0] += helix.api.fresh.PAUSE_SECONDS
    assert fresh.customer("b1", "anna") == "anna of b1"
