"""Processes that append to a journal, to be killed or run out of room."""

import subprocess
import sys

WRITER = """
import os, sys
from helix.journal import open_journal
from python_ml.problems import NoRoom
from tests.python.journal.shop_events import response

journal = open_journal(sys.argv[1])
acknowledged = os.open(sys.argv[2], os.O_WRONLY | os.O_CREAT | os.O_APPEND)
try:
    for number in range(int(sys.argv[3]), int(sys.argv[4])):
        journal.append([response(number, article_id="a" * 400), response(f"{number}/2")])
        os.write(acknowledged, f"{number}\\n".encode())
except NoRoom as problem:
    print(problem.kind)
"""


def writer(place, acknowledged, start, end, **options):
    """A process that appends events, and writes down what was acknowledged."""
    command = [sys.executable, "-c", WRITER, str(place), str(acknowledged), str(start), str(end)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True, **options)
