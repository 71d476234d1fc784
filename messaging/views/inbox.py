"""Reading: the list, one conversation, and what is new in it."""

from typing import Any, ClassVar

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _

from marketplace import clock
from marketplace.errors import NotFound
from marketplace.files.serving import file_response
from marketplace.permissions import Right
from marketplace.portal.views import PortalView
from messaging.forms import MessageForm
from messaging.models import Attachment
from messaging.pages.composing import reply_body
from messaging.pages.conversation import Mark, read_conversation, read_news
from messaging.pages.figures import read_figures
from messaging.views.base import EARLIER, LIST, InboxBase, ThreadBase


class InboxView(InboxBase):
    """`/shop/<id>/messages/`: the list, and no conversation open."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(page_title=self.page_title, **kwargs)

    @property
    def page_title(self) -> str:
        """Tells browser tabs apart: "To answer · Messages · Shop"."""
        return " · ".join([str(self.inbox.tab.label), _("Messages"), self.shop.name])


class ThreadView(ThreadBase):
    """`/shop/<id>/messages/<thread_id>/`: one conversation beside the list."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        before = read_number(request.GET.get("earlier", ""))
        if self.part == LIST:
            return self.page()
        if self.part == EARLIER:
            talk = read_conversation(self.thread, at=self.at, before=before)
            return self.page(thread=self.thread, talk=talk, earlier_query=self.earlier_query(talk))
        initial = {"body": reply_body(request.GET.get("quick_reply", "")), "expected_count": self.thread.message_count}
        form = MessageForm(initial=initial, language=self.thread.channel.language)
        return self.page(**self.thread_context(form=form, before=before))


class NewsView(ThreadBase):
    """What came into the conversation since the page has read it: put behind its last line."""

    template_name: ClassVar[str] = "messaging/_news.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        since = Mark.read(request.GET.get("since", ""))
        if since is None or not self.request.htmx:
            return self.go(self.thread_url)
        return self.page(
            "messaging/_news.html",
            thread=self.thread,
            card=self.card,
            talk=read_news(self.thread, at=self.at, since=since),
            news_url=self.url("news", since=str(since)),
            settle_url=self.url("no-reply-needed"),
        )


class AnswerTimesView(PortalView):
    """The average answer time, as a page and in the inbox; there it comes after the list, which it does not hold up."""

    permission = Right.MESSAGE_READ
    area = "messages"
    template_name: ClassVar[str] = "messaging/answer_times.html"
    fragment_name: ClassVar[str] = "messaging/_figures.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        figures = read_figures(shop_id=self.shop.pk, at=clock.now())
        return super().get_context_data(figures=figures, **kwargs)


class FileView(PortalView):
    """A file of a message: a picture is shown, every other file is saved."""

    permission = Right.MESSAGE_READ
    area = "messages"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        attachments = Attachment.objects.select_related("file").filter(attachment_id=kwargs["attachment_id"])
        found: Attachment | None = attachments.first()
        if found is None:
            raise NotFound(message=_("There is no such file."))
        return file_response(found.file, inline=True)

    def _finish(self, response: HttpResponseBase) -> HttpResponseBase:
        """A file never changes: what it says itself of how long it may be kept holds."""
        return response if response.streaming else super()._finish(response)


def read_number(text: str) -> int | None:
    """A primary key of the URL; None for anything else."""
    return int(text) if text.isdecimal() and len(text) < 19 else None
