import signal
import time
from datetime import timedelta

import pytest

from marketplace import clock, sweeping
from marketplace.outbox import delivery
from marketplace.outbox.choices import OutboxState
from marketplace.outbox.delivery import count_pending, deliver_due, drain_outbox
from marketplace.outbox.exceptions import DeliveryFailed
from marketplace.outbox.models import OutboxMessage
from marketplace.outbox.services import queue_mail, send_again
from marketplace.outbox.transports import FileTransport
from marketplace.tenancy import all_shops
from tests.factories.processes import start_command
from tests.outbox.conftest import free_port

# A worker that is killed between the hand-over of one mail and its record.
KILLED = """
import os, signal
from django.conf import settings
from marketplace.outbox.delivery import deliver_due
from marketplace.outbox.transports import FileTransport

write = FileTransport.deliver

def deliver(self, envelope):
    write(self, envelope)
    if envelope.row_id == {killed_at}:
        os.kill(os.getpid(), signal.SIGKILL)

settings.MAIL_DIR = settings.BASE_DIR.__class__("{mail_dir}")
FileTransport.deliver = deliver
deliver_due()
"""


def queue(*addresses):
    return [queue_mail(shop_id=None, to=to, subject=f"To {to}", text="Hello") for to in addresses]


def row(message):
    with all_shops("reading"):
        return OutboxMessage.objects.get(pk=message.pk)


def make_due(*messages):
    """Let the wait of these messages be over."""
    with all_shops("moving a row's time"):
        rows = OutboxMessage.objects.filter(pk__in=[message.pk for message in messages])
        rows.update(next_attempt_at=clock.real() - timedelta(seconds=1))


def test_mail_reaches_a_mail_server(db, smtp):
    [message] = queue("ana@example.com")

    assert deliver_due() == 1

    assert smtp.recipients == ["ana@example.com"]
    assert smtp.envelopes[0].mail_from == "no-reply@trastienda.example"
    assert smtp.mails[0]["Message-ID"] == message.message_id
    sent = row(message)
    assert (sent.state, sent.attempts, sent.failure, sent.claimed_until) == (OutboxState.SENT, 1, "", None)
    assert sent.sent_at is not None
    assert deliver_due() == 0


def test_many_mails_go_over_one_connection(db, smtp):
    queue(*(f"customer{number}@example.com" for number in range(60)))

    assert deliver_due() == 60

    assert smtp.recipients == [f"customer{number}@example.com" for number in range(60)]
    assert len(smtp.sessions) == 1


def test_a_slow_mail_server_holds_a_worker_for_a_slice_of_time_alone(db, monkeypatch, settings, tmp_path):
    """Whatever is left is due again at once, with all its attempts, and the worker looks at the deadlines first."""
    settings.MAIL_DIR = tmp_path
    first, second = queue("a@example.com", "b@example.com")
    monkeypatch.setattr(delivery, "SLICE_SECONDS", 0.05)
    monkeypatch.setattr(FileTransport, "deliver", lambda self, envelope: time.sleep(0.1))

    assert drain_outbox() == 1

    assert row(first).state == OutboxState.SENT
    left = row(second)
    assert (left.state, left.attempts, left.claimed_until) == (OutboxState.PENDING, 0, None)
    assert drain_outbox() == 1


def test_a_refused_recipient_fails_at_once_and_holds_up_no_other(db, smtp):
    smtp.refuse["gone@example.com"] = "550 5.1.1 No such mailbox"
    before, gone, after = queue("a@example.com", "gone@example.com", "b@example.com")

    assert deliver_due() == 3

    assert smtp.recipients == ["a@example.com", "b@example.com"]
    assert [row(message).state for message in (before, gone, after)] == ["SENT", "FAILED", "SENT"]
    assert row(gone).failure == "550 5.1.1 No such mailbox"
    assert (row(gone).attempts, row(gone).next_attempt_at) == (1, None)


