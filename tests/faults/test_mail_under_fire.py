"""Two hundred mails come in while the door, the workers and the servers behind them die again and again."""

import json
import random
import smtplib
import socket
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from queue import SimpleQueue
from typing import Any

import pytest

from marketplace.stack.children import kill_session
from tests.factories.mail import make_mail
from tests.faults.battlefield import PATIENCE, Battlefield, battlefield

pytestmark = [pytest.mark.faults, pytest.mark.slow]

MAILS, SHARE, THREADS, SENDERS = 200, 22, 20, 3


@dataclass(frozen=True)
class Letter:
    """One mail of a customer's server, which sends it until it hears that it was taken."""

    number: int
    thread_id: str
    address: str
    customer: str

    @property
    def message_id(self) -> str:
        return f"<{self.number}@mail.example.com>"

    @property
    def raw(self) -> bytes:
        return make_mail(f"Mail {self.number}", sender=self.customer, to=self.address, message_id=self.message_id)


@dataclass
class Post:
    """Customers' servers, and how often each mail had to be sent."""

    port: int
    waiting: "SimpleQueue[Letter | None]" = field(default_factory=SimpleQueue)
    attempts: list[int] = field(default_factory=list)
    _threads: list[threading.Thread] = field(default_factory=list)

    def start(self) -> None:
        self._threads = [threading.Thread(target=self._deliver_all) for _ in range(SENDERS)]
        for thread in self._threads:
            thread.start()

    def send(self, letters: list[Letter]) -> None:
        """Hand them to the servers, which deliver them in turn."""
        for letter in letters:
            self.waiting.put(letter)

    def wait(self) -> None:
        """Until all that was handed over is delivered."""
        for _ in self._threads:
            self.waiting.put(None)
        for thread in self._threads:
            thread.join(PATIENCE)

    def _deliver_all(self) -> None:
        while letter := self.waiting.get():
            attempts = 1
            while not self._deliver(letter):
                attempts += 1
                time.sleep(0.1)
            self.attempts.append(attempts)

    def _deliver(self, letter: Letter) -> bool:
        """Whether the door acknowledged it."""
        try:
            with smtplib.SMTP("127.0.0.1", self.port, timeout=15) as door:
                door.sendmail(letter.customer, [letter.address], letter.raw)
        except (OSError, smtplib.SMTPException):
            return False
        return True


@dataclass
class Outcome:
    """What there was to send, what sending it took, and where it is now."""

    letters: list[Letter]
    attempts: list[int]
    field: Battlefield


@pytest.fixture(scope="module")
def after_the_fire() -> Iterator[Outcome]:
    with battlefield() as ground:
        scene = json.loads(ground.run("-m", "tests.faults.mail_scene", str(THREADS)))
        letters = [Letter(number, *scene[number % THREADS]) for number in range(MAILS)]
        for _ in range(2):
            ground.start_worker()
        ground.start_beat()
        post = Post(port=_free_port())
        door = [_open_door(ground, post.port)]
        post.start()
        try:
            rage(ground, post, door, letters)
        finally:
            post.wait()
        ground.run("manage.py", "sweep", "--patience", str(PATIENCE))
        yield Outcome(letters, post.attempts, ground)


def rage(ground: Battlefield, post: Post, door: list[Any], letters: list[Letter]) -> None:
    """Something dies while each share of the mails is under way, and mails come while it is dead."""

    def kill_door() -> None:
        kill_session(door.pop())
        ground.others.pop()
        post.send([todo.pop() for _ in range(SENDERS)])
        door.append(_open_door(ground, post.port))

    blows: list[Callable[[], None]] = [
        kill_door,
        ground.kill_worker,
        kill_door,
        ground.valkey.flush,
        ground.kill_worker,
        ground.restart_postgres,
        kill_door,
        ground.kill_worker,
    ]
    todo = letters.copy()
    for blow in blows:
        post.send([todo.pop() for _ in range(SHARE)])
        time.sleep(random.uniform(0, 0.2))
        blow()
    post.send(todo)


def _open_door(ground: Battlefield, port: int) -> Any:
    """The last of the ground's other processes."""
    ground.others.append(ground.start(sys.executable, "-m", "messaging.mail.door", "--port", str(port)))
    return ground.others[-1]


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def test_every_acknowledged_mail_is_in_its_conversation_once(after_the_fire):
    rows = after_the_fire.field.query(
        "SELECT message.mail_message_id, message.body, thread.thread_id::text FROM messaging_message AS message "
        "JOIN messaging_thread AS thread ON thread.id = message.thread_id WHERE message.source = 'MAIL'"
    )
    expected = [(letter.message_id, f"Mail {letter.number}", letter.thread_id) for letter in after_the_fire.letters]

    assert len(after_the_fire.attempts) == MAILS
    assert sorted(rows) == sorted(expected)


def test_the_fire_was_felt_by_those_who_sent(after_the_fire):
    assert max(after_the_fire.attempts) > 1


def test_no_mail_is_left_over_and_none_was_kept_twice(after_the_fire):
    """Also of those that were stored, but whose acknowledgement did not get through."""
    states = after_the_fire.field.query("SELECT state, count(*) FROM messaging_inboundmail GROUP BY 1")

    assert states == [("PLACED", MAILS)]


def test_each_conversation_counts_its_messages_right_and_has_one_clock(after_the_fire):
    wrong = (
        "SELECT count(*) FROM messaging_thread AS thread WHERE message_count <> "
        "(SELECT count(*) FROM messaging_message AS message WHERE message.thread_id = thread.id)"
    )
    clocks = "SELECT count(*) FROM deadlines_deadline WHERE kind = 'customer_reply'"

    assert after_the_fire.field.count(wrong) == 0
    assert after_the_fire.field.count(clocks) == THREADS
