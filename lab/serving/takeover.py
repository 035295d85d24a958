"""A new build published under load: nobody may notice but by what is answered."""

from __future__ import annotations

import threading
import time
from pathlib import Path

from lab.serving.load import Outcome, run_load
from lab.serving.questions import is_of_one_build, lists_of
from lab.serving.server import helix_server
from lab.serving.shop import publish_shop
from lab.serving.stores import customer_ids

RATE = 500.0
ARTICLES = 2000


def measure_takeover(state: Path, customers: int, seconds: float, builds: int, rate: float = RATE) -> Outcome:
    """Publish builds at even intervals while lists are asked for.

    Parameters
    ----------
    state
        A new folder.
    customers
        Size of the shop, which is generated here.
    seconds
        How long to ask.
    builds
        How many to publish meanwhile.
    rate
        Questions a second.

    Returns
    -------
    Outcome
        Whose `wrong` counts answers that mix builds.
    """
    published = state / "published"
    publish_shop(published, customers, ARTICLES, version="0")
    ids = customer_ids((published / "current").resolve())

    def publish() -> None:
        for version in range(1, builds + 1):
            time.sleep(seconds / (builds + 1))
            publish_shop(published, customers, ARTICLES, version=str(version))

    with helix_server(published, state / "server") as server:
        publishing = threading.Thread(target=publish)
        publishing.start()
        outcome = run_load(server.port, lists_of(ids), seconds, rate, is_of_one_build)
        publishing.join()
    return outcome
