"""``helix serve``: the HTTP interface."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

import click

from python_ml.problems import Problem
from python_ml.publishing.places import published_folder

SCOPES = ("read", "write", "admin")
PACKAGES = ("fastapi", "prometheus_client", "uvicorn")


@click.command()
@click.option(
    "--host",
    default="127.0.0.1",
    show_default=True,
    help="Where to listen; any other needs --keys.",
)
@click.option(
    "--port", type=click.IntRange(0, 65535), default=8000, show_default=True, help="0 for a free one."
)
@click.option(
    "--workers", type=click.IntRange(1, 64), default=1, show_default=True, help="Processes that answer."
)
@click.option(
    "--keys", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE", help="Keys of clients, hashed."
)
@click.option(
    "--new-key", metavar="NAME", help="Only make a key for NAME, add it to --keys, and print it once."
)
@click.option(
    "--scope",
    type=click.Choice(SCOPES),
    default="read",
    show_default=True,
    help="What the new key may do; each may do what those before it may.",
)
@click.option(
    "--journal",
    metavar="PLACE",
    envvar="HELIX_JOURNAL",
    help="An SQLite file or a postgresql:// URL, which HELIX_JOURNAL may hold.  [default: build/journal.sqlite]",
)
@click.option(
    "--fresh",
    metavar="PLACE",
    envvar="HELIX_FRESH",
    help="Answers newer than the build: a file or a URL of Redis, which HELIX_FRESH may hold.  [default: a file]",
)
@click.option(
    "--origin",
    "origins",
    multiple=True,
    metavar="URL",
    help="A web page that may ask from a browser; repeat it for more.",
)
@click.option(
    "--rate",
    type=click.IntRange(min=0),
    default=2000,
    show_default=True,
    help="Most requests a second of one client; 0 for no limit.",
)
@click.option(
    "--max-body",
    "most_bytes",
    type=click.IntRange(min=1),
    default=1_000_000,
    show_default=True,
    help="Longest body, in bytes.",
)
@click.option(
    "--patience",
    "patience_seconds",
    type=click.FloatRange(min=0.1),
    default=10,
    show_default=True,
    help="Seconds within which a client must have sent its request.",
)
@click.option(
    "--vars",
    "variables",
    default="{}",
    metavar="YAML",
    help="dbt's variables of a build that POST /model/retrain starts.",
)
def serve(
    host: str,
    port: int,
    workers: int,
    keys: Path | None,
    new_key: str | None,
    scope: str,
    journal: str | None,
    fresh: str | None,
    origins: tuple[str, ...],
    rate: int,
    most_bytes: int,
    patience_seconds: float,
    variables: str,
) -> None:
    """Answer over HTTP: lists, feedback, the push plan, the model.

    /docs is the page of the interface. Without --keys only this machine may ask.
    """
    require_packages()
    from helix.api.keys import new_key as make_key
    from helix.api.serving import serve as run
    from helix.api.settings import Settings
    from helix.journal.place import default_place
    from helix.reading.lookup import SERVING, default_answers

    if new_key is not None:
        if keys is None:
            raise click.UsageError("--new-key needs --keys FILE, where its hash is kept")
        click.echo(make_key(keys, new_key, scope))
        return
    published = published_folder().resolve()
    run(
        Settings(
            published=published,
            journal=journal or default_place(),
            state=published / SERVING,
            fresh=fresh or str(default_answers(published)),
            keys=keys,
            host=host,
            port=port,
            workers=workers,
            origins=origins,
            most_bytes=most_bytes,
            rate=rate,
            patience_seconds=patience_seconds,
            variables=variables,
        )
    )


def require_packages() -> None:
    """Say in a sentence that the packages of the interface are missing, if they are."""
    missing = [name for name in PACKAGES if find_spec(name) is None]
    if missing:
        raise Problem(
            f"helix serve needs {', '.join(missing)}, which this environment lacks",
            "run `make extras EXTRAS=api`",
        )
