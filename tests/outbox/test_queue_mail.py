import logging
from email import policy
from email.parser import BytesParser

import pytest
from django.core.mail import BadHeaderError
from django.db import transaction
from kombu.exceptions import OperationalError

from marketplace.outbox.choices import OutboxState
from marketplace.outbox.composing import MailParts, compose
from marketplace.outbox.models import OutboxMessage, StorefrontEvent
from marketplace.outbox.services import DELIVER_TASK, publish_event, queue_mail, send_again
from marketplace.shops.models import Shop
from marketplace.tenancy import all_shops, shop_scope


def written(message):
    """The mail of a row, as its reader's program takes it apart."""
    content = compose(parts=MailParts.from_json(message.body), message_id=message.message_id, at=message.created_at)
    return BytesParser(policy=policy.default).parsebytes(content)


def test_a_mail_has_both_texts_its_language_and_says_that_a_machine_wrote_it(db):
    message = queue_mail(
        shop_id=None,
        to="Ana Núñez <ana@example.com>",
        subject="Su pedido está en camino",
        text="Señora Núñez:\nya salió.",
        html="<p>Señora Núñez: ya salió.</p>",
        language="es",
        reply_to="hilo@example.com",
    )

    mail = written(message)
    assert mail["To"].addresses[0].display_name == "Ana Núñez"
    assert mail["Subject"] == "Su pedido está en camino"
    assert mail["Content-Language"] == "es"
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["Reply-To"] == "hilo@example.com"
    assert mail["Message-ID"] == message.message_id
    assert mail["Date"].datetime == message.created_at.replace(microsecond=0)
    assert mail.get_content_type() == "multipart/alternative"
    assert [part.get_content_type() for part in mail.iter_parts()] == ["text/plain", "text/html"]
    assert mail.get_body(("plain",)).get_content().split() == ["Señora", "Núñez:", "ya", "salió."]
    assert mail.get_body(("html",)).get_content_charset() == "utf-8"


def test_the_same_row_gives_the_same_bytes_each_time(db):
    message = queue_mail(shop_id=None, to="ana@example.com", subject="S", text="t", html="<p>t</p>")

    first, second = written(message), written(message)

    assert first.as_bytes() == second.as_bytes()


def test_a_person_may_be_the_author(db):
    message = queue_mail(shop_id=None, to="a@example.com", subject="S", text="t", headers={"Auto-Submitted": "no"})

    assert written(message)["Auto-Submitted"] == "no"


def test_a_mail_is_not_written_when_the_change_is_undone(db):
    class Undone(Exception):
        pass

    @transaction.atomic
    def change_and_fail():
        queue_mail(shop_id=None, to="a@example.com", subject="S", text="t")
        raise Undone

    with pytest.raises(Undone):
        change_and_fail()

    with all_shops("counting"):
        assert OutboxMessage.objects.count() == 0


def test_a_repeated_consequence_writes_its_mail_once(two_shops):
    shop, _other = two_shops
    first = queue_mail(shop_id=shop.pk, to="a@example.com", subject="first", text="t", dedupe_key="refused:X-A")

    again = queue_mail(shop_id=shop.pk, to="a@example.com", subject="again", text="t", dedupe_key="refused:X-A")

    assert (again.pk, again.subject, again.message_id) == (first.pk, "first", first.message_id)
    with all_shops("counting"):
        assert OutboxMessage.objects.count() == 1


@pytest.mark.parametrize("field", ["to", "subject", "language", "reply_to"])
def test_a_line_break_in_a_header_is_refused(db, field):
    fields = {"to": "a@example.com", "subject": "S", "language": "es", "reply_to": "b@example.com"}
    fields[field] += "\r\nBcc: everybody@example.com"

    with pytest.raises(BadHeaderError):
        queue_mail(shop_id=None, text="t", **fields)  # type: ignore[arg-type]  # the test names each in turn

    with all_shops("counting"):
        assert OutboxMessage.objects.count() == 0


def test_a_line_break_in_a_further_header_is_refused(db):
    with pytest.raises(BadHeaderError):
        queue_mail(
            shop_id=None, to="a@example.com", subject="S", text="t", headers={"X-Order": "1\nBcc: b@example.com"}
        )


