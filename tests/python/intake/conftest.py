import re
from pathlib import Path

import pytest

from python_ml.intake import check_raw_input, read_source
from python_ml.problems import BadInput

PROJECT = Path(__file__).parents[3]
OR_MAP = re.compile(", or let `helix check [^`]* --write` map it")
SALE = "customer_id,article_id,sold_at\nc1,a1,2024-03-01\n"


def check(source, raw_path):
    """Check the input of one of the project's own sources."""
    return check_raw_input(read_source(PROJECT, source), raw_path)


def sentence_of(source, raw_path):
    """Sentence with which a build refuses the input; that a mapping would do as well is cut short."""
    with pytest.raises(BadInput) as caught:
        check(source, None if raw_path is None else str(raw_path))
    return OR_MAP.sub(" [or map]", f"{caught.value}.")


def write(folder: Path, **contents):
    """Write CSV files, one a keyword; bytes as they are, text as UTF-8."""
    for name, content in contents.items():
        data = content if isinstance(content, bytes) else content.encode()
        (folder / f"{name}.csv").write_bytes(data)
    return folder


@pytest.fixture
def hm(tmp_path):
    """Write the smallest good folder of the source hm."""
    headers = {file.name: ",".join(file.columns) + "\n" for file in read_source(PROJECT, "hm").files}
    headers["transactions_train"] += "2020-09-22,c1,0108775015,0.05,2\n"
    return write(tmp_path, **headers)
