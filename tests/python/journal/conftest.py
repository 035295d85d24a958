import pytest


@pytest.fixture(params=["sqlite"])
def place(request, tmp_path):
    """Where a journal may be that nobody has opened yet."""
    return str(tmp_path / "journal.sqlite")