def test_a_subject_longer_than_its_column_is_sent_whole(db):
    subject = "Pedido " * 60

    message = queue_mail(shop_id=None, to="a@example.com", subject=subject, text="t")

    assert written(message)["Subject"] == subject


def test_a_shop_sees_its_own_mail_alone(two_shops, raw_count):
    shop, other = two_shops
    queue_mail(shop_id=shop.pk, to="a@example.com", subject="its own", text="t")
    queue_mail(shop_id=other.pk, to="b@example.com", subject="another shop's", text="t")
    queue_mail(shop_id=None, to="c@example.com", subject="no shop's", text="t")

    with shop_scope(shop):
        assert [message.subject for message in OutboxMessage.objects.all()] == ["its own"]
        assert raw_count() == 1
    assert raw_count() == 0  # without a scope


def test_mail_of_no_shop_can_be_written_inside_a_shops_scope(two_shops):
    shop, _other = two_shops

    with shop_scope(shop):
        queue_mail(shop_id=None, to="a@example.com", subject="S", text="t")
        assert [found.pk for found in Shop.objects.all()] == [shop.pk]  # the scope is as it was

    with all_shops("counting"):
        assert OutboxMessage.objects.get().shop_id is None


def test_a_worker_is_told_after_the_commit_and_not_before(db, monkeypatch, django_capture_on_commit_callbacks):
    told = []
    monkeypatch.setattr("marketplace.outbox.services.app.send_task", lambda name, **options: told.append(name))

    with django_capture_on_commit_callbacks(execute=True):
        queue_mail(shop_id=None, to="a@example.com", subject="S", text="t")
        assert told == []

    assert told == [DELIVER_TASK]


def test_a_broker_that_is_away_costs_one_line_and_not_the_change(
    db, monkeypatch, django_capture_on_commit_callbacks, caplog
):
    def no_broker(name, **options):
        raise OperationalError("connection refused")

    monkeypatch.setattr("marketplace.outbox.services.app.send_task", no_broker)

    with django_capture_on_commit_callbacks(execute=True):
        queue_mail(shop_id=None, to="a@example.com", subject="S", text="t")

    with all_shops("counting"):
        assert OutboxMessage.objects.get().state == OutboxState.PENDING
    [line] = [record for record in caplog.records if record.levelno >= logging.WARNING]
    assert (line.levelname, line.exc_info) == ("WARNING", None)
    assert line.getMessage() == "The broker is away, mail waits for the sweep: connection refused"


def test_only_what_has_failed_is_sent_again(db):
    failed = queue_mail(shop_id=None, to="a@example.com", subject="S", text="t")
    sent = queue_mail(shop_id=None, to="b@example.com", subject="S", text="t")
    with all_shops("setting the stage"):
        OutboxMessage.objects.filter(pk=failed.pk).update(state=OutboxState.FAILED, attempts=10, next_attempt_at=None)
        OutboxMessage.objects.filter(pk=sent.pk).update(state=OutboxState.SENT, next_attempt_at=None)

        count = send_again(message_ids=[failed.pk, sent.pk])

        failed.refresh_from_db()
        sent.refresh_from_db()
    assert count == 1
    assert (failed.state, failed.attempts) == (OutboxState.PENDING, 0)
    assert failed.next_attempt_at is not None
    assert sent.state == OutboxState.SENT


def test_news_for_the_shop_front_is_written_with_the_change(two_shops):
    shop, other = two_shops

    publish_event(shop_id=shop.pk, kind="shipped", order_id="X-A", payload={"carrier": "SEUR"}, at=shop.created_at)

    with shop_scope(shop):
        event = StorefrontEvent.objects.get()
    assert (event.kind, event.order_id, event.payload) == ("shipped", "X-A", {"carrier": "SEUR"})
    assert (event.at, event.position) == (shop.created_at, None)
    with shop_scope(other):
        assert not StorefrontEvent.objects.exists()


def test_many_mails_of_one_change_give_one_hint(db, monkeypatch, django_capture_on_commit_callbacks):
    told = []
    monkeypatch.setattr("marketplace.outbox.services.app.send_task", lambda name, **options: told.append(name))

    with django_capture_on_commit_callbacks(execute=True):
        for _number in range(3):
            queue_mail(shop_id=None, to="a@example.com", subject="S", text="t")

    assert told == [DELIVER_TASK]
