"""The cuts that keep the future out of a model's SQL, and the mutants that lack one of them."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

# The macros of the two comparisons with a cutoff, rewritten so that their uses can be found in what dbt compiles.
MARKED = ("before_cutoff", "in_label_window")
MARKED_USE = re.compile(r"/\*(before_cutoff|in_label_window)\*/(.*?)/\*cut\*/", re.DOTALL)
JOINED = re.compile(r"\b\w+\.as_of\s*=\s*\w+\.as_of\b")
USING = re.compile(r"\busing\s*\((.*?)\)")
PARTITION = re.compile(r"\bpartition\s+by\s+(.*?)(?=\s*(?:\b(?:order\s+by|rows|range)\b|\)))", re.DOTALL)
GROUP = re.compile(
    r"\bgroup\s+by\s+(.*?)(?=\s*(?:\b(?:having|qualify|order\s+by|window|union)\b|\)|\Z))", re.DOTALL
)
CUTOFF = re.compile(r"(\w+\.)?as_of")


@dataclass(frozen=True)
class Cut:
    """A model without one of its cuts.

    Attributes
    ----------
    model
        Name of the model.
    how
        ``before_cutoff dropped``, ``join``, ``partition by`` and so on.
    text
        The cut, in one line.
    number
        1 for the first cut of the model that is the same to the letter, 2 for the next.
    sql
        The model's compiled SQL without the cut.
    """

    model: str
    how: str
    text: str
    number: int
    sql: str

    @property
    def name(self) -> str:
        """What the table of kills and the list of equivalent mutants call it."""
        again = f" ({self.number})" if self.number > 1 else ""
        return f"{self.model}: {self.how}: {self.text}{again}"


def mark_cuts(project: Path) -> None:
    """Make the two macros of a copy of the project write a comment around each comparison."""
    for name in MARKED:
        path = project / "macros" / "split" / f"{name}.sql"
        head, body, end = re.split(r"(?<=-%\})\n|\n(?=\{%-)", path.read_text().split("#}\n", 1)[-1].strip())
        path.write_text(f"{head}\n/*{name}*/{body.strip()}/*cut*/\n{end}\n")


def cuts(model: str, sql: str) -> list[Cut]:
    """The mutants of a model: each lacks one cut.

    Parameters
    ----------
    model
        Name of the model.
    sql
        Its SQL, compiled in a project with marked cuts.
    """
    seen: Counter[tuple[str, str]] = Counter()
    found = []
    for how, text, mutated in _edits(sql):
        line = " ".join(text.split())
        seen[how, line] += 1
        found.append(Cut(model, how, line, seen[how, line], mutated))
    return found


def _edits(sql: str) -> Iterator[tuple[str, str, str]]:
    """Kind of the cut, its text, and the SQL without it."""
    for use in MARKED_USE.finditer(sql):
        macro, comparison = use.groups()
        upper, inclusive = comparison.rsplit(" < ", 1), " <= "
        yield f"{macro} dropped", comparison, _with(sql, use.span(), "true")
        yield f"{macro} inclusive", comparison, _with(sql, use.span(), inclusive.join(upper))
    for use in JOINED.finditer(sql):
        yield "join", use.group(), _with(sql, use.span(), "true")
    for pattern, how in ((USING, "join"), (PARTITION, "partition by"), (GROUP, "group by")):
        for use in pattern.finditer(sql):
            items = _items(use.group(1))
            kept = [item for item in items if not CUTOFF.fullmatch(item)]
            if len(kept) < len(items):
                yield how, use.group(), _without(sql, use, kept, how)


def _items(text: str) -> list[str]:
    """The items of a list in SQL; commas within brackets divide nothing."""
    items, depth = [""], 0
    for character in text:
        depth += (character == "(") - (character == ")")
        if character == "," and not depth:
            items.append("")
        else:
            items[-1] += character
    return [item.strip() for item in items]


def _without(sql: str, use: re.Match[str], kept: list[str], how: str) -> str:
    clause = use.group()[: use.start(1) - use.start()]
    if how == "join":
        return _with(sql, use.span(), f"{clause}{', '.join(kept)})")
    shorter = _with(sql, use.span(), f"{clause}{', '.join(kept)}" if kept else "")
    return _with_earliest_cutoff(shorter, use.start()) if how == "group by" else shorter


def _with_earliest_cutoff(sql: str, group: int) -> str:
    """Let the query that ends with a group by say the earliest cutoff of a group, instead of one group for each."""
    depth, start = 0, group
    while start > 0 and not (depth == 0 and re.match(r"select\b", sql[start:])):
        start -= 1
        depth += (sql[start] == ")") - (sql[start] == "(")
    earliest = re.sub(r"((?:\w+\.)?as_of)(?=,|\n)", r"min(\1) as as_of", sql[start:group], count=1)
    return sql[:start] + earliest + sql[group:]


def _with(sql: str, span: tuple[int, int], put: str) -> str:
    return sql[: span[0]] + put + sql[span[1] :]
