"""The charts that pages share. Colours are readable on a light and on a dark ground."""

from __future__ import annotations

import altair as alt
import polars as pl

BLUE, ORANGE, GREY = "#3b82f6", "#f59e0b", "#8b95a5"
HEIGHT = 260
# Names of a table's values, for people.
IN_WORDS = "replace(datum.label, /_/g, ' ')"
ROW_HEIGHT = 34
SYMBOLS_NAMED = 20


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


def moves(frame: pl.DataFrame, name: str, before: str, now: str, title: str) -> alt.Chart:
    """Draw for each row where it was, grey, and where it is now, orange if ``is_drift`` and blue if not."""
    rows = alt.Chart(frame).encode(
        y=alt.Y(f"{name}:N", title=None, sort=None, axis=alt.Axis(labelLimit=170, labelExpr=IN_WORDS)),
        tooltip=list(frame.columns),
    )
    x = alt.X(f"{before}:Q", title=title, axis=alt.Axis(format="%"))
    colour = alt.condition("datum.is_drift", alt.value(ORANGE), alt.value(BLUE))
    ways = rows.mark_rule(color=GREY, strokeWidth=2).encode(x=x, x2=f"{now}:Q")
    starts = rows.mark_point(filled=True, size=60, color=GREY).encode(x=x)
    ends = rows.mark_point(filled=True, size=90).encode(x=f"{now}:Q", color=colour)
    return (ways + starts + ends).properties(height=max(90, ROW_HEIGHT * frame.height + 40))


def by_week(frame: pl.DataFrame, week: str, ours: str, simple: str, title: str) -> alt.Chart:
    """Draw our value of each week with its 95 % interval, blue, and that of a simple list, orange."""
    weeks = alt.Chart(frame.with_columns(pl.col(week).cast(pl.String))).encode(
        x=alt.X(f"{week}:O", title=None, axis=alt.Axis(labelAngle=-40)), tooltip=list(frame.columns)
    )
    ranges = weeks.mark_rule(color=BLUE, strokeWidth=3).encode(
        y=alt.Y("ci_low:Q", title=title, scale=alt.Scale(zero=True)), y2="ci_high:Q"
    )
    lines = [
        weeks.mark_line(color=colour, point={"size": 80, "color": colour}).encode(y=f"{value}:Q")
        for value, colour in ((simple, ORANGE), (ours, BLUE))
    ]
    return alt.layer(ranges, *lines).properties(height=HEIGHT)


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


def stacked_bars(frame: pl.DataFrame, x: str, y: str, part: str) -> alt.Chart:
    """Draw an upright bar for each value of a column, made up of its parts."""
    return (
        alt.Chart(frame)
        .mark_bar()
        .encode(
            x=alt.X(f"{x}:O", title=None, axis=alt.Axis(labelAngle=-40)),
            y=alt.Y(f"{y}:Q", title=y),
            color=alt.Color(f"{part}:N", title=None, legend=alt.Legend(orient="bottom", columns=2)),
            tooltip=list(frame.columns),
        )
        .properties(height=HEIGHT + 60)
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


def points(frame: pl.DataFrame, colour: str) -> alt.Chart:
    """Draw articles as circles and customers as crosses at ``x`` and ``y``; no axis, as no direction means anything.

    Parameters
    ----------
    frame
        A row for each point, with columns ``kind``, ``x`` and ``y``.
    colour
        Column whose values have a colour each.
    """
    shapes = alt.Scale(domain=["article", "customer"], range=["circle", "cross"])
    return (
        alt.Chart(frame)
        .mark_point(filled=True, size=45, opacity=0.75)
        .encode(
            x=alt.X("x:Q", axis=None, scale=alt.Scale(zero=False, padding=12)),
            y=alt.Y("y:Q", axis=None, scale=alt.Scale(zero=False, padding=12)),
            shape=alt.Shape("kind:N", scale=shapes, legend=None),
            color=alt.Color(
                f"{colour}:N",
                title=None,
                scale=alt.Scale(scheme="tableau20"),
                legend=alt.Legend(orient="bottom", columns=2, symbolLimit=SYMBOLS_NAMED),
            ),
            tooltip=[column for column in frame.columns if column not in ("x", "y")],
        )
        .properties(height=2 * HEIGHT)
        .interactive()
    )
