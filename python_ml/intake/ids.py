"""An id as a build reads it: the twin, for `helix check`, of the macro `id_as_text`, to which a test holds it."""

import re
import unicodedata
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation

_USUAL = re.compile(r"(?=.*[0-9])[0-9A-Za-z_-]+")
_FLOAT = re.compile(r"[0-9](?:[.][0-9]+)?e[+][0-9]+")
_WRAPPED = re.compile(r""" *(?:=? *"(.*)"|'(.*)'|“(.*)”|'([0-9].*)) *""")
_WHOLE = re.compile(r"(-?[0-9]+)[.]0*")
_WORD_FOR_MISSING = re.compile(
    r"nan|nat|null|none|nil|undefined|missing|<na>|#?n/?a|n[.]a[.]|#value!|#ref!|#name[?]|[\[(<]?null[\])>]?"
    r"|\\n|-+|[?]+|[.]+",
    re.IGNORECASE,
)
# From here on a build reads no id that is written as a float.
_TOO_LARGE = Decimal("1e38")


def id_as_text(text: str) -> str:
    r"""Return an id the same however a program wrote it; an empty text where it stands for nothing.

    Without blanks and quotes around it, invisible characters, a spreadsheet's ``=""`` or the ``.0`` of a float; the
    letter case stays.

    Examples
    --------
    >>> id_as_text('="17850"'), id_as_text("17850.0\t"), id_as_text("0059"), id_as_text("NaN")
    ('17850', '17850', '0059', '')
    """
    if _USUAL.fullmatch(text):
        return text
    if _FLOAT.fullmatch(text):
        return _written_out(text)
    plain = "".join(map(_plain, unicodedata.normalize("NFC", text)))
    wrapped = _WRAPPED.fullmatch(plain)
    bare = "".join(filter(None, wrapped.groups())) if wrapped else plain
    on_one_blank = re.sub(" +", " ", bare.strip(" "))
    whole = _WHOLE.fullmatch(on_one_blank)
    found = whole[1] if whole else on_one_blank
    return "" if _WORD_FOR_MISSING.fullmatch(found) else found


def _plain(character: str) -> str:
    category = unicodedata.category(character)
    if category.startswith("Z") or character in "\t\n\f\r\x85":
        return " "
    return "" if category in ("Cc", "Cf") else character


def _written_out(number: str) -> str:
    try:
        value = Decimal(number).to_integral_value(ROUND_HALF_UP)
    except InvalidOperation:
        return ""
    return str(int(value)) if value < _TOO_LARGE else ""
