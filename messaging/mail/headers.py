"""What headers say, read from the raw text of a parsed mail: words, addresses, Message-IDs."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from email.errors import MessageError
from email.header import decode_header
from email.message import Message
from email.utils import getaddresses

from messaging.mail.charsets import clean, decode

_LONGEST = 4000  # characters of one header that are read as words; a subject is never near it
_LONGEST_LIST = 32 * 1024  # of all headers that name people or mails together, however many there are
_MOST_IDS = 100
_WORD = r"=\?[!->@-~]{1,60}\?[bBqQ]\?[ -\x3e@-~]*\?="
_WORDS = re.compile(rf"{_WORD}(?:[ \t]+{_WORD})*")
_MESSAGE_ID = re.compile(r"<[^<>\s]{1,996}>")


@dataclass(frozen=True)
class Person:
    """Somebody named in a header; `address` is empty where there is none to be read."""

    name: str
    address: str


def words(value: str) -> str:
    """A header as a person reads it: on one line, encoded words decoded (RFC 2047)."""
    line = " ".join(_from_wire(value[:_LONGEST]).split())
    return clean(_WORDS.sub(lambda run: _decode_words(run[0]), line)).strip()


def header(message: Message, name: str) -> str:
    """The first header of that name as words; empty without one."""
    return words(str(message.get(name, "")))


def people(message: Message, *names: str) -> list[Person]:
    """Everybody in the headers of those names, in order."""
    values = [_from_wire(value) for value in _values(message, names)]
    try:
        pairs = getaddresses(values)
    except (ValueError, IndexError, RecursionError):
        return []
    return [Person(words(name), clean(address).strip()) for name, address in pairs if "@" in address]


def message_ids(message: Message, *names: str) -> list[str]:
    """The Message-IDs in the headers of those names, each once, `<` and `>` with them."""
    return unique_ids(found for value in _values(message, names) for found in _MESSAGE_ID.findall(value))


def unique_ids(found: Iterable[str]) -> list[str]:
    """Each once, in order, and not too many."""
    return [text for text in dict.fromkeys(map(clean, found)) if text][:_MOST_IDS]


def _values(message: Message, names: Iterable[str]) -> Iterator[str]:
    """What the headers of those names hold, in order, as far as anybody reads."""
    room = _LONGEST_LIST
    for name in names:
        for value in message.get_all(name, []):
            yield str(value)[:room]
            room -= len(str(value))
            if room <= 0:
                return


def _from_wire(value: str) -> str:
    """Bytes over 127 stand in a header as they came: nobody says in which charset."""
    return value if value.isascii() else decode(value.encode("utf-8", "surrogateescape"), "utf-8")


def _decode_words(run: str) -> str:
    try:
        chunks = decode_header(run)
    except (MessageError, ValueError):
        return run
    return "".join(part if isinstance(part, str) else decode(part, charset or "") for part, charset in chunks)
