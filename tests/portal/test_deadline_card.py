"""The deadline as a reader sees it, on the mock's own examples: Mon 4 May 2026, 15:12 in Madrid, after the holiday."""

import re
from datetime import timedelta

import pytest
from django.template import Context, Template
from django.utils import timezone, translation

from marketplace import worktime
from marketplace.portal.deadline_card import CardState, build_card
from marketplace.portal.deadline_span import Stretch, build_span
from tests.portal.gallery import ALL_DAY, MADRID, NOW, OFFICE, Row, cards, madrid


@pytest.fixture
def made():
    with timezone.override(MADRID):
        yield cards()


def test_work_time_left_skips_night_holiday_and_week_end(made):
    card = made["soon"]

    assert (card.state, card.left, card.word) == (CardState.SOON, "2 h 08 min", "Due soon")
    assert card.due == "work time · due today 17:20"
    assert card.fuse == 91.1
    assert (card.why.counted, card.why.since, card.why.left) == (
        "21 h 52 min counted",
        "since Wed 29 Apr 11:20",
        "2 h 08 min left",
    )
    assert card.why.skipped == "Not counted: 102 h (nights 30 h, Fri 1 May Fiesta del Trabajo 24 h, closed days 48 h)."


def test_overdue_time_is_counted_as_the_rule_counts(made):
    card = made["overdue"]

    assert (card.state, card.left, card.word, card.fuse) == (CardState.OVERDUE, "6 h 12 min", "Overdue", 100.0)
    assert card.due == "work time · was due Thu 30 Apr 18:00"
    assert card.why.left == "6 h 12 min over"


def test_plain_elapsed_time_needs_no_word(made):
    assert made["ontime_elapsed"].due == "due tomorrow 13:05"
    assert made["ontime_elapsed"].left == "21 h 53 min"
    assert made["ontime_elapsed"].why.skipped == ""


def test_a_breach_begins_a_moment_after_the_due_time():
    row = Row(madrid(1), NOW, policy={"clock": "ELAPSED"})

    def state_at(moment):
        parts = worktime.segments(row.opened_at, max(row.due_at, moment), None)
        return build_card(row, key="k", segments=parts, at=moment, rule_text="", zone=MADRID).state

    assert state_at(NOW) is CardState.ONTIME
    assert state_at(NOW + timedelta(seconds=1)) is CardState.OVERDUE


@pytest.mark.parametrize(
    ("key", "left", "due"),
    [
        ("settled", "Settled", "in time · Tue 28 Apr 15:31"),
        ("settled_late", "Settled", "2 h late · Wed 29 Apr 11:00"),
        ("void", "No longer due", "today 09:26"),
    ],
)
def test_a_settled_one_says_how_it_ended(made, key, left, due):
    card = made[key]

    assert (card.state, card.left, card.word, card.fuse) == (CardState.SETTLED, left, "", None)
    assert card.due == due


def test_counted_time_is_to_scale_and_skipped_time_is_short():
    opened, due = madrid(29, 11, 20, 4), madrid(4, 17, 20)

    span = build_span(worktime.segments(opened, due, OFFICE), due_at=due, at=NOW, closed_at=None, zone=MADRID)

    kinds = [piece.kind for piece in span.pieces]
    worked = [piece for piece in span.pieces if piece.kind is Stretch.WORKED]
    assert kinds == ["worked", "night", "worked", "night", "holiday", "weekend", "night", "worked", "left"]
    assert worked[0].width / worked[1].width == pytest.approx(400 / 540, rel=1e-3)  # 6 h 40 min and 9 h
    assert sum(piece.width for piece in span.pieces) == pytest.approx(100, abs=0.1)
    assert span.now_x == pytest.approx(span.pieces[-1].x, abs=0.02)
    assert [piece.text for piece in span.pieces if piece.kind is Stretch.WEEKEND] == ["Sat Sun"]
    assert span.due_x is None


def test_a_month_of_nights_leaves_more_than_half_of_the_bar_to_counted_time():
    opened, due = madrid(1, 9, 0, 4), madrid(29, 18)

    span = build_span(worktime.segments(opened, due, OFFICE), due_at=due, at=NOW, closed_at=None, zone=MADRID)

    counted = [piece.width for piece in span.pieces if piece.kind in {Stretch.WORKED, Stretch.LEFT}]
    assert sum(counted) == pytest.approx(55, abs=0.5)


def test_labels_under_the_bar_keep_their_distance():
    for opened in (madrid(1, 9, 0, 4), madrid(24, 16, 0, 4), madrid(30, 9, 0, 4), madrid(4, 15)):
        due = madrid(8, 18)
        for calendar in (OFFICE, ALL_DAY, None):
            parts = worktime.segments(opened, due, calendar)
            span = build_span(parts, due_at=due, at=NOW, closed_at=None, zone=MADRID)
            places = [label.x for label in span.labels]
            assert all(after - before >= 9 for before, after in zip(places, places[1:], strict=False))


def test_a_rule_elsewhere_is_drawn_in_the_readers_time_and_names_its_own_days(made):
    span = made["soon_brazil"].why.span

    assert [label.text for label in span.labels if label.css != "mid"] == ["Thu 09:00", "Fri 1", "due 15:00"]
    assert [piece.text for piece in span.pieces if piece.text] == ["Sat Sun"]


def test_the_chip_links_to_its_reason_and_says_it_is_closed(made):
    html = Template("{% load portal %}{% deadline_chip card %}").render(Context({"card": made["soon"]}))

    assert 'href="/gallery/why/soon"' in html
    assert 'aria-expanded="false"' in html
    assert '<time class="deadline-due" datetime="2026-05-04T15:20:00+00:00"' in html


def test_the_drawing_uses_no_inline_style_and_points_as_decimal_sign(made):
    with translation.override("de"):
        html = Template("{% load portal %}{% deadline_why card %}").render(Context({"card": made["soon"]}))

    assert "style=" not in html
    assert re.findall(r'(?:x|width)="(-?[\d.]+)%"', html)
    assert not re.findall(r'(?:x|width)="[^"]*,[^"]*"', html)
