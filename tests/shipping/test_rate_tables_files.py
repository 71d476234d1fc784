"""Files of rate tables, out and in again, and what is no such file (R098)."""

import csv
import io
import time
import zipfile
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from marketplace.errors import ValidationFailed
from shipping.choices import ChargeBasis
from shipping.tables.checking import check_table
from shipping.tables.columns import GivenRow, WrittenRow
from shipping.tables.faults import TableRefused
from shipping.tables.files import read_table
from shipping.tables.reading import Vocabulary
from shipping.tables.writing import faults_csv, table_csv, table_xlsx

ZONES = {"ES": 1, "PT": 2, "=1+1": 3, "-ISLANDS": 4, "@home": 5}
WORDS = Vocabulary(zones=ZONES, methods={"STD": 1, "X": 2}, classes={"SMALL": 1, "BULKY": 2}, currency="EUR")
HEAD = "zone;method;class;postcode_from;postcode_to;basis;from;below;price;extra_price;free_from"


def refusal(content: bytes) -> str:
    with pytest.raises(ValidationFailed) as refused:
        read_table(content)
    return refused.value.code


def workbook(fill: Callable[[Any], Any]) -> bytes:
    target = io.BytesIO()
    book = xlsxwriter.Workbook(target)
    fill(book.add_worksheet())
    book.close()
    return target.getvalue()


def repacked(content: bytes, edit: Callable[[bytes], bytes]) -> bytes:
    """The workbook with its sheet's XML changed."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, edit(old.read(name)) if "sheet1" in name else old.read(name))
    return target.getvalue()


def simple_sheet(sheet: Any) -> None:
    sheet.write_row(0, 0, HEAD.split(";"))
    sheet.write_row(1, 0, ["ES", "STD", "", "", "", "ORDER", "", "", 4.9, "", 60])


ONE = GivenRow(number=2, zone="ES", method="STD", basis="ORDER", price="4,90")


@pytest.mark.parametrize(
    "content",
    [
        b"zone;method;basis;price\nES;STD;ORDER;4,90\n",
        "\ufeffzone;method;basis;price\r\nES;STD;ORDER;4,90\r\n".encode(),
        b'zone,method,basis,price\nES,STD,ORDER,"4,90"\n',
        b'zone\tmethod\tbasis\tprice\n"ES"\tSTD\tORDER\t4,90\n',
        b"Zone ; METHOD;Basis;price;;\nES;STD ;ORDER;4,90;;\n\n;;;\n",
        "zone\tmethod\tbasis\tprice\nES\tSTD\tORDER\t4,90\n".encode("utf-16"),
        b"price;fault;basis;method;zone\n4,90;too dear;ORDER;STD;ES\n",
    ],
    ids=["semicolons", "mark and CRLF", "commas", "tabs and quotes", "spaces", "UTF-16", "with faults"],
)
def test_csv_is_read_as_spreadsheets_of_any_country_write_it(content):
    assert read_table(content) == [ONE]


def test_the_first_line_may_name_the_separator():
    [row] = read_table(b"sep=;\nzone;method;basis;price\nES;STD;ORDER;4,90\n")

    assert (row.number, row.price) == (3, "4,90")


def test_latin_1_is_read():
    [row] = read_table("zone;method;basis;price\nEspaña;STD;ORDER;4,90\n".encode("latin-1"))

    assert row.zone == "España"


def test_a_workbook_is_read_with_its_numbers():
    [row] = read_table(workbook(simple_sheet))

    assert (row.number, row.zone, row.price, row.free_from) == (2, "ES", "4.9", "60")


def test_a_number_s_noise_is_no_decimal():
    def fill(sheet):
        sheet.write_row(0, 0, ["zone", "method", "basis", "price"])
        sheet.write_row(2, 0, ["ES", "STD", "ORDER", 0.1 + 0.2])

    [row] = read_table(workbook(fill))

    assert (row.number, row.price) == (3, "0.3")


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "FILE_EMPTY"),
        (b"\xef\xbb\xbf \r\n", "FILE_EMPTY"),
        (b"\xef\xbb\xbf", "FILE_EMPTY"),
        (b"\xff\xfe", "FILE_EMPTY"),
        (b"\x00\x01\x02", "FILE_UNREADABLE"),
        (b"PK\x03\x04 and no more", "FILE_UNREADABLE"),
        (b'zone;method;basis;price\n"ES;STD;ORDER;4', "FILE_UNREADABLE"),
        (b"x" * (10 * 1024 * 1024 + 1), "FILE_TOO_LARGE"),
        (b"ES;STD;ORDER;4,90\n", "COLUMN_MISSING"),
        (b"zone;method;basis;prize\n", "COLUMN_MISSING"),
        (b"zone;method;basis;price;postcode\n", "COLUMN_UNKNOWN"),
        (b"zone;method;basis;price;zone\n", "COLUMN_TWICE"),
        (b";".join([b"c"] * 10_000), "TOO_MANY_COLUMNS"),
        (b"zone;method;basis;price\n" + b"ES;STD;ORDER;4\n" * 20_001, "TOO_MANY_ROWS"),
    ],
)
def test_what_is_no_table_is_refused_as_a_whole(content, code):
    assert refusal(content) == code


def test_damaged_workbooks_are_refused():
    whole = workbook(simple_sheet)
    flipped = bytearray(whole)
    flipped[len(whole) // 3] ^= 0xFF
    cut_inside = repacked(whole, lambda sheet: sheet[: len(sheet) // 2])

    assert [refusal(each) for each in (whole[:-40], whole[: len(whole) // 2], bytes(flipped), cut_inside)] == [
        "FILE_UNREADABLE"
    ] * 4


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (lambda: repacked(workbook(simple_sheet), lambda sheet: sheet + b" " * 90_000_000), "FILE_TOO_LARGE"),
        (lambda: workbook(lambda sheet: (sheet.write(0, 0, "zone"), sheet.write(0, 9_999, "x"))), "TOO_MANY_COLUMNS"),
        (lambda: workbook(lambda sheet: (sheet.write(0, 0, "zone"), sheet.write(999_999, 0, "x"))), "TOO_MANY_ROWS"),
        (
            lambda: repacked(
                workbook(simple_sheet), lambda sheet: sheet.replace(b"<sheetData>", b"<sheetData>" + b"<row/>" * 99_999)
            ),
            "TOO_MANY_ROWS",
        ),
        (
            lambda: repacked(
                workbook(simple_sheet), lambda sheet: sheet.replace(b"</row>", b"<c/>" * 9_999 + b"</row>")
            ),
            "TOO_MANY_COLUMNS",
        ),
    ],
    ids=["bomb", "wide", "long", "nameless rows", "nameless cells"],
)
def test_workbooks_that_would_fill_the_memory_are_refused_at_once(content, code):
    made = content()
    begun = time.perf_counter()

    assert refusal(made) == code
    assert time.perf_counter() - begun < 2


def test_a_file_of_100_000_rows_is_refused_quickly():
    content = b"zone;method;basis;price\n" + b"ES;STD;ORDER;4,90\n" * 100_000
    begun = time.perf_counter()

    assert refusal(content) == "TOO_MANY_ROWS"
    assert time.perf_counter() - begun < 2


def test_a_line_with_too_few_or_too_many_cells_is_a_fault_of_its_own():
    rows = read_table(b"zone,method,basis,price\nES,STD,ORDER,4,90\nPT,STD,ORDER\n")

    with pytest.raises(TableRefused) as refused:
        check_table(rows, WORDS)

    assert [(fault.number, fault.code) for fault in refused.value.faults] == [
        (2, "CELLS"),
        (3, "CELLS"),
        (3, "PRICE_MISSING"),
    ]


@st.composite
def tables(draw: Any) -> list[WrittenRow]:
    """Rows of price lists that stand apart; their order is the writer's."""
    keys = draw(
        st.lists(
            st.tuples(
                st.sampled_from(list(ZONES)), st.sampled_from(["STD", "X"]), st.sampled_from(["", "SMALL", "BULKY"])
            ),
            unique=True,
            max_size=8,
        )
    )
    cents = st.integers(0, 99_999).map(lambda amount: Decimal(amount) / 100)
    rows = []
    for zone, method, kind in keys:
        begin, end = draw(st.sampled_from([("", ""), ("01", "09"), ("1000", "1999"), ("AB1", "AB9")]))
        basis = draw(st.sampled_from(list(ChargeBasis)))
        none = Decimal(0)
        if basis == ChargeBasis.WEIGHT:
            edge = draw(st.integers(1, 30_000)) / Decimal(1000)
            rows.append(
                WrittenRow(
                    zone, method, kind, begin, end, basis, none, edge, draw(cents), none, draw(st.none() | cents)
                )
            )
            rows.append(WrittenRow(zone, method, kind, begin, end, basis, edge, None, draw(cents), none, None))
            continue
        price = none if basis == ChargeBasis.FREE else draw(cents)
        extra = draw(cents) if basis in (ChargeBasis.LINE, ChargeBasis.UNIT) else none
        free = None if basis in (ChargeBasis.FREE, ChargeBasis.VALUE) else draw(st.none() | cents)
        rows.append(WrittenRow(zone, method, kind, begin, end, basis, none, None, price, extra, free))
    return rows


