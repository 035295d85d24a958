"""Progress of a long step, on standard error."""

import sys
import time
from collections.abc import Callable


def report(step: str, every_seconds: float = 5.0) -> Callable[[str], None]:
    """A function that prints its text after the step's name and the seconds since it began, at most every so often."""
    started = last_printed = time.monotonic()

    def print_line(text: str) -> None:
        nonlocal last_printed
        now = time.monotonic()
        if now - last_printed >= every_seconds:
            last_printed = now
            print(f"  {step} {now - started:5.0f} s  {text}", file=sys.stderr, flush=True)

    return print_line


def notice(step: str) -> Callable[[str], None]:
    """A function that prints its text after the step's name, every time."""
    return lambda text: print(f"  {step}  {text}", file=sys.stderr, flush=True)
