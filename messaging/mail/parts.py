"""The parts of a mail: which of them are its text, and which are files that came with it."""

import mimetypes
from collections.abc import Iterator
from dataclasses import dataclass, field
from email.message import Message

from messaging.mail.charsets import decode
from messaging.mail.headers import words
from messaging.mail.parsing import BROKEN, parameter

PLAIN, HTML = "text/plain", "text/html"
# Shown as text where a mail has nothing better; whatever else is called text/... is a file.
_TEXTS = frozenset({PLAIN, HTML, "text/enriched", "text/richtext"})
_MAIL_INSIDE = "message/rfc822"
BINARY = "application/octet-stream"


@dataclass(frozen=True)
class MailFile:
    """A file that came with a mail; `mimetype` is what its sender calls it."""

    name: str
    content: bytes
    mimetype: str


@dataclass(frozen=True)
class Text:
    """One part to be read."""

    text: str
    is_html: bool


@dataclass
class Content:
    """What a mail, or one part of it, brings."""

    texts: list[Text] = field(default_factory=list)
    files: list[MailFile] = field(default_factory=list)

    def add(self, other: "Content") -> None:
        self.texts += other.texts
        self.files += other.files


def read_content(message: Message) -> Content:
    """All texts and files of a mail. A mail without parts is its text, however it calls itself."""
    if not message.is_multipart() and message.get_content_maintype() in {"text", "multipart", "message"}:
        return Content(texts=[_text(message)])
    return _read(message)


def children(part: Message) -> list[Message]:
    """The parts of a part."""
    inner = part.get_payload() if part.is_multipart() else None
    return [child for child in inner if isinstance(child, Message)] if isinstance(inner, list) else []


def leaves(part: Message) -> Iterator[Message]:
    """Every part that holds something itself, also those of a mail inside the mail."""
    inner = children(part)
    if not inner:
        yield part
    for child in inner:
        yield from leaves(child)


def payload(part: Message) -> bytes:
    """The bytes of a part as they were before they were encoded to travel; as they came, where that cannot be."""
    try:
        found = part.get_payload(decode=True)
    except BROKEN:
        del part["Content-Transfer-Encoding"]
        found = part.get_payload(decode=True)
    return found if isinstance(found, bytes) else b""


def _read(part: Message) -> Content:
    kind = part.get_content_type()
    if kind.startswith("message/"):
        return Content(files=[_mail_inside(part)])
    if not part.is_multipart():
        return Content(texts=[_text(part)]) if _is_text(part) else Content(files=_file(part))
    contents = [_read(child) for child in children(part)]
    if kind == "multipart/alternative":
        return _best_of(contents)
    whole = Content()
    for content in contents:
        whole.add(content)
    return whole


def _best_of(contents: list[Content]) -> Content:
    """The same said several times: plain text where it says something, else HTML; the files of all."""
    best = Content(files=[file for content in contents for file in content.files])
    said = [content.texts for content in contents if any(text.text.strip() for text in content.texts)]
    plain = [texts for texts in said if not any(text.is_html for text in texts)]
    best.texts = next(iter(plain or said), [])
    return best


def _is_text(part: Message) -> bool:
    if part.get_content_type() not in _TEXTS or part.get_content_disposition() == "attachment":
        return False
    return not _name(part)


def _text(part: Message) -> Text:
    return Text(text=decode(payload(part), parameter(part, "charset")), is_html=part.get_content_type() == HTML)


def _file(part: Message) -> list[MailFile]:
    name, content, mimetype = _name(part), payload(part), part.get_content_type()
    if not content and not name:
        return []  # an empty part is nothing that anybody attached
    ending = mimetypes.guess_extension(mimetype) or ""
    return [MailFile(name=name or f"{_stem(mimetype)}{ending}", content=content, mimetype=mimetype)]


def _stem(mimetype: str) -> str:
    return {"image": "image", "text": "text", "audio": "sound", "video": "video"}.get(
        mimetype.partition("/")[0], "file"
    )


def _mail_inside(part: Message) -> MailFile:
    """A mail sent as a file, as it can be opened again."""
    inner = children(part)
    content = b"\n".join(_as_bytes(child) for child in inner) if inner else payload(part)
    subject = words(str(inner[0].get("Subject", ""))) if inner else ""
    name = _name(part) or f"{subject[:100] or 'mail'}.eml"
    kind = part.get_content_type()
    return MailFile(name=name, content=content, mimetype=kind if kind == _MAIL_INSIDE else BINARY)


def _as_bytes(part: Message) -> bytes:
    try:
        return part.as_bytes()
    except BROKEN:
        return payload(part)


def _name(part: Message) -> str:
    """The file's name, of RFC 2231 or of RFC 2047 as most programs write it."""
    try:
        name = part.get_filename("")
    except BROKEN:
        name = ""
    return words(name)
