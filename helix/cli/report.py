"""``helix report``: the report of the build that people read."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from pathlib import Path

import click

from helix.reading.repository import require_private
from python_ml.problems import BadInput, NotBuilt, Problem
from python_ml.publishing.builds import REPORT
from python_ml.publishing.places import read_published

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "chrome")
SECONDS_TO_PRINT = 120


@click.command()
@click.option("--open", "is_opened", is_flag=True, help="Open it in the browser.")
@click.option(
    "--pdf",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    help="Write it as a PDF; needs Chromium or Chrome.",
)
def report(is_opened: bool, pdf: Path | None) -> None:
    """Print where the report of the build is, open it, or print it.

    It is one HTML file, readable without a network.
    """
    written = read_published(report_of)
    if pdf is not None:
        require_private(pdf)
        print_to_pdf(written, pdf)
    if is_opened:
        click.launch(written.as_uri())
    click.echo(pdf or written)


def report_of(database: Path) -> Path:
    """Return the report of a build.

    Raises
    ------
    NotBuilt
        If it has none, as builds of earlier versions and what is not published.
    """
    found = database.resolve().with_name(REPORT)
    if not found.is_file():
        raise NotBuilt(f"there is no report at {found}")
    return found


def print_to_pdf(page: Path, pdf: Path) -> None:
    """Print an HTML file with a browser that is installed.

    Raises
    ------
    BadInput
        If there is no browser.
    Problem
        If it fails.
    """
    browser = next(filter(None, map(shutil.which, BROWSERS)), None)
    if browser is None:
        raise BadInput("a PDF needs Chromium or Chrome", "install one, or print the report from a browser")
    with tempfile.TemporaryDirectory() as profile:
        ended = _run([browser, *_options(profile), f"--print-to-pdf={pdf.resolve()}", page.as_uri()])
    if ended != 0 or not pdf.is_file():
        raise Problem(f"{browser} could not print {page}", "print the report from a browser")


def _options(profile: str) -> list[str]:
    # In a container everybody is root, whom Chromium's sandbox refuses.
    for_root = ["--no-sandbox"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []
    quiet = ["--disable-background-networking", "--disable-gpu", "--no-first-run", "--no-pdf-header-footer"]
    return ["--headless", f"--user-data-dir={profile}", *quiet, *for_root]


def _run(command: list[str]) -> int | None:
    """Return how a command ended, ``None`` if it did not in time."""
    try:
        return subprocess.run(command, capture_output=True, timeout=SECONDS_TO_PRINT, check=False).returncode
    except subprocess.TimeoutExpired:
        return None
