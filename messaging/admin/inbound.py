"""Mail that came in, as the operator looks after it: what became of each, and the quarantine."""

import re

from django import forms
from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.defaultfilters import filesizeformat
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from unfold.decorators import action, display
from unfold.widgets import UnfoldAdminTextInputWidget

from marketplace import clock
from marketplace.errors import DomainError
from marketplace.operator import ReadOnlyAdmin
from messaging.choices import InboundState
from messaging.mail.charsets import clean
from messaging.models import InboundMail
from messaging.services import quarantine

_COLOURS = {
    InboundState.PLACED: "success",
    InboundState.RECEIVED: "info",
    InboundState.QUARANTINED: "warning",
    InboundState.REFUSED: "danger",
}
_HEADER = re.compile(rb"[!-9;-~]+:|From ")
_SHOWN = 20_000  # characters; the rest is in the file
_PRE = '<pre style="white-space: pre-wrap; overflow-wrap: anywhere; max-width: 60rem">{}</pre>'


class PlaceForm(forms.Form):
    """Where a mail belongs."""

    where = forms.CharField(
        label=gettext_lazy("Order number or conversation"),
        max_length=80,
        widget=UnfoldAdminTextInputWidget(attrs={"autofocus": True, "autocomplete": "off"}),
        help_text=gettext_lazy(
            "An order's number puts the mail into the order's conversation, or begins one. A conversation is named by "
            "its id. The shop's time to answer runs from now on."
        ),
    )


