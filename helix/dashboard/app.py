"""The pages, and the switch that hides customers."""

from __future__ import annotations

from functools import partial
from types import ModuleType

import streamlit as st

from helix.dashboard.build import Build
from helix.dashboard.pages import article, better, customer, data, experiments, shop_map, today, when
from helix.reading.origin import Origin, origin_of
from helix.reading.reader import Reader
from python_ml.problems import Problem

PAGES: dict[str, tuple[ModuleType, str]] = {
    "today": (today, "Today"),
    "customer": (customer, "A customer"),
    "article": (article, "An article"),
    "better": (better, "Is it better?"),
    "when": (when, "When"),
    "experiments": (experiments, "Experiments"),
    "data": (data, "Drift and data"),
    "map": (shop_map, "Map"),
}


def main() -> None:
    """Draw the page that the address names."""
    st.set_page_config(page_title="Local-Helix", layout="wide")
    pages = [
        st.Page(partial(show_page, name), title=title, url_path=name, default=name == "today")
        for name, (_, title) in PAGES.items()
    ]
    chosen = st.navigation(pages)
    st.sidebar.toggle(
        "Hide customers", key="hides_customers", help="Shows no id and nothing else about one customer."
    )
    chosen.run()


def show_page(name: str) -> None:
    """Draw one page of the build that people read now; a build published meanwhile is shown from the next click on."""
    page, title = PAGES[name]
    st.title(title, anchor=False)
    try:
        with Reader() as reader:
            page.show(Build(reader, st.session_state.get("hides_customers", False)))
            st.caption(origin_line(origin_of(reader.database)))
    except Problem as problem:
        st.error(str(problem))


def origin_line(origin: Origin) -> str:
    """Say which shop, day and build a page is of."""
    day = f", as of {origin.as_of}" if origin.as_of else ""
    later = f"; build {origin.later_build} is later and is not shown" if origin.later_build else ""
    return (
        f"Shop {origin.source or 'without a name'}{day}, build {origin.build or 'not published yet'}{later}"
    )
