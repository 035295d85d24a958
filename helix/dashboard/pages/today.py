"""What is to be sent, what it is worth, and who is left out."""

from __future__ import annotations

import altair as alt
import polars as pl
import streamlit as st

from helix.dashboard.build import Build, section
from helix.dashboard.charts import HEIGHT, lying_bars
from helix.dashboard.download import plan_as_csv
from python_ml.reporting.sentences import exclusions_meaning, plan_meaning


def show(build: Build) -> None:
    """Draw the page."""
    with section("The plan"):
        _plan(build)
    with section("Who is left out"):
        outcomes = build.ask("who_gets_no_push_and_why")
        st.markdown(exclusions_meaning(outcomes.to_dicts()))
        if not outcomes.is_empty():
            st.altair_chart(lying_bars(outcomes, "outcome", "customers", "customers"), width="stretch")
    with section("What to send first"):
        pushes = build.shown(build.ask("what_to_send_today"))
        st.dataframe(pushes, hide_index=True, width="stretch", column_config=COLUMNS)


COLUMNS = {
    "send_at": st.column_config.DatetimeColumn("send at", format="ddd D MMM, HH:mm"),
    "customer_id": "customer",
    "hour_known_from": "hour known from",
    "chance": st.column_config.NumberColumn("probability", format="percent"),
    "worth": st.column_config.NumberColumn("worth", format="%.2f"),
}


def _plan(build: Build) -> None:
    days = build.ask("how_full_is_each_day_of_the_plan")
    st.markdown(plan_meaning(days.to_dicts()))
    if days.is_empty():
        return
    pushes, worth, explorations = st.columns(3)
    pushes.metric("pushes", f"{days['pushes'].sum():,}")
    worth.metric("expected to bring", f"{days['worth'].sum():,.2f}")
    explorations.metric("of them explorations", f"{days['explorations'].sum():,}")
    st.altair_chart(_hours(build.ask("when_is_the_plan_sent")), width="stretch")
    if not build.hides_customers:
        st.download_button(
            "Download the plan",
            lambda: plan_as_csv(build.reader.path),
            "plan.csv",
            "text/csv",
            on_click="ignore",
        )


def _hours(hours: pl.DataFrame) -> alt.Chart:
    days = hours.with_columns(pl.col("send_on").dt.strftime("%a %d %b").alias("day"))
    open_hours = list(range(hours["hour_of_day"].min(), hours["hour_of_day"].max() + 1))
    return (
        alt.Chart(days)
        .mark_rect()
        .encode(
            x=alt.X(
                "hour_of_day:O", title="hour", scale=alt.Scale(domain=open_hours), axis=alt.Axis(labelAngle=0)
            ),
            y=alt.Y("day:N", title=None, sort=None, axis=alt.Axis(labelOverlap=False)),
            color=alt.Color("pushes:Q", scale=alt.Scale(scheme="blues"), legend=alt.Legend(orient="bottom")),
            tooltip=["day", "hour_of_day", "pushes", "explorations", "worth"],
        )
        .properties(height=HEIGHT + 60)
    )
