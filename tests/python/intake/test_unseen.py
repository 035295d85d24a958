"""Signs that steer a terminal or that nobody sees are the same ones in Python, in SQL and in what dbt refuses."""

import sys
import unicodedata

import pytest

from python_ml.printing import printable
from tests.python.intake.staging_macros import Refused, read, staging_macros

# A text in a database or a file cannot hold half of a pair, nor can a name.
SIGNS = [chr(code) for code in range(sys.maxunicode + 1) if unicodedata.category(chr(code)) != "Cs"]
HIDDEN = {sign for sign in SIGNS if printable(sign) != sign}
BLANKS = {sign for sign in HIDDEN if unicodedata.category(sign) == "Zs"}
# Which these are depends on the version of Unicode that a database knows.
UNASSIGNED = {sign for sign in SIGNS if unicodedata.category(sign) == "Cn"}


@pytest.fixture(scope="module")
def macros():
    return staging_macros()


def test_tables_show_no_sign_that_python_hides(macros):
    shown = read(macros.printable_text("text"), SIGNS)
    assert {sign for sign in SIGNS if shown[sign] != sign} - UNASSIGNED == HIDDEN - BLANKS - UNASSIGNED


def test_refusals_show_no_sign_that_python_hides(macros):
    text = "".join(SIGNS)
    with pytest.raises(Refused) as refused:
        macros.refuse(text)
    shown = zip(SIGNS, str(refused.value), strict=True)
    assert {sign for sign, becomes in shown if becomes != sign} == HIDDEN


def test_a_refusal_keeps_what_one_sees(macros):
    with pytest.raises(Refused, match=r"^The file Größe «M» 靴 😀\.csv has no rows\.$"):
        macros.refuse("The file Größe «M» 靴 😀.csv has no rows.")
