"""The inbox as people work in it: sound in every look, by keyboard alone, live, and without script."""

import re
from datetime import timedelta

import pytest
from playwright.sync_api import expect

from marketplace import clock
from marketplace.shops.models import ChannelRules
from marketplace.tenancy import shop_scope
from messaging.choices import Source, ThreadEventKind
from messaging.models import Attachment, Message, QuickReply, ThreadEvent
from messaging.services.conversations import Recipients
from messaging.services.writing import NewFile
from tests.browser.checks import assert_accessible, assert_no_sideways_scroll, assert_sound
from tests.factories import messaging as make
from tests.factories.orders import make_shipped_order, make_shipping_order

pytestmark = pytest.mark.django_db(transaction=True)

HOUR = timedelta(hours=1)
# The smallest PNG.
PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c63f8cfc0f01f00050001ff"
    "a7a36a9d0000000049454e44ae426082"
)
GERMAN = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft"


@pytest.fixture
def threads(shop):
    """One of each: overdue, long and full of everything, on time, answered, without need of a reply."""
    at = clock.now()
    order = make_shipped_order(shop, at=at - timedelta(days=20))
    long = make.make_thread(
        shop,
        order=order,
        at=at - 3 * HOUR,
        subject=f"{GERMAN} und Fragen",
        body=f"{GERMAN}\n\nhttps://shop.example/{'a' * 120}\n\n{'Wo bleibt es? ' * 400}",
        files=[NewFile("photo.png", PIXEL), NewFile(f"{GERMAN}.txt", b"text")],
        quoted="> Guten Tag",
        sender_address=f"{'a' * 60}@mail.example",
    )
    make.answer(long, at=at - 2 * HOUR, body="Hemos recibido su mensaje.", is_automatic=True)
    make.answer(long, at=at - 2 * HOUR, body="May we?", to=Recipients(customer=False, operator=True))
    make.make_thread(shop, order=order, at=at - 2 * HOUR, subject="Another matter")
    with shop_scope(shop):
        for kind, details in (
            (ThreadEventKind.FILES_LEFT_OUT, {"files": [{"name": f"{GERMAN}.exe", "reason": "a program"}]}),
            (ThreadEventKind.MAIL_BOUNCED, {"reason": "550 no such mailbox"}),
        ):
            ThreadEvent.objects.create(
                shop=shop, thread=long, kind=kind, at=at - HOUR, actor_kind="SYSTEM", details=details
            )
        for language, title in (("es", "De camino"), ("de", "Unterwegs")):
            QuickReply.objects.create(
                shop=shop, title=title, language=language, body=f"{title}, de verdad.", updated_at=at
            )
    made = {"long": long, "late": make.make_thread(shop, subject="Late", at=at - timedelta(days=9))}
    made["answered"] = make.make_thread(shop, subject="Answered", at=at - 5 * HOUR)
    make.answer(made["answered"], at=at - 4 * HOUR)
    made["settled"] = make.make_thread(shop, subject="Thanks", at=at - 6 * HOUR)
    make.settle_without_answer(made["settled"], at=at - 5 * HOUR)
    return made


def url_of(thread):
    return f"/shop/{thread.shop_id}/messages/{thread.thread_id}/"


def written(shop):
    """What the shop wrote in the portal, newest last."""
    with shop_scope(shop):
        return list(Message.objects.filter(source=Source.PORTAL).order_by("pk").values_list("body", flat=True))


def look_now(page):
    """Let the page ask at once for what is new, and not in some seconds."""
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")


def test_the_list_is_sound_in_every_look(open_page, look, shop, sales, threads):
    width, scheme = look

    for path in ("", "?tab=all", "?tab=overdue", "?q=nobody", "answer-times"):
        page = open_page(f"/shop/{shop.pk}/messages/{path}", who=sales, width=width, scheme=scheme)
        expect(page.locator("main")).to_contain_text("By the wall clock")
        assert_sound(page)


def test_a_conversation_is_sound_in_every_look(open_page, look, sales, threads):
    width, scheme = look

    for name in ("long", "late", "answered", "settled"):
        page = open_page(f"{url_of(threads[name])}?tab=all", who=sales, width=width, scheme=scheme)
        assert_sound(page)
    page.goto(url_of(threads["long"]))
    for summary in page.locator(".msg summary").all():
        summary.click()
    page.locator("details.ready > summary").click()
    assert_sound(page)


