"""Writing in a conversation: to whom, what it will be to the clock, and what is kept when it is refused."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from marketplace import clock
from marketplace.files import checking
from marketplace.outbox.models import OutboxMessage
from marketplace.shops.choices import DirectContact
from marketplace.shops.models import ChannelRules
from marketplace.tenancy import shop_scope
from messaging.choices import Source, ThreadEventKind
from messaging.models import Attachment, Message, QuickReply, ThreadEvent
from tests.factories import messaging as make
from tests.factories.orders import CUSTOMER, make_shipping_order
from tests.factories.shops import NOON

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)


@pytest.fixture(autouse=True)
def noon():
    with clock.frozen(NOON + 2 * HOUR):
        yield


@pytest.fixture
def thread(shop):
    return make.make_thread(shop)


@pytest.fixture
def url(shop, thread):
    return f"/shop/{shop.pk}/messages/{thread.thread_id}/"


@pytest.fixture
def send(signed_in, sales, url):
    """Posts the composer's form as it first stands, but for what is given."""

    def post(query="", **fields):
        form = {"body": "It comes tomorrow.", "to_customer": "on", "expected_count": "1", **fields}
        return signed_in(sales).post(f"{url}send{query}", {name: v for name, v in form.items() if v is not None})

    return post


def written(shop):
    """What the shop wrote."""
    with shop_scope(shop):
        return list(Message.objects.filter(source=Source.PORTAL).order_by("pk"))


def quick_reply(shop, body="Ya va de camino.", *, language="es", title="On its way"):
    with shop_scope(shop):
        return QuickReply.objects.create(shop=shop, title=title, language=language, body=body, updated_at=NOON)


def verdict_of(page):
    return page.context["composer"].verdict


def test_an_answer_goes_out_and_stops_the_clock(send, shop, thread, url, in_all_shops):
    """R050, R060."""
    answer = send()

    (message,) = written(shop)
    assert (message.body, message.is_answer, message.to_customer, message.to_operator) == (
        "It comes tomorrow.",
        True,
        True,
        False,
    )
    assert message.sender_name == "Ana Prueba"
    assert make.fresh(thread).waiting_since is None
    assert OutboxMessage.objects.filter(
        recipient="lucia@customers.example", message_id=message.mail_message_id
    ).exists()
    assert answer["Location"] == f"/shop/{shop.pk}/messages/"


def test_the_next_that_waits_opens_by_itself(send, shop):
    make.make_thread(shop, subject="Later", at=NOON + HOUR)
    urgent = make.make_thread(shop, subject="Urgent", at=NOON - timedelta(days=3))

    assert send()["Location"] == f"/shop/{shop.pk}/messages/{urgent.thread_id}/"


def test_the_next_is_one_of_the_tab_and_filters_that_were_open(send, shop):
    make.make_thread(shop, subject="Not overdue")
    late = make.make_thread(shop, subject="Overdue", at=NOON - timedelta(days=9))

    answer = send("?tab=overdue&q=lucia")

    assert answer["Location"] == f"/shop/{shop.pk}/messages/{late.thread_id}/?q=lucia&tab=overdue"


def test_in_the_list_of_all_one_stays_where_one_is(send, shop, url):
    make.make_thread(shop, subject="Waits")

    assert send("?tab=all")["Location"] == f"{url}?tab=all"


def test_what_was_sent_is_told_with_a_way_back(signed_in, sales, url, shop):
    form = {"body": "It comes.", "to_customer": "on", "expected_count": "1"}

    page = signed_in(sales).post(f"{url}send", form, follow=True)

    text = page.content.decode()
    assert f'Your answer is on its way to Lucía Ejemplo. <a href="{url}">Back to it</a>' in text
    assert "Nobody waits for an answer" in text


def test_the_operator_is_off_until_it_is_ticked(signed_in, sales, url):
    """R067."""
    form = signed_in(sales).get(url).context["composer"].form

    assert (form["to_customer"].value(), form["to_operator"].value()) == (True, None)


def test_a_side_question_leaves_the_clock_running(send, shop, thread, url, in_all_shops):
    """R066, R069."""
    answer = send(to_customer=None, to_operator="on")

    (message,) = written(shop)
    assert (message.is_answer, message.to_customer, message.to_operator) == (False, False, True)
    assert make.fresh(thread).waiting_since == NOON
    assert not OutboxMessage.objects.filter(message_id=message.mail_message_id).exists()
    assert answer["Location"] == url


