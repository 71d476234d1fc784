"""Ready texts: made, changed and removed (R074)."""

from datetime import datetime

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from marketplace.errors import Conflict, FieldError, NotFound, refusal
from messaging.models import QuickReply

LONGEST_TITLE = 80
LONGEST_BODY = 5000


@transaction.atomic
def save_quick_reply(
    *, shop_id: int, title: str, language: str, body: str, at: datetime, quick_reply_id: int | None = None
) -> QuickReply:
    """Keep a new ready text, or put new words in the place of one. Raises ValidationFailed, NotFound, Conflict."""
    reply = QuickReply(shop_id=shop_id) if quick_reply_id is None else _locked(quick_reply_id)
    reply.title, reply.language, reply.body = _checked(title, language, body)
    reply.updated_at = at
    try:
        with transaction.atomic():
            reply.save()
    except IntegrityError as error:
        message = _("There is a quick reply of that name in this language already.")
        raise Conflict(
            code="TITLE_TAKEN", message=message, errors=[FieldError("TITLE_TAKEN", "title", message)]
        ) from error
    return reply


@transaction.atomic
def remove_quick_reply(*, quick_reply_id: int) -> QuickReply:
    """Take a ready text off; messages that were made of it stay. Raises NotFound."""
    reply = _locked(quick_reply_id)
    removed = QuickReply(title=reply.title, language=reply.language, body=reply.body)
    reply.delete()
    return removed


def find_quick_reply(quick_reply_id: int) -> QuickReply:
    """A ready text of the open scope. Raises NotFound."""
    found: QuickReply | None = QuickReply.objects.filter(pk=quick_reply_id).first()
    if found is None:
        raise _unknown()
    return found


def _locked(quick_reply_id: int) -> QuickReply:
    found: QuickReply | None = QuickReply.objects.select_for_update(of=("self",)).filter(pk=quick_reply_id).first()
    if found is None:
        raise _unknown()
    return found


def _unknown() -> NotFound:
    return NotFound(code="QUICK_REPLY_NOT_FOUND", message=_("There is no such quick reply."))


def _checked(title: str, language: str, body: str) -> tuple[str, str, str]:
    """The values as they are kept."""
    title, body = " ".join(title.split()), body.replace("\r\n", "\n").replace("\x00", "").strip()
    if not title or len(title) > LONGEST_TITLE:
        text = _("Give it a name of at most %(most)s characters.") % {"most": LONGEST_TITLE}
        raise refusal("TITLE_REQUIRED", "title", text)
    if language not in dict(settings.LANGUAGES):
        raise refusal("LANGUAGE_UNKNOWN", "language", _("Choose one of the languages."))
    if not body or len(body) > LONGEST_BODY:
        text = _("Write a text of at most %(most)s characters.") % {"most": LONGEST_BODY}
        raise refusal("BODY_REQUIRED", "body", text)
    return title, language, body
