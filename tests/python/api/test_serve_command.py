import pytest
from click.testing import CliRunner

import helix.api.serving
import helix.cli.serve
from helix.api.keys import Keys
from helix.cli import main


@pytest.fixture
def helix_serve(tmp_path, monkeypatch):
    """Return a function that runs the command, with its result and the settings that it would have served."""
    monkeypatch.setenv("HELIX_DB", str(tmp_path / "shop.duckdb"))
    monkeypatch.delenv("HELIX_PUBLISHED", raising=False)
    served = []
    monkeypatch.setattr(helix.api.serving, "serve", served.append)

    def run(*arguments):
        result = CliRunner().invoke(main, ["serve", *arguments])
        return result, served[-1] if served else None

    return run


def test_a_key_is_printed_once_and_only_its_hash_is_kept(helix_serve, tmp_path):
    path = tmp_path / "keys.json"
    result, settings = helix_serve("--keys", str(path), "--new-key", "shop", "--scope", "write")
    assert (result.exit_code, settings) == (0, None)
    assert Keys(path).client(result.stdout.strip()).scope == "write"


def test_a_key_needs_a_file(helix_serve):
    result, _ = helix_serve("--new-key", "shop")
    assert result.exit_code == 2
    assert "--new-key needs --keys FILE" in result.stderr


def test_things_lie_beside_the_builds_unless_told(helix_serve, tmp_path, monkeypatch):
    _, settings = helix_serve()
    assert settings.published == tmp_path / "shop.published"
    assert settings.journal == str(tmp_path / "journal.sqlite")
    assert settings.fresh == str(tmp_path / "shop.published" / "serving" / "fresh.sqlite")
    assert (settings.host, settings.port, settings.keys, settings.origins) == ("127.0.0.1", 8000, None, ())
    monkeypatch.setenv("HELIX_JOURNAL", "postgresql://here/shop")
    _, settings = helix_serve("--origin", "https://a.example", "--origin", "https://b.example", "--rate", "5")
    assert settings.journal == "postgresql://here/shop"
    assert (settings.origins, settings.rate) == (("https://a.example", "https://b.example"), 5)


def test_no_other_machine_may_ask_without_keys(tmp_path, monkeypatch):
    monkeypatch.setenv("HELIX_DB", str(tmp_path / "shop.duckdb"))
    result = CliRunner().invoke(main, ["serve", "--host", "0.0.0.0"])
    assert result.exit_code == 1
    assert result.stderr.startswith(
        "helix: 0.0.0.0 can be reached from other machines, and no keys are given"
    )


def test_a_file_of_keys_that_is_none_is_refused_before_anything_starts(tmp_path, monkeypatch):
    monkeypatch.setenv("HELIX_DB", str(tmp_path / "shop.duckdb"))
    result = CliRunner().invoke(main, ["serve", "--keys", str(tmp_path / "keys.json")])
    assert result.exit_code == 1
    assert "can't read the keys" in result.stderr


def test_packages_that_are_missing_are_said_in_a_sentence(helix_serve, monkeypatch):
    monkeypatch.setattr(helix.cli.serve, "PACKAGES", ("fastapi", "no_such_package"))
    result, _ = helix_serve()
    assert result.exit_code == 1
    assert result.stderr == (
        "helix: helix serve needs no_such_package, which this environment lacks: run `make extras EXTRAS=api`\n"
    )
