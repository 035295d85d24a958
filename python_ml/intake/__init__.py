"""Checks of the raw files and of the journal, made before a build reads them: bad input becomes one sentence."""

from python_ml.intake.check import check_raw_input, not_read
from python_ml.intake.journal import check_journal
from python_ml.intake.readable import ReadableFile, readable_file
from python_ml.intake.sources import RawFile, RawSource, read_source

__all__ = [
    "RawFile",
    "RawSource",
    "ReadableFile",
    "check_journal",
    "check_raw_input",
    "not_read",
    "read_source",
    "readable_file",
]