def test_a_recipient_that_is_busy_is_tried_again_later_each_time(db, smtp):
    smtp.refuse["busy@example.com"] = "451 4.7.1 Greylisted"
    busy, other = queue("busy@example.com", "b@example.com")

    started = clock.real()
    assert deliver_due() == 1
    waits = [row(busy).next_attempt_at - started]
    make_due(busy)
    deliver_due()
    waits.append(row(busy).next_attempt_at - started)

    assert timedelta(seconds=5) <= waits[0] < timedelta(seconds=15)
    assert timedelta(seconds=30) <= waits[1] < timedelta(seconds=45)
    assert (row(busy).state, row(busy).attempts, row(busy).failure) == ("PENDING", 2, "451 4.7.1 Greylisted")
    assert row(other).state == OutboxState.SENT
    del smtp.refuse["busy@example.com"]
    make_due(busy)
    assert deliver_due() == 1
    assert (row(busy).state, row(busy).failure) == (OutboxState.SENT, "")


def test_after_the_last_attempt_a_mail_has_failed_and_can_be_sent_again(db, smtp):
    smtp.refuse["busy@example.com"] = "451 4.7.1 Greylisted"
    [busy] = queue("busy@example.com")

    for _attempt in range(delivery.MAX_ATTEMPTS):
        assert row(busy).state == OutboxState.PENDING
        make_due(busy)
        deliver_due()

    assert (row(busy).state, row(busy).attempts) == (OutboxState.FAILED, 10)
    smtp.refuse.clear()
    with all_shops("operator"):
        send_again(message_ids=[busy.pk])
    assert deliver_due() == 1
    assert smtp.mails[0]["Message-ID"] == busy.message_id


def test_a_server_that_is_away_is_asked_once_for_a_whole_batch(db, settings, monkeypatch):
    settings.OUTBOX_TRANSPORT = "marketplace.outbox.transports.SmtpTransport"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", free_port()
    messages = queue("a@example.com", "b@example.com", "c@example.com")

    assert deliver_due() == 0

    assert [row(message).state for message in messages] == ["PENDING"] * 3
    assert all("refused" in row(message).failure for message in messages)
    assert all(row(message).claimed_until is None for message in messages)
    assert count_pending() == 0  # nothing is due before the wait is over


@pytest.mark.parametrize(
    "address", ["nobody", "señora@example.com", "a b@example.com", "@example.com", "a@b@example.com", "", "a@"]
)
def test_an_address_that_is_none_fails_and_holds_up_no_other(db, smtp, address):
    bad, good = queue(address, "good@example.com")

    assert deliver_due() == 2

    assert [row(bad).state, row(good).state] == ["FAILED", "SENT"]
    assert smtp.recipients == ["good@example.com"]


def test_a_domain_beyond_ascii_is_written_as_the_wire_needs_it(db, smtp):
    queue("ana@peluquería.example")

    assert deliver_due() == 1

    assert smtp.recipients == ["ana@xn--peluquera-n5a.example"]


def test_files_sort_by_hand_over_and_are_whole(db, mail_dir):
    first, second = queue("a@example.com", "b@example.com")

    assert deliver_due() == 2

    names = sorted(path.name for path in mail_dir.iterdir())
    assert names == [f"{row(message).handover:012d}-{message.pk}.eml" for message in (first, second)]
    assert b"To: a@example.com\r\n" in (mail_dir / names[0]).read_bytes()


def test_what_is_due_first_is_handed_over_first(db, mail_dir):
    early, late = queue("early@example.com", "late@example.com")
    with all_shops("moving a row's time"):
        OutboxMessage.objects.filter(pk=late.pk).update(next_attempt_at=early.next_attempt_at - timedelta(hours=1))

    deliver_due()

    assert row(late).handover < row(early).handover


def test_a_directory_that_cannot_be_written_loses_nothing(db, settings, tmp_path):
    settings.OUTBOX_TRANSPORT = "marketplace.outbox.transports.FileTransport"
    settings.MAIL_DIR = tmp_path / "occupied"
    settings.MAIL_DIR.write_text("a file stands where the directory should be")
    [message] = queue("a@example.com")

    assert deliver_due() == 0

    assert row(message).state == OutboxState.PENDING
    settings.MAIL_DIR.unlink()
    make_due(message)
    assert deliver_due() == 1


