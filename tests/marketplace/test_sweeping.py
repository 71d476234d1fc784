import time
from io import StringIO

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from marketplace import sweeping
from marketplace.sweeping import count_pending, drain_everything, register


@pytest.fixture(autouse=True)
def sweepers(monkeypatch):
    """No sweeper but the test's own."""
    monkeypatch.setattr(sweeping, "_sweepers", {})


class Heap:
    """Work that is taken away in slices."""

    def __init__(self, *slices: int) -> None:
        self.slices = list(slices)

    def drain(self) -> int:
        return self.slices.pop(0) if self.slices else 0

    def pending(self) -> int:
        return sum(self.slices)


def swept(**options) -> str:
    out = StringIO()
    call_command("sweep", stdout=out, **options)
    return out.getvalue()


def test_every_sweeper_runs_until_a_whole_round_finds_nothing():
    register("stones", Heap(3, 0, 2).drain)
    register("sand", Heap(1, 1).drain)

    # The first heap says nothing in round two, in which the second one still found something.
    assert drain_everything() == {"stones": 5, "sand": 2}


def test_one_that_fails_holds_up_no_other_and_is_heard_of_at_the_end():
    sand = Heap(1, 1)

    def fail() -> int:
        raise RuntimeError("stuck")

    register("stones", fail)
    register("sand", sand.drain)

    with pytest.raises(ExceptionGroup, match="Sweepers failed") as caught:
        drain_everything()

    assert [str(failure) for failure in caught.value.exceptions] == ["stuck"]
    assert sand.slices == []


def test_a_name_is_taken_once():
    register("stones", Heap().drain)

    with pytest.raises(ValueError, match="stones"):
        register("stones", Heap().drain)


def test_what_is_pending_is_counted_by_name():
    register("stones", Heap(3).drain, Heap(3).pending)
    register("sand", Heap().drain, Heap().pending)

    assert count_pending() == {"stones": 3}


def test_the_command_prints_a_count_per_kind():
    register("stones", Heap(3, 2).drain)
    register("sand", Heap().drain)

    assert swept() == "stones 5\nsand 0\n"


def test_the_command_waits_for_what_a_worker_holds(monkeypatch):
    held = iter([2, 1, 1, 0, 0])
    waits: list[float] = []
    monkeypatch.setattr(time, "sleep", waits.append)
    register("stones", Heap(1).drain, lambda: next(held))

    assert swept() == "stones 1\n"
    assert len(waits) == 3


def test_the_command_looks_twice_before_it_believes_that_nothing_is_left(monkeypatch):
    held = iter([0, 1, 0, 0])
    monkeypatch.setattr(time, "sleep", lambda seconds: None)
    register("stones", Heap().drain, lambda: next(held))

    swept()

    assert list(held) == []


def test_the_command_gives_up_when_nothing_moves():
    register("stones", Heap().drain, lambda: 4)

    with pytest.raises(CommandError, match=r"still due: stones 4"):
        swept(patience=0.3)
