"""Cells of a CSV file that a person opens in a spreadsheet."""

from __future__ import annotations

import unicodedata

from python_ml.printing import printable

# A spreadsheet runs a cell that begins so, in their full-width forms too; blanks and quotes before it change nothing.
FORMULA_STARTS = frozenset("=+-@\N{MINUS SIGN}")
QUOTES = ("QUOTATION", "APOSTROPHE", "ACCENT")
CONTROL_STARTS = ("\t", "\r", "\n")
GUARD = "'"


def harmless(text: str) -> str:
    """Return a text as a cell that no spreadsheet runs, without characters that nobody sees.

    An apostrophe stands before what a spreadsheet would take for a formula, also where one that splits lines at
    semicolons would begin another cell.

    Parameters
    ----------
    text
        What the cell says: a name, a message, an id.

    References
    ----------
    OWASP, CSV Injection, https://owasp.org/www-community/attacks/CSV_Injection

    Examples
    --------
    >>> harmless("=1+1"), harmless("A-1")
    ("'=1+1", 'A-1')
    """
    shown = ";".join(map(_guarded, printable(text).split(";")))
    return GUARD + shown if text.startswith(CONTROL_STARTS) and not shown.startswith(GUARD) else shown


def _guarded(part: str) -> str:
    first = next((character for character in part if not _may_stand_before(character)), "")
    # Compatible forms of a sign, such as the full-width one, are the sign.
    return GUARD + part if FORMULA_STARTS.intersection(unicodedata.normalize("NFKC", first)[:1]) else part


def _may_stand_before(character: str) -> bool:
    """Tell whether it is a blank or any kind of quotation mark, by its name in Unicode."""
    return character.isspace() or any(quote in unicodedata.name(character, "") for quote in QUOTES)
