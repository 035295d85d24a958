from concurrent.futures import Future
from types import SimpleNamespace

from helix.api import metrics
from helix.api.exposures import ExposureLog
from python_ml.problems import NoRoom


def lost():
    return metrics.EXPOSURES_LOST._value.get()


def test_what_the_journal_refuses_is_counted_as_lost(caplog):
    stored = Future()
    log = ExposureLog(SimpleNamespace(submit=lambda events: stored))
    before = lost()
    log.add(["a", "b"])
    stored.set_exception(NoRoom("the disk is full"))
    log.flush()
    assert lost() == before + 2
    assert "did not take what was shown" in caplog.text


def test_what_waits_for_the_disk_is_bounded():
    futures = [Future(), Future()]
    waiting = iter(futures)
    log = ExposureLog(SimpleNamespace(submit=lambda events: next(waiting)), most_waiting=1)
    before = lost()
    log.add(["a"])
    log.add(["b", "c", "d"])
    assert lost() == before + 3
    futures[0].set_result(1)
    log.add(["e"])
    assert lost() == before + 3
