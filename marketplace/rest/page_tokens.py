"""The opaque place in a list: signed, so that nobody writes one; complete, so that it stands for the whole query."""

from dataclasses import asdict, dataclass

from django.core import signing
from django.utils.translation import gettext as _

from marketplace.errors import ValidationFailed
from marketplace.rest.wire import refuse

_SALT = "marketplace.rest.page"


@dataclass(frozen=True)
class PageToken:
    """Where a page begins: behind `key` (a row's sort fields), forwards or backwards, and with which query."""

    operation: str
    shop_id: int
    query: str
    key: list[str]
    forwards: bool

    def write(self) -> str:
        return signing.dumps(asdict(self), salt=_SALT, compress=True)


def read_token(text: str, *, operation: str) -> PageToken:
    """The token of an earlier page of the same operation. Raises ValidationFailed for anything else."""
    try:
        token = PageToken(**signing.loads(text, salt=_SALT))
    except (signing.BadSignature, TypeError) as error:
        raise _foreign() from error
    if token.operation != operation:
        raise _foreign()
    return token


def _foreign() -> ValidationFailed:
    return refuse("page_token", _("This page token does not belong to this list."), code="INVALID_PAGE_TOKEN")
