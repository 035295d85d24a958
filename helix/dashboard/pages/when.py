"""Whether the next order and its hour are predicted well."""

from __future__ import annotations

import polars as pl
import streamlit as st

from helix.dashboard.build import Build, section
from helix.dashboard.charts import intervals
from python_ml.reporting.sentences import counted, hours_meaning, order_probabilities_meaning

COLUMNS = {
    "customer_id": "customer",
    "p_7d": st.column_config.NumberColumn("in 7 days", format="percent"),
    "p_30d": st.column_config.NumberColumn("in 30 days", format="percent"),
    "expected_on": st.column_config.DateColumn("expected on"),
    "weekday": st.column_config.NumberColumn("weekday", help="1 is Monday."),
}


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
            with st.expander("All models"):
                st.dataframe(horizons, hide_index=True, width="stretch")
    with section("Hours against habits"):
        measures = build.ask("are_hours_better_than_habits")
        st.markdown(hours_meaning(measures.to_dicts()))
        nats = measures.filter(pl.col("metric") == "hour_nll")
        if not nats.is_empty():
            st.altair_chart(
                intervals(nats, "model", "measured", "nats an order: less is better", nats["measured"].min()),
                width="stretch",
            )
    with section("Who orders soon"):
        soon = build.shown(build.ask("who_orders_soon"))
        if soon.is_empty():
            st.markdown("Nobody is likelier than not to order within 30 days and not yet within a week.")
        else:
            earliest, latest = soon["expected_on"].min(), soon["expected_on"].max()
            st.markdown(
                f"{counted(soon.height, 'customer')} of the likeliest, half of whose next orders are expected "
                f"by {earliest:%Y-%m-%d} to {latest:%Y-%m-%d}."
            )
            st.dataframe(soon, hide_index=True, width="stretch", column_config=COLUMNS)
