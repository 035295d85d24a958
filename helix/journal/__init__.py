"""The journal: what was shown, to whom, with what probability, and what they did. Append-only.

The dbt variable `journal_path` names it: an SQLite file or a PostgreSQL database, which `open_journal` opens for those
who append while customers wait, and of which `Journal` says what it promises; or a folder, with one for each kind::

    journal/
      exposures/     what was shown, article by article
      shown_lists/   what was shown, list by list: a build reads it as exposures
      responses/     what they did with it
      assignments/   who is in which arm of an experiment
      opt_outs/      who wants no push
      pushes/        what was sent

Each holds *segments*: files that never change once they have their name, of newline JSON (`.ndjson`, an event a line)
or Parquet (`.parquet`, an event a row), in UTF-8. An event has the fields of its class in `helix.journal.events`; a
field more does no harm.

* **Whole or not at all.** A segment is written under a name that begins with `_` (`unfinished`), brought to disk, and
  renamed. Nothing reads a name that begins with `_` or a dot: neither dbt nor Spark.
* **At least once.** A writer that does not know whether it wrote an event writes it again under the same `event_id`.
  Of a kind's events with the same id the earliest counts; the others are counted in `int_journal_segments`.
* **Anybody may add.** Several writers write beside each other: a segment's name holds when it was begun and by whom.
* **Nothing stops it.** A line that cannot be used is a row of `int_rejected_rows` with its reason.
* **Moments** are written with their offset from UTC, such as `2026-01-02T10:00:00+00:00`; a build turns them into the
  shop's local time (the variable `timezone`). Without an offset they are taken for local time.
* **Known on.** Each event has the day on which it was known, `known_on`: history is joined on it as sales are on their
  day, so that no cutoff sees an event that came after it.

In a build, only `models/staging/journal` reads it; what a source has of its own, such as the files `opt_outs` and
`pushes`, is added there under the same columns.
"""

from helix.journal.events import (
    EVENTS,
    RESPONSES,
    Assignment,
    Event,
    Exposure,
    OptOut,
    Push,
    Response,
    ShownList,
    as_event,
    as_line,
    segment,
    unfinished,
)
from helix.journal.place import open_journal
from helix.journal.store import Journal, Recorded

__all__ = [
    "EVENTS",
    "RESPONSES",
    "Assignment",
    "Event",
    "Exposure",
    "Journal",
    "OptOut",
    "Push",
    "Recorded",
    "Response",
    "ShownList",
    "as_event",
    "as_line",
    "open_journal",
    "segment",
    "unfinished",
]
