"""Articles and customers in the plane: what the same people buy lies close together."""

from __future__ import annotations

import polars as pl
import streamlit as st

from helix.dashboard.build import Build, section
from helix.dashboard.charts import points
from python_ml.reporting.sentences import counted, map_meaning

COLOURS = ("cluster", "category", "department")
KINDS = {"Articles": "article", "Customers": "customer"}


def show(build: Build) -> None:
    """Draw the page."""
    with section("Who and what lie close together"):
        drawn = build.shown(build.ask("who_and_what_lie_close_together"))
        st.markdown(map_meaning(drawn.to_dicts()))
        if not drawn.is_empty():
            _map(drawn)


def _map(drawn: pl.DataFrame) -> None:
    choice, colours = st.columns(2)
    kinds = choice.pills("Show", list(KINDS), selection_mode="multi", default=list(KINDS), key="map_kinds")
    colour = colours.selectbox("Colour by", COLOURS, key="map_colour")
    of_kind = drawn.filter(pl.col("kind").is_in([KINDS[kind] for kind in kinds]))
    named = st.multiselect(f"Only this {colour}", of_kind[colour].unique().sort().to_list(), key="map_only")
    chosen = of_kind.filter(pl.col(colour).is_in(named)) if named else of_kind
    st.altair_chart(points(chosen, colour), width="stretch")
    st.caption("Circles are articles, crosses customers; only nearness means something, not left or right.")
    with st.expander("In figures"):
        st.markdown(f"{counted(chosen.height, 'point')}.")
        st.dataframe(_counts(chosen, colour), hide_index=True, width="stretch")


def _counts(chosen: pl.DataFrame, colour: str) -> pl.DataFrame:
    return (
        chosen.group_by(colour)
        .agg(
            (pl.col("kind") == "article").sum().alias("articles"),
            (pl.col("kind") == "customer").sum().alias("customers"),
        )
        .sort("articles", "customers", colour, descending=[True, True, False])
    )
