"""``helix report``: where the report is, and the same as a PDF."""

import shutil

import pytest

from helix.cli import report as reporting
from python_ml.publishing.builds import REPORT


@pytest.fixture
def written(database):
    path = database.with_name(REPORT)
    path.write_text("<!doctype html><p>A report", encoding="utf-8")
    return path


def test_prints_where_the_report_is(helix, written):
    result = helix("report")
    assert (result.exit_code, result.stdout) == (0, f"{written}\n")


def test_opens_it(helix, written, monkeypatch):
    opened = []
    monkeypatch.setattr("click.launch", opened.append)
    assert helix("report", "--open").exit_code == 0
    assert opened == [written.as_uri()]


def test_a_build_without_a_report_is_refused(refused, database):
    assert refused("report") == f"there is no report at {database.with_name(REPORT)}: run `make build`"


def test_a_pdf_needs_a_browser(refused, written, monkeypatch, tmp_path):
    monkeypatch.setattr(shutil, "which", lambda name: None)
    assert "needs Chromium or Chrome" in refused("report", "--pdf", str(tmp_path / "r.pdf"))


@pytest.mark.parametrize("script", ["exit 1", "exit 0"])
def test_a_browser_that_writes_nothing_is_told(script, refused, written, monkeypatch, tmp_path):
    browser = tmp_path / "chromium"
    browser.write_text(f"#!/bin/sh\n{script}\n")
    browser.chmod(0o755)
    monkeypatch.setattr(shutil, "which", lambda name: str(browser))
    assert "could not print" in refused("report", "--pdf", str(tmp_path / "r.pdf"))


def test_writes_a_pdf(helix, written, tmp_path):
    if not any(map(shutil.which, reporting.BROWSERS)):
        pytest.skip("there is no Chromium or Chrome")
    pdf = tmp_path / "r.pdf"
    result = helix("report", "--pdf", str(pdf))
    assert result.exit_code == 0, result.output
    assert pdf.read_bytes().startswith(b"%PDF")
