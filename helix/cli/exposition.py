"""Figures in Prometheus's text format, version 0.0.4."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

TYPE = "gauge"


@dataclass(frozen=True)
class Gauge:
    """A figure that may rise and fall.

    Attributes
    ----------
    name
        Ends in its unit.
    text
        What it is.
    values
        Each with its labels, none of which is an id of a customer or an article.
    """

    name: str
    text: str
    values: Iterable[tuple[Mapping[str, str], float]]


def exposition(gauges: Iterable[Gauge]) -> str:
    """Return all figures as text; one without values has none.

    Examples
    --------
    >>> print(exposition([Gauge("rows", "Rows read.", [({"table": "a"}, 2.0)])]), end="")
    # HELP rows Rows read.
    # TYPE rows gauge
    rows{table="a"} 2.0
    """
    return "".join(f"{line}\n" for gauge in gauges for line in _lines(gauge))


def _lines(gauge: Gauge) -> Iterator[str]:
    values = list(gauge.values)
    if not values:
        return
    yield f"# HELP {gauge.name} {_escaped(gauge.text)}"
    yield f"# TYPE {gauge.name} {TYPE}"
    for labels, value in values:
        named = ",".join(f'{name}="{_quoted(text)}"' for name, text in labels.items())
        yield f"{gauge.name}{f'{{{named}}}' if named else ''} {value!r}"


def _escaped(text: str) -> str:
    return text.replace("\\", r"\\").replace("\n", r"\n")


def _quoted(text: str) -> str:
    return _escaped(text).replace('"', r"\"")
