from datetime import date

import pytest

from python_ml.intake.day_formats import DAY_NUMBER, DayFormat, fitting_formats


@pytest.mark.parametrize(
    ("pattern", "text", "iso"),
    [
        ("dd.mm.yyyy", "31.12.2024 13:05", "2024-12-31 13:05"),
        ("dd.mm.yyyy", "1.2.2024", "2024-02-01"),
        ("dd.mm.yy", "01.02.24", "2024-02-01"),
        ("dd.mm.yy", "01.02.99", "1999-02-01"),
        ("mm/dd/yyyy", "12/1/2010 8:26", "2010-12-01 8:26"),
        ("dd/mm/yyyy", "12/1/2010 8:26 PM", "2010-01-12 8:26 PM"),
        ("mmm dd, yyyy", "Jan 5, 2024, 10:15:33 AM", "2024-01-05 10:15:33 AM"),
        ("dd-mmm-yyyy", "05-March-2024", "2024-03-05"),
        ("yyyymmdd", "19970101", "1997-01-01"),
        ("", "31.12.2024", "31.12.2024"),
        # What is none of the format stays as it is, and is rejected unless it is a day all the same.
        ("dd.mm.yyyy", "32.12.2024", "32.12.2024"),
        ("dd.mm.yyyy", "12/1/2010", "12/1/2010"),
        ("dd.mm.yyyy", "2024-12-31T10:00", "2024-12-31T10:00"),
        ("yyyymmdd", "1997011", "1997011"),
        ("dd/mm/yyyy", "12/13/2010", "12/13/2010"),
        ("dd.mm.yyyy", "", ""),
    ],
)
def test_days_in_iso_form(pattern, text, iso):
    assert DayFormat(pattern).iso(text) == iso


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("1", "2014-03-24"),
        ("711.0", "2016-03-03"),
        ("1 1631", "2014-03-24 16:31"),
        ("2 5", "2014-03-25 00:05"),
        ("x", "x"),
    ],
)
def test_day_numbers(text, iso):
    assert DayFormat(DAY_NUMBER, date(2014, 3, 24)).iso(text) == iso


@pytest.mark.parametrize("pattern", ["dd.mm", "d.m.y", "dd.mm.yyyy HH", "dd.dd.yyyy", "yyyy-ww", "iso"])
def test_pattern_that_is_none(pattern):
    with pytest.raises(ValueError, match="write it as one of"):
        DayFormat(pattern)


@pytest.mark.parametrize(
    ("texts", "formats"),
    [
        (["03/04/2024", "01/02/2024"], ["dd/mm/yyyy", "mm/dd/yyyy"]),
        (["03/04/2024", "13/02/2024 10:00", ""], ["dd/mm/yyyy"]),
        (["03/04/2024", "02/13/2024 10:00"], ["mm/dd/yyyy"]),
        (["13/04/2024", "02/13/2024"], []),
        (["31.12.2024"], ["dd.mm.yyyy"]),
        (["31.12.24"], ["dd.mm.yy"]),
        (["13/04/2024"] * 99 + ["soon"], ["dd/mm/yyyy"]),
        (["Jan 5, 2024, 10:15:33 AM"], ["mmm dd, yyyy"]),
        (["", " "], []),
        (["soon"], []),
    ],
)
def test_formats_are_told_apart_by_all_days(texts, formats):
    assert fitting_formats(texts) == formats
