"""What is wrong with the build, what moved since training, what was read and rejected, and what the build took."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date

import polars as pl
import polars.selectors as cs
import streamlit as st

from helix.dashboard.build import Build, section
from helix.dashboard.charts import lying_bars, moves
from python_ml.reporting.health import alerts_meaning, data_meaning, drift_meaning, promises_meaning
from python_ml.reporting.sentences import counted, in_words, rejected_meaning

SHIFTS_DRAWN = 10
IDS = "ids in the sales"
PERCENT = {
    column: st.column_config.NumberColumn(title, format="percent")
    for column, title in {"measured": "that meet", "usual": "usual", "at_least": "at least"}.items()
}


def show(build: Build) -> None:
    """Draw the page."""
    with section("What is wrong"):
        _alerts(build)
    with section("How fresh"):
        _freshness(build)
    with section("What moved since training"):
        _shifts(build)
    with section("Whether promises were kept"):
        promises = build.ask("were_promises_kept")
        st.markdown(promises_meaning(promises.to_dicts()))
        _table(promises)
    with section("Volume and freshness of the data"):
        checks = build.ask("is_the_data_as_usual")
        st.markdown(data_meaning(checks.to_dicts()))
        _table(checks.filter(pl.col("check_name") != IDS))
    with section("Ids that meet"):
        _ids(build)
    with section("What was rejected"):
        reasons = build.ask("which_rows_were_rejected")
        st.markdown(rejected_meaning(reasons.to_dicts()))
        # An example is a raw row, which may be about a customer.
        _table(reasons.drop("example") if build.hides_customers else reasons)
    with section("What the build took"):
        _steps(build)


def _table(frame: pl.DataFrame) -> None:
    if not frame.is_empty():
        # A date that pandas holds would be shown with its midnight.
        days = frame.with_columns(cs.date().cast(pl.String))
        titles = {column: in_words(column) for column in days.columns}
        st.dataframe(days, hide_index=True, width="stretch", column_config=titles)


def _alerts(build: Build) -> None:
    alerts = build.ask("what_is_wrong_with_the_build").to_dicts()
    st.markdown(alerts_meaning(alerts))
    for alert in alerts:
        tell = st.error if alert["severity"] == "error" else st.warning
        tell(f"{_plain(alert['sentence'])}\n\n**What to do:** {_plain(alert['what_to_do'])}")


def _plain(text: str) -> str:
    """Return a text of the shop so that no character of it is read as Markdown."""
    return "".join(f"\\{character}" if character in "\\`*_{}[]<>#+!|$~:" else character for character in text)


def _freshness(build: Build) -> None:
    said = {fact.name: fact.text for fact in build.reader.build_facts() if fact.subject == "shop"}
    last = said.get("last_sold_on")
    if not last:
        st.markdown("This build does not say when the last sale was.")
        return
    age = (date.today() - date.fromisoformat(last)).days
    since = f", {counted(age, 'day')} ago" if age >= 0 else ""
    st.markdown(f"The last sale that this build knows of was on {last}{since}.")


def _shifts(build: Build) -> None:
    shifts = build.ask("which_features_drift")
    st.markdown(drift_meaning(shifts.to_dicts()))
    if shifts.is_empty():
        return
    named = shifts.head(SHIFTS_DRAWN).with_columns(
        pl.format("{}: {}", "feature", pl.col("where_most").fill_null("all")).alias("what")
    )
    st.altair_chart(moves(named, "what", "share_before", "share_now", "share of rows"), width="stretch")
    st.caption("Grey: what was learned from. Blue: now. Orange: now, and drift.")
    with st.expander("In figures"):
        _table(shifts)


def _ids(build: Build) -> None:
    ids = build.ask("is_the_data_as_usual").filter(
        (pl.col("check_name") == IDS) & pl.col("measured").is_not_null()
    )
    if ids.is_empty():
        st.markdown("The source has no files whose ids could fail to meet.")
        return
    least = ids.sort("measured", "detail").row(0, named=True)
    st.markdown(
        f"Of the ids of a file, {least['measured']:.1%} or more occur in the sales; fewest in: {least['detail']}."
    )
    st.dataframe(
        ids.select("detail", *PERCENT, "is_unusual"),
        hide_index=True,
        width="stretch",
        column_config=PERCENT | {"detail": "file", "is_unusual": "unusual"},
    )


def _steps(build: Build) -> None:
    steps = build.reader.build_steps()
    if not steps:
        st.markdown("The build did not measure its steps.")
        return
    slowest = max(steps, key=lambda step: (step.seconds, step.step))
    total = sum(step.seconds for step in steps)
    begun = min(step.started_at for step in steps)
    st.markdown(
        f"Begun on {begun:%Y-%m-%d at %H:%M}: {total:,.0f} seconds in all; most of them, {slowest.seconds:,.0f}, "
        f"went into {in_words(slowest.step)}."
    )
    frame = pl.DataFrame([asdict(step) for step in steps]).select("step", "seconds", "peak_memory_mb")
    st.altair_chart(lying_bars(frame, "step", "seconds", "seconds"), width="stretch")
