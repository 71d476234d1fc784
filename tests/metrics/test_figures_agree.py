"""Random histories: what is kept day by day, what is made from nothing, and the definitions themselves agree."""

from datetime import date, timedelta
from decimal import Decimal
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from marketplace import clock
from marketplace.sweeping import drain_everything
from marketplace.tenancy import all_shops, shop_scope
from metrics.choices import Part
from metrics.definitions import FIGURES
from metrics.models import DailyFacts, DirtyDay
from metrics.services.drilldown import rows_of
from metrics.services.reading import read_days, read_figures
from metrics.services.rebuilding import rebuild_figures
from metrics.services.recomputing import recompute_marked
from tests.factories.shops import make_channel, make_shop
from tests.metrics.histories import Story
from tests.metrics.naive import Told, left_out_of_late_shipments, naive_figures

pytestmark = pytest.mark.django_db


@pytest.fixture
def channels(db):
    return [
        make_channel(code="ES", timezone="Europe/Madrid"),
        # Midnight there is five in the morning in Madrid: the same moment is another day.
        make_channel(code="ES2", timezone="America/Sao_Paulo"),
    ]


def facts():
    with all_shops("a test looks at every row"):
        rows = DailyFacts.objects.order_by("shop", "day", "channel").values()
        return [{name: value for name, value in row.items() if name not in ("id", "computed_at")} for row in rows]


def count_marked_days():
    while recompute_marked():
        pass


def stretches(story):
    """All of time, some days in the middle, and the last ones."""
    today = story.at.astimezone(ZoneInfo("Europe/Madrid")).date()
    return [(None, None), (today - timedelta(days=20), today - timedelta(days=4)), (today - timedelta(days=6), today)]


@pytest.mark.parametrize("seed", range(4))
def test_kept_facts_are_those_made_from_nothing_and_those_of_the_definitions(channels, seed):
    """R107."""
    story = Story(make_shop(channels=tuple(channels)), channels, Random(seed))
    for _part in range(3):
        story.play(20)
        with clock.frozen(story.at):
            count_marked_days()
        _agrees_with_the_definitions(story)

    kept = facts()
    rebuild_figures(shop_id=None, at=story.at)
    assert facts() == kept
    rebuild_figures(shop_id=story.shop.pk, at=story.at)
    assert facts() == kept


def _agrees_with_the_definitions(story):
    for channel_id in (None, story.channels[1].pk):
        zone = ZoneInfo(story.channels[1].timezone if channel_id else "Europe/Madrid")
        for since, until in stretches(story):
            told = Told(story.shop.pk, channel_id, since, until, story.at, story.at.astimezone(zone).date())
            with shop_scope(story.shop):
                read = read_figures(shop_id=story.shop.pk, channel_id=channel_id, since=since, until=until, at=story.at)
                expected = naive_figures(told)
                assert {code: (read[code].numerator, read[code].denominator) for code in expected} == expected
                assert read["late_shipment_rate"].left_out[0].count == left_out_of_late_shipments(told)


@pytest.mark.parametrize("seed", [7])
def test_every_figure_opens_to_exactly_the_rows_that_it_counts(channels, seed):
    """R101, R135: amounts add up to what is shown, page by page, and no row comes twice."""
    story = Story(make_shop(channels=tuple(channels)), channels, Random(seed))
    story.play(70)
    count_marked_days()
    for since, until in stretches(story):
        for channel_id in (None, channels[0].pk):
            asked: dict[str, Any] = {
                "shop_id": story.shop.pk,
                "channel_id": channel_id,
                "since": since,
                "until": until,
                "at": story.at,
            }
            with shop_scope(story.shop):
                for code, measured in read_figures(**asked).items():
                    told = {part: _all_rows(code, part, asked) for part in Part}
                    assert _total(told[Part.NUMERATOR]) == (measured.numerator or 0), code
                    assert _total(told[Part.DENOMINATOR]) == (measured.denominator or 0), code
                    assert len(told[Part.LEFT_OUT]) == sum(each.count for each in measured.left_out), code
                    beside = [each.value for each in measured.beside if each.part is Part.BESIDE]
                    assert len(told[Part.BESIDE]) == sum(int(value or 0) for value in beside), code


def _all_rows(code, part, asked):
    rows, seek = [], ""
    while True:
        page = rows_of(figure=code, part=part, seek=seek, limit=7, **asked)
        rows += page.rows
        seek = page.next_seek
        if not seek:
            assert len({(row.column, row.key) for row in rows}) == len(rows)
            assert [row.at for row in rows] == sorted((row.at for row in rows), reverse=True)
            return rows


def _total(rows):
    return sum((row.amount for row in rows), Decimal(0))


def test_days_add_up_to_their_stretch(channels):
    """R107."""
    story = Story(make_shop(channels=tuple(channels)), channels, Random(11))
    story.play(50)
    count_marked_days()
    since, until = date(2026, 3, 2), story.at.date() + timedelta(days=1)

    with shop_scope(story.shop):
        asked: dict[str, Any] = {
            "shop_id": story.shop.pk,
            "channel_id": None,
            "since": since,
            "until": until,
            "at": story.at,
        }
        whole, days = read_figures(**asked), read_days(**asked)

    assert len(days) == (until - since).days + 1
    for code, figure in FIGURES.items():
        if figure.by_period and whole[code].numerator is not None:
            by_day = [day.measured[code].numerator or 0 for day in days]
            assert sum(by_day, Decimal(0)) == whole[code].numerator, code


def test_the_sweep_counts_every_marked_day(channels):
    story = Story(make_shop(channels=tuple(channels)), channels, Random(3))
    story.play(15)

    assert drain_everything()["figures"] > 0

    with all_shops("a test looks at every row"):
        assert not DirtyDay.objects.exists()
