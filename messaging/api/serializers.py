"""The bodies that sellers send, read into what the services take; what they say is checked by the services."""

from collections.abc import Sequence
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.request import Request

from marketplace.rest.multipart import read_parts
from messaging.choices import Participant, TopicType
from messaging.services.conversations import Recipients
from messaging.services.writing import NewFile
from messaging.topics import Topic

# The names that the part with the JSON may have; M12's first, then OR43's.
MESSAGE_PART, THREAD_PART = "message_input", "thread_input"
_OF_THE_SHOP = (Participant.CUSTOMER, Participant.OPERATOR)


_KINDS = {"type": "string", "enum": [each.value for each in _OF_THE_SHOP]}
_RECIPIENT = {
    "oneOf": [
        {
            "type": "object",
            "properties": {"type": _KINDS, "id": {"type": "string", "description": "Not read."}},
            "required": ["type"],
        },
        _KINDS,
    ]
}


@extend_schema_field(_RECIPIENT)
class RecipientField(serializers.ChoiceField):
    """Who gets a message, in either style: OR43 sends `"CUSTOMER"`, M12 `{"type": "CUSTOMER", "id": "..."}`."""

    def __init__(self, **options: Any) -> None:
        super().__init__([(each.value, each.value) for each in _OF_THE_SHOP], **options)

    def to_internal_value(self, data: Any) -> Any:
        kind = data.get("type") if isinstance(data, dict) else data
        if kind == Participant.SHOP:
            raise serializers.ValidationError(_("A shop does not write to itself."), code="invalid_recipient")
        return super().to_internal_value(kind if isinstance(kind, str) else str(kind))


class MessageSerializer(serializers.Serializer[Any]):
    """M12's body. A topic may be sent and is not read: a conversation keeps the one it began with."""

    body = serializers.CharField(required=False, allow_blank=True, default="", trim_whitespace=False)
    to = serializers.ListField(child=RecipientField(), required=False, default=list, max_length=10)


class SellerMessageSerializer(MessageSerializer):
    """What M12 takes, and whether a machine writes (R054)."""

    automatic = serializers.BooleanField(required=False, default=False, source="is_automatic")


class TopicSerializer(serializers.Serializer[Any]):
    """What a conversation is about."""

    type = serializers.ChoiceField(TopicType.choices)
    value = serializers.CharField(max_length=255)


class NewThreadSerializer(MessageSerializer):
    """OR43's body."""

    topic = TopicSerializer()


def read_call(
    request: Request, shape: type[serializers.Serializer[Any]], *names: str
) -> tuple[dict[str, Any], list[NewFile]]:
    """A message's values and files, as the services take them."""
    parts = read_parts(request, *names)
    serializer = shape(data=parts.body)
    serializer.is_valid(raise_exception=True)
    values = dict(serializer.validated_data)
    values["to"] = Recipients(
        customer=Participant.CUSTOMER in values["to"], operator=Participant.OPERATOR in values["to"]
    )
    if "topic" in values:
        values["topic"] = Topic(**values["topic"])
    return values, _files(parts.files)


def _files(uploads: "Sequence[UploadedFile[Any]]") -> list[NewFile]:
    return [NewFile(name=upload.name or "", content=upload.read()) for upload in uploads]
