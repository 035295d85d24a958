"""What the journal has of experiments: who was put into which arm, what was shown, and what was answered."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from contextlib import closing

import polars as pl
import streamlit as st

from helix.dashboard.build import Build, section
from helix.dashboard.charts import lying_bars, stacked_bars
from helix.journal import Assignment, Event, Response
from helix.journal.place import default_place, existing_journal
from python_ml.problems import Unknown
from python_ml.reporting.sentences import counted

# Events that are looked at: a page must not read a journal of years.
LATEST = 20_000


def show(_build: Build) -> None:
    """Draw the page."""
    with section("Arms"):
        st.markdown("No build has results of an experiment yet; below is what the journal has.")
        events = _latest_events()
        _arms(events)
    if not events:
        return
    with section("What was written down"):
        _kinds(events)
    with section("Answers by channel"):
        _answers([event for event in events if isinstance(event, Response)])


def _latest_events() -> Sequence[Event]:
    try:
        with closing(existing_journal(default_place())) as journal:
            return [recorded.event for recorded in journal.latest(LATEST)]
    except Unknown:
        return ()


def _arms(events: Iterable[Event]) -> None:
    placed = {
        (event.experiment, event.arm, event.customer_id) for event in events if isinstance(event, Assignment)
    }
    if not placed:
        st.markdown("No customer has been put into an arm: no experiment has been run.")
        return
    arms = Counter((experiment, arm) for experiment, arm, _ in placed)
    customers = {customer_id for *_, customer_id in placed}
    experiments = {experiment for experiment, _ in arms}
    st.markdown(
        f"{counted(len(customers), 'customer')} in {counted(len(arms), 'arm')} of "
        f"{counted(len(experiments), 'experiment')}."
    )
    rows = [(f"{experiment}: {arm}", number) for (experiment, arm), number in sorted(arms.items())]
    frame = pl.DataFrame(rows, schema=["arm", "customers"], orient="row")
    st.altair_chart(lying_bars(frame, "arm", "customers", "customers"), width="stretch")


def _kinds(events: Sequence[Event]) -> None:
    days = Counter((event.occurred_at.date(), event.kind) for event in events)
    first, last = min(day for day, _ in days), max(day for day, _ in days)
    which = f"the latest {LATEST:,} events" if len(events) == LATEST else counted(len(events), "event")
    st.markdown(f"The journal has {which}, from {first} to {last}.")
    rows = [(f"{day}", kind.replace("_", " "), number) for (day, kind), number in sorted(days.items())]
    frame = pl.DataFrame(rows, schema=["day", "kind", "events"], orient="row")
    st.altair_chart(stacked_bars(frame, "day", "events", "kind"), width="stretch")


def _answers(responses: Sequence[Response]) -> None:
    if not responses:
        st.markdown("Nobody has answered yet.")
        return
    answers = Counter((event.channel or "without a channel", event.response) for event in responses)
    (channel, response), number = answers.most_common(1)[0]
    st.markdown(f"{counted(len(responses), 'answer')}, most often {response} ({channel}, {number:,}).")
    rows = [(*answer, number) for answer, number in sorted(answers.items())]
    frame = pl.DataFrame(rows, schema=["channel", "answer", "events"], orient="row")
    st.altair_chart(stacked_bars(frame, "channel", "events", "answer"), width="stretch")
