import pytest

from tests.python.services.postgres import running_postgres


@pytest.fixture(scope="session")
def postgres():
    """A server with a PostgreSQL of Debian's; what asks for it is skipped where there is none."""
    with running_postgres() as server:
        yield server


@pytest.fixture(params=["sqlite", "postgresql"])
def place(request, tmp_path):
    """Where a journal may be that nobody has opened yet."""
    if request.param == "sqlite":
        return str(tmp_path / "journal.sqlite")
    server = request.getfixturevalue("postgres")
    return server.url(server.new_database())