@pytest.mark.parametrize("width", [700, 1000])
def test_between_wide_and_narrow_nothing_overflows(open_page, sales, threads, width):
    page = open_page(url_of(threads["long"]), who=sales, width=width)

    assert_no_sideways_scroll(page)
    assert_accessible(page)


def test_german_words_fit_a_narrow_screen(open_page, shop, sales, threads):
    page = open_page(who=sales, width=390, locale="de-DE")
    make.make_thread(shop, at=clock.now() - timedelta(days=40))

    for path in ("?tab=all", "answer-times", f"{threads['long'].thread_id}/", f"{threads['late'].thread_id}/"):
        page.goto(f"/shop/{shop.pk}/messages/{path}")
        page.wait_for_load_state("networkidle")
        assert_no_sideways_scroll(page)


def test_pages_around_it_are_sound_in_every_look(open_page, look, shop, sales, threads):
    width, scheme = look
    order = threads["long"].order.order_id
    with shop_scope(shop):
        reply = QuickReply.objects.earliest("pk").pk
    page = open_page(who=sales, width=width, scheme=scheme)
    replies = "settings/quick-replies"

    for path in (f"orders/{order}/messages/new", f"orders/{order}/", replies, f"{replies}/new", f"{replies}/{reply}"):
        page.goto(f"/shop/{shop.pk}/{path}")
        assert_sound(page)
    page.goto(f"/shop/{shop.pk}/{replies}")
    page.get_by_role("link", name="Remove").first.click()
    expect(page.locator("#act")).to_be_visible()
    assert_accessible(page)


def test_a_press_opens_the_conversation_beside_the_list(open_page, shop, sales, threads):
    page = open_page(f"/shop/{shop.pk}/messages/?tab=all", who=sales)

    page.locator("ol.threads a", has_text="Answered").first.click()

    expect(page).to_have_url(re.compile(rf"{threads['answered'].thread_id}/\?tab=all$"))
    expect(page.get_by_role("heading", level=1)).to_have_text("Lucía Ejemplo")
    expect(page).to_have_title(re.compile("^Lucía Ejemplo · "))
    expect(page.locator("ol.threads a[aria-current]")).to_contain_text("Answered")
    expect(page.locator("#talk-title")).to_be_focused()
    assert_sound(page)
    page.go_back()
    expect(page.get_by_role("heading", level=1)).to_have_text("Messages")


def test_the_list_is_searched_and_paged_while_a_conversation_stays_open(open_page, shop, sales, threads):
    page = open_page(url_of(threads["late"]), who=sales)

    page.get_by_role("link", name="All").click()
    expect(page).to_have_url(re.compile(rf"{threads['late'].thread_id}/\?tab=all$"))
    page.get_by_label("Find a conversation").fill("thanks")

    expect(page.locator("ol.threads > li")).to_have_count(1)
    expect(page.locator("#talk-title")).to_have_text("Lucía Ejemplo")
    expect(page.get_by_label("Find a conversation")).to_be_focused()


def test_on_a_narrow_screen_the_conversation_is_a_page_with_a_way_back(open_page, shop, sales, threads):
    page = open_page(f"/shop/{shop.pk}/messages/", who=sales, width=390)

    page.locator("ol.threads a", has_text="Late").first.click()
    expect(page.locator("#talk-title")).to_be_visible()
    expect(page.locator("ol.threads")).not_to_be_visible()
    assert_sound(page)
    page.locator("a.to-list").click()

    expect(page.locator("ol.threads")).to_be_visible()
    expect(page.get_by_role("heading", level=1)).to_have_text("Messages")


def test_it_opens_at_the_newest_message(open_page, shop, sales):
    thread = make.make_thread(shop, at=clock.now() - 3 * HOUR)
    for number in range(60):
        make.answer(thread, at=clock.now(), body=f"Number {number}. " + "Words. " * 30)

    for width in (1440, 390):
        page = open_page(url_of(thread), who=sales, width=width)
        expect(page.locator(".msg").last).to_be_in_viewport()
        expect(page.get_by_text("Number 12.")).to_have_count(1)
        expect(page.get_by_text("Number 5.")).to_have_count(0)
    page.get_by_role("link", name="Show earlier messages").click()
    expect(page.get_by_text("Number 5.")).to_have_count(1)
    expect(page.get_by_role("link", name="Show earlier messages")).to_have_count(0)

    page.goto(f"/shop/{shop.pk}/messages/?tab=all")
    page.locator("ol.threads a").first.click()
    expect(page.locator(".msg").filter(has_text="Number 59.")).to_be_in_viewport()


