"""What the pages of conversations share: the list beside them, and the conversation that the URL names."""

from functools import cached_property
from typing import Any, ClassVar
from urllib.parse import urlencode

from django.http import HttpRequest
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy

from marketplace import clock
from marketplace.deadlines.cards import card_of
from marketplace.deadlines.models import Deadline
from marketplace.permissions import Right
from marketplace.portal.deadline_card import DeadlineCard
from marketplace.portal.live import is_poll
from marketplace.portal.views import PortalView
from messaging.forms import MessageForm
from messaging.models import Thread
from messaging.pages.composing import VerdictWords, build_composer, say_verdict
from messaging.pages.context import read_context
from messaging.pages.conversation import Conversation, read_conversation
from messaging.pages.inbox import Inbox
from messaging.services.answering import judge
from messaging.services.clocks import running_clock
from messaging.services.conversations import unknown_thread
from messaging.topics import topic_labels

# The part of the page that HTMX asks for, by the element that it comes into.
LIST, CONVERSATION, EARLIER = "threads", "conversation", "earlier"
_FRAGMENTS = {
    LIST: "messaging/_list.html",
    CONVERSATION: "messaging/_conversation.html",
    EARLIER: "messaging/_earlier.html",
}


_KEYS = (
    ("r", gettext_lazy("Write in the conversation")),
    ("n", gettext_lazy("No reply needed")),
    ("/", gettext_lazy("In an empty message: quick replies")),
    ("Ctrl Enter", gettext_lazy("Send the message")),
)


class InboxBase(PortalView):
    """A page of the inbox: three panes, of which HTMX may ask for one."""

    permission = Right.MESSAGE_READ
    area = "messages"
    template_name: ClassVar[str] = "messaging/inbox.html"

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.at = clock.now()

    @cached_property
    def inbox(self) -> Inbox:
        return Inbox(query=self.request.GET, shop_id=self.shop.pk, at=self.at, opened=self.kwargs.get("thread_id"))

    @property
    def part(self) -> str:
        """The pane asked for, by the reader or by a poll; empty for the whole page."""
        asked = self.request.GET.get("part", "") if is_poll(self.request) else self.request.htmx.target or ""
        return asked if asked in _FRAGMENTS and not self.request.htmx.history_restore_request else ""

    def wants_fragment(self) -> bool:
        return bool(self.part)

    def page(self, template_name: str = "", *, status: int = 200, **context: Any) -> TemplateResponse:
        name = template_name or _FRAGMENTS.get(self.part, "")
        return super().page(name, status=status, **context)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        may_write = Right.MESSAGE_WRITE in self.member.rights
        return super().get_context_data(inbox=self.inbox, may_write=may_write, page_keys=_KEYS, **kwargs)


class ThreadBase(InboxBase):
    """A page or act of the conversation that the URL names; another shop's conversation is not there (404)."""

    @cached_property
    def thread(self) -> Thread:
        threads = Thread.objects.select_related("channel__rules", "order__shipping_method", "order__channel")
        found: Thread | None = threads.filter(thread_id=self.kwargs["thread_id"]).first()
        if found is None:
            raise unknown_thread()
        return found

    @cached_property
    def clock(self) -> Deadline | None:
        return running_clock(self.thread)

    @cached_property
    def card(self) -> DeadlineCard | None:
        return card_of(self.clock, self.at) if self.clock else None

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        title = f"{self.thread.order.customer_name} · {self.thread.order.order_id} · {self.shop.name}"
        return super().get_context_data(page_title=title, **kwargs)

    @property
    def thread_url(self) -> str:
        """The conversation beside the list as it stands."""
        return self.inbox.url_of(self.thread)

    def verdict(self, *, body: str, to_customer: bool) -> VerdictWords:
        """What such a message would be to the running clock."""
        found = judge(clock=self.clock, body=body, to_customer=to_customer, is_automatic=False)
        return say_verdict(found, self.card)

    def url(self, name: str, **more: str) -> str:
        """An act on this conversation, which comes back to the list as it stands."""
        query = "&".join(part for part in (urlencode(more), self.inbox.here) if part)
        path = reverse(f"messaging:{name}", args=[self.shop.pk, self.thread.thread_id])
        return f"{path}?{query}" if query else path

    def earlier_query(self, talk: Conversation) -> str:
        """What shows the messages before these; empty where there are none."""
        return self.inbox.query(earlier=str(talk.earlier)) if talk.earlier else ""

    def show_thread(self, *, form: MessageForm, status: int = 200, seen: int | None = None) -> TemplateResponse:
        """The conversation with what was typed; messages beyond the first `seen` are marked as new."""
        return self.page("messaging/inbox.html", status=status, **self.thread_context(form=form, seen=seen))

    def thread_context(
        self, *, form: MessageForm, seen: int | None = None, before: int | None = None
    ) -> dict[str, Any]:
        """The middle pane and the right one."""
        thread, order = self.thread, self.thread.order
        talk = read_conversation(thread, at=self.at, before=before, seen=seen)
        verdict = self.verdict(body=str(form["body"].value() or ""), to_customer=bool(form["to_customer"].value()))
        return {
            "thread": thread,
            "thread_url": self.thread_url,
            "order": order,
            "topic": topic_labels().get(thread.topic_value, thread.topic_value),
            "card": self.card,
            "talk": talk,
            "earlier_query": self.earlier_query(talk),
            "composer": build_composer(order=order, channel=thread.channel, form=form, verdict=verdict),
            "side": read_context(thread, at=self.at),
            "may_read_order": Right.ORDER_READ in self.member.rights,
            "send_url": self.url("send"),
            "preview_url": self.url("preview"),
            "settle_url": self.url("no-reply-needed"),
            "news_url": self.url("news", since=str(talk.mark)),
        }
