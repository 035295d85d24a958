"""What becomes of a disk that is full where dbt itself writes: its log, and what it writes down of a run.

dbt ends in tracebacks then, one for each line of its log, and one for its artifacts. They become one sentence.
"""

import logging
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from python_ml.publishing.disk import FULL
from python_ml.publishing.opening import FULL as FULL_IN_WORDS

NO_ROOM = "found no room on the disk"
SENTENCE = (
    f"The build {NO_ROOM}: free space where the database (HELIX_DB), what is published (HELIX_PUBLISHED), dbt's target "
    "folder and its logs lie, or let them lie elsewhere, and build again; published tables are as they were."
)
# What dbt says of an exception that it did not expect.
UNEXPECTED = ("MainEncounteredError", "MainStackTrace")


@dataclass
class DiskWatch:
    """Whether the disk was full, and whether a sentence has said so."""

    was_full: bool = False
    is_said: bool = False

    def is_word_of_it(self, name: str, text: str) -> bool:
        """Take note of an event of dbt; tell whether it only repeats, at length, that the disk is full."""
        self.is_said = self.is_said or NO_ROOM in text
        if name not in UNEXPECTED or not is_full_in_words(text):
            return False
        self.was_full = True
        return True

    def sentence(self, exception: BaseException | None) -> str | None:
        """The sentence to end with, ``None`` if there is nothing to say, or it is said."""
        is_full = self.was_full or (exception is not None and is_full_disk(exception))
        return SENTENCE if is_full and not self.is_said else None

    @contextmanager
    def over_logs(self) -> Iterator[None]:
        """Note, while the block lasts, that a log can't be written for want of room; other errors are shown."""
        show = logging.Handler.handleError

        def note(handler: logging.Handler, record: logging.LogRecord) -> None:
            error = sys.exc_info()[1]
            if error is not None and is_full_disk(error):
                self.was_full = True
            else:
                show(handler, record)

        logging.Handler.handleError = note
        try:
            yield
        finally:
            logging.Handler.handleError = show


def is_full_disk(error: BaseException | None) -> bool:
    """Tell whether an error, or what it came of, is a disk that is full."""
    while error is not None:
        if (isinstance(error, OSError) and error.errno in FULL) or is_full_in_words(str(error)):
            return True
        error = error.__cause__ or error.__context__
    return False


def is_full_in_words(text: str) -> bool:
    """Tell whether a text says that a disk is full."""
    return any(words in text for words in FULL_IN_WORDS)
