"""What was read and rejected, what moved since training, and what the build took."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date

import polars as pl
import streamlit as st

from helix.dashboard.build import Build, section
from helix.dashboard.charts import lying_bars
from python_ml.reporting.sentences import counted, drift_meaning, in_words, rejected_meaning


def show(build: Build) -> None:
    """Draw the page."""
    with section("How fresh"):
        _freshness(build)
    with section("What was rejected"):
        reasons = build.ask("which_rows_were_rejected")
        st.markdown(rejected_meaning(reasons.to_dicts()))
        if not reasons.is_empty():
            # An example is a raw row, which may be about a customer.
            shown = reasons.drop("example") if build.hides_customers else reasons
            st.dataframe(shown, hide_index=True, width="stretch")
    with section("What moved since training"):
        shifts = build.ask("which_features_drift")
        st.markdown(drift_meaning(shifts.to_dicts()))
        if not shifts.is_empty():
            st.altair_chart(
                lying_bars(shifts.head(10), "feature", "shift", "shift of the mean, in standard deviations"),
                width="stretch",
            )
    with section("Ids that meet"):
        _ids(build)
    with section("What the build took"):
        _steps(build)


def _freshness(build: Build) -> None:
    said = {fact.name: fact.text for fact in build.reader.build_facts() if fact.subject == "shop"}
    last = said.get("last_sold_on")
    if not last:
        st.markdown("This build does not say when the last sale was.")
        return
    age = (date.today() - date.fromisoformat(last)).days
    since = f", {counted(age, 'day')} ago" if age >= 0 else ""
    st.markdown(f"The last sale that this build knows of was on {last}{since}.")


def _ids(build: Build) -> None:
    facts = [fact for fact in build.reader.build_facts() if fact.subject.startswith("ids")]
    if not facts:
        st.markdown("The source has no files whose ids could fail to meet.")
        return
    st.dataframe(
        [{"file": fact.detail, "what": f"{fact.subject}: {fact.name}", "ids": fact.value} for fact in facts],
        hide_index=True,
        width="stretch",
    )


def _steps(build: Build) -> None:
    steps = build.reader.build_steps()
    if not steps:
        st.markdown("The build did not measure its steps.")
        return
    slowest = max(steps, key=lambda step: (step.seconds, step.step))
    total = sum(step.seconds for step in steps)
    st.markdown(
        f"{total:,.0f} seconds in all; most of them, {slowest.seconds:,.0f}, went into {in_words(slowest.step)}."
    )
    frame = pl.DataFrame([asdict(step) for step in steps]).select("step", "seconds", "peak_memory_mb")
    st.altair_chart(lying_bars(frame, "step", "seconds", "seconds"), width="stretch")
