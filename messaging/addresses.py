"""The mail address of a conversation: a token that cannot be guessed, at the marketplace's own domain."""

import re
import secrets

from django.conf import settings

PREFIX = "reply+"
# 25 letters of 32 are 125 bits; lower case, because some mail servers fold it.
_LETTERS = "abcdefghijklmnopqrstuvwxyz234567"
_LENGTH = 25
_ADDRESS = re.compile(rf"{re.escape(PREFIX)}([{_LETTERS}]{{{_LENGTH}}})@(.+)", re.IGNORECASE)


def make_reply_token() -> str:
    """A token for a new conversation."""
    return "".join(secrets.choice(_LETTERS) for _ in range(_LENGTH))


def reply_address(token: str) -> str:
    """Where the customer answers."""
    return f"{PREFIX}{token}@{settings.REPLY_DOMAIN}"


def read_reply_token(address: str) -> str | None:
    """The token in an address of ours; None for any other address."""
    found = _ADDRESS.fullmatch(address.strip().strip("<>"))
    if found is None or found[2].lower() != settings.REPLY_DOMAIN.lower():
        return None
    return found[1].lower()


def mail_id_of(message_id: object) -> str:
    """The Message-ID of the mail that carries a message: made of its id, so that it is always the same."""
    return f"<{message_id}@{settings.REPLY_DOMAIN}>"
