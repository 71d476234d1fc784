"""Bodies of promotions as PR01 and PR03 send and take them, and the form of one as the portal sends it."""

from typing import Any

from tests.factories.calls import Caller

START = "2026-03-10T00:00:00Z"
# The form of a new promotion, for all offers.
ALL = {"selection_type": "ALL", "named": ""}
NEW = ALL | {
    "description": "Spring",
    "public": "Ten off",
    "starts_at": "2026-03-10T09:00",
    "ends_at": "2026-03-20T09:00",
    "reward_type": "PERCENTAGE_OFF",
    "reward_value": "10",
    "max_quantity": "",
    "trigger_type": "MINIMUM_QUANTITY",
    "trigger_value": "1",
    "same_item": "on",
    "promo_code": "",
}


def promotion_body(**fields: Any) -> dict[str, Any]:
    """A promotion of ten percent off everything, to be made."""
    whole = {
        "internal_id": "SPRING",
        "internal_description": "Spring",
        "start_date": START,
        "end_date": "2026-03-20T00:00:00Z",
        "trigger": {"type": "MINIMUM_QUANTITY", "quantity_purchased": 1, "selection": {"type": "ALL"}},
        "reward": {"type": "PERCENTAGE_OFF", "percentage_off": 10, "selection": {"type": "PURCHASED_ITEMS"}},
    }
    return whole | fields


def promotion_change(**fields: Any) -> dict[str, Any]:
    """What changes a promotion: all that may change of it."""
    whole = {
        "internal_description": "Spring",
        "start_date": START,
        "trigger": {"selection": {"type": "ALL"}},
        "reward": {"selection": {"type": "PURCHASED_ITEMS"}},
    }
    return whole | fields


def listed(api: Caller, **query: Any) -> list[str]:
    """The numbers of the promotions that PR01 lists."""
    return [each["internal_id"] for each in api.get("/api/promotions", **query).json()["promotions"]]
