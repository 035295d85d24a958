import sys
import unicodedata

import pytest

from python_ml.printing import printable


@pytest.mark.parametrize(
    "text", ["", "C00012", "Strap top", "Größe «M» 靴 😀", "e\u0301", "=1+1", "\u0e01\u0e33"]
)
def test_what_one_sees_stays(text):
    assert printable(text) == text


def test_every_other_character_becomes_a_blank():
    hidden = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
    for code in range(sys.maxunicode + 1):
        if unicodedata.category(chr(code)) in hidden:
            assert printable(f"a{chr(code)}b") == "a b", hex(code)


@pytest.mark.parametrize("code", [0xA0, 0x34F, 0x115F, 0x2800, 0x3000, 0x3164, 0xFE0F, 0xFFA0, 0xE0100])
def test_what_is_called_printable_and_is_not_seen(code):
    assert printable(f"a{chr(code)}b") == "a b"
