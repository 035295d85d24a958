"""The charts that pages share. Colours are readable on a light and on a dark ground."""

from __future__ import annotations

import altair as alt
import polars as pl

BLUE, ORANGE, GREY = "#3b82f6", "#f59e0b", "#8b95a5"
HEIGHT = 260
# Names of a table's values, for people.
IN_WORDS = "replace(datum.label, /_/g, ' ')"
ROW_HEIGHT = 34


def intervals(frame: pl.DataFrame, name: str, value: str, title: str, compared_with: float = 0) -> alt.Chart:
    """Draw a point with its 95 % interval for each row, and a line at the value that means no difference.

    Parameters
    ----------
    frame
        A row each, with columns ``ci_low`` and ``ci_high``.
    name, value
        Columns that hold what a row is called, and its value.
    title
        What the value is, in words.
    compared_with
        Where the line is drawn.
    """
    rows = alt.Chart(frame).encode(
        y=alt.Y(f"{name}:N", title=None, sort=None, axis=alt.Axis(labelLimit=140, labelExpr=IN_WORDS))
    )
    ranges = rows.mark_rule(color=BLUE, strokeWidth=3).encode(
        x=alt.X("ci_low:Q", title=title, scale=alt.Scale(zero=False)), x2="ci_high:Q"
    )
    points = rows.mark_point(filled=True, size=90, color=BLUE).encode(
        x=f"{value}:Q", tooltip=[name, value, "ci_low", "ci_high"]
    )
    line = (
        alt.Chart(pl.DataFrame({"at": [compared_with]}))
        .mark_rule(color=ORANGE, strokeDash=[5, 4])
        .encode(x="at:Q")
    )
    return (line + ranges + points).properties(height=max(90, ROW_HEIGHT * frame.height + 40))


def bars(frame: pl.DataFrame, x: str, y: str, x_title: str, y_title: str, form: str = "O") -> alt.Chart:
    """Draw a bar for each row, upright, in the order of the rows."""
    return (
        alt.Chart(frame)
        .mark_bar(color=BLUE)
        .encode(
            x=alt.X(f"{x}:{form}", title=x_title, sort=None),
            y=alt.Y(f"{y}:Q", title=y_title),
            tooltip=list(frame.columns),
        )
        .properties(height=HEIGHT)
    )


def lying_bars(frame: pl.DataFrame, name: str, value: str, title: str) -> alt.Chart:
    """Draw a bar for each row, from left to right, with its name in full."""
    return (
        alt.Chart(frame)
        .mark_bar(color=BLUE)
        .encode(
            y=alt.Y(f"{name}:N", title=None, sort=None, axis=alt.Axis(labelLimit=170, labelExpr=IN_WORDS)),
            x=alt.X(f"{value}:Q", title=title),
            tooltip=list(frame.columns),
        )
        .properties(height=max(90, ROW_HEIGHT * frame.height + 40))
    )


def reliability(frame: pl.DataFrame, predicted: str, observed: str) -> alt.Chart:
    """Draw observed over predicted shares beside the line on which they are equal."""
    most = max(frame[predicted].max() or 0, frame[observed].max() or 0)
    ends = pl.DataFrame({predicted: [0.0, most], observed: [0.0, most]})
    x = alt.X(f"{predicted}:Q", title="predicted share", axis=alt.Axis(format="%"))
    y = alt.Y(f"{observed}:Q", title="share bought", axis=alt.Axis(format="%"))
    line = alt.Chart(ends).mark_line(color=ORANGE, strokeDash=[5, 4]).encode(x=x, y=y)
    points = (
        alt.Chart(frame)
        .mark_line(color=BLUE, point={"size": 70, "color": BLUE})
        .encode(x=x, y=y, tooltip=list(frame.columns))
    )
    return (line + points).properties(height=HEIGHT)