def test_a_message_is_sent_once_however_often_it_is_pressed(open_page, shop, sales):
    thread = make.make_thread(shop, at=clock.now())
    page = open_page(url_of(thread), who=sales)
    page.locator("#write").fill("Una vez.")

    page.evaluate("const form = document.querySelector('#composer'); form.requestSubmit(); form.requestSubmit();")

    expect(page.locator("#toasts")).to_contain_text("Your answer is on its way")
    assert written(shop) == ["Una vez."]


def test_it_is_worked_by_keyboard_alone(open_page, shop, sales, threads):
    page = open_page(f"/shop/{shop.pk}/messages/", who=sales)

    page.keyboard.press("j")
    page.keyboard.press("Enter")
    expect(page.locator("#talk-title")).to_be_focused()
    page.keyboard.press("r")
    expect(page.locator("#write")).to_be_focused()
    page.keyboard.type("Lo siento: llega mañana.")
    page.keyboard.press("Control+Enter")
    expect(page.locator("#toasts")).to_contain_text("Your answer is on its way to Lucía Ejemplo.")

    expect(page).to_have_url(re.compile(str(threads["long"].thread_id)))
    page.keyboard.press("n")
    expect(page.locator("#toasts")).to_contain_text("no reply needed")
    page.keyboard.press("j")
    page.keyboard.press("o")
    expect(page.locator("#talk-title")).to_be_visible()
    page.keyboard.press("?")
    expect(page.locator("#keymap")).to_contain_text("Write in the conversation")
    assert_accessible(page)
    assert written(shop)[-1] == "Lo siento: llega mañana."


def test_nothing_left_to_answer_says_so(open_page, shop, sales):
    thread = make.make_thread(shop, at=clock.now())
    page = open_page(url_of(thread), who=sales)

    page.get_by_role("button", name="No reply needed").click()

    expect(page.get_by_role("heading", name="Nobody waits for an answer")).to_be_visible()
    page.get_by_role("link", name="Back to it").click()
    expect(page.locator(".talk")).to_contain_text("No reply needed, says Ana Prueba.")


def test_a_quick_reply_comes_by_a_slash_and_says_whether_it_counts(open_page, shop, sales, threads):
    """D3: on a channel where an unedited one is no answer."""
    ChannelRules.objects.update(unedited_quick_reply_counts=False)
    thread = make.make_thread(shop, at=clock.now())
    page = open_page(url_of(thread), who=sales)
    expect(page.locator("#verdict")).to_contain_text("Counts as the answer.")

    page.keyboard.press("r")
    page.keyboard.press("/")
    expect(page.locator("details.ready a").first).to_be_focused()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Enter")
    expect(page.locator("#write")).to_have_value("De camino, de verdad.")
    expect(page.locator("#write")).to_be_focused()
    expect(page.locator("#verdict")).to_contain_text("a quick reply as it stands is no answer")

    page.keyboard.type(" Llega el lunes / martes.")
    expect(page.locator("#verdict")).to_contain_text("Counts as the answer.")
    page.get_by_role("checkbox", name="Lucía Ejemplo").uncheck()
    expect(page.locator("#verdict")).to_contain_text("The customer does not see it")
    page.locator("#write").focus()
    page.keyboard.press("Escape")
    expect(page.locator("#write")).not_to_be_focused()


def test_files_are_chosen_dropped_and_taken_off_again(open_page, shop, sales):
    thread = make.make_thread(shop, at=clock.now())
    page = open_page(url_of(thread), who=sales)

    page.locator("#files").set_input_files([{"name": "one.txt", "mimeType": "text/plain", "buffer": b"one"}])
    held = page.evaluate_handle(
        """() => { const held = new DataTransfer();
        held.items.add(new File(["two"], "two.txt")); held.items.add(new File(["x"], "three.txt")); return held; }"""
    )
    page.dispatch_event("#write", "dragover", {"dataTransfer": held})
    page.dispatch_event("#write", "drop", {"dataTransfer": held})
    expect(page.locator(".chosen li")).to_have_count(3)
    assert_accessible(page)
    page.get_by_role("button", name="Take off: two.txt").click()
    page.locator("#write").fill("Aquí están.")
    page.get_by_role("button", name="Send").click()

    expect(page.locator("#toasts")).to_contain_text("Your answer is on its way")
    with shop_scope(shop):
        assert sorted(Attachment.objects.values_list("file__name", flat=True)) == ["one.txt", "three.txt"]


