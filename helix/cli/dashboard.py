"""``helix dashboard``: the published build in a browser."""

from __future__ import annotations

import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import click

from python_ml.problems import BadInput

SCRIPT = Path(__file__).resolve().parents[1] / "dashboard" / "start" / "script.py"
# Nothing is sent anywhere, and nothing is edited from the browser.
SETTINGS = (
    "--server.headless=true",
    "--server.fileWatcherType=none",
    "--browser.gatherUsageStats=false",
    "--client.toolbarMode=minimal",
    "--client.showErrorDetails=none",
)


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
@click.option("--port", default=8501, show_default=True, type=click.IntRange(1, 65535), help="The port.")
def dashboard(host: str, port: int) -> None:
    """Show the published build in a browser, until Ctrl-C."""
    if find_spec("streamlit") is None:
        raise BadInput("the dashboard needs Streamlit", "install it with `make extras EXTRAS=dashboard`")
    click.echo(f"Dashboard at http://{host}:{port}, until Ctrl-C")
    ended = subprocess.run(command(host, port), check=False).returncode
    raise SystemExit(ended)


def command(host: str, port: int) -> list[str]:
    """Return the command that serves the dashboard: a process of its own, as the rooms of the ring stay apart."""
    where = (f"--server.address={host}", f"--server.port={port}")
    return [sys.executable, "-m", "streamlit", "run", str(SCRIPT), *SETTINGS, *where]
