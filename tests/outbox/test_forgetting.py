from datetime import datetime, timedelta

from marketplace import clock, sweeping
from marketplace.outbox.choices import OutboxState
from marketplace.outbox.delivery import deliver_due
from marketplace.outbox.forgetting import forget_sent
from marketplace.outbox.models import OutboxMessage
from marketplace.outbox.services import queue_mail
from marketplace.tenancy import all_shops


def queue(to):
    return queue_mail(shop_id=None, to=to, subject="S", text="t")


def left():
    with all_shops("reading"):
        return list(OutboxMessage.objects.order_by("pk").values_list("recipient", flat=True))


def test_sent_mail_is_forgotten_after_ninety_days_of_real_time(two_shops, mail_dir, monkeypatch):
    queue_mail(shop_id=two_shops[0].pk, to="old@example.com", subject="S", text="t")
    deliver_due()
    sent_at = clock.real()
    monkeypatch.setattr(clock, "real", lambda: sent_at + timedelta(days=89))
    queue("young@example.com")
    deliver_due()
    kept = forget_sent()
    monkeypatch.setattr(clock, "real", lambda: sent_at + timedelta(days=90, seconds=1))

    assert (kept, sweeping.drain_everything()["sent"]) == (0, 1)
    assert left() == ["young@example.com"]


def test_a_business_clock_set_far_back_forgets_nothing(db, mail_dir):
    with clock.frozen(datetime.fromisoformat("2018-01-15T12:00:00Z")):
        queue("a@example.com")
        deliver_due()

        assert forget_sent() == 0


def test_what_failed_and_what_waits_is_never_forgotten(db, monkeypatch):
    failed = queue("failed@example.com")
    queue("waiting@example.com")
    with all_shops("setting the stage"):
        OutboxMessage.objects.filter(pk=failed.pk).update(state=OutboxState.FAILED, next_attempt_at=None)
    later = clock.real() + timedelta(days=1000)
    monkeypatch.setattr(clock, "real", lambda: later)

    assert forget_sent() == 0
    assert left() == ["failed@example.com", "waiting@example.com"]
