"""What somebody wrote, as text of a page: never markup; addresses of web pages in it can be followed."""

import re
from dataclasses import dataclass

from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe

# A longer message is folded: nobody scrolls through a forwarded chain to reach the next answer.
LONGEST_OPEN = 4_000
_FOLD_AT = 2_500
_ADDRESS = re.compile(r"https?://[^\s<>\"'`]{3,2000}", re.IGNORECASE)
# What stands behind an address in a sentence belongs to the sentence.
_BEHIND = ".,;:!?)]}»”’"


@dataclass(frozen=True)
class ShownText:
    """A text and, where it is long, the part that is folded away."""

    text: SafeString
    rest: SafeString | None = None


def show_text(text: str) -> ShownText:
    """The text with its addresses linked, folded where it is long."""
    if len(text) <= LONGEST_OPEN:
        return ShownText(link_addresses(text))
    cut = text.rfind("\n", _FOLD_AT // 2, _FOLD_AT)
    cut = cut if cut > 0 else _FOLD_AT
    return ShownText(link_addresses(text[:cut]), link_addresses(text[cut:].lstrip("\n")))


def link_addresses(text: str) -> SafeString:
    """The text escaped. An address is shown as it is, so that no link claims to lead elsewhere."""
    pieces, last = [], 0
    for found in _ADDRESS.finditer(text):
        address = found[0].rstrip(_BEHIND)
        pieces += [escape(text[last : found.start()]), _link(address)]
        last = found.start() + len(address)
    pieces.append(escape(text[last:]))
    return mark_safe("".join(pieces))  # noqa: S308  # every piece is escaped


def _link(address: str) -> SafeString:
    return format_html('<a href="{0}" rel="noopener noreferrer nofollow" target="_blank">{0}</a>', address)
