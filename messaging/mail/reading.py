"""An incoming mail as this house needs it. Knows no database, never raises, and loses no word."""

from dataclasses import dataclass
from email.message import Message

from messaging.mail.headers import Person, header, message_ids, people
from messaging.mail.kinds import MailKind, returned_ids, tell_kind, told_cause
from messaging.mail.pages import read_page
from messaging.mail.parsing import parse
from messaging.mail.parts import Content, MailFile, Text, read_content
from messaging.mail.quotes import begins_with_forward, split_quoted

_RECIPIENT_HEADERS = ("Delivered-To", "X-Original-To", "Envelope-To", "To", "Cc")
_SENDER_HEADERS = ("From", "Sender", "Reply-To", "Return-Path")
_LONGEST_REPLY = 500_000  # characters; what is longer is no reply, and is left whole


@dataclass(frozen=True)
class IncomingMail:
    """What a mail says. `text` is its writer's own, `quoted` the history below it; either may be empty.

    `answers` are the Message-IDs of In-Reply-To and References, the nearest first; `returned` those of the mails that
    a machine sends back, and `cause` why a bounce does.
    """

    message_id: str
    answers: list[str]
    sender: Person
    recipients: list[str]
    subject: str
    text: str
    quoted: str
    files: list[MailFile]
    kind: MailKind
    returned: list[str]
    cause: str


def read_mail(raw: bytes, *, envelope_sender: str | None = None) -> IncomingMail:
    """Read any bytes as a mail. An empty envelope sender, where it is known, tells a machine's mail (RFC 3834)."""
    message = parse(raw)
    content = read_content(message)
    text, quoted = _divide(content)
    whole = "\n\n".join(part for part in (text, quoted) if part)
    kind = tell_kind(message, text=whole, envelope_sender=envelope_sender)
    return IncomingMail(
        message_id=next(iter(message_ids(message, "Message-ID")), ""),
        answers=_answers(message),
        sender=_sender(message, envelope_sender or ""),
        recipients=list(dict.fromkeys(person.address for person in people(message, *_RECIPIENT_HEADERS))),
        subject=header(message, "Subject"),
        text=text,
        quoted=quoted,
        files=content.files,
        kind=kind,
        returned=[] if kind is MailKind.PERSON else returned_ids(message),
        cause=told_cause(message, whole) if kind is MailKind.BOUNCE else "",
    )


def _answers(message: Message) -> list[str]:
    nearest_first = [*message_ids(message, "In-Reply-To"), *reversed(message_ids(message, "References"))]
    return list(dict.fromkeys(nearest_first))


def _sender(message: Message, envelope_sender: str) -> Person:
    for name in _SENDER_HEADERS:
        for person in people(message, name):
            return person
    return Person(name=header(message, "From"), address=envelope_sender)


def _divide(content: Content) -> tuple[str, str]:
    """The texts one after the other, each parted from what it quotes."""
    parted = [_divide_text(text) for text in content.texts]
    own = "\n\n".join(text for text, _ in parted if text)
    return own, "\n\n".join(quoted for _, quoted in parted if quoted)


def _divide_text(part: Text) -> tuple[str, str]:
    text, quoted = read_page(part.text) if part.is_html else (part.text, "")
    if not text and begins_with_forward(quoted):
        return quoted, ""
    if len(text) > _LONGEST_REPLY:
        return text, quoted
    text, above = split_quoted(text)
    return text, "\n\n".join(piece for piece in (above, quoted) if piece)