@admin.register(InboundMail)
class InboundMailAdmin(ReadOnlyAdmin):
    """The list by state; a mail with its words, its files and its headers; and what to do with it."""

    list_display = (
        "arrived_at",
        "shown_state",
        "written_by",
        "subject",
        "kind",
        "reason",
        "shown_size",
        "shop",
    )
    list_filter = ("state", "reason", "kind")
    list_select_related = ("shop",)
    search_fields = ("sender", "subject", "envelope_sender")
    ordering = ("-pk",)
    actions = ("try_again", "discard")
    actions_detail = ("settle", "download")
    fieldsets = (
        (None, {"fields": (("state", "kind"), "reason", ("arrived_at", "shown_size", "thread_link"))}),
        (gettext_lazy("What it says"), {"fields": ("written_by", "subject", "text", "quoted", "files")}),
        (
            gettext_lazy("How it came"),
            {
                "fields": (
                    ("envelope_sender", "shown_recipients"),
                    "headers",
                    ("attempts", "next_attempt_at"),
                    "failure_text",
                )
            },
        ),
    )
    readonly_fields = (
        "written_by",
        "shown_recipients",
        "shown_size",
        "thread_link",
        "text",
        "quoted",
        "files",
        "headers",
        "failure_text",
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[InboundMail]:
        mails: QuerySet[InboundMail] = super().get_queryset(request).defer("raw", "failure")
        return mails

    def has_settle_permission(self, request: HttpRequest, object_id: str = "0") -> bool:
        """While it is in quarantine. The id is whatever stands in the address."""
        if not object_id.isdecimal():
            return False
        mails = InboundMail.objects.filter(pk=object_id, state=InboundState.QUARANTINED)
        return self.has_view_permission(request) and mails.exists()

    @display(description=gettext_lazy("state"), ordering="state", label=_COLOURS)  # type: ignore[untyped-decorator]  # unfold ships no types
    def shown_state(self, mail: InboundMail) -> tuple[str, str]:
        return mail.state, mail.get_state_display()

    @admin.display(description=gettext_lazy("from"), ordering="sender")
    def written_by(self, mail: InboundMail) -> str:
        return mail.sender or mail.envelope_sender or "<>"

    @admin.display(description=gettext_lazy("sent to"))
    def shown_recipients(self, mail: InboundMail) -> str:
        return ", ".join(mail.envelope_recipients) or "—"

    @admin.display(description=gettext_lazy("size"), ordering="size")
    def shown_size(self, mail: InboundMail) -> str:
        return filesizeformat(mail.size)

    @admin.display(description=gettext_lazy("conversation"))
    def thread_link(self, mail: InboundMail) -> SafeString | str:
        if mail.thread is None:
            return "—"
        url = reverse("admin:messaging_thread_change", args=[mail.thread.pk])
        return format_html('<a href="{}">{}</a>', url, mail.thread)

    @admin.display(description=gettext_lazy("text"))
    def text(self, mail: InboundMail) -> SafeString:
        return format_html(_PRE, mail.content.text[:_SHOWN] or "—")

    @admin.display(description=gettext_lazy("quoted"))
    def quoted(self, mail: InboundMail) -> SafeString:
        return format_html(_PRE, mail.content.quoted[:_SHOWN] or "—")

    @admin.display(description=gettext_lazy("files"))
    def files(self, mail: InboundMail) -> SafeString | str:
        told = [(file.name, file.mimetype, filesizeformat(len(file.content))) for file in mail.content.files]
        return format_html("<ul>{}</ul>", format_html_join("", "<li>{} ({}, {})</li>", told)) if told else "—"

    @admin.display(description=gettext_lazy("headers"))
    def headers(self, mail: InboundMail) -> SafeString:
        head = bytes(mail.raw[:_SHOWN]).replace(b"\r\n", b"\n").partition(b"\n\n")[0]
        return format_html(_PRE, clean(head.decode("utf-8", "replace")) if _HEADER.match(head) else "—")

    @admin.display(description=gettext_lazy("failure"))
    def failure_text(self, mail: InboundMail) -> SafeString | str:
        return format_html(_PRE, mail.failure) if mail.failure else "—"

    @admin.action(description=gettext_lazy("Try again"), permissions=["view"])
    def try_again(self, request: HttpRequest, selected: QuerySet[InboundMail]) -> None:
        count = quarantine.try_again(mail_ids=list(selected.values_list("pk", flat=True)), at=clock.now())
        done = ngettext(
            "%(n)s mail of the quarantine is in line again.", "%(n)s mails of the quarantine are in line again.", count
        )
        messages.success(request, done % {"n": count})

    @admin.action(description=gettext_lazy("Discard"), permissions=["view"])
    def discard(self, request: HttpRequest, selected: QuerySet[InboundMail]) -> None:
        count = quarantine.discard(mail_ids=list(selected.values_list("pk", flat=True)))
        done = ngettext(
            "%(n)s mail of the quarantine is discarded.", "%(n)s mails of the quarantine are discarded.", count
        )
        messages.success(request, done % {"n": count})

    @action(
        description=gettext_lazy("Place or discard"), url_path="settle", permissions=["settle"], icon="move_to_inbox"
    )  # type: ignore[untyped-decorator]  # unfold ships no types
    def settle(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """The page on which a mail of the quarantine is placed, tried again or discarded."""
        mail = self._mail(request, object_id)
        form = PlaceForm(request.POST if "place" in request.POST else None)
        if request.method == "POST" and self._settle(request, mail, form):
            return HttpResponseRedirect(reverse("admin:messaging_inboundmail_change", args=[mail.pk]))
        context = {
            **self.admin_site.each_context(request),
            "title": _("Place or discard"),
            "opts": self.model._meta,
            "original": mail,
            "mail": mail,
            "written_by": self.written_by(mail),
            "text": mail.content.text[:_SHOWN],
            "form": form,
        }
        return TemplateResponse(request, "admin/messaging/inboundmail/settle.html", context)

    @action(description=gettext_lazy("Download"), url_path="download", permissions=["view"], icon="download")  # type: ignore[untyped-decorator]  # unfold ships no types
    def download(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """The mail as it came, to be saved: no browser shows it."""
        mail = self._mail(request, object_id)
        response = HttpResponse(bytes(mail.raw), content_type="application/octet-stream")
        response["Content-Disposition"] = f'attachment; filename="mail-{mail.pk}.eml"'
        return response

    def _settle(self, request: HttpRequest, mail: InboundMail, form: PlaceForm) -> bool:
        """Do what was asked for; False where the form is to be shown again."""
        if "discard" in request.POST:
            quarantine.discard(mail_ids=[mail.pk])
            messages.success(request, _("The mail is discarded."))
        elif "again" in request.POST:
            quarantine.try_again(mail_ids=[mail.pk], at=clock.now())
            messages.success(request, _("The mail is in line again."))
        else:
            return self._place(request, mail, form)
        return True

    def _place(self, request: HttpRequest, mail: InboundMail, form: PlaceForm) -> bool:
        if not form.is_valid():
            return False
        try:
            quarantine.place_by_hand(mail_id=mail.pk, where=form.cleaned_data["where"], at=clock.now())
        except DomainError as error:
            form.add_error("where", error.message)
            return False
        messages.success(request, _("The mail is in its conversation."))
        return True

    def _mail(self, request: HttpRequest, object_id: str) -> InboundMail:
        mail: InboundMail | None = self.get_object(request, object_id)
        if mail is None:
            raise Http404
        return mail
