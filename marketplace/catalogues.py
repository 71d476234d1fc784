"""Message catalogues by Babel, so that no machine needs GNU gettext: extracted, checked and compiled here."""

import os
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import PoFileError, read_po, write_po
from django.utils.translation import to_locale
from django.utils.translation.template import templatize

KEYWORDS: dict[str, tuple[int | tuple[int, str], ...] | None] = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
EXTRACTOR = "babel.messages.extract:extract_python"  # by its path: the name "python" is looked up anew for each file
COMMENT_TAGS = ("Translators",)

TEMPLATE_SUFFIXES = frozenset({".html", ".txt", ".xml", ".svg"})
SKIPPED_FOLDERS = frozenset({"__pycache__", "migrations", "static"})
NOT_SHOWN = frozenset({"tests", "bench"})  # packages whose texts no user reads

# Header fields that change with the day or with Babel's version, and those that nobody fills in.
DROPPED_FIELDS = (
    "Project-Id-Version",
    "Report-Msgid-Bugs-To",
    "POT-Creation-Date",
    "PO-Revision-Date",
    "Last-Translator",
    "Language-Team",
    "Generated-By",
)

# Such a note is a comment of Python once the template is read: what follows on its line belongs to it.
HIDING_NOTE = re.compile(r"\{% *comment *%\} *Translators.*?\{% *endcomment *%\}.*?\{%[^%]*(?:trans|_\()[^\n]*")
PLACEHOLDER = re.compile(r"%%|%\([^)]+\)\w|%[sd]|\{\w*\}")


