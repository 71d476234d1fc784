"""`Idempotency-Key`: once done, a call is answered again and not done again."""

import threading
from datetime import timedelta

import pytest
from django.db import connection

from marketplace import clock
from marketplace.idempotency import Answer, answer_once, forget_old_answers
from marketplace.models import IdempotencyRecord
from offers.models import Category
from tests.factories.shops import NOON

KEY = {"Idempotency-Key": "order-77"}


def test_a_repeat_gets_the_first_answer_and_does_nothing(probe, api):
    first = api.post("/api/x/making", {"label": "Garden"}, headers=KEY)
    second = api.post("/api/x/making", {"label": "Garden"}, headers=KEY)

    assert (first.status_code, first.json()) == (201, {"made": "C0"})
    assert (second.status_code, second.json()) == (201, {"made": "C0"})
    assert Category.objects.count() == 1


def test_the_same_key_with_another_body_is_409(probe, api):
    api.post("/api/x/making", {"label": "Garden"}, headers=KEY)

    answer = api.post("/api/x/making", {"label": "Kitchen"}, headers=KEY)

    assert answer.status_code == 409
    assert answer.json()["code"] == "CONFLICT"
    assert Category.objects.count() == 1


def test_without_a_key_every_call_counts(probe, api):
    api.post("/api/x/making", {"label": "Garden"})
    api.post("/api/x/making", {"label": "Garden"})

    assert Category.objects.count() == 2


def test_a_call_that_was_refused_may_be_repeated_with_the_same_key(probe, api):
    assert api.post("/api/x/making", {"refuse": True}, headers=KEY).status_code == 400
    assert not IdempotencyRecord.objects.exists()

    assert api.post("/api/x/making", {"label": "Garden"}, headers=KEY).status_code == 201


def test_the_same_key_of_another_caller_is_another_call(probe, api, stranger_api, storefront):
    api.post("/api/x/making", {"label": "Garden"}, headers=KEY)
    stranger_api.post("/api/x/making", {"label": "Garden"}, headers=KEY)
    storefront.post("/api/storefront/making", {"label": "Garden"}, headers=KEY)

    assert Category.objects.count() == 3


def test_who_has_no_right_learns_nothing_by_repeating(probe, api, support_api):
    api.post("/api/x/making", {"label": "Garden"}, headers=KEY)

    assert support_api.post("/api/x/making", {"label": "Garden"}, headers=KEY).status_code == 403


@pytest.mark.parametrize("key", ["x" * 256, "tab\there"])
def test_a_key_that_cannot_be_kept_is_400(probe, api, key):
    answer = api.post("/api/x/making", {"label": "Garden"}, headers={"Idempotency-Key": key})

    assert answer.status_code == 400
    assert not Category.objects.exists()


def test_a_raw_key_is_never_kept_as_an_answer(api):
    answer = api.post("/api/x/keys", {"label": "ERP"}, headers=KEY)

    assert answer.status_code == 400
    assert not IdempotencyRecord.objects.exists()


@pytest.mark.concurrency
@pytest.mark.django_db(transaction=True)
def test_repeats_at_the_same_moment_wait_for_the_first():
    started, calls, answers = threading.Barrier(8), [], []

    def work():
        calls.append(1)
        Category.objects.create(code=f"C{len(calls)}", label="Garden")
        return Answer(status=201, body={"n": len(calls)})

    def repeat():
        try:
            started.wait(timeout=10)
            answers.append(answer_once(scope="key:1", key="k", mark="m", at=NOON, call=work))
        finally:
            connection.close()

    threads = [threading.Thread(target=repeat) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)

    assert len(calls) == 1
    assert answers == [Answer(status=201, body={"n": 1})] * 8
    assert Category.objects.count() == 1


def test_answers_are_forgotten_after_a_week(db):
    old, young = clock.real() - timedelta(days=7, seconds=1), clock.real() - timedelta(days=6)
    for key, at in (("old", old), ("young", young)):
        answer_once(scope="key:1", key=key, mark="m", at=at, call=lambda: Answer(status=204, body=None))

    assert forget_old_answers() == 1

    assert list(IdempotencyRecord.objects.values_list("key", flat=True)) == ["young"]
    assert forget_old_answers() == 0
