"""The small words that sentences about raw files are made of."""

from collections.abc import Sequence

LONGEST_VALUE = 60
MOST_COLUMNS = 30


def joined(words: Sequence[str], last: str) -> str:
    """Enumerate words as prose: ``a, b and c``.

    Parameters
    ----------
    words : sequence of str
        At least one.
    last : str
        The conjunction before the last word, ``and`` or ``or``.
    """
    if len(words) == 1:
        return words[0]
    return f"{', '.join(words[:-1])} {last} {words[-1]}"


def shown(value: str) -> str:
    """Quote a value from a file, cut to ``LONGEST_VALUE`` characters, on one line whatever it holds."""
    return repr(value if len(value) <= LONGEST_VALUE else value[:LONGEST_VALUE] + "…")


def shown_columns(columns: Sequence[str]) -> str:
    """List the columns of a file, cut to ``MOST_COLUMNS`` names."""
    names = [shown(column)[1:-1] for column in columns[:MOST_COLUMNS]]
    hidden = len(columns) - len(names)
    return ", ".join(names) + (f" and {hidden} more" if hidden else "")