def test_what_a_dead_worker_held_is_free_when_its_lease_ends(db, mail_dir):
    [message] = queue("a@example.com")
    [held] = delivery.claim_batch()

    assert deliver_due() == 0
    assert count_pending() == 1  # `manage.py sweep` waits for it
    make_due(message)
    assert deliver_due() == 1

    assert row(message).handover == held.handover


def test_a_mail_that_ends_its_worker_each_time_comes_to_an_end(db, mail_dir):
    [deadly] = queue("a@example.com")
    for _attempt in range(delivery.MAX_ATTEMPTS):
        assert [message.pk for message in delivery.claim_batch()] == [deadly.pk]
        make_due(deadly)

    assert delivery.claim_batch() == []

    assert row(deadly).state == OutboxState.FAILED


def test_a_late_record_of_failure_does_not_undo_what_another_worker_sent(db, mail_dir):
    [message] = queue("a@example.com")
    [held] = delivery.claim_batch()
    make_due(message)
    deliver_due()

    delivery.record_failures([held], DeliveryFailed("too late"))

    assert (row(message).state, row(message).failure) == (OutboxState.SENT, "")


def test_a_worker_that_is_ended_gives_back_what_it_had_not_begun(db, mail_dir, monkeypatch):
    first, second, third = queue("a@example.com", "b@example.com", "c@example.com")
    write = FileTransport.deliver

    def ended(self, envelope):
        if envelope.row_id == second.pk:
            raise SystemExit
        write(self, envelope)

    monkeypatch.setattr("marketplace.outbox.transports.FileTransport.deliver", ended)

    with pytest.raises(SystemExit):
        deliver_due()

    assert row(first).state == OutboxState.SENT
    assert row(second).claimed_until is not None
    assert (row(third).claimed_until, row(third).attempts) == (None, 0)


def test_slow_mails_do_not_outlive_the_lease_of_those_behind_them(db, mail_dir, monkeypatch):
    first, second = queue("a@example.com", "b@example.com")
    batch = delivery.Batch(delivery.claim_batch())
    lease = batch.waiting[1].claimed_until
    later = clock.real() + timedelta(seconds=20)
    monkeypatch.setattr("marketplace.outbox.delivery.clock.real", lambda: later)

    batch._hold()

    assert row(second).claimed_until > lease
    assert row(second).claimed_until == row(first).claimed_until == later + delivery.LEASE


def test_what_another_worker_took_over_is_not_sent_by_the_first(db, mail_dir, monkeypatch):
    [message] = queue("a@example.com")
    slow = delivery.Batch(delivery.claim_batch())
    make_due(message)
    delivery.claim_batch()
    later = clock.real() + timedelta(seconds=31)
    monkeypatch.setattr("marketplace.outbox.delivery.clock.real", lambda: later)

    assert slow.deliver(FileTransport()) == 0

    assert not mail_dir.exists()


def test_the_sweep_knows_the_outbox(db, mail_dir):
    queue("a@example.com", "b@example.com")

    assert sweeping.count_pending()["outbox"] == 2
    assert sweeping.drain_everything()["outbox"] == 2
    assert "outbox" not in sweeping.count_pending()


@pytest.mark.django_db(transaction=True)
@pytest.mark.concurrency
def test_a_worker_killed_between_hand_over_and_record_repeats_one_mail_under_the_same_name(mail_dir):
    messages = queue("a@example.com", "b@example.com", "c@example.com")

    with start_command("shell", "-v0", "-c", KILLED.format(mail_dir=mail_dir, killed_at=messages[1].pk)) as worker:
        worker.wait(timeout=60)

    assert worker.returncode == -signal.SIGKILL
    written = {path.name: path.read_bytes() for path in mail_dir.iterdir()}
    assert [row(message).state for message in messages] == ["SENT", "PENDING", "PENDING"]

    make_due(*messages[1:])
    assert deliver_due() == 2

    after = {path.name: path.read_bytes() for path in mail_dir.glob("*.eml")}
    assert len(after) == 3
    assert {name: after[name] for name in written} == written  # the repeat is the same to the byte
    assert [row(message).state for message in messages] == ["SENT"] * 3
