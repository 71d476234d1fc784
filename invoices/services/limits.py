"""What may be filed with an order: which types, how files are called, and how many (OR74)."""

import unicodedata
from collections.abc import Collection
from itertools import count
from pathlib import PurePosixPath

from django.utils.translation import gettext as _

from invoices.choices import DocumentType
from marketplace.errors import refusal
from marketplace.files.checking import LONGEST_NAME, clean_name

MOST_DOCUMENTS = 50  # of an order (seller API)
ENDINGS = frozenset(
    {
        "csv", "doc", "docx", "gif", "jpeg", "jpg", "mov", "mp4", "odp", "ods", "odt", "pdf", "png", "ppt", "pptx",
        "rtf", "txt", "xls", "xlsx", "zpl",
    }
)  # fmt: skip
# The marketplace makes the delivery slip itself.
FILED_BY_SELLERS = tuple(each for each in DocumentType if each != DocumentType.SYSTEM_DELIVERY_BILL)


def read_type(code: str) -> DocumentType:
    """The type that a seller may file, by its code. Raises ValidationFailed for any other."""
    if code == DocumentType.SYSTEM_DELIVERY_BILL:
        raise refusal("DOCUMENT_TYPE_RESERVED", "type_code", _("The marketplace makes the delivery slip itself."))
    if code not in FILED_BY_SELLERS:
        raise refusal(
            "DOCUMENT_TYPE_UNKNOWN", "type_code", _("There is no type of documents %(code)s.") % {"code": code[:40]}
        )
    return DocumentType(code)


def check_name(name: str) -> None:
    """Raise ValidationFailed for a name that the seller API does not allow."""
    if "/" in name or "\\" in name:
        text = _("“%(name)s”: a file name has no / and no \\ in it. Send the name alone, without a folder.")
        raise refusal("FILE_NAME_INVALID", "file_name", text % {"name": name[:100]})
    if not name.isascii() or not name.isprintable():
        text = _("“%(name)s”: file names consist of plain letters, digits and signs (US-ASCII).")
        raise refusal("FILE_NAME_INVALID", "file_name", text % {"name": name[:100]})
    if len(name) > LONGEST_NAME:
        raise refusal(
            "FILE_NAME_INVALID", "file_name", _("File names have at most %(most)d characters.") % {"most": LONGEST_NAME}
        )
    if PurePosixPath(name).suffix.lower().removeprefix(".") not in ENDINGS:
        text = _("“%(name)s”: files of this kind are not taken. Possible are: %(endings)s.")
        raise refusal(
            "FILE_TYPE_NOT_ALLOWED", "file_name", text % {"name": name[:100], "endings": ", ".join(sorted(ENDINGS))}
        )


def is_fileable(name: str) -> bool:
    """Whether a file of that name may stand among an order's documents, once its name is plain."""
    return PurePosixPath(name).suffix.lower().removeprefix(".") in ENDINGS


def plain_name(name: str) -> str:
    """The name in plain letters: accents fall off, what else is not US-ASCII as well; never empty."""
    path = PurePosixPath(clean_name(name))
    plain = unicodedata.normalize("NFKD", path.stem).encode("ascii", "ignore").decode().strip(" .")
    return f"{' '.join(plain.split()) or 'document'}{path.suffix.lower()}"


def free_name(name: str, taken: Collection[str]) -> str:
    """The name, with a number where it is taken: `image.png`, `image(1).png`."""
    path = PurePosixPath(name)
    tries = (f"{path.stem}({number}){path.suffix}" for number in count(1))
    return name if name not in taken else next(each for each in tries if each not in taken)
