"""A basket as the shop front sends it, checked in shape."""

import hashlib
import json
from dataclasses import asdict, dataclass
from decimal import Decimal

# Added since baskets are kept: left out where empty, so that a basket of before is still known when it is sent again.
_LATER = ("storefront", "promo_codes")


@dataclass(frozen=True)
class Customer:
    """Who buys, as the shop front knows them."""

    customer_id: str
    email: str = ""
    firstname: str = ""
    lastname: str = ""
    locale: str = ""
    tax_id: str = ""


@dataclass(frozen=True)
class BasketLine:
    """So many of an offer; `shipping_price` is the freight of the whole line."""

    offer_id: int
    quantity: int
    shipping_price: Decimal = Decimal(0)


@dataclass(frozen=True)
class BasketRequest:
    """A basket as the shop front sends it, checked in shape. Countries in the addresses are alpha-2."""

    basket_id: str
    channel: str
    customer: Customer
    shipping_address: dict[str, str]
    shipping_type_code: str
    payment_workflow: str
    lines: tuple[BasketLine, ...]
    billing_address: dict[str, str] | None = None
    payment_type: str = ""
    storefront: str = ""
    promo_codes: tuple[str, ...] = ()

    def fingerprint(self) -> str:
        """What tells this basket from another one under the same id."""
        content = asdict(self)
        for name in _LATER:
            if not content[name]:
                del content[name]
        canonical = json.dumps(content, sort_keys=True, default=_plain)
        return hashlib.sha256(canonical.encode()).hexdigest()


def _plain(value: Decimal) -> str:
    """4.9 and 4.90 are one amount."""
    return format(value.normalize(), "f")
