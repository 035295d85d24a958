"""One article: whom to tell, what it sells with, and how it sells."""

from __future__ import annotations

import polars as pl
import streamlit as st

from helix.dashboard.build import Build, section
from helix.dashboard.charts import bars, lying_bars
from python_ml.reporting.sentences import counted, trend_meaning

COLUMNS = {
    "customer_id": "customer",
    "place_on_list": "place",
    "days_since_last": "days since last order",
    "purchase_probability": st.column_config.NumberColumn("probability", format="percent"),
    "name": None,
}


def show(build: Build) -> None:
    """Draw the page."""
    wanted = st.text_input(
        "Article", key="article_id", placeholder="an id; the one on most lists without it"
    ).strip()
    chosen = {"article_id": wanted} if wanted else {}
    with section("Whom to tell"):
        audience = build.ask("who_to_tell_about_an_article", **chosen)
        if audience.is_empty():
            st.markdown("It is on nobody's list.")
        else:
            name = audience["name"][0] or "an article without a name"
            st.markdown(
                f"**{name}** is likeliest to be bought by the {counted(audience.height, 'customer')} below, "
                f"by each with a probability of {_span(audience['purchase_probability'])}."
            )
            st.dataframe(build.shown(audience), hide_index=True, width="stretch", column_config=COLUMNS)
    with section("What it sells with"):
        others = build.ask("what_does_an_article_sell_with", **chosen)
        if others.is_empty():
            st.markdown("Nothing is bought with it often enough.")
        else:
            st.markdown(f"Bought with it most, for its size: {others['name'][0] or others['article_id'][0]}.")
            named = others.with_columns(
                pl.format("{} ({})", pl.col("name").fill_null("without a name"), "article_id").alias(
                    "article"
                )
            )
            st.altair_chart(lying_bars(named, "article", "similarity", "similarity"), width="stretch")
    with section("How it sells"):
        weeks = build.ask("how_does_an_article_sell", **chosen)
        st.markdown(trend_meaning(weeks.to_dicts()))
        st.altair_chart(bars(weeks, "weeks_ago", "units", "weeks ago", "units"), width="stretch")


def _span(probabilities: pl.Series) -> str:
    known = probabilities.drop_nulls()
    return f"{known.min():.1%} to {known.max():.1%}" if known.len() else "unknown size"
