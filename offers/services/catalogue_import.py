"""The operator's catalogue out of a file: categories, merchandise structure, attributes, lists of values.

A file is taken whole or not at all. Rows are made or changed by their code; what the file does not name stays.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from offers.choices import AttributeRole, AttributeType, RequirementLevel
from offers.models import Attribute, AttributeUse, Category, MerchandiseNode, ValueList, ValueListItem
from offers.services.catalogue import Tree
from offers.services.missing import refresh_missing

MOST_FAULTS = 50
MOST_ROWS = 50_000
_LONGEST_CODE, _LONGEST_LABEL = 64, 150
# Rows in a statement: a tree has thousands.
_BATCH = 500
_YES = frozenset({"1", "true", "yes", "x"})
Row = Mapping[str, str]


@dataclass
class CatalogueFile:
    """What became of a file: faults by line, or how many rows were made and changed."""

    rows: list[tuple[int, Row]]
    faults: list[tuple[int, str]] = field(default_factory=list)
    made: int = 0
    changed: int = 0

    def refuse(self, line: int, message: str) -> None:
        """Note what is wrong with a line."""
        self.faults.append((line, message))

    def count(self, created: bool) -> None:
        """Note what became of a row."""
        self.made += created
        self.changed += not created


def read_rows(columns: Iterable[str], lines: Iterable[tuple[int, list[str]]]) -> list[tuple[int, Row]]:
    """Lines as maps of their columns, in lower case, without those that say nothing."""
    names = [name.strip().lower() for name in columns]
    rows: list[tuple[int, Row]] = []
    for line, cells in lines:
        row = dict(zip(names, (cell.strip() for cell in cells), strict=False))
        if any(row.values()):
            rows.append((line, row))
        if len(rows) > MOST_ROWS:
            break
    return rows


def import_catalogue(*, kind: str, rows: list[tuple[int, Row]]) -> CatalogueFile:
    """Take a file of that kind. With a fault nothing is written."""
    file = CatalogueFile(rows)
    if len(rows) > MOST_ROWS:
        file.refuse(0, _("At most %(most)s rows.") % {"most": MOST_ROWS})
        return file
    with transaction.atomic():
        _IMPORTERS[kind](file)
        if file.faults:
            transaction.set_rollback(True)
        elif kind in ("categories", "attributes"):
            refresh_missing()
    return file


def columns_of(kind: str) -> list[str]:
    """The columns that a file of the kind may have, besides `label[es]` and the like."""
    return _COLUMNS[kind]


def _categories(file: CatalogueFile) -> None:
    nodes = {node.code: node for node in MerchandiseNode.objects.all()}
    known = _tree_rows(file, Category)
    for line, row in file.rows:
        own = known.get(row.get("code", ""))
        code = row.get("merchandise")
        if own is None or code is None:
            continue
        if code and code not in nodes:
            file.refuse(line, _("There is no merchandise node “%(code)s”.") % {"code": code[:64]})
            continue
        own.merchandise = nodes.get(code)
    _write(file, Category, known, "merchandise")


def _merchandise(file: CatalogueFile) -> None:
    _write(file, MerchandiseNode, _tree_rows(file, MerchandiseNode))


def _tree_rows(file: CatalogueFile, model: type[Any]) -> dict[str, Any]:
    """Make every row, name it, and hang it below its parent, which may stand further down in the file. New ones are in
    the database, in one statement; what is said of them and of the others is for `_write`.
    """
    known = {node.code: node for node in model.objects.all()}
    fresh = []
    for line, row in file.rows:
        if not _is_named(file, line, row):
            continue
        code = row["code"]
        file.count(code not in known)
        if code not in known:
            fresh.append(known.setdefault(code, model(code=code)))
        known[code].label = row["label"]
        known[code].translations = _translations(row) or known[code].translations
    model.objects.bulk_create(fresh, batch_size=_BATCH)
    _hang(file, known)
    return known


def _hang(file: CatalogueFile, known: Mapping[str, Any]) -> None:
    """Give every row its parent, and refuse those that come to stand below themselves."""
    for line, row in file.rows:
        own, parent = known.get(row.get("code", "")), row.get("parent")
        if own is None or parent is None:
            continue
        if parent and parent not in known:
            file.refuse(line, _("There is no parent “%(code)s”.") % {"code": parent[:64]})
            continue
        own.parent = known.get(parent)
    reachable = set(Tree({node.pk: node for node in known.values()}).below(None))
    for line, row in file.rows:
        own = known.get(row.get("code", ""))
        if own is not None and own.pk not in reachable:
            file.refuse(line, _("“%(code)s” is placed below itself.") % {"code": own.code})


def _write(file: CatalogueFile, model: type[Any], known: Mapping[str, Any], *fields: str) -> None:
    """What the file says of its rows, some hundreds in a statement."""
    if not file.faults:
        named = {row["code"]: known[row["code"]] for _line, row in file.rows}
        model.objects.bulk_update(named.values(), ["label", "translations", "parent", *fields], batch_size=_BATCH)


def _attributes(file: CatalogueFile) -> None:
    lists = {each.code: each for each in ValueList.objects.all()}
    categories = {each.code: each for each in Category.objects.all()}
    for line, row in file.rows:
        if not _is_named(file, line, row):
            continue
        fields = _attribute_fields(file, line, row, lists)
        if fields is None:
            continue
        attribute = _named(file, Attribute, row, code=row["code"], **fields)
        _use(file, line, row, attribute, categories)


def _attribute_fields(
    file: CatalogueFile, line: int, row: Row, lists: Mapping[str, ValueList]
) -> dict[str, Any] | None:
    kind = row.get("type", "") or AttributeType.TEXT
    role, longest, listed = row.get("role", ""), row.get("max_length", ""), row.get("list", "")
    wrong = {
        _("There is no type “%(code)s”.") % {"code": kind[:64]}: kind not in AttributeType.values,
        _("There is no role “%(code)s”.") % {"code": role[:64]}: bool(role) and role not in AttributeRole.values,
        _("There is no list of values “%(code)s”.") % {"code": listed[:64]}: bool(listed) and listed not in lists,
        _("The longest text is a number."): bool(longest) and not (longest.isdecimal() and int(longest[:9]) > 0),
        _("A list attribute needs its list of values."): kind.startswith("LIST") and not listed,
        _("The unit is too long."): len(row.get("unit", "")) > 20,
        _("Another attribute has this role."): bool(role)
        and Attribute.objects.filter(role=role).exclude(code=row["code"]).exists(),
    }
    faults = [message for message, holds in wrong.items() if holds]
    for message in faults:
        file.refuse(line, message)
    if faults:
        return None
    return {
        "type": kind,
        "role": role,
        "unit": row.get("unit", ""),
        "max_length": int(longest[:9]) if longest else None,
        "value_list": lists.get(listed),
        "example": row.get("example", "")[:255],
        "description": row.get("description", ""),
        "is_variant": row.get("variant", "").lower() in _YES,
    }


def _use(file: CatalogueFile, line: int, row: Row, attribute: Attribute, categories: Mapping[str, Category]) -> None:
    level, code, position = row.get("level", ""), row.get("category", ""), row.get("position", "") or "0"
    if not level:
        return
    if level not in RequirementLevel.values:
        file.refuse(line, _("There is no level “%(code)s”.") % {"code": level[:64]})
    elif code and code not in categories:
        file.refuse(line, _("There is no category “%(code)s”.") % {"code": code[:64]})
    elif not position.isdecimal() or len(position) > 6:
        file.refuse(line, _("The position is a number."))
    else:
        AttributeUse.objects.update_or_create(
            attribute=attribute,
            category=categories.get(code),
            defaults={"requirement_level": level, "position": int(position)},
        )


def _values(file: CatalogueFile) -> None:
    lists = {each.code: each for each in ValueList.objects.all()}
    for line, row in file.rows:
        code, position = row.get("list", ""), row.get("position", "") or "0"
        if not code or len(code) > _LONGEST_CODE:
            file.refuse(line, _("The list's code is missing or too long."))
        elif not position.isdecimal() or len(position) > 6:
            file.refuse(line, _("The position is a number."))
        elif _is_named(file, line, row):
            if code not in lists:
                label = row.get("list_label", "")[:_LONGEST_LABEL] or code
                lists[code] = ValueList.objects.create(code=code, label=label)
            _named(file, ValueListItem, row, value_list=lists[code], code=row["code"], position=int(position))


def _is_named(file: CatalogueFile, line: int, row: Row) -> bool:
    """Whether the line has a code and a label that fit."""
    before = len(file.faults)
    if not row.get("code") or len(row["code"]) > _LONGEST_CODE or "\x00" in row["code"]:
        file.refuse(line, _("The code is missing or longer than %(most)s characters.") % {"most": _LONGEST_CODE})
    if not row.get("label") or len(row["label"]) > _LONGEST_LABEL or "\x00" in row["label"]:
        file.refuse(line, _("The label is missing or longer than %(most)s characters.") % {"most": _LONGEST_LABEL})
    return len(file.faults) == before


def _named(file: CatalogueFile, model: type[Any], row: Row, **fields: Any) -> Any:
    """Make the row, or change it, with its label in every language that the file has."""
    translations = _translations(row)
    keys = {name: fields.pop(name) for name in ("code", "value_list") if name in fields and _is_key(model, name)}
    defaults = {"label": row["label"], **fields}
    if translations:
        defaults["translations"] = translations
    made, created = model.objects.update_or_create(**keys, defaults=defaults)
    file.count(created)
    return made


def _translations(row: Row) -> dict[str, str]:
    """The labels by language that a row has."""
    return {
        name[len("label[") : -1]: value[:_LONGEST_LABEL]
        for name, value in row.items()
        if name.startswith("label[") and name.endswith("]") and value
    }


def _is_key(model: type[Any], name: str) -> bool:
    return name == "code" or model is ValueListItem


_IMPORTERS: Mapping[str, Callable[[CatalogueFile], None]] = {
    "categories": _categories,
    "merchandise": _merchandise,
    "attributes": _attributes,
    "values": _values,
}
_COLUMNS = {
    "categories": ["code", "label", "parent", "merchandise"],
    "merchandise": ["code", "label", "parent"],
    "attributes": [
        *("code", "label", "type", "list", "unit", "max_length", "role", "example", "variant", "description"),
        *("category", "level", "position"),
    ],
    "values": ["list", "list_label", "code", "label", "position"],
}
