"""Bodies as they are sent, for the API's document. They fit the demo: its zones ES and PT, its method STD."""

from typing import Any

RATES: dict[str, Any] = {
    "rows": [
        {"shipping_zone_code": "ES", "shipping_method_code": "STD", "basis": "ORDER", "price": 4.9, "free_from": 60},
        {"shipping_zone_code": "PT", "shipping_method_code": "STD", "basis": "WEIGHT", "below": 2, "price": 6.9},
        {
            "shipping_zone_code": "PT",
            "shipping_method_code": "STD",
            "basis": "WEIGHT",
            "at_least": 2,
            "below": None,
            "price": 11.5,
        },
    ]
}
