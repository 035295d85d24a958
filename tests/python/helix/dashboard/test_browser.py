"""The pages in a browser: nothing throws, nothing is wider than a telephone, and the keyboard suffices."""

import os
import shutil
import socket
import subprocess
import time
from urllib.request import urlopen

import pytest

from helix.cli.dashboard import command
from helix.dashboard.app import PAGES

CHROMIUM = shutil.which("chromium")
STARTS_WITHIN_SECONDS = 120
DRAWN_WITHIN_MS = 120_000
TELEPHONE = {"width": 390, "height": 844}


@pytest.fixture(scope="module")
def address(built):
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    with subprocess.Popen(
        command("127.0.0.1", port), env=os.environ, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as server:
        try:
            wait_for(f"http://127.0.0.1:{port}/_stcore/health")
            yield f"http://127.0.0.1:{port}"
        finally:
            server.terminate()


@pytest.fixture(scope="module")
def browser():
    playwright = pytest.importorskip("playwright.sync_api", reason="pages are looked at with Playwright")
    if CHROMIUM is None:
        pytest.skip("there is no Chromium")
    with playwright.sync_playwright() as started:
        launched = started.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield launched
        launched.close()


@pytest.fixture(params=["dark", "light"])
def telephone(request, browser):
    context = browser.new_context(viewport=TELEPHONE, color_scheme=request.param)
    context.set_default_timeout(DRAWN_WITHIN_MS)
    yield context.new_page()
    context.close()


def wait_for(url):
    until = time.monotonic() + STARTS_WITHIN_SECONDS
    while True:
        try:
            with urlopen(url):
                return
        except OSError:
            if time.monotonic() > until:
                raise
            time.sleep(0.2)


@pytest.mark.parametrize("name", PAGES)
def test_fits_a_telephone(name, telephone, address):
    telephone.goto(f"{address}/{'' if name == 'today' else name}")
    telephone.get_by_test_id("stCaptionContainer").last.wait_for()
    assert telephone.get_by_test_id("stException").count() == 0
    assert telephone.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def test_the_keyboard_reaches_a_customer(telephone, address):
    telephone.goto(f"{address}/customer")
    telephone.get_by_label("Customer", exact=True).focus()
    telephone.keyboard.type("nobody like this")
    telephone.keyboard.press("Enter")
    telephone.get_by_text("is unknown").wait_for()
