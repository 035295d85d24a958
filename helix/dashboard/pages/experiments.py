"""Experiments: none are run yet."""

from __future__ import annotations

import streamlit as st

from helix.dashboard.build import Build


def show(build: Build) -> None:
    """Draw the page."""
    st.markdown("No experiment has been run: this build has no results of any.")
