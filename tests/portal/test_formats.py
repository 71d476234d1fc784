"""How moments and spans are written for the reader."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import translation

from marketplace.portal import formats

MADRID = ZoneInfo("Europe/Madrid")
MONDAY = datetime(2026, 5, 4, 13, 12, tzinfo=UTC)  # 15:12 in Madrid


@pytest.mark.parametrize(
    ("moment", "text"),
    [
        (datetime(2026, 5, 4, 15, 0, tzinfo=UTC), "today 17:00"),
        (datetime(2026, 5, 4, 22, 30, tzinfo=UTC), "tomorrow 00:30"),
        (datetime(2026, 5, 3, 9, 5, tzinfo=UTC), "yesterday 11:05"),
        (datetime(2026, 4, 30, 16, 0, tzinfo=UTC), "Thu 30 Apr 18:00"),
        (datetime(2025, 4, 30, 16, 0, tzinfo=UTC), "30 Apr 2025 18:00"),
    ],
)
def test_near_moments_are_words_and_far_ones_dates(moment, text):
    assert formats.write_moment(moment, at=MONDAY, zone=MADRID).near == text


def test_the_exact_moment_names_its_zone():
    written = formats.write_moment(datetime(2026, 5, 4, 15, 0, 7, tzinfo=UTC), at=MONDAY, zone=MADRID)

    assert written.exact == "Monday, May 4, 2026, 17:00:07 CEST"
    assert written.machine == "2026-05-04T15:00:07+00:00"


def test_the_channels_zone_is_named_where_its_clock_differs():
    due = datetime(2026, 5, 4, 16, 0, tzinfo=UTC)

    assert formats.write_moment(due, at=MONDAY, zone=MADRID, elsewhere="Europe/Berlin").near == "today 18:00"
    assert (
        formats.write_moment(due, at=MONDAY, zone=MADRID, elsewhere="America/Sao_Paulo").near
        == "today 18:00 (13:00 in Sao Paulo)"
    )


def test_a_day_that_differs_there_is_named_too():
    due = datetime(2026, 5, 5, 0, 30, tzinfo=UTC)

    written = formats.write_moment(due, at=MONDAY, zone=MADRID, elsewhere="America/Sao_Paulo")

    assert written.near == "tomorrow 02:30 (Mon 4 May 21:30 in Sao Paulo)"


@pytest.mark.parametrize(
    ("language", "text"),
    [("es", "jue 30 abr 18:00"), ("pt", "qui. 30 abr. 18:00"), ("de", "Do. 30. Apr. 18:00")],
)
def test_dates_are_written_in_the_readers_language(language, text):
    with translation.override(language):
        assert formats.write_moment(datetime(2026, 4, 30, 16, tzinfo=UTC), at=MONDAY, zone=MADRID).near == text


@pytest.mark.parametrize(
    ("span", "text"),
    [
        (timedelta(0), "0 min"),
        (timedelta(minutes=48, seconds=59), "48 min"),
        (timedelta(hours=2, minutes=8), "2 h 08 min"),
        (timedelta(hours=24), "24 h"),
        (timedelta(hours=62, minutes=48), "62 h 48 min"),
        (timedelta(days=5, hours=3), "5 d 3 h"),
        (timedelta(days=14), "14 d"),
    ],
)
def test_spans_have_at_most_two_parts(span, text):
    assert formats.write_duration(span) == text


def test_a_capped_count_says_that_there_are_more():
    assert formats.write_count(1000, cap=1000) == "1,000"
    assert formats.write_count(1001, cap=1000) == "1,000+"


@pytest.mark.parametrize(
    ("name", "letters"), [("Nuria Caballero", "NC"), ("Ana", "A"), ("ana@shop.example", "A"), ("", "?")]
)
def test_a_face_shows_initials(name, letters):
    assert formats.initials(name) == letters


def test_a_full_date_has_weekday_and_year():
    assert formats.write_full(MONDAY, zone=MADRID) == "Mon 4 May 2026, 15:12"
    assert formats.write_date(date(2026, 5, 4)) == "4 May 2026"
