from datetime import UTC, datetime, timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from marketplace import clock
from marketplace.errors import DomainError
from marketplace.models import ClockOffset
from marketplace.simulation import advance_clock, reset_clock, set_clock

pytestmark = pytest.mark.django_db
TICK = timedelta(seconds=20)  # how long a test may take between two looks at the clock


def run(*arguments: str) -> str:
    out = StringIO()
    call_command("clock", *arguments, stdout=out)
    return out.getvalue().strip()


def printed(*arguments: str) -> datetime:
    return datetime.fromisoformat(run(*arguments))


def is_about(moment: datetime, expected: datetime) -> bool:
    return abs(moment - expected) < TICK


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("24h", timedelta(hours=24)),
        ("90m", timedelta(minutes=90)),
        ("2d", timedelta(days=2)),
        ("1d12h", timedelta(hours=36)),
        ("1d2h3m4s", timedelta(days=1, hours=2, minutes=3, seconds=4)),
    ],
)
def test_the_clock_goes_on_by_a_step_and_prints_the_new_time(text, expected):
    moved = printed("--advance", text)

    assert is_about(moved, clock.real() + expected)
    assert is_about(clock.now(), clock.real() + expected)


def test_steps_add_up():
    run("--advance", "1d")

    assert is_about(printed("--advance", "12h"), clock.real() + timedelta(hours=36))


def test_the_clock_is_set_to_a_moment_of_any_zone():
    moved = printed("--set", "2091-03-06T17:00+01:00")

    assert is_about(moved, datetime(2091, 3, 6, 16, tzinfo=UTC))
    assert is_about(printed(), datetime(2091, 3, 6, 16, tzinfo=UTC))


def test_without_an_option_it_only_prints():
    assert is_about(printed(), clock.real())
    assert not ClockOffset.objects.exists()


def test_only_a_reset_goes_backwards():
    advance_clock(by=timedelta(days=3))

    with pytest.raises(CommandError, match="only by --reset"):
        run("--set", (clock.real() + timedelta(days=1)).isoformat())
    assert is_about(clock.now(), clock.real() + timedelta(days=3))

    assert is_about(printed("--reset"), clock.real())
    assert is_about(clock.now(), clock.real())


@pytest.mark.parametrize("text", ["", "tomorrow", "24", "-24h", "1.5h", "12h foo", "999999999999d"])
def test_a_step_that_is_none_is_refused(text):
    with pytest.raises(CommandError):
        run(f"--advance={text}")


@pytest.mark.parametrize("text", ["2091-03-06T17:00", "2091-03-06", "soon"])
def test_a_moment_without_an_offset_is_refused(text):
    with pytest.raises(CommandError):
        run("--set", text)


def test_two_options_at_once_are_refused():
    with pytest.raises(CommandError):
        run("--advance", "1h", "--reset")


def test_a_step_beyond_the_calendar_leaves_the_clock_as_it_was():
    with pytest.raises(CommandError):
        run("--advance", "9999999d")

    assert is_about(clock.now(), clock.real())


def test_without_simulation_the_clock_stands_fast(settings):
    settings.SIMULATION = False

    with pytest.raises(DomainError, match="SIMULATION=1"):
        advance_clock(by=timedelta(hours=1))
    with pytest.raises(DomainError, match="SIMULATION=1"):
        set_clock(to=datetime(2091, 1, 1, tzinfo=UTC))
    with pytest.raises(DomainError, match="SIMULATION=1"):
        reset_clock()
    assert not ClockOffset.objects.exists()


def test_one_reading_holds_for_its_whole_block(django_assert_num_queries):
    advance_clock(by=timedelta(hours=1))
    with clock.reading():
        advance_clock(by=timedelta(hours=1))
        with django_assert_num_queries(0):
            held = clock.now()

    assert is_about(held, clock.real() + timedelta(hours=1))
    assert is_about(clock.now(), clock.real() + timedelta(hours=2))
