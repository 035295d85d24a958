"""Text of a shop, made fit to be looked at: on a terminal, in a sentence, or in a file for people."""

# Characters that Unicode calls printable and nobody sees: fillers, joiners, variation selectors, an empty Braille cell.
_UNSEEN_RANGES = (
    *((0x034F, 0x034F), (0x115F, 0x1160), (0x17B4, 0x17B5), (0x180B, 0x180F), (0x2800, 0x2800)),
    *((0x3164, 0x3164), (0xFE00, 0xFE0F), (0xFFA0, 0xFFA0), (0xE0100, 0xE01EF)),
)
UNSEEN = frozenset(chr(code) for first, last in _UNSEEN_RANGES for code in range(first, last + 1))


def printable(text: str) -> str:
    r"""Put a blank in the place of each character that would break a line, steer a terminal or hide.

    These are control characters (C0 and C1), those that change the direction of writing, separators of lines and
    paragraphs, and what takes no room, such as a zero-width space; of each of them a program gets the exact value only.

    Parameters
    ----------
    text
        Such as an id, a name, or a sentence that quotes one.

    Examples
    --------
    >>> printable("red\x1b[31m\u202e text")
    'red [31m  text'
    """
    if text.isascii() and text.isprintable():
        return text
    return "".join(
        character if character.isprintable() and character not in UNSEEN else " " for character in text
    )
