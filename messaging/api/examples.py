"""Bodies as they are sent, for the API's document."""

from typing import Any

ANSWER: dict[str, Any] = {
    "body": "Your parcel leaves today, and you will have its number by tonight.",
    "to": [{"type": "CUSTOMER"}],
}
AUTOMATIC_NOTE: dict[str, Any] = {"body": "We have received your message.", "to": ["CUSTOMER"], "automatic": True}
NEW_THREAD: dict[str, Any] = {
    "body": "Is the number of your door right? Our carrier could not find it.",
    "to": ["CUSTOMER"],
    "topic": {"type": "FREE_TEXT", "value": "Your address"},
}
QUICK_REPLY: dict[str, Any] = {
    "title": "On its way",
    "language": "es",
    "body": "Su pedido ya está en camino.",
}
QUESTION: dict[str, Any] = {"subject": "My parcel", "body": "When will it come?"}