def test_without_a_recipient_nothing_is_sent_and_the_text_is_kept(send, shop):
    """R066."""
    answer = send(to_customer=None)

    assert (answer.status_code, written(shop)) == (400, [])
    text = answer.content.decode()
    assert "Choose who gets the message: the customer, the operator or both." in text
    assert "It comes tomorrow.</textarea>" in text


def test_an_empty_message_is_refused(send, shop):
    answer = send(body=" \n ")

    assert (answer.status_code, written(shop)) == (400, [])
    assert answer.context["composer"].form.errors["body"] == ["Write a message."]


def test_what_the_customer_wrote_meanwhile_is_shown_before_a_second_press_sends(send, shop, thread):
    make.make_question(shop, order=thread.order, thread_id=thread.thread_id, body="Forget it, it has come.")

    first = send()

    assert (first.status_code, written(shop)) == (409, [])
    text = first.content.decode()
    assert "The customer has written meanwhile." in text
    assert "It comes tomorrow.</textarea>" in text
    new = [item.message.body for item in first.context["talk"].items if item.is_message and item.is_new]
    assert new == ["Forget it, it has come."]
    assert 'name="expected_count" value="2"' in text

    assert send(expected_count="2").status_code == 302
    assert [message.body for message in written(shop)] == ["It comes tomorrow."]


def test_files_go_along(send, shop):
    files = [SimpleUploadedFile("one.txt", b"one"), SimpleUploadedFile("two.txt", b"two")]

    send(attachments=files)

    (message,) = written(shop)
    with shop_scope(shop):
        kept = Attachment.objects.filter(message=message).order_by("pk")
        assert [each.file.name for each in kept] == ["one.txt", "two.txt"]


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [("run.exe", b"MZ", "“run.exe” is a program"), ("empty.txt", b"", "“empty.txt” is empty.")],
)
def test_a_file_that_is_not_taken_is_told_beside_its_field(send, shop, name, content, told):
    answer = send(attachments=[SimpleUploadedFile(name, content)])

    assert (answer.status_code, written(shop)) == (400, [])
    assert told in answer.context["composer"].form.errors["attachments"][0]
    text = answer.content.decode()
    assert "Your browser has let go of the files that you had chosen. Choose them again." in text
    assert "It comes tomorrow.</textarea>" in text


def test_files_that_are_too_large_together_are_not_even_read(monkeypatch, send, shop):
    monkeypatch.setattr("messaging.forms.MOST_BYTES", 5)
    assert checking.MOST_BYTES > 5

    answer = send(attachments=[SimpleUploadedFile("one.txt", b"one"), SimpleUploadedFile("two.txt", b"two")])

    assert answer.context["composer"].form.errors["attachments"] == ["A message with its files has at most 30 MB."]


def test_before_sending_it_says_that_it_counts(signed_in, sales, url):
    """D3."""
    verdict = verdict_of(signed_in(sales).get(url))

    assert (verdict.state, verdict.head, verdict.text) == (
        "ontime",
        "Counts as the answer.",
        "It stops this clock with 22 h left.",
    )


def test_an_overdue_answer_still_counts_and_says_how_late(signed_in, sales, shop):
    late = make.make_thread(shop, at=NOON - timedelta(days=4))

    verdict = verdict_of(signed_in(sales).get(f"/shop/{shop.pk}/messages/{late.thread_id}/"))

    assert (verdict.state, verdict.text) == ("overdue", "It stops this clock 26 h late.")


def test_where_nobody_waits_no_clock_is_stopped(signed_in, sales, shop, thread, url):
    make.answer(thread, at=NOON)

    page = signed_in(sales).get(url)

    assert verdict_of(page).head == "Nobody waits for an answer."
    assert "No reply needed</button>" not in page.content.decode()


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"body": "It comes.", "to_customer": "on"}, "Counts as the answer."),
        ({"body": "It comes."}, "The customer does not see it, and the clock goes on."),
        ({"body": " Ya va de\ncamino. ", "to_customer": "on"}, "a quick reply as it stands is no answer"),
        ({"body": "Ya va de camino, Lucía.", "to_customer": "on"}, "Counts as the answer."),
    ],
)
def test_the_preview_judges_what_is_typed(signed_in, sales, shop, url, fields, told):
    """R054, D3: on a channel where an unedited quick reply does not count."""
    with shop_scope(shop):
        ChannelRules.objects.update(unedited_quick_reply_counts=False)
    thread = make.make_thread(shop)
    quick_reply(shop)

    answer = signed_in(sales).post(
        f"/shop/{shop.pk}/messages/{thread.thread_id}/preview", fields, headers={"HX-Request": "true"}
    )

    assert told in answer.content.decode()
    assert "<html" not in answer.content.decode()


