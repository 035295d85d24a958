import pytest

from python_ml.intake.text import check_text
from python_ml.problems import BadInput
from tests.python.intake.conftest import SALE, check, sentence_of, write

TEXT = "a,é\n日本,😀\nz\n".encode()


def broken(path, content, chunk_bytes):
    path.write_bytes(content)
    with pytest.raises(BadInput) as caught:
        check_text(path, chunk_bytes)
    return f"{caught.value}.".removeprefix(str(path))


@pytest.mark.parametrize("chunk_bytes", range(1, len(TEXT) + 2))
def test_characters_across_chunks(tmp_path, chunk_bytes):
    path = tmp_path / "x.csv"
    path.write_bytes(TEXT)
    assert check_text(path, chunk_bytes) is None


@pytest.mark.parametrize("chunk_bytes", range(1, 24))
@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"a\n\xe6\x97\xa5\xe6\x97\n", " is not UTF-8 (byte 4 of line 2 is 0xE6): save it as UTF-8."),
        (b"a,\xe4\n", " is not UTF-8 (byte 3 of line 1 is 0xE4): save it as UTF-8."),
        (b"a\n\nb\xf0\x9f\x98", " is not UTF-8 (byte 2 of line 3 is 0xF0): save it as UTF-8."),
        (b"\xff\xfea\x00,\x00", " is not UTF-8 (byte 1 of line 1 is 0xFF): save it as UTF-8."),
        (
            b"\xe6\x97\xa5\nab\x00\xff",
            " has a NUL character (byte 3 of line 2): "
            "the file is damaged or no text, save it again as UTF-8.",
        ),
        (b"a\xff\x00", " is not UTF-8 (byte 2 of line 1 is 0xFF): save it as UTF-8."),
        # Encodings of nothing: a surrogate, and NUL in two bytes.
        (b"\xed\xa0\x80", " is not UTF-8 (byte 1 of line 1 is 0xED): save it as UTF-8."),
        (b"\xc0\x80", " is not UTF-8 (byte 1 of line 1 is 0xC0): save it as UTF-8."),
    ],
    ids=["cut", "latin", "end", "utf16", "nul", "order", "surrogate", "overlong"],
)
def test_bad_bytes_across_chunks(tmp_path, content, expected, chunk_bytes):
    assert broken(tmp_path / "x.csv", content, chunk_bytes) == expected


@pytest.mark.parametrize("shift", range(-4, 5))
def test_bad_byte_near_the_border_of_a_real_chunk(tmp_path, shift):
    before = b"x\n" * (128 * 1024 + shift)
    expected = f" is not UTF-8 (byte 3 of line {128 * 1024 + shift + 1} is 0xE9): save it as UTF-8."
    assert broken(tmp_path / "x.csv", before + "é".encode() + b"\xe9\n", 256 * 1024) == expected


@pytest.mark.parametrize("name", ["transactions", "articles", "customers"])
def test_every_csv_file_is_read_to_its_end(tmp_path, name):
    contents = {"transactions": SALE, "articles": "article_id\na1\n", "customers": "customer_id\nc1\n"}
    write(tmp_path, **contents)
    with (tmp_path / f"{name}.csv").open("ab") as file:
        file.write(b"c,a\n" * 200_000 + b"\xfc\n")
    line = contents[name].count("\n") + 200_001
    assert sentence_of("files", tmp_path) == (
        f"{tmp_path / name}.csv is not UTF-8 (byte 1 of line {line} is 0xFC): save it as UTF-8 [or map]."
    )


def test_byte_order_mark(tmp_path):
    write(tmp_path, transactions=b"\xef\xbb\xbf" + SALE.encode())
    assert check("files", str(tmp_path)) is None
