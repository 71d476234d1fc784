"""Conversations as the operator follows them."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from marketplace.shops.models import ChannelRules
from messaging.models import Thread
from messaging.services.writing import NewFile
from tests.factories import messaging as make
from tests.factories.shops import NOON

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)


@pytest.fixture(autouse=True)
def own_storage(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def page_of(client, thread):
    return client.get(reverse("admin:messaging_thread_change", args=[thread.pk])).content.decode()


def test_a_conversation_shows_who_wrote_what_with_which_files_and_its_clock(operator, signed_in, shop):
    """R116, R052."""
    thread = make.make_thread(
        shop, body="Falta <algo>", files=[NewFile("caja.txt", b"x")], sender_address="a@b.example"
    )
    make.answer(thread, at=NOON + HOUR)
    page = page_of(signed_in(operator), thread)

    for words in ("Falta &lt;algo&gt;", "caja.txt", "a@b.example", "Ana Prueba", "24 working hours", "In time"):
        assert words in page


def test_nothing_in_it_can_be_changed(operator, signed_in, shop):
    """The operator reads along; what is written stays."""
    thread = make.make_thread(shop)
    client = signed_in(operator)
    url = reverse("admin:messaging_thread_change", args=[thread.pk])

    assert client.post(url, {"topic_value": "Another"}).status_code == 403
    assert client.get(reverse("admin:messaging_thread_add")).status_code == 403
    assert client.post(reverse("admin:messaging_thread_delete", args=[thread.pk]), {"post": "yes"}).status_code == 403
    assert make.fresh(thread).topic_value == "My parcel"


def test_the_list_costs_the_same_for_one_and_for_ten(operator, signed_in, shop, other_shop):
    client = signed_in(operator)
    url = reverse("admin:messaging_thread_changelist")
    make.make_thread(shop)
    client.get(url)
    with CaptureQueriesContext(connection) as one:
        client.get(url)
    for _ in range(9):
        make.make_thread(other_shop)
    with CaptureQueriesContext(connection) as ten:
        page = client.get(url)

    assert len(page.context["cl"].result_list) == 10
    assert len(ten) == len(one)


def test_a_channel_s_rule_changed_by_the_operator_leaves_open_clocks_alone(operator, signed_in, shop, channel):
    """R052, through the admin's own form."""
    old = make.make_thread(shop)
    client = signed_in(operator)
    url = reverse("admin:shops_channel_change", args=[channel.pk])
    form = client.get(url).context["adminform"].form
    values = {name: form.initial.get(name, "") for name in form.fields}
    for formset in client.get(url).context["inline_admin_formsets"]:
        management = formset.formset.management_form
        values |= {f"{management.prefix}-{name}": management[name].value() for name in management.fields}
        for inline in formset.formset.forms[: formset.formset.initial_form_count()]:
            values |= {inline.add_prefix(name): inline[name].value() for name in inline.fields}
    values |= {"rules-0-reply_hours": "2", "rules-0-reply_name": "2 hours", "rules-0-reply_clock": "ELAPSED"}
    values = {name: "on" if value is True else value for name, value in values.items()}
    values = {name: value for name, value in values.items() if value is not None and value is not False}

    assert client.post(url, values).status_code == 302
    assert ChannelRules.objects.get(channel=channel).reply_hours == 2
    assert make.fresh(old).reply_due_at == NOON + 24 * HOUR
    assert make.make_thread(shop).reply_due_at == NOON + 2 * HOUR


def test_conversations_are_found_by_order(operator, signed_in, shop, other_shop, in_all_shops):
    thread = make.make_thread(shop)
    make.make_thread(other_shop)
    found = signed_in(operator).get(reverse("admin:messaging_thread_changelist"), {"q": thread.order.order_id})

    assert [each.pk for each in found.context["cl"].result_list] == [thread.pk]
    assert Thread.objects.count() == 2
