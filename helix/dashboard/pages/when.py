"""Whether the next order and its hour are predicted well."""

from __future__ import annotations

import polars as pl
import streamlit as st

from helix.dashboard.build import Build, section
from helix.dashboard.charts import intervals
from python_ml.reporting.sentences import hours_meaning, order_probabilities_meaning


def show(build: Build) -> None:
    """Draw the page."""
    with section("Do as many order as predicted?"):
        horizons = build.ask("are_order_probabilities_right")
        st.markdown(order_probabilities_meaning(horizons.to_dicts()))
        ours = horizons.filter(pl.col("model") == "next_purchase").with_columns(
            pl.format("{} days", "horizon").alias("within")
        )
        if not ours.is_empty():
            st.altair_chart(
                intervals(ours, "within", "predicted_over_observed", "predicted over observed orders", 1),
                width="stretch",
            )
            st.dataframe(horizons, hide_index=True, width="stretch")
    with section("Hours against habits"):
        measures = build.ask("are_hours_better_than_habits")
        st.markdown(hours_meaning(measures.to_dicts()))
        nats = measures.filter(pl.col("metric") == "hour_nll")
        if not nats.is_empty():
            st.altair_chart(
                intervals(nats, "model", "value", "nats an order: less is better", nats["value"].min()),
                width="stretch",
            )
    with section("Who orders soon"):
        st.dataframe(build.shown(build.ask("who_orders_soon")), hide_index=True, width="stretch")