class ProblemKind(StrEnum):
    """What is wrong with a message of a catalogue."""

    UNREADABLE = "unreadable"
    MISSING = "missing"
    UNTRANSLATED = "untranslated"
    FUZZY = "fuzzy"
    OBSOLETE = "obsolete"
    PLURALS = "wrong plural forms"
    PLACEHOLDERS = "other placeholders"
    HIDDEN = "hidden by the note for translators on its line"


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that keeps a catalogue from being whole."""

    language: str
    kind: ProblemKind
    text: str

    def __str__(self) -> str:
        return f"{self.language}: {self.kind}: {self.text}"


def update_catalogues(*, root: Path, languages: Sequence[str]) -> list[Path]:
    """Bring every catalogue in line with the source, and return those that changed. What is gone is dropped."""
    template = extract_messages(root)
    return [path for language in languages if (path := _update_catalogue(root, language, template))]


def check_catalogues(*, root: Path, languages: Sequence[str]) -> list[Problem]:
    """Return whatever would show a reader a missing, doubtful or broken text."""
    template = extract_messages(root)
    found = [problem for language in languages for problem in _check_catalogue(root, language, template)]
    return [*_hidden_texts(root), *found]


def _hidden_texts(root: Path) -> Iterator[Problem]:
    """Texts of templates that no catalogue can have."""
    for path in _sources(root):
        for hiding in HIDING_NOTE.findall(path.read_text(encoding="utf-8")) if path.suffix != ".py" else ():
            yield Problem("every language", ProblemKind.HIDDEN, f"{hiding} ({path.relative_to(root).as_posix()})")


def compile_catalogues(*, root: Path, languages: Sequence[str]) -> list[Path]:
    """Write a binary catalogue beside each one that is newer than its own, and return those written."""
    paths = [catalogue_path(root, language) for language in languages]
    return [compiled for path in paths if path.exists() and (compiled := _compile_catalogue(path))]


def catalogue_path(root: Path, language: str) -> Path:
    """Return where the catalogue of a language lies."""
    return root / "locale" / to_locale(language) / "LC_MESSAGES" / "django.po"


def extract_messages(root: Path) -> Catalog:
    """Collect every translatable text of the packages and templates under the root."""
    template = Catalog(fuzzy=False)
    for path in _sources(root):
        origin = path.relative_to(root).as_posix()
        source = path.read_bytes() if path.suffix == ".py" else _template_as_python(path, origin)
        found = extract(EXTRACTOR, BytesIO(source), keywords=KEYWORDS, comment_tags=COMMENT_TAGS)
        for lineno, message, comments, context in found:
            template.add(message, None, [(origin, lineno)], auto_comments=comments, context=context)
    return template


def _sources(root: Path) -> Iterator[Path]:
    packages = {init.parent for init in root.glob("*/__init__.py")}
    folders = {package for package in packages if package.name not in NOT_SHOWN} | {root / "templates"}
    for folder in sorted(folders):
        for path in sorted(folder.rglob("*")):
            parents = set(path.relative_to(root).parts[:-1])
            is_template = path.suffix in TEMPLATE_SUFFIXES and "templates" in parents
            if (path.suffix == ".py" or is_template) and not parents & SKIPPED_FOLDERS:
                yield path


def _template_as_python(path: Path, origin: str) -> bytes:
    source = templatize(path.read_text(encoding="utf-8"), origin=origin)
    # The indentation of HTML is none that Python's tokenizer would accept.
    return "\n".join(line.lstrip() for line in source.split("\n")).encode()


def _update_catalogue(root: Path, language: str, template: Catalog) -> Path | None:
    path = catalogue_path(root, language)
    catalogue = _read(path, language) if path.exists() else _new_catalogue(language)
    catalogue.update(template, no_fuzzy_matching=True, update_creation_date=False)
    written = _as_text(catalogue)
    if path.exists() and path.read_text(encoding="utf-8") == written:
        return None
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(written, encoding="utf-8")
    return path


def _new_catalogue(language: str) -> Catalog:
    locale = to_locale(language)
    return Catalog(locale=locale, header_comment=f"# Trastienda: {locale}", fuzzy=False)


def _read(path: Path, language: str) -> Catalog:
    with path.open("rb") as file:
        return read_po(file, locale=to_locale(language), abort_invalid=True)


def _as_text(catalogue: Catalog) -> str:
    """Write the catalogue the same way on every day: sorted, files without line numbers, a header that keeps still."""
    buffer = BytesIO()
    write_po(buffer, catalogue, sort_output=True, ignore_obsolete=True, include_lineno=False)
    header, separator, messages = buffer.getvalue().decode().partition("\n\n")
    dropped = tuple(f'"{field}: ' for field in DROPPED_FIELDS)
    kept = [line for line in header.split("\n") if not line.startswith(dropped)]
    return "\n".join(kept) + separator + messages.rstrip("\n") + "\n"


def _check_catalogue(root: Path, language: str, template: Catalog) -> list[Problem]:
    path = catalogue_path(root, language)
    if not path.exists():
        return [Problem(language, ProblemKind.UNREADABLE, f"there is no {path.relative_to(root)}")]
    try:
        catalogue = _read(path, language)
    except (PoFileError, UnicodeDecodeError) as error:
        return [Problem(language, ProblemKind.UNREADABLE, f"{path.relative_to(root)}: {error}")]
    found = [(kind, message) for message in template if message.id for kind in _check_message(message, catalogue)]
    found += [(ProblemKind.OBSOLETE, message) for message in _obsolete(catalogue, template)]
    return [Problem(language, kind, _describe(message)) for kind, message in found]


def _obsolete(catalogue: Catalog, template: Catalog) -> Iterator[Message]:
    yield from (message for message in catalogue if message.id and not template.get(message.id, message.context))
    yield from catalogue.obsolete.values()


def _check_message(source: Message, catalogue: Catalog) -> Iterator[ProblemKind]:
    message = catalogue.get(source.id, source.context)
    if message is None:
        yield ProblemKind.MISSING
        return
    if message.fuzzy:
        yield ProblemKind.FUZZY
    forms = _forms(message.string)
    if not any(forms):
        yield ProblemKind.UNTRANSLATED
    elif len(forms) != (catalogue.num_plurals if source.pluralizable else 1) or not all(forms):
        yield ProblemKind.PLURALS
    elif not _has_same_placeholders(source, forms):
        yield ProblemKind.PLACEHOLDERS


def _has_same_placeholders(source: Message, forms: Sequence[str]) -> bool:
    """Compare each form with its msgid; the first plural form may follow the singular ("one order") or the plural."""
    singular, *plural = (_placeholders(text) for text in _forms(source.id))
    first, *others = (_placeholders(form) for form in forms)
    return first in (singular, *plural) and all(other in plural for other in others)


def _placeholders(text: str) -> frozenset[str]:
    return frozenset(PLACEHOLDER.findall(text)) - {"%%"}


def _forms(text: str | Sequence[str] | None) -> Sequence[str]:
    return [text or ""] if text is None or isinstance(text, str) else text


def _describe(message: Message) -> str:
    text = _forms(message.id)[0]
    context = f" [{message.context}]" if message.context else ""
    files = ", ".join(sorted({name for name, _ in message.locations}))
    return f'"{text}"{context}' + (f" ({files})" if files else "")


def _compile_catalogue(path: Path) -> Path | None:
    compiled = path.with_suffix(".mo")
    if compiled.exists() and compiled.stat().st_mtime_ns >= path.stat().st_mtime_ns:
        return None
    catalogue = _read(path, path.parent.parent.name)
    # Other processes may be reading or compiling: they see the old file or the new one, never a half.
    unfinished = path.with_suffix(f".{os.getpid()}.tmp")
    with unfinished.open("wb") as file:
        write_mo(file, catalogue)
    return unfinished.replace(compiled)
