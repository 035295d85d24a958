"""One customer: what to offer and why, when, and what the customer bought."""

from __future__ import annotations

import altair as alt
import polars as pl
import streamlit as st

from helix.dashboard.build import Build, section
from helix.dashboard.charts import BLUE, HEIGHT, bars
from helix.reading.customer_view import CustomerView
from helix.reading.records import Recommendation
from python_ml.problems import Unknown
from python_ml.reporting.sentences import HEADLINE_HORIZON, counted, percent

PROBABILITY = st.column_config.NumberColumn("probability", format="percent")


def show(build: Build) -> None:
    """Draw the page."""
    if build.hides_customers:
        st.info("Customers are hidden: turn off *Hide customers* to see one.")
        return
    wanted = st.text_input("Customer", key="customer_id", placeholder="an id").strip()
    if not wanted:
        st.markdown("Write the id of a customer, as the shop has it.")
        return
    try:
        view = CustomerView(build.reader, wanted)
    except Unknown as problem:
        st.warning(str(problem))
        return
    with section("What to offer"):
        _offers(view)
    with section("When the next order comes"):
        _next_order(view)
    with section("At which hour"):
        _hours(build, view)
    with section("What was bought"):
        _history(build, view)


def _offers(view: CustomerView) -> None:
    offers = view.recommendations
    if not offers:
        st.markdown(f"{view.left_out}.")
        return
    excluded = st.multiselect(
        "What if these were left out?", [_label(offer) for offer in offers], key="excluded"
    )
    kept = [offer for offer in offers if _label(offer) not in excluded]
    probability = sum(offer.purchase_probability or 0 for offer in kept)
    lost = sum(offer.purchase_probability or 0 for offer in offers) - probability
    without = f", {lost:.2f} fewer than with all of the list" if excluded else ""
    st.markdown(
        f"{counted(len(kept), 'offer')}, of which {probability:.2f} are expected to be bought by "
        f"{view.cutoff.label_until}{without}."
    )
    rows = [
        {
            "place": place,
            "article": _label(offer),
            "probability": offer.purchase_probability,
            "reason": offer.reason,
        }
        for place, offer in enumerate(kept, start=1)
    ]
    st.dataframe(rows, hide_index=True, width="stretch", column_config={"probability": PROBABILITY})


def _label(offer: Recommendation) -> str:
    return f"{offer.name or 'without a name'} ({offer.article_id})"


def _next_order(view: CustomerView) -> None:
    predicted = view.next_purchase
    if predicted is None:
        st.markdown("This build predicts no next order of this customer.")
        return
    likely = {days: value for days, value in predicted.probabilities.items() if value is not None}
    expected = f", and the median day of it is {predicted.expected_on}" if predicted.expected_on else ""
    if not likely:
        st.markdown("The shop is too young to say.")
        return
    days = HEADLINE_HORIZON if HEADLINE_HORIZON in likely else max(likely)
    st.markdown(f"An order within {days} days has a probability of {percent(likely[days])}{expected}.")
    frame = pl.DataFrame({"days": list(likely), "probability": list(likely.values())})
    st.altair_chart(
        alt.Chart(frame)
        .mark_line(color=BLUE, point={"size": 70, "color": BLUE})
        .encode(
            x=alt.X("days:Q", title="days from today"),
            y=alt.Y(
                "probability:Q", title="P(order)", axis=alt.Axis(format="%"), scale=alt.Scale(domain=[0, 1])
            ),
            tooltip=["days", alt.Tooltip("probability", format=".1%")],
        )
        .properties(height=HEIGHT),
        width="stretch",
    )


def _hours(build: Build, view: CustomerView) -> None:
    hours = build.ask("at_which_hours_does_a_customer_buy", customer_id=view.customer.customer_id)
    if hours.is_empty():
        st.markdown("No hour is known: the sales have no time of day.")
        return
    best = hours.sort("probability", "hour_of_day", descending=[True, False]).row(0, named=True)
    hour = st.slider("What if it were sent at", 0, 23, best["hour_of_day"], format="%d:00", key="hour")
    chosen = hours.filter(pl.col("hour_of_day") == hour)["probability"].item()
    likeliest = f"{best['hour_of_day']}:00, the likeliest"
    against = "" if hour == best["hour_of_day"] else f", and {best['probability']:.1%} from {likeliest}"
    st.markdown(
        f"{chosen:.1%} of the customer's orders are expected in the hour from "
        f"{likeliest if hour == best['hour_of_day'] else f'{hour}:00'}{against} (known from: {best['basis']})."
    )
    st.altair_chart(bars(hours, "hour_of_day", "probability", "hour", "share of orders"), width="stretch")


def _history(build: Build, view: CustomerView) -> None:
    days = build.ask("what_has_a_customer_bought", customer_id=view.customer.customer_id)
    if days.is_empty():
        st.markdown("Nothing was bought yet.")
        return
    money = days["spent"].sum()
    worth = f" for {money:,.2f}" if money else ""
    st.markdown(
        f"{counted(days['articles'].sum(), 'article')} on {counted(days.height, 'day')}{worth}, "
        f"the last on {days['sold_on'].max()}."
    )
    st.altair_chart(bars(days, "sold_on", "units", "day", "units", form="T"), width="stretch")
