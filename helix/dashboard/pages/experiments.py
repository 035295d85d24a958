"""What came of experiments, what the shop earns, and what the journal has of what was shown and answered."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from contextlib import closing

import polars as pl
import streamlit as st

from helix.dashboard.build import Build, section
from helix.dashboard.charts import intervals, lying_bars, stacked_bars
from helix.journal import Assignment, Event, Response
from helix.journal.place import default_place, existing_journal
from python_ml.problems import Unknown
from python_ml.reporting.sentences import counted

# Events that are looked at: a page must not read a journal of years.
LATEST = 20_000


def show(build: Build) -> None:
    """Draw the page."""
    with section("What came of each experiment"):
        _results(build)
    with section("What the shop earns"):
        _earnings(build)
    with section("Arms"):
        events = _latest_events()
        _arms(events)
    if not events:
        return
    with section("What was written down"):
        _kinds(events)
    with section("Answers by channel"):
        _answers([event for event in events if isinstance(event, Response)])


def _results(build: Build) -> None:
    results = build.ask("what_came_of_each_experiment")
    if results.is_empty():
        st.markdown("No experiment has begun; `helix experiment plan` says how many customers one takes.")
        return
    for advice in results.select("experiment", "arm", "advice").unique(maintain_order=True).to_dicts():
        st.markdown(f"{advice['experiment']}, {advice['arm']}: {advice['advice']}")
    read = results.drop_nulls("change").with_columns(
        pl.concat_str("experiment", "arm", "metric", separator=", ").alias("what")
    )
    if not read.is_empty():
        st.altair_chart(
            intervals(read, "what", "change", "change against the control, with its 95 % interval"),
            width="stretch",
        )


def _earnings(build: Build) -> None:
    earned = build.ask("what_does_the_shop_earn")
    st.markdown(
        "By last touch, a list has whatever was bought after it, anyway or not; only a holdout says what is added."
    )
    aimed = earned.drop_nulls(["target", "value"])
    for row in aimed.iter_rows(named=True):
        figure = pl.DataFrame(
            [row | {"what": f"{row['metric']}, {row['reading']}"}], infer_schema_length=None
        )
        title = f"{row['metric'].replace('_', ' ')}; the line is the target of {row['target']:.0%}"
        st.altair_chart(
            intervals(figure, "what", "value", title, compared_with=row["target"]), width="stretch"
        )
    st.dataframe(earned, hide_index=True, width="stretch")


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