def test_a_quick_reply_is_put_into_the_message_without_script(signed_in, sales, shop, url):
    reply = quick_reply(shop)
    client = signed_in(sales)

    assert client.get(f"{url}?quick_reply={reply.pk}").context["composer"].form["body"].value() == "Ya va de camino."
    for nonsense in ("0", "x", "9" * 30):
        assert client.get(f"{url}?quick_reply={nonsense}").context["composer"].form["body"].value() == ""


def test_quick_replies_of_the_channels_language_come_first(signed_in, sales, shop, url):
    """R071."""
    quick_reply(shop, "Unterwegs.", language="de", title="Unterwegs")
    quick_reply(shop, language="es", title="De camino")

    composer = signed_in(sales).get(url).context["composer"]

    assert (composer.language_name, [group.heading for group in composer.ready_texts]) == (
        "Spanish",
        ["Spanish", "German"],
    )


def test_another_shops_quick_reply_is_not_put_in(signed_in, sales, url, other_shop):
    reply = quick_reply(other_shop)

    assert signed_in(sales).get(f"{url}?quick_reply={reply.pk}").context["composer"].form["body"].value() == ""


def test_a_customer_without_address_is_told_of_by_the_composer(signed_in, sales, shop):
    order = make_shipping_order(shop, customer=replace(CUSTOMER, email=""))
    thread = make.make_thread(shop, order=order)
    url = f"/shop/{shop.pk}/messages/{thread.thread_id}/"
    client = signed_in(sales)

    page = client.get(url)
    sent = client.post(f"{url}send", {"body": "It comes.", "to_customer": "on"}, follow=True)

    assert "This order has no e-mail address, so no mail can be sent." in page.content.decode()
    assert "Kept, and told to the storefront" in sent.content.decode()


def test_a_channel_of_the_portal_alone_says_so(signed_in, sales, url):
    """D4."""
    client = signed_in(sales)
    words = "On this channel all contact with customers goes through the portal."
    assert words not in client.get(url).content.decode()

    ChannelRules.objects.update(direct_contact=DirectContact.PORTAL_ONLY)

    assert words in client.get(url).content.decode()


def test_no_reply_needed_settles_and_opens_the_next(signed_in, sales, shop, thread, url):
    """R057."""
    following = make.make_thread(shop, at=NOON + HOUR)

    answer = signed_in(sales).post(f"{url}no-reply-needed", {"expected_count": "1"})

    assert answer["Location"] == f"/shop/{shop.pk}/messages/{following.thread_id}/"
    assert make.fresh(thread).waiting_since is None
    with shop_scope(shop):
        event = ThreadEvent.objects.get(thread=thread)
    assert (event.kind, event.actor_label) == (ThreadEventKind.NO_REPLY_NEEDED, "Ana Prueba")


def test_no_reply_needed_is_not_said_of_what_nobody_has_read(signed_in, sales, shop, thread, url):
    make.make_question(shop, order=thread.order, thread_id=thread.thread_id, body="One thing more")

    page = signed_in(sales).post(f"{url}no-reply-needed", {"expected_count": "1"}, follow=True)

    assert make.fresh(thread).waiting_since == NOON
    assert "The customer has written meanwhile. Read it before you say" in page.content.decode()
    assert "One thing more" in page.content.decode()


def test_no_reply_needed_where_nobody_waits_is_refused(signed_in, sales, shop):
    thread = make.start(shop)

    page = signed_in(sales).post(f"/shop/{shop.pk}/messages/{thread.thread_id}/no-reply-needed", follow=True)

    assert "Nobody waits for an answer in this conversation." in page.content.decode()


def test_the_address_of_an_act_leads_to_the_conversation(signed_in, sales, url):
    for act in ("send", "no-reply-needed"):
        assert signed_in(sales).get(f"{url}{act}")["Location"] == url


def test_support_writes_too(signed_in, support, shop, url):
    """R120."""
    signed_in(support).post(f"{url}send", {"body": "It comes.", "to_customer": "on", "expected_count": "1"})

    assert [message.body for message in written(shop)] == ["It comes."]
