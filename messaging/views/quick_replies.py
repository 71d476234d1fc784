"""The shop's ready texts, under Settings (R074)."""

from http import HTTPStatus
from typing import Any, ClassVar

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from marketplace import clock
from marketplace.errors import Conflict, ValidationFailed
from marketplace.permissions import Right
from marketplace.portal.faults import show_errors
from marketplace.portal.views import PortalView
from messaging.forms import QuickReplyForm
from messaging.models import QuickReply
from messaging.pages.composing import list_ready_texts
from messaging.services.quick_replies import find_quick_reply, remove_quick_reply, save_quick_reply


class _QuickReplyPage(PortalView):
    permission = Right.MESSAGE_WRITE
    area = "settings"

    @property
    def list_url(self) -> str:
        return reverse("messaging:quick-replies", args=[self.shop.pk])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        may_set = Right.SHOP_WRITE in self.member.rights
        return super().get_context_data(list_url=self.list_url, back_url=self.list_url, may_set=may_set, **kwargs)


class QuickRepliesView(_QuickReplyPage):
    """All of them, by language."""

    template_name: ClassVar[str] = "messaging/quick_replies.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(groups=list_ready_texts(""), **kwargs)


class _QuickReplyForm(_QuickReplyPage):
    template_name: ClassVar[str] = "messaging/quick_reply.html"

    @property
    def reply(self) -> QuickReply | None:
        """The one that is changed; None for a new one."""
        return find_quick_reply(self.kwargs["quick_reply_id"]) if "quick_reply_id" in self.kwargs else None

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        reply = self.reply
        initial = {"title": reply.title, "language": reply.language, "body": reply.body} if reply else {}
        return self._show(QuickReplyForm(initial=initial))

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = QuickReplyForm(request.POST)
        if form.is_valid():
            try:
                saved = save_quick_reply(
                    shop_id=self.shop.pk,
                    quick_reply_id=self.kwargs.get("quick_reply_id"),
                    at=clock.now(),
                    **form.cleaned_data,
                )
                return self.done(_("Quick reply “%(title)s” saved.") % {"title": saved.title}, to=self.list_url)
            except (Conflict, ValidationFailed) as error:
                show_errors(error, form)
        return self._show(form, status=HTTPStatus.BAD_REQUEST)

    def _show(self, form: QuickReplyForm, *, status: int = HTTPStatus.OK) -> TemplateResponse:
        return self.page(form=form, reply=self.reply, status=status)


class NewQuickReplyView(_QuickReplyForm):
    """Make one."""


class QuickReplyView(_QuickReplyForm):
    """Change one."""


class RemoveQuickReplyView(_QuickReplyPage):
    """Remove one: asked once, with its effect."""

    template_name: ClassVar[str] = "messaging/quick_reply_remove.html"
    fragment_name: ClassVar[str] = "portal/_dialog.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        reply = find_quick_reply(self.kwargs["quick_reply_id"])
        return self.page(
            reply=reply,
            dialog_id="act",
            dialog_title=_("Remove quick reply “%(title)s”") % {"title": reply.title},
            dialog_body="messaging/_quick_reply_remove.html",
        )

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        removed = remove_quick_reply(quick_reply_id=self.kwargs["quick_reply_id"])
        return self.done(_("Quick reply “%(title)s” removed.") % {"title": removed.title}, to=self.list_url)
