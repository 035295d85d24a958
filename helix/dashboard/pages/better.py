"""The lists beside simple lists: by measure, by segment, by week, by probability, by variety."""

from __future__ import annotations

import polars as pl
import streamlit as st

from helix.dashboard.build import Build, section
from helix.dashboard.charts import by_week, intervals, reliability
from python_ml.reporting.sentences import (
    MEASURE,
    ORACLE,
    concentration_meaning,
    counted,
    probabilities_meaning,
    ranker_verdict,
    weeks_meaning,
)

EVERYBODY = "all"


def show(build: Build) -> None:
    """Draw the page."""
    with section("Against simple lists"):
        comparisons = build.ask("does_the_ranker_beat_its_baselines")
        st.markdown(ranker_verdict(comparisons.to_dicts()))
        measured = comparisons.filter((pl.col("metric") == MEASURE) & (pl.col("baseline") != ORACLE))
        if not measured.is_empty():
            st.altair_chart(
                intervals(
                    measured, "baseline", "difference", "lead of the lists in NDCG, with its 95 % interval"
                ),
                width="stretch",
            )
            with st.expander("All measures"):
                st.dataframe(comparisons, hide_index=True, width="stretch")
    with section("For which customers"):
        _segments(build)
    with section("Week by week"):
        _weeks(build)
    with section("Whether probabilities are right"):
        deciles = build.ask("are_purchase_probabilities_right")
        st.markdown(probabilities_meaning(deciles.to_dicts()))
        if not deciles.is_empty():
            st.altair_chart(reliability(deciles, "share_foretold", "share_bought"), width="stretch")
    with section("How varied the lists are"):
        lists = build.ask("how_concentrated_are_the_lists")
        st.markdown(concentration_meaning(lists.to_dicts()))
        st.dataframe(lists, hide_index=True, width="stretch")


def _segments(build: Build) -> None:
    gains = build.ask("for_which_customers_is_the_ranker_worth_it").filter(
        (pl.col("baseline") != ORACLE) & (pl.col("segment") != EVERYBODY)
    )
    if gains.is_empty():
        st.markdown("No test window has closed yet.")
        return
    baseline = st.selectbox("Compared with", sorted(gains["baseline"].unique()), key="baseline")
    compared = gains.filter(pl.col("baseline") == baseline)
    better = compared.filter(pl.col("verdict") == "worth it")["segment"].to_list()
    names = ", ".join(better) if better else "no kind of customer"
    st.markdown(f"A lead larger than chance for {names}, of {counted(compared.height, 'kind')}.")
    st.altair_chart(intervals(compared, "segment", "gain", "lead in NDCG"), width="stretch")


def _weeks(build: Build) -> None:
    weeks = build.ask("how_good_were_the_lists_each_week")
    if weeks.is_empty():
        st.markdown(weeks_meaning([]))
        return
    kinds = sorted(weeks["segment"].unique(), key=lambda kind: (kind != EVERYBODY, kind))
    kind = st.selectbox("Customers", kinds, key="segment")
    measured = weeks.filter(pl.col("segment") == kind).sort("as_of")
    st.markdown(weeks_meaning(measured.to_dicts()))
    st.altair_chart(by_week(measured, "as_of", "ranker_ndcg", "simple_ndcg", "NDCG"), width="stretch")
    st.caption("Blue: the lists, with their 95 % interval. Orange: the simple list that did best that week.")
