"""Texts of files that a spreadsheet opens, and chunks."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from offers.exports.chunks import ChunkWriter
from offers.spreadsheets import escape, unescape


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("=1+1", "'=1+1"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("-5", "-5"),
        ("+34.5", "+34.5"),
        ("-5+cmd", "'-5+cmd"),
        ("Lamp", "Lamp"),
        ("'tis", "'tis"),
        ("'=1", "''=1"),
        ("", ""),
    ],
)
def test_what_a_spreadsheet_would_run_stands_behind_an_apostrophe(text, written):
    assert escape(text) == written


@given(st.text(alphabet="'=+-@a1. \t", max_size=6))
def test_an_import_reads_what_was_meant(text):
    assert unescape(escape(text)) == text


def test_chunks_take_as_many_rows_as_fit():
    files = []

    def save(file):
        files.append(file.read())
        return str(len(files))

    writer = ChunkWriter(save, most_rows=2, head=b"[", between=b",", tail=b"]")
    for row in (b"1", b"2", b"3"):
        writer.add(row)

    assert (writer.finish(), files, writer.rows) == (["1", "2"], [b"[1,2]", b"[3]"], 3)
