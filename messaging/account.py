"""What A01 says of a shop's conversations: how long its customers wait for an answer."""

from datetime import datetime
from typing import Any

from marketplace.shops.account_sections import register_section
from messaging.answer_times import mean_answer_time


def conversations_section(shop_id: int, at: datetime) -> dict[str, Any]:
    """The mean over all answers and whatever still waits, in seconds by the wall clock (D7)."""
    return {"order_messages_response_delay": mean_answer_time(shop_id=shop_id, at=at)}


def register() -> None:
    """Add the section to A01."""
    register_section("conversations", conversations_section)
