"""Checks of the raw files and of the journal, made before a build reads them: bad input becomes one sentence."""

from python_ml.intake.check import check_raw_input, not_read
from python_ml.intake.journal import check_journal
from python_ml.intake.mapping import MAPPING_FILE
from python_ml.intake.proposing import Proposal, propose
from python_ml.intake.readable import ReadableFile, readable_file
from python_ml.intake.sources import RawFile, RawSource, read_source
from python_ml.intake.survey import Survey, SurveyedTable, survey

__all__ = [
    "MAPPING_FILE",
    "Proposal",
    "RawFile",
    "RawSource",
    "ReadableFile",
    "Survey",
    "SurveyedTable",
    "check_journal",
    "check_raw_input",
    "not_read",
    "propose",
    "read_source",
    "readable_file",
    "survey",
]
