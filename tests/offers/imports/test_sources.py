"""Files of every format, and files that mean harm."""

import csv
import io
import zipfile
from contextlib import suppress
from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from xlsxwriter import Workbook

from marketplace.errors import ValidationFailed
from offers.choices import ImportState
from offers.imports.sources import open_source
from tests.factories.imports import import_file, report_of
from tests.factories.offers import make_offer

CODES = {"sku", "price"}


def rows_of(content, name="offers.csv"):
    body = content.encode() if isinstance(content, str) else content
    source = open_source(BytesIO(body), name, codes=CODES)
    return source.columns, list(source)


@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_csv_is_read_in_every_common_form(delimiter, encoding, end):
    """Trap 9."""
    text = end.join(delimiter.join(row) for row in (["sku", "note"], ["A-1", "“Cañón”"], ["A-2", ""], [""])) + end

    assert rows_of(text.encode(encoding)) == (["sku", "note"], [(2, ["A-1", "“Cañón”"]), (3, ["A-2", ""])])


def test_quotes_hold_delimiters_and_lines_and_rows_keep_their_line():
    assert rows_of('sku;note\nA;"a;""b""\nc"\nB;x\n')[1] == [(2, ["A", 'a;"b"\nc']), (4, ["B", "x"])]


def test_a_trailing_delimiter_makes_no_column_and_short_rows_are_filled_up():
    assert rows_of("sku;price;\nA;1;\nB\nC;1;2;3\n") == (
        ["sku", "price"], [(2, ["A", "1"]), (3, ["B", ""]), (4, ["C", "1"])],
    )  # fmt: skip


def test_the_translation_of_a_header_is_passed_over():
    assert rows_of("SKU de oferta;Precio\nsku;price\nA;1\n") == (["sku", "price"], [(3, ["A", "1"])])


def test_xml_is_read_row_by_row():
    text = """<?xml version="1.0"?><import><offers>
    <offer><sku>A</sku><price>1</price></offer><!-- no row -->
    <offer><sku>B</sku><description><![CDATA[x & y]]></description>
    <offer-additional-fields><offer-additional-field><code>colour</code><value>red</value></offer-additional-field>
    </offer-additional-fields></offer></offers></import>"""

    columns, rows = rows_of(text, "offers.xml")

    assert columns == ["sku", "price", "description", "colour"]
    assert [cells for _line, cells in rows] == [["A", "1", "", ""], ["B", "", "x & y", "red"]]


def workbook(*rows):
    content = BytesIO()
    with Workbook(content) as book:
        sheet = book.add_worksheet()
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
    return content.getvalue()


def test_workbooks_are_read_as_they_were_typed():
    content = workbook(["sku", "price", "ean"], ["A", 9.5, 8412345678905], [], ["B", 12, ""])

    assert rows_of(content, "offers.xlsx") == (
        ["sku", "price", "ean"], [(2, ["A", "9.5", "8412345678905"]), (4, ["B", "12", ""])],
    )  # fmt: skip


def zip_bomb():
    content = BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("xl/worksheets/sheet1.xml", b"0" * 90 * 1024 * 1024)
    return content.getvalue()


ENTITY_BOMB = b"""<?xml version="1.0"?><!DOCTYPE import [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">
<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">]><import><offers><offer><sku>&c;</sku></offer></offers></import>"""
OUTSIDE = b"""<?xml version="1.0"?><!DOCTYPE import [<!ENTITY a SYSTEM "file:///etc/passwd">]>
<import><offers><offer><sku>&a;</sku></offer></offers></import>"""


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"\x00\x00", "FILE_EMPTY"),
        (b"\xef\xbb\xbf\r\n", "FILE_EMPTY"),
        (b";;;\n1;2;3", "FILE_EMPTY"),
        (b"sku;" * 10_000 + b"\n1;2", "TOO_MANY_COLUMNS"),
        (b"sku;price;sku\n", "COLUMN_TWICE"),
        (b"sku;price\nA;" + b"x" * 1024 * 1024, "FILE_UNREADABLE"),
        (zip_bomb(), "FILE_TOO_LARGE"),
        (workbook(["sku", "price"], ["A", 1])[:-300], "FILE_UNREADABLE"),
        (ENTITY_BOMB, "FILE_UNREADABLE"),
        (OUTSIDE, "FILE_UNREADABLE"),
        (b"<import><offers><offer><sku>A</sku></offer>", "FILE_UNREADABLE"),
        (b"<import/>", "FILE_EMPTY"),
        (b"%PDF-1.7", "FILE_UNREADABLE"),
        (b"\x1f\x8b\x08", "FILE_UNREADABLE"),
    ],
    ids=range(14),
)
def test_what_is_no_table_is_refused_in_words(content, code):
    with pytest.raises(ValidationFailed) as refused:
        rows_of(content)

    assert refused.value.code == code
    assert refused.value.message


@settings(max_examples=150, deadline=None)
@given(
    st.binary(max_size=400) | st.text(max_size=400).map(lambda text: ("sku;price\n" + text).encode("utf-8", "replace"))
)
def test_no_bytes_raise_anything_but_a_refusal(content):
    with suppress(ValidationFailed):
        rows_of(content)


@settings(max_examples=50, deadline=None)
@given(
    rows=st.lists(
        st.lists(st.text(st.characters(exclude_characters="\x00", exclude_categories=["Cs"]), max_size=12), min_size=2,
                 max_size=2).filter(lambda row: any(cell.strip() for cell in row)),
        max_size=8,
    )
)  # fmt: skip
def test_whatever_is_written_is_read_again(rows):
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=";", quoting=csv.QUOTE_ALL).writerows([["sku", "price"], *rows])

    assert [cells for _line, cells in rows_of(text.getvalue())[1]] == rows


HOSTILE = [
    "", "sku", "sku\n", "sku;price", "price\n1\n", "\x00", "sku;price\nA-1;\x00\n", "sku;price\n'=1+1;1\n=cmd|'/c';2\n",
    "sku;price\nA-1", 'sku;price\n"A-1;5\n', "sku;price\n" + "A" * 65 + ";1\n",
    "sku;quantity\nA-1;99999999999999999999\n",
    "sku;price\nA-1;1e5\n", "sku;price\nA-1;٣\n", "sku;leadtime-to-ship\nA-1;²\n", "sku;description\nA-1;\\N\n",
    "sku;description\nA-1;\\.\n", "sku;price-ranges\nA-1;²|1\n", "sku;available-start-date\nA-1;9999-12-31\n",
]  # fmt: skip


@pytest.mark.parametrize("content", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_files_end_with_words_and_never_with_a_failure_of_ours(in_shop, content):
    make_offer(in_shop, shop_sku="A-1")
    if not content:
        with pytest.raises(ValidationFailed):
            import_file(in_shop, content)
        return

    run = import_file(in_shop, content)

    assert run.state in (ImportState.COMPLETE, ImportState.FAILED)
    assert "our side" not in run.reason
    assert (run.state == ImportState.COMPLETE) == (run.reason == "")
    if run.error_path:
        assert report_of(run)
