"""Where the log of a build goes that is not dbt's own: libraries speak to dbt's log file, progress to the console."""

import logging

from dbt_common.events.base_types import EventLevel
from dbt_common.events.functions import fire_event
from dbt_common.events.types import Note

from python_ml.building.progress import LOGGER as PROGRESS

# What they say of themselves belongs into the log too.
TALKATIVE = ("mlflow",)


class DbtLog(logging.Handler):
    """Hands what is logged to dbt, which writes it into its log file and, with `--debug`, to the console."""

    def emit(self, record: logging.LogRecord) -> None:
        """Hand over one record."""
        fire_event(Note(msg=f"{record.name}: {self.format(record)}"), level=EventLevel.DEBUG)


def set_up() -> None:
    """Send warnings and the records of all loggers to dbt's log; a second call changes nothing.

    Progress goes to the standard error as well, unless somebody has given its logger a handler.
    """
    logging.captureWarnings(True)
    root = logging.getLogger()
    # dbt's tracker configures the root logger when it is imported, to write to the standard error.
    root.handlers = [handler for handler in root.handlers if type(handler) is not logging.StreamHandler]
    if not any(isinstance(handler, DbtLog) for handler in root.handlers):
        root.addHandler(DbtLog())
    for name in TALKATIVE:
        logging.getLogger(name).setLevel(logging.INFO)
    PROGRESS.setLevel(logging.INFO)
    if not PROGRESS.handlers:
        console = logging.StreamHandler()
        console.setFormatter(logging.Formatter("  %(message)s"))
        PROGRESS.addHandler(console)
