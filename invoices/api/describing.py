"""What OR74 says of its files, in JSON or in XML, and which file each description is of (traps 6 and 7)."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from xml.etree import ElementTree

from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from rest_framework import serializers
from rest_framework.exceptions import ParseError
from rest_framework.request import Request

from marketplace.rest.multipart import read_parts

PART = "order_documents"
_PLACES = ("entity", "file_name", "type_code")


class EntitySerializer(serializers.Serializer[Any]):
    """What else of the order a document is about."""

    id = serializers.CharField(max_length=100)
    type = serializers.CharField(max_length=40)


class DocumentDescriptionSerializer(serializers.Serializer[Any]):
    """One file: how it is called, and what it is."""

    file_name = serializers.CharField(required=False, allow_blank=True, allow_null=True, max_length=1000)
    type_code = serializers.CharField(required=False, allow_blank=True, allow_null=True, max_length=100)
    entity = EntitySerializer(required=False, allow_null=True)


class DescriptionsSerializer(serializers.Serializer[Any]):
    """The part `order_documents`; XML with the same names is taken as well."""

    order_documents = serializers.ListField(child=DocumentDescriptionSerializer(), min_length=1, max_length=100)


@dataclass(frozen=True)
class Described:
    """A file with its description; either may be missing."""

    file_name: str
    type_code: str
    entity: dict[str, Any] | None
    upload: "UploadedFile[Any] | None"

    def told(self) -> dict[str, Any]:
        """The description, as an error repeats it."""
        return {"entity": self.entity, "file_name": self.file_name or None, "type_code": self.type_code or None}


def read_described(request: Request) -> list[Described]:
    """The files of the call with what they are, and descriptions whose file is missing."""
    parts = read_parts(request, PART, xml=_from_xml)
    body = {PART: parts.body} if isinstance(parts.body, list) else parts.body
    serializer = DescriptionsSerializer(data=body)
    serializer.is_valid(raise_exception=True)
    return _paired(serializer.validated_data[PART], parts.files)


def _paired(descriptions: Sequence[dict[str, Any]], files: "Sequence[UploadedFile[Any]]") -> list[Described]:
    """By name; where names do not match and there are as many files as descriptions, by position."""
    names = [str(each.get("file_name") or "") for each in descriptions]
    by_name = {file.name: file for file in files}
    matching = len(by_name) == len(files) and set(names) == set(by_name) and len(set(names)) == len(names)
    if not matching and len(files) == len(names):
        found: list[UploadedFile[Any] | None] = list(files)
    else:
        found = [by_name.get(name) for name in names]
    described = [
        Described(name or (file.name if file else "") or "", str(each.get("type_code") or ""), each.get("entity"), file)
        for name, each, file in zip(names, descriptions, found, strict=True)
    ]
    left = [file for file in files if file not in found]
    return described + [Described(file.name or "", "", None, file) for file in left]


def _from_xml(text: str | bytes) -> dict[str, Any]:
    """As the PHP SDK writes it: `<body><order_documents><order_document><file_name>…`."""
    try:
        plain = text if isinstance(text, str) else text.decode("utf-8-sig")
        # Without a document type there are no entities that could grow.
        if "<!" in plain:
            raise ParseError(_("The XML may hold neither a document type nor comments."), code="MALFORMED_XML")
        root = ElementTree.fromstring(plain)  # noqa: S314  entities are refused above
    except (UnicodeDecodeError, ValueError, ElementTree.ParseError) as error:
        raise ParseError(
            _("%(part)s is not valid XML: %(fault)s.") % {"part": PART, "fault": error}, code="MALFORMED_XML"
        ) from error
    return {PART: [_of_element(element) for element in root.iter("order_document")]}


def _of_element(element: ElementTree.Element) -> dict[str, Any]:
    values: dict[str, Any] = {name: (element.findtext(name) or "").strip() for name in _PLACES[1:]}
    entity = element.find("entity")
    if entity is not None:
        values["entity"] = {name: (entity.findtext(name) or "").strip() for name in ("id", "type")}
    return values