@settings(max_examples=60, deadline=None)
@given(tables())
def test_what_was_downloaded_uploads_unchanged(rows):
    """R098."""
    assert check_table(read_table(table_csv(rows)), WORDS) == rows
    with table_xlsx(rows) as book:
        assert check_table(read_table(book.read()), WORDS) == rows


def test_no_cell_of_a_download_runs_as_a_formula():
    none = Decimal(0)
    row = WrittenRow("=1+1", "STD", "", "", "", ChargeBasis.ORDER, none, None, Decimal("4.90"), none, None)

    assert table_csv([row]).decode("utf-8-sig").splitlines()[1] == "'=1+1,STD,,,,ORDER,,,4.90,,"


def test_the_file_of_faults_goes_back_once_it_is_mended():
    rows = read_table(b"zone;method;basis;price\nES;STD;ORDER;4,90\nXX;STD;ORDER;-1\n")
    with pytest.raises(TableRefused) as refused:
        check_table(rows, WORDS)

    content = faults_csv(rows, refused.value.faults)

    [good, bad] = list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))
    assert good["fault"] == ""
    assert bad["fault"].startswith("price: A number here is never below 0. zone: “XX” is none of ES, PT")
    mended = content.replace(b"XX", b"PT").replace(b"'-1", b"6.90")
    assert [row.zone for row in check_table(read_table(mended), WORDS)] == ["ES", "PT"]


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=300) | st.text(max_size=200).map(lambda text: f"zone;method;basis;price\n{text}".encode()))
def test_any_bytes_are_a_table_or_refused(content):
    try:
        check_table(read_table(content), WORDS)
    except ValidationFailed as error:
        assert error.message  # noqa: PT017


@pytest.fixture(scope="module")
def whole() -> bytes:
    return workbook(simple_sheet)


@settings(max_examples=200, deadline=None)
@given(st.data())
def test_any_damage_to_a_workbook_is_no_error_of_ours(whole, data):
    place, byte = data.draw(st.integers(4, len(whole) - 1)), data.draw(st.integers(0, 255))
    try:
        read_table(whole[:place] + bytes([byte]) + whole[place + 1 :])
    except ValidationFailed as error:
        assert error.message  # noqa: PT017
