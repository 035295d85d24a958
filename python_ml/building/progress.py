"""Progress of a long step, as records of a logger: who runs the build decides where they appear."""

import logging
import time
from collections.abc import Callable

LOGGER = logging.getLogger("python_ml.progress")


def report(step: str, every_seconds: float = 5.0) -> Callable[[str], None]:
    """A function that logs its text with the step's name and the seconds since it began, at most every so often."""
    started = last_logged = time.monotonic()

    def log(text: str) -> None:
        nonlocal last_logged
        now = time.monotonic()
        if now - last_logged >= every_seconds:
            last_logged = now
            LOGGER.info("%s %5.0f s  %s", step, now - started, text, extra={"step": step, "text": text})

    return log


def notice(step: str) -> Callable[[str], None]:
    """A function that logs its text with the step's name, every time."""
    return lambda text: LOGGER.info("%s  %s", step, text, extra={"step": step, "text": text})
