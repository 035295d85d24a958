"""What several tests of publishing start from."""

import pytest


@pytest.fixture
def published(tmp_path):
    """Where builds are published: nothing is there yet."""
    return tmp_path / "published"
