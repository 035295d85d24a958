import os
from pathlib import Path

import pytest

from tests.python.intake.conftest import check


@pytest.mark.parametrize(
    ("source", "path"), [("hm", "hm_sample"), ("online_retail", "online_retail/online_retail.parquet")]
)
def test_genuine_files(source, path):
    folder = os.environ.get("HELIX_REAL_DATA")
    if not folder:
        pytest.skip("HELIX_REAL_DATA does not name the folder of real data")
    assert check(source, str(Path(folder) / path)) is None
