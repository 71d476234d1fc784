"""The composer: to whom, in which language, with which ready texts, and what the message will be to the clock."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import get_language_info
from django.utils.translation import gettext as _

from marketplace.portal.deadline_card import CardState, DeadlineCard
from marketplace.shops.choices import DirectContact
from marketplace.shops.models import Channel
from messaging.forms import MessageForm
from messaging.models import QuickReply
from messaging.services.answering import Verdict
from orders.models import Order


@dataclass(frozen=True)
class VerdictWords:
    """What a message will be to the running clock, said before it is sent (D3)."""

    icon: str
    head: str
    text: str
    state: str = ""


@dataclass(frozen=True)
class ReadyTexts:
    """Quick replies under one heading; those of the channel's language come first."""

    language: str
    heading: str
    replies: Sequence[QuickReply]


@dataclass(frozen=True)
class Composer:
    """All that stands around the text."""

    form: MessageForm
    customer: str
    language: str
    language_name: str
    has_address: bool
    is_portal_only: bool
    ready_texts: Sequence[ReadyTexts]
    verdict: VerdictWords | None = None


def build_composer(
    *, order: Order, channel: Channel, form: MessageForm, verdict: VerdictWords | None = None
) -> Composer:
    """The composer of a conversation, or of one that is about to begin."""
    return Composer(
        form=form,
        customer=order.customer_name,
        language=channel.language,
        language_name=language_name(channel.language),
        has_address=bool(order.customer_email),
        is_portal_only=channel.rules_in_force.direct_contact == DirectContact.PORTAL_ONLY,
        ready_texts=list_ready_texts(channel.language),
        verdict=verdict,
    )


def language_name(code: str) -> str:
    """A language in the reader's words: "Spanish"."""
    try:
        return str(get_language_info(code)["name_translated"])
    except KeyError:
        return code


def list_ready_texts(language: str) -> list[ReadyTexts]:
    """The shop's quick replies by language, that of the channel first."""
    by_language: dict[str, list[QuickReply]] = {}
    for reply in QuickReply.objects.order_by("language", "title", "pk"):
        by_language.setdefault(reply.language, []).append(reply)
    languages = sorted(by_language, key=lambda code: (code != language, code))
    return [ReadyTexts(code, language_name(code), by_language[code]) for code in languages]


def say_verdict(verdict: Verdict, card: DeadlineCard | None) -> VerdictWords:
    """The verdict in words; `card` is that of the running clock."""
    if verdict is Verdict.COUNTS and card is not None:
        return _counting(card)
    head = _("Does not count as the answer.")
    return {
        Verdict.NOT_TO_CUSTOMER: VerdictWords(
            "eye", head, _("The customer does not see it, and the clock goes on."), state="soon"
        ),
        Verdict.AUTOMATIC: VerdictWords("clock", head, _("It is automatic, and the clock goes on."), state="soon"),
        Verdict.UNEDITED_QUICK_REPLY: VerdictWords(
            "soon",
            head,
            _("On this channel a quick reply as it stands is no answer. Fit it to the question, and it counts."),
            state="soon",
        ),
    }.get(verdict, VerdictWords("note", _("Nobody waits for an answer."), _("No clock runs in this conversation.")))


def _counting(card: DeadlineCard) -> VerdictWords:
    head = _("Counts as the answer.")
    if card.state == CardState.OVERDUE:
        return VerdictWords("over", head, _("It stops this clock %(time)s late.") % {"time": card.left}, "overdue")
    return VerdictWords("check", head, _("It stops this clock with %(time)s left.") % {"time": card.left}, "ontime")


def reply_body(chosen: str) -> str:
    """The text of the quick reply that the URL names; nothing for one that is not there."""
    if not chosen.isdecimal() or len(chosen) > 18:
        return ""
    found: QuickReply | None = QuickReply.objects.filter(pk=int(chosen)).first()
    return found.body if found else ""
