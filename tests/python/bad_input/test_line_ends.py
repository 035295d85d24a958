import pytest

from python_ml.intake.line_ends import check_line_ends
from python_ml.problems import BadInput

CHUNKS = [1, 2, 3, 1000]


@pytest.mark.parametrize("chunk_bytes", CHUNKS)
@pytest.mark.parametrize(
    ("content", "place"),
    [
        (b"a\nb\r\nc\n", "line 2 with CRLF and the first one with LF"),
        (b"a\r\nb\r\nc\n", "line 3 with LF and the first one with CRLF"),
        (b"a\r\nb\rc\r\n", "line 2 with CR and the first one with CRLF"),
        (b'a\r\n"b\nb\r\nb",c\nd', "line 4 with LF and the first one with CRLF"),
        (b'a\r\n"b""\n",c\nd', "line 3 with LF and the first one with CRLF"),
    ],
)
def test_mixed_line_ends(tmp_path, content, place, chunk_bytes):
    path = tmp_path / "x.csv"
    path.write_bytes(content)
    with pytest.raises(BadInput) as caught:
        check_line_ends(path, chunk_bytes)
    assert str(caught.value) == f"{path} ends {place}: save it with one kind of line end"


@pytest.mark.parametrize("chunk_bytes", CHUNKS)
@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"a",
        b"a\nb\n",
        b"a\r\nb\r\n\r\n",
        b"a\rb\r",
        b'a\r\n"b\nc",d\r\n',
        b'a\n"b\r\n""\r",d\n',
        b'a\n"b\r',
    ],
)
def test_line_ends_alike(tmp_path, content, chunk_bytes):
    path = tmp_path / "x.csv"
    path.write_bytes(content)
    assert check_line_ends(path, chunk_bytes) is None
