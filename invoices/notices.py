"""The notice of an invoice that was to be issued by itself at shipment and was not."""

from collections.abc import Collection, Sequence

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from invoices.kinds import INVOICE_NOT_ISSUED
from invoices.parties import missing_text
from marketplace.notices import registry
from marketplace.notices.models import Notice
from marketplace.notices.registry import Channels, NoticeKind, Said, Seat
from marketplace.permissions import Right


def register() -> None:
    """Make the kind known; called at start."""
    registry.register(
        NoticeKind(
            code=INVOICE_NOT_ISSUED,
            label=gettext_lazy("Invoice not issued by itself"),
            text=gettext_lazy("An order was shipped, and its invoice could not be issued by itself."),
            icon="doc",
            state="soon",
            rights=_rights,
            defaults=_in_the_bell,
            say=_say,
            summary=lambda n: ngettext("%(n)s invoice not issued", "%(n)s invoices not issued", n) % {"n": n},
        )
    )


def _rights() -> Collection[Right]:
    return {Right.INVOICE_WRITE}


def _in_the_bell(_seat: Seat) -> Channels:
    return Channels(bell=True, mail=False)


def _say(notices: Sequence[Notice]) -> list[Said]:
    return [
        Said(
            title=_("No invoice was issued for %(order)s") % {"order": notice.subject_id},
            text=_reason(str(notice.params.get("code", "")), notice.params.get("fields") or []),
            url=reverse("invoices:issue", args=[notice.shop_id, notice.subject_id]),
        )
        for notice in notices
    ]


def _reason(code: str, fields: Sequence[str]) -> str:
    """Why nothing was issued, in the reader's language; the order's page says it exactly."""
    if code == "ISSUER_INCOMPLETE":
        hint = _("It is not issued later by itself: issue it by hand once they are complete.")
        return f"{missing_text(fields)} {hint}"
    if code == "SERIES_TAKEN":
        return _("The prefix in your invoice settings already numbers another kind of document.")
    if code == "ORDER_INVALID_STATE":
        return _("The order was no longer in a state in which an invoice is issued.")
    if code == "NOTHING_TO_INVOICE":
        return _("The order has no line to invoice.")
    return _("The invoice could not be issued. Try it again.")
