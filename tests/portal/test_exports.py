"""Lists as files."""

import csv
import io
import re
import zipfile
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from marketplace.portal import exports

COLUMNS = exports.headers([("Number", lambda row: row[0]), ("Value", lambda row: row[1])])


def read_csv(rows):
    content = b"".join(exports.csv_lines(COLUMNS, rows))
    return content, list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))


def test_csv_begins_with_a_byte_order_mark_and_its_headers():
    content, lines = read_csv([("10417-A", "Inés")])

    assert content.startswith(b"\xef\xbb\xbf")
    assert lines == [["Number", "Value"], ["10417-A", "Inés"]]


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_text_that_a_spreadsheet_would_run_is_made_text(start):
    _content, lines = read_csv([("1", f"{start}HYPERLINK(1)")])

    assert lines[1][1] == f"'{start}HYPERLINK(1)"


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (Decimal("-159.32"), "-159.32"),
        (-3, "-3"),
        (None, ""),
        (True, "1"),
        (date(2026, 5, 4), "2026-05-04"),
        (datetime(2026, 5, 4, 13, 12, tzinfo=UTC), "2026-05-04T13:12:00+00:00"),
    ],
)
def test_values_are_the_same_in_every_locale(value, text):
    assert exports.plain(value) == text


def test_a_workbook_holds_text_that_looks_like_a_formula_as_text():
    with exports.write_xlsx(COLUMNS, [("=1+1", Decimal("12.50")), ("b", datetime(2026, 5, 4, tzinfo=UTC))]) as file:
        sheet = zipfile.ZipFile(file).read("xl/worksheets/sheet1.xml").decode()

    assert "<f>" not in sheet
    assert "=1+1" in sheet
    assert re.search(r"<v>12\.50?</v>", sheet)
