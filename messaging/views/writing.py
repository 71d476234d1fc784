"""Writing: an answer, a side question, a new conversation, and the word that no answer is needed."""

from http import HTTPStatus
from typing import Any, ClassVar

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _

from marketplace import clock
from marketplace.errors import Conflict, IllegalTransition, NotFound, ValidationFailed
from marketplace.permissions import Right
from marketplace.portal.faults import show_errors
from marketplace.portal.views import PortalView
from messaging.choices import Source
from messaging.forms import MessageForm, NewConversationForm
from messaging.models import Message, Thread
from messaging.pages.composing import build_composer, reply_body
from messaging.pages.inbox import ALL
from messaging.services.conversations import mark_no_reply_needed, post_seller_message, start_thread
from messaging.views.base import ThreadBase
from messaging.views.inbox import read_number
from orders.models import Order

# The services' names of fields -> those of the forms, where they differ.
_FIELDS = {"to": "to_customer", "files": "attachments", "topic.value": "subject"}


class _ThreadAct(ThreadBase):
    permission = Right.MESSAGE_WRITE

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        return self.go(self.thread_url)

    def move_on(self, said: str) -> HttpResponse:
        """This one is settled: to the next that waits, with a way back. In the list of all one stays where one is."""
        if self.inbox.tab is ALL:
            return self.done(said, to=self.thread_url)
        following = self.inbox.next_to_answer(but=self.thread.pk)
        messages.success(self.request, format_html('{} <a href="{}">{}</a>', said, self.thread_url, _("Back to it")))
        return self.go(self.inbox.url_of(following) if following else self.inbox.url)


class SendView(_ThreadAct):
    """Send a message. Where the customer wrote meanwhile, that is shown first, and what was typed is kept."""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = self._form(request.POST)
        if form.is_valid():
            try:
                return self._sent(self._send(form))
            except ValidationFailed as error:
                show_errors(error, form, fields=_FIELDS)
            except Conflict as error:
                return self._overtaken(form, error)
        return self.show_thread(form=form, status=HTTPStatus.BAD_REQUEST)

    def _form(self, typed: Any) -> MessageForm:
        return MessageForm(typed, self.request.FILES, language=self.thread.channel.language)

    def _send(self, form: MessageForm) -> Message:
        return post_seller_message(
            thread_id=self.thread.thread_id,
            body=form.cleaned_data["body"],
            to=form.recipients(),
            actor=self.actor,
            source=Source.PORTAL,
            at=self.at,
            files=form.new_files(),
            expected_count=form.cleaned_data["expected_count"],
        )

    def _sent(self, message: Message) -> HttpResponse:
        said = told_of(message, order=self.thread.order)
        return self.move_on(said) if message.is_answer else self.done(said, to=self.thread_url)

    def _overtaken(self, form: MessageForm, error: Conflict) -> HttpResponse:
        """A second press sends it: then the writer has seen what came in between."""
        typed = self.request.POST.copy()
        typed["expected_count"] = str(self.thread.message_count)
        again = self._form(typed)
        again.add_error(None, error.message)
        return self.show_thread(form=again, status=HTTPStatus.CONFLICT, seen=form.cleaned_data["expected_count"])


class PreviewView(ThreadBase):
    """What the text, as it stands, would be to the clock."""

    permission = Right.MESSAGE_WRITE
    template_name: ClassVar[str] = "messaging/_verdict.html"
    http_method_names = ["post"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        verdict = self.verdict(body=request.POST.get("body", ""), to_customer="to_customer" in request.POST)
        return self.page("messaging/_verdict.html", verdict=verdict)


class NoReplyView(_ThreadAct):
    """Settle the conversation without an answer (R057); who said so stays on record."""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        expected_count = read_number(request.POST.get("expected_count", ""))
        try:
            mark_no_reply_needed(
                thread_id=self.thread.thread_id, actor=self.actor, at=self.at, expected_count=expected_count
            )
        except (Conflict, IllegalTransition) as error:
            return self.failed(error, to=self.thread_url)
        return self.move_on(_("%(customer)s: no reply needed.") % {"customer": self.thread.order.customer_name})


class NewConversationView(PortalView):
    """Begin a conversation on an order (R062)."""

    permission = Right.MESSAGE_WRITE
    area = "messages"
    template_name: ClassVar[str] = "messaging/new.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        order = self._order()
        return self._show(order, self._form(order, initial={"body": reply_body(request.GET.get("quick_reply", ""))}))

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        order = self._order()
        form = self._form(order, request.POST, request.FILES)
        if form.is_valid():
            try:
                return self._started(self._start(order, form))
            except ValidationFailed as error:
                show_errors(error, form, fields=_FIELDS)
        return self._show(order, form, status=HTTPStatus.BAD_REQUEST)

    def _order(self) -> Order:
        orders = Order.objects.select_related("channel__rules")
        found: Order | None = orders.filter(order_id=self.kwargs["order_id"]).first()
        if found is None:
            raise NotFound(message=_("There is no order %(order)s here.") % {"order": self.kwargs["order_id"]})
        return found

    def _form(self, order: Order, *typed: Any, **more: Any) -> NewConversationForm:
        return NewConversationForm(*typed, language=order.channel.language, **more)

    def _start(self, order: Order, form: NewConversationForm) -> Message:
        return start_thread(
            order_id=order.order_id,
            topic=form.topic(),
            body=form.cleaned_data["body"],
            to=form.recipients(),
            actor=self.actor,
            source=Source.PORTAL,
            at=clock.now(),
            files=form.new_files(),
        )

    def _started(self, message: Message) -> HttpResponse:
        thread: Thread = message.thread
        url = reverse("messaging:thread", args=[self.shop.pk, thread.thread_id])
        return self.done(told_of(message, order=thread.order), to=url)

    def _show(self, order: Order, form: NewConversationForm, *, status: int = HTTPStatus.OK) -> HttpResponseBase:
        composer = build_composer(order=order, channel=order.channel, form=form)
        may_read_order = Right.ORDER_READ in self.member.rights
        return self.page(order=order, form=form, composer=composer, may_read_order=may_read_order, status=status)


def told_of(message: Message, *, order: Order) -> str:
    """What became of a message, in words."""
    words = {"customer": order.customer_name}
    if not message.to_customer:
        return _("Sent to the operator. The customer does not see it.")
    if not order.customer_email:
        return _("Kept, and told to the storefront: the order of %(customer)s has no e-mail address.") % words
    if message.is_answer:
        return _("Your answer is on its way to %(customer)s.") % words
    return _("Your message is on its way to %(customer)s.") % words
