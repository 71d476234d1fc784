"""What a shop's files call our columns and categories (R017): kept per shop, and used by its next import."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import PurePosixPath
from typing import BinaryIO, cast

from django.core.files import File
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils.translation import gettext as _

from marketplace.actors import Actor
from marketplace.errors import DomainError, FieldError, NotFound, ValidationFailed
from marketplace.shops.models import Shop
from offers.choices import ImportKind, ImportOrigin
from offers.imports.sources import open_source
from offers.models import Category, CategoryMapping, ColumnMapping, ImportRun
from offers.services.importing import start_import
from offers.services.product_columns import known_targets, plan_columns
from offers.sheets.values import fold

MOST_CHANGED = 1_000


@dataclass(frozen=True)
class Unknown:
    """What of a file nobody has said yet."""

    columns: list[str]
    categories: list[str]


@transaction.atomic
def set_mappings(
    *, shop_id: int, columns: Mapping[str, str | None] | None = None, categories: Mapping[str, str | None] | None = None
) -> None:
    """Say what columns and categories of the shop's files are: columns a field or attribute by its code, "" not to be
    read, categories a code; None forgets. Raises ValidationFailed with every fault.
    """
    Shop.objects.select_for_update(no_key=True).get(pk=shop_id)
    named = {**(columns or {})}
    texts = {**(categories or {})}
    found = {
        each.code: each
        for each in Category.objects.filter(code__in={code for code in texts.values() if code and "\x00" not in code})
    }
    _check(named, texts, found)
    for column, target in named.items():
        if target is None:
            ColumnMapping.objects.filter(shop=shop_id, column=column).delete()
        else:
            ColumnMapping.objects.update_or_create(shop_id=shop_id, column=column, defaults={"target": target})
    for text, code in texts.items():
        if code:
            CategoryMapping.objects.update_or_create(shop_id=shop_id, text=text, defaults={"category": found[code]})
        else:
            CategoryMapping.objects.filter(shop=shop_id, text=text).delete()


def unknown_in(run: ImportRun) -> Unknown:
    """What of the run's file is not known even now: its header is read again, its categories were noted."""
    try:
        with default_storage.open(run.path) as file:
            columns = open_source(cast(BinaryIO, file.file), run.file_name, codes=set(known_targets().values())).columns
            unknown = list(plan_columns(columns, run.shop_id).unknown)
    except (DomainError, FileNotFoundError):
        unknown = []
    noted = [str(text) for text in run.options.get("unknown_categories") or []]
    mapped = {fold(text) for text in CategoryMapping.objects.filter(shop=run.shop_id).values_list("text", flat=True)}
    return Unknown(unknown, [text for text in noted if fold(text) not in mapped])


def import_again(
    *, run: ImportRun, actor: Actor, at: datetime, origin: ImportOrigin, category: str | None = None
) -> ImportRun:
    """Have the same file imported once more, with what is known by now; `category` is the code for rows that name none,
    None as before. Raises NotFound where the file is gone.
    """
    chosen = run.options.get("category") if category is None else category
    try:
        with default_storage.open(run.path) as file:
            return start_import(
                shop_id=run.shop_id,
                kind=ImportKind.PRODUCTS,
                origin=origin,
                content=File(file, name=PurePosixPath(run.path).name),
                file_name=run.file_name,
                actor=actor,
                at=at,
                options={"category": chosen} if chosen else {},
            )
    except FileNotFoundError as error:
        raise NotFound(code="FILE_GONE", message=_("The file is gone: send it again.")) from error


def _check(
    columns: Mapping[str, str | None], categories: Mapping[str, str | None], found: Mapping[str, Category]
) -> None:
    targets = set(known_targets().values()) | {"", None}
    no_target, no_category = _("There is no such field or attribute."), _("There is no such category.")
    faults = [
        FieldError("TARGET_UNKNOWN", f"columns.{column}", no_target)
        for column, target in columns.items()
        if target not in targets
    ]
    faults += [
        FieldError("CATEGORY_UNKNOWN", f"categories.{text}", no_category)
        for text, code in categories.items()
        if code and code not in found
    ]
    faults += [
        FieldError("VALIDATION_ERROR", name[:50], _("A name has from 1 to 255 characters."))
        for name in (*columns, *categories)
        if not 0 < len(name) <= 255 or "\x00" in name
    ]
    if len(columns) + len(categories) > MOST_CHANGED:
        faults.append(FieldError("VALIDATION_ERROR", "columns", _("At most 1,000 at once.")))
    if faults:
        raise ValidationFailed(message=faults[0].message, errors=faults)