def test_what_comes_in_appears_by_itself_and_leaves_the_text_alone(open_page, shop, sales):
    thread = make.make_thread(shop, at=clock.now(), subject="Mine")
    page = open_page(url_of(thread), who=sales)
    page.locator("#write").fill("Half a sentence")

    make.make_question(shop, order=thread.order, thread_id=thread.thread_id, body="It has come!", at=clock.now())
    make.make_thread(shop, at=clock.now(), subject="Somebody else")
    look_now(page)

    expect(page.locator("#news")).to_contain_text("It has come!")
    expect(page.locator("ol.threads > li")).to_have_count(2)
    expect(page.locator("ol.threads a[aria-current]")).to_contain_text("Mine")
    expect(page.locator("#write")).to_have_value("Half a sentence")
    expect(page.locator("#write")).to_be_focused()
    page.keyboard.press("Control+Enter")
    expect(page.get_by_role("alert")).to_contain_text("The customer has written meanwhile.")
    expect(page.locator("#write")).to_have_value("Half a sentence")
    expect(page.locator(".msg-new")).to_contain_text("It has come!")
    expect(page).to_have_url(re.compile(rf"{thread.thread_id}/$"))
    assert_accessible(page)
    page.get_by_role("button", name="Send").click()
    expect(page.locator("#toasts")).to_contain_text("on its way")
    assert written(shop) == ["Half a sentence"]


def test_what_somebody_else_answered_leaves_the_list(open_page, shop, sales):
    thread, other = [make.make_thread(shop, at=clock.now(), subject=name) for name in ("Mine", "Theirs")]
    page = open_page(url_of(thread), who=sales)

    make.answer(other, at=clock.now())
    make.answer(thread, at=clock.now(), body="A colleague was faster.")
    look_now(page)

    expect(page.locator("ol.threads > li")).to_have_count(0)
    expect(page.locator("#news")).to_contain_text("A colleague was faster.")
    expect(page.locator("#talk-clock")).to_contain_text("Nobody waits for an answer here.")
    expect(page.get_by_role("button", name="No reply needed")).to_have_count(0)


def test_the_reason_of_the_clock_is_one_press_away(open_page, sales, threads):
    page = open_page(url_of(threads["late"]), who=sales, width=390)

    page.locator(".talk-head a.deadline").click()

    expect(page.locator(".why")).to_be_in_viewport()
    expect(page.locator(".why")).to_contain_text("Answer within 24 working hours")


def test_a_conversation_is_begun_from_the_order(open_page, shop, sales):
    order = make_shipping_order(shop, at=clock.now())
    page = open_page(f"/shop/{shop.pk}/orders/{order.order_id}/", who=sales)

    page.get_by_role("link", name="New conversation").click()
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_role("alert")).to_contain_text("Say what it is about.")
    page.get_by_label("Subject").fill("Su dirección")
    page.get_by_label("Message", exact=True).fill("¿Es correcto el número?")
    page.get_by_role("button", name="Send").click()

    expect(page.locator("#talk-title")).to_have_text("Lucía Ejemplo")
    expect(page.locator(".talk-head")).to_contain_text("Su dirección")
    assert written(shop) == ["¿Es correcto el número?"]


def test_all_of_it_works_without_script(open_page, shop, support, threads):
    """R120."""
    page = open_page(f"/shop/{shop.pk}/messages/", who=support, java_script_enabled=False)

    page.get_by_label("Find a conversation").fill("late")
    page.get_by_role("button", name="Find").click()
    page.locator("ol.threads a").first.click()
    page.locator("details.ready > summary").click()
    page.get_by_role("link", name="De camino").click()
    expect(page.locator("#write")).to_have_value("De camino, de verdad.")
    expect(page.locator("#verdict")).to_contain_text("Counts as the answer.")
    page.locator("#files").set_input_files([{"name": "one.txt", "mimeType": "text/plain", "buffer": b"one"}])
    page.get_by_role("button", name="Send").click()

    expect(page.locator("#toasts")).to_contain_text("Your answer is on its way")
    assert written(shop)[-1] == "De camino, de verdad."
