"""A conversation beside the list: what was written, and what happened between."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from marketplace import clock
from marketplace.deadlines.sweep import sweep_deadlines
from marketplace.outbox.choices import OutboxState
from marketplace.outbox.models import OutboxMessage
from marketplace.tenancy import shop_scope
from messaging.choices import SenderType, Source, ThreadEventKind
from messaging.models import Message, ThreadEvent
from messaging.pages import conversation
from messaging.services.conversations import Recipients
from messaging.services.writing import NewFile
from tests.factories import messaging as make
from tests.factories import orders as make_orders
from tests.factories.offers import make_offer
from tests.factories.shops import NOON

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)
POLL = {"HX-Request": "true", "X-Poll": "true"}
# The smallest PNG.
PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c63f8cfc0f01f00050001ff"
    "a7a36a9d0000000049454e44ae426082"
)


@pytest.fixture(autouse=True)
def noon():
    with clock.frozen(NOON + 2 * HOUR):
        yield


def told(page):
    """Messages by sender and text, events by their words, as they follow each other; without mails on the order."""
    items = [item for item in page.context["talk"].items if item.is_message or item.mail is None]
    return [f"{item.who}: {item.text.text}" if item.is_message else item.text for item in items]


def notes(page):
    return {item.message.body: item.notes for item in page.context["talk"].items if item.is_message}


def test_a_mail_that_was_given_up_is_told_on_its_message(page_of, sales, api, shop, in_all_shops):
    """R060: nobody must believe that the customer knows."""
    thread = make.make_thread(shop)
    lost, sent = (make.answer(thread, at=NOON + HOUR, body=text) for text in ("Lost.", "Sent."))
    OutboxMessage.objects.filter(message_id=lost.mail_message_id).update(state=OutboxState.FAILED)
    OutboxMessage.objects.filter(message_id=sent.mail_message_id).update(state=OutboxState.SENT)
    shown = {item.message.body: item.is_undelivered for item in read(page_of(sales, thread)) if item.is_message}
    told_by_api = api.get(f"/api/x/threads/{thread.thread_id}/messages").json()["data"]

    assert shown == {make.QUESTION: False, "Lost.": True, "Sent.": False}
    assert b"Not delivered" in page_of(sales, thread).content
    assert [each["delivery"] for each in told_by_api] == [None, "FAILED", "SENT"]


def read(page):
    return page.context["talk"].items


def test_messages_and_what_happened_between_follow_each_other(page_of, sales, shop, in_all_shops):
    thread = make.make_thread(shop, body="Where is it?", at=NOON - timedelta(days=4))
    for at in (NOON - timedelta(days=3, hours=1), NOON):
        sweep_deadlines(at=at)
    make.answer(thread, at=NOON, body="It comes tomorrow.")

    page = page_of(sales, thread)

    assert told(page) == [
        "Lucía Ejemplo: Where is it?",
        "The clock started. Answer within 24 working hours of the customer's first unanswered message.",
        "The answer is due soon: Fri 27 Feb 13:00",
        "The time is up, and nobody has answered",
        "Ana Prueba: It comes tomorrow.",
        "Answered 24 h late",
    ]


def test_an_answer_in_time_says_how_much_was_left(page_of, sales, shop):
    thread = make.make_thread(shop)
    make.answer(thread, at=NOON + HOUR)

    assert told(page_of(sales, thread))[-1] == "Answered in time, with 23 h left"


def test_no_reply_needed_says_who_said_so(page_of, sales, shop):
    """R057."""
    thread = make.make_thread(shop)
    make.settle_without_answer(thread, at=NOON + HOUR)

    page = page_of(sales, thread)

    assert told(page)[-1] == "No reply needed, says Ana Prueba. The clock is off and counts in no figure."
    assert page.context["card"] is None


def test_what_must_be_known_of_a_message_stands_behind_its_name(page_of, sales, shop):
    """R054, R069."""
    thread = make.make_thread(shop, body="Asked", source=Source.MAIL)
    make.make_question(shop, order=thread.order, thread_id=thread.thread_id, body="On holiday", is_automatic=True)
    make.answer(thread, at=NOON, body="We got it", is_automatic=True, source=Source.API)
    make.answer(thread, at=NOON, body="May we?", to=Recipients(customer=False, operator=True))
    make.answer(thread, at=NOON, body="To both", to=Recipients(customer=True, operator=True))

    page = page_of(sales, thread)

    assert notes(page) == {
        "Asked": ["by mail"],
        "On holiday": ["through the storefront", "automatic: it starts no clock"],
        "We got it": ["by the API", "does not count as an answer"],
        "May we?": ["in the portal", "to the operator; the customer does not see it"],
        "To both": ["in the portal", "copy to the operator"],
    }
    shown = {item.message.body: item for item in page.context["talk"].items if item.is_message}
    assert (shown["We got it"].who, shown["May we?"].is_side, shown["To both"].is_side) == ("Automatic", True, False)
    # What the customer reads is in the channel's language; a side question may be in any.
    assert (shown["Asked"].language, shown["To both"].language, shown["May we?"].language) == ("es", "es", "")


def test_an_operators_message_to_the_shop_alone_is_marked(page_of, sales, shop):
    thread = make.make_thread(shop)
    with shop_scope(shop):
        Message.objects.create(
            shop=shop,
            thread=thread,
            sender_type=SenderType.OPERATOR_USER,
            to_shop=True,
            body="Call her.",
            source=Source.ADMIN,
            created_at=NOON,
        )

    page = page_of(sales, thread)

    assert notes(page)["Call her."] == ["by the operator", "not to the customer"]
    assert "Operator: Call her." in told(page)


def test_a_foreign_address_and_the_quoted_history_are_shown(page_of, sales, shop):
    thread = make.make_thread(shop, body="Hello", quoted="> Earlier words", sender_address="other@mail.example")

    text = page_of(sales, thread).content.decode()

    assert "Written from other@mail.example, not the order's address" in text
    assert "<summary>Quoted history</summary>" in text
    assert "&gt; Earlier words" in text


def test_texts_are_never_markup_and_addresses_can_be_followed(page_of, sales, shop):
    body = 'See <script>alert(1)</script> (https://shop.example/a?b=1&c="2), or javascript:alert(1).'
    thread = make.make_thread(shop, body=body)

    text = page_of(sales, thread).content.decode()

    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in text
    assert (
        '<a href="https://shop.example/a?b=1&amp;c=" rel="noopener noreferrer nofollow" target="_blank">'
        "https://shop.example/a?b=1&amp;c=</a>"
    ) in text
    assert 'href="javascript' not in text


def test_a_very_long_message_is_folded(page_of, sales, shop):
    thread = make.make_thread(shop, body="word " * 3000)

    (shown,) = [item for item in page_of(sales, thread).context["talk"].items if item.is_message]

    assert len(shown.text.text) == 2500
    assert len(shown.text.text) + len(shown.text.rest) == 15_000


def test_files_that_were_left_out_and_returned_mail_are_told(page_of, sales, shop):
    thread = make.make_thread(shop)
    with shop_scope(shop):
        for kind, details in (
            (ThreadEventKind.FILES_LEFT_OUT, {"files": [{"name": "run.exe", "reason": "a program"}]}),
            (ThreadEventKind.MAIL_BOUNCED, {"reason": "550 no such mailbox"}),
        ):
            values = {"kind": kind, "at": NOON + HOUR, "actor_kind": "SYSTEM", "details": details}
            ThreadEvent.objects.create(shop=shop, thread=thread, **values)

    events = [item for item in page_of(sales, thread).context["talk"].items if not item.is_message]

    assert [(event.state, event.details) for event in events if event.mail is None][1:] == [
        ("soon", ["run.exe: a program"]),
        ("overdue", ["550 no such mailbox"]),
    ]


def test_pictures_are_shown_and_other_files_saved(page_of, signed_in, sales, shop):
    files = [NewFile("photo.png", PIXEL), NewFile("list.txt", b"one, two")]
    thread = make.make_thread(shop, files=files)

    page = page_of(sales, thread)
    (message,) = [item for item in page.context["talk"].items if item.is_message]
    picture, text = [signed_in(sales).get(file.url) for file in message.files]

    assert [(file.name, file.facts.partition(",")[0], file.is_picture) for file in message.files] == [
        ("photo.png", "picture", True),
        ("list.txt", "text", False),
    ]
    assert picture["Content-Disposition"] == 'inline; filename="photo.png"'
    assert text["Content-Disposition"] == 'attachment; filename="list.txt"'
    assert picture["Cache-Control"] == "private, max-age=3600"
    assert b"".join(picture.streaming_content) == PIXEL


def test_another_shops_file_is_not_there(signed_in, sales, shop, other_shop):
    thread = make.make_thread(other_shop, files=[NewFile("list.txt", b"one")])
    with shop_scope(other_shop):
        attachment = thread.messages.get().attachments.get().attachment_id

    for file in (attachment, uuid4()):
        assert signed_in(sales).get(f"/shop/{shop.pk}/messages/files/{file}").status_code == 404


def test_earlier_messages_come_page_by_page(monkeypatch, page_of, sales, shop):
    monkeypatch.setattr(conversation, "PAGE_MESSAGES", 2)
    thread = make.make_thread(shop, body="1")
    for number in range(2, 6):
        make.answer(thread, at=NOON + number * HOUR / 10, body=str(number))

    newest = page_of(sales, thread)
    middle = page_of(sales, thread, newest.context["earlier_query"])
    oldest = page_of(sales, thread, middle.context["earlier_query"], **{"HX-Request": "true", "HX-Target": "earlier"})

    assert told(newest) == ["Ana Prueba: 4", "Ana Prueba: 5"]
    assert told(middle) == ["Ana Prueba: 2", "Answered in time, with 23 h 48 min left", "Ana Prueba: 3"]
    assert told(oldest)[0] == "Lucía Ejemplo: 1"
    assert oldest.context["earlier_query"] == ""
    assert "<html" not in oldest.content.decode()
    assert "Show the newest messages" in middle.content.decode()


def test_news_since_the_page_was_read_are_asked_for(page_of, signed_in, sales, shop):
    thread = make.make_thread(shop, body="First")
    make.answer(thread, at=NOON, body="Answer")
    url = page_of(sales, thread).context["news_url"]
    make.make_question(shop, order=thread.order, thread_id=thread.thread_id, body="Second", at=NOON + HOUR)
    client = signed_in(sales)

    news = client.get(url, headers=POLL)
    again = client.get(url, headers={**POLL, "If-None-Match": news["ETag"]})

    assert [line.partition(". ")[0] for line in told(news)] == ["Lucía Ejemplo: Second", "The clock started"]
    text = news.content.decode()
    assert 'id="news"' in text
    assert 'id="talk-clock" hx-swap-oob="true"' in text
    assert 'name="expected_count" value="2"' in text  # what the page had shown when it was read
    assert "<textarea" not in text
    assert again.status_code == 304


@pytest.mark.parametrize("since", ["", "1.2.3.4", "a.b.c.d.e", "1.2.3.4.-5", f"{'9' * 30}.1.1.1.1"])
def test_news_without_a_mark_lead_to_the_conversation(page_of, signed_in, sales, shop, since):
    thread = make.make_thread(shop)
    url = f"/shop/{shop.pk}/messages/{thread.thread_id}/"

    answer = signed_in(sales).get(f"{url}news?since={since}", headers={"HX-Request": "true"})

    assert answer["HX-Redirect"] == url


def test_htmx_opens_the_conversation_beside_the_list(page_of, sales, shop):
    thread = make.make_thread(shop)

    page = page_of(sales, thread, **{"HX-Request": "true", "HX-Target": "conversation"})

    text = page.content.decode()
    assert "<html" not in text
    assert 'id="threads"' not in text
    assert '<h2 class="pane-title" id="list-title" hx-swap-oob="true">' in text
    assert '<h1 id="talk-title" tabindex="-1" autofocus>Lucía Ejemplo</h1>' in text


def test_another_shops_conversation_is_not_there(page_of, sales, other_shop):
    thread = make.make_thread(other_shop)

    assert page_of(sales, thread).status_code == 404


def test_ten_messages_with_files_cost_the_queries_of_one(signed_in, sales, shop):
    client = signed_in(sales)

    def queries(thread):
        with CaptureQueriesContext(connection) as captured:
            client.get(f"/shop/{shop.pk}/messages/{thread.thread_id}/")
        return len(captured)

    one = make.make_thread(shop, files=[NewFile("list.txt", b"one")])
    order = make_orders.make_shipping_order(shop, offers=[make_offer(shop) for _index in range(5)])
    ten = make.make_thread(shop, order=order, files=[NewFile("list.txt", b"one")])
    for _index in range(9):
        make.make_question(
            shop, order=ten.order, thread_id=ten.thread_id, files=[NewFile("a.txt", b"a"), NewFile("b.txt", b"b")]
        )
    queries(one)

    assert queries(ten) == queries(one)
