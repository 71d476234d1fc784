"""Mail as it is kept in a row, and as it goes over the wire (RFC 5322). Knows no database.

The row holds the parts, not the finished bytes: they can be read in the admin, and are put together at hand-over,
the same each time.
"""

import base64
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import EmailPolicy
from email.utils import format_datetime, parseaddr, quote
from typing import Any, Self
from uuid import uuid4

from django.core.files.storage import default_storage
from django.core.mail import BadHeaderError

_NEWLINE = "\r\n"
# Ids of mails, by which programs put answers below what they answer.
_ID_HEADERS = frozenset({"message-id", "in-reply-to", "references"})


class MailPolicy(EmailPolicy):
    """Ids go out as they are: Python would encode one that is longer than a line, and nobody then finds its mail."""

    def header_store_parse(self, name: str, value: Any) -> tuple[str, Any]:
        return (name, value) if name.lower() in _ID_HEADERS else super().header_store_parse(name, value)

    def fold(self, name: str, value: Any) -> str:
        if name.lower() in _ID_HEADERS:
            return f"{name}: {f'{_NEWLINE} '.join(value.split())}{_NEWLINE}"
        folded: str = super().fold(name, value)
        return folded

    def fold_binary(self, name: str, value: Any) -> bytes:
        if name.lower() in _ID_HEADERS:
            return self.fold(name, value).encode("ascii")
        folded: bytes = super().fold_binary(name, value)
        return folded


# Python re-encodes a line longer than this; 76 is what quoted-printable allows.
POLICY = MailPolicy(linesep=_NEWLINE, max_line_length=76)
OWN_HEADERS = frozenset(
    {"message-id", "date", "from", "to", "cc", "subject", "reply-to", "mime-version", "content-language"}
)


@dataclass(frozen=True)
class Attachment:
    """A file that travels with a mail: its bytes in base64 as `content`, or where they lie in the storage as `path`."""

    name: str
    mimetype: str
    content: str = ""
    path: str = ""

    @classmethod
    def of(cls, name: str, mimetype: str, content: bytes) -> Self:
        return cls(name, mimetype, base64.b64encode(content).decode("ascii"))

    def read(self) -> bytes:
        """The bytes. Raises OSError where the storage does not give them."""
        if not self.path:
            return base64.b64decode(self.content)
        with default_storage.open(self.path) as file:
            content: bytes = file.read()
        return content


@dataclass(frozen=True)
class MailParts:
    """What a mail says, fit for JSON. `to` and `cc` are its headers; who gets this copy stands in the row."""

    sender: str
    to: list[str]
    subject: str
    text: str = ""
    html: str = ""
    language: str = ""
    cc: list[str] = field(default_factory=list)
    reply_to: list[str] = field(default_factory=list)
    headers: dict[str, str] = field(default_factory=dict)
    alternatives: list[tuple[str, str]] = field(default_factory=list)
    attachments: list[Attachment] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, body: Mapping[str, Any]) -> Self:
        files = [Attachment(**file) for file in body.get("attachments", [])]
        return cls(**{**body, "attachments": files})

    def check(self) -> None:
        """Refuse a line break in what becomes a header: it would start another one. Raises BadHeaderError."""
        values = [self.sender, self.subject, self.language, *self.to, *self.cc, *self.reply_to]
        values += [text for pair in self.headers.items() for text in pair]
        for value in values:
            if "\n" in value or "\r" in value:
                raise BadHeaderError(f"A header holds no line break: {value!r}")


def named_sender(name: str, sender: str) -> str:
    """The address of `sender` under another name; as it is where there is none."""
    plain = " ".join(name.split())
    return f'"{quote(plain)}" <{bare_address(sender)}>' if plain else sender


def make_message_id(sender: str) -> str:
    """A Message-ID of its own, made when the row is written, so that a repeat is known as one."""
    domain = bare_address(sender).rpartition("@")[2]
    return f"<{uuid4().hex}@{domain}>"


def bare_address(text: str) -> str:
    """`a@example.com` of `Ana <a@example.com>`, its domain in ASCII. Raises ValueError for what is no address."""
    return _address(text).addr_spec


def compose(*, parts: MailParts, message_id: str, at: datetime) -> bytes:
    """The mail as bytes, lines ended by CRLF. Raises ValueError for an address or header that no mail can hold."""
    mail = EmailMessage(policy=POLICY)
    _fill(mail, parts)  # first, because it clears every Content-... header
    mail["Message-ID"] = message_id
    mail["Date"] = format_datetime(at)
    mail["From"] = _address(parts.sender)
    mail["To"] = [_address(text) for text in parts.to]
    for name, addresses in (("Cc", parts.cc), ("Reply-To", parts.reply_to)):
        if addresses:
            mail[name] = [_address(text) for text in addresses]
    mail["Subject"] = _literal(parts.subject)
    if parts.language:
        mail["Content-Language"] = parts.language
    for name, value in parts.headers.items():
        if name.lower() not in OWN_HEADERS:
            mail[name] = value if name.lower() in _ID_HEADERS else _literal(value)
    _name_boundaries(mail, message_id)
    return mail.as_bytes()


def _fill(mail: EmailMessage, parts: MailParts) -> None:
    """Put the texts and files in, simplest first, as multipart/alternative where there are several texts."""
    texts = [(text, subtype) for text, subtype in ((parts.text, "plain"), (parts.html, "html")) if text]
    first, *others = texts or [("", "plain")]
    # Quoted-printable passes every server, and a reader of the source sees the words.
    mail.set_content(first[0], subtype=first[1], charset="utf-8", cte="quoted-printable")
    for text, subtype in others:
        mail.add_alternative(text, subtype=subtype, charset="utf-8", cte="quoted-printable")
    for text, mimetype in parts.alternatives:
        maintype, _, subtype = mimetype.partition("/")
        mail.add_alternative(text.encode(), maintype=maintype, subtype=subtype)
    for file in parts.attachments:
        maintype, _, subtype = file.mimetype.partition("/")
        params = {"charset": "utf-8"} if maintype == "text" else {}  # all text in the house is
        name = _literal(file.name)
        mail.add_attachment(file.read(), maintype=maintype, subtype=subtype, filename=name, params=params)


def _name_boundaries(mail: EmailMessage, message_id: str) -> None:
    """Take boundaries from the Message-ID instead of chance, so that a repeat is the same to the byte."""
    stem = message_id.strip("<>").partition("@")[0][:40]
    for number, part in enumerate(mail.walk()):
        if part.is_multipart() and part.get_content_maintype() == "multipart":
            part.set_boundary(f"=_{stem}_{number}")


def _literal(text: str) -> str:
    """Text without what looks encoded (RFC 2047): Python would decode it and write line breaks in it as they are."""
    return text.replace("=?", "= ?")


def _address(text: str) -> Address:
    name, spec = parseaddr(text) if "<" in text else ("", text.strip())
    local, at, domain = spec.rpartition("@")
    if not local.isascii():
        raise ValueError(f"This address needs SMTPUTF8, which is not spoken here: {text!r}")
    if not domain.isascii():
        domain = domain.encode("idna").decode("ascii")
    try:
        return Address(_literal(name), addr_spec=f"{local}{at}{domain}")
    except MessageError as error:
        raise ValueError(f"This is no address: {text!r}") from error
