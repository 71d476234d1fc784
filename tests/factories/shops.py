"""Channels, shops, members and keys, each the smallest that is valid, made under `all_shops` whatever scope is open."""

from datetime import UTC, datetime
from itertools import count
from typing import Any

from marketplace.accounts.models import User
from marketplace.permissions import Right, Role
from marketplace.shops.access import issue_key, issue_storefront_key
from marketplace.shops.models import (
    ApiKey,
    Calendar,
    Channel,
    ChannelRules,
    Membership,
    ServiceWindow,
    Shop,
    ShopChannel,
    StorefrontKey,
    TaxRate,
)
from marketplace.tenancy import all_shops

# A Monday without holidays, for tests that need a moment and not a story.
NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
PASSWORD = "correct horse battery staple"
_number = count(1)


def make_calendar(**fields: Any) -> Calendar:
    """Monday to Friday, all day, with the national holidays of Spain."""
    calendar = Calendar.objects.create(**{"name": f"Calendar {next(_number)}", "country": "ES", **fields})
    ServiceWindow.objects.bulk_create(
        ServiceWindow(calendar=calendar, weekday=day, opens="00:00") for day in range(1, 6)
    )
    return calendar


def make_channel(*, rules: dict[str, Any] | None = None, **fields: Any) -> Channel:
    """A channel in Spain with the default rules (24 working hours) and a standard tax of 21 %."""
    calendar = fields.pop("calendar", None) or make_calendar(country=fields.get("country", "ES"))
    code = fields.pop("code", None) or f"CH{next(_number)}"
    values = {
        "label": code,
        "language": "es",
        "country": "ES",
        "currency": "EUR",
        "timezone": "Europe/Madrid",
        **fields,
    }
    channel = Channel.objects.create(code=code, calendar=calendar, **values)
    ChannelRules.objects.create(channel=channel, **(rules or {}))
    TaxRate.objects.create(channel=channel, code="STANDARD", label="IVA", rate=21, is_standard=True)
    return channel


def make_shop(*, channels: tuple[Channel, ...] = (), **fields: Any) -> Shop:
    """An open shop on the given channels."""
    code = fields.pop("code", None) or f"shop-{next(_number)}"
    values = {
        "name": code.title(),
        "country": "ES",
        "email": f"{code}@shop.example",
        "created_at": NOON,
        "updated_at": NOON,
    }
    with all_shops("a test makes its rows"):
        shop = Shop.objects.create(code=code, **{**values, **fields})
        ShopChannel.objects.bulk_create(ShopChannel(shop=shop, channel=channel) for channel in channels)
    return shop


def make_user(**fields: Any) -> User:
    """A person with `PASSWORD`."""
    email = fields.pop("email", None) or f"person-{next(_number)}@people.example"
    return User.objects.create_user(email, PASSWORD, **{"firstname": "Ana", "lastname": "Prueba", **fields})


def make_member(
    shop: Shop, role: Role = Role.SHOP_ADMIN, *, user: User | None = None, is_active: bool = True
) -> Membership:
    """A member of the shop; a new person unless one is given."""
    with all_shops("a test makes its rows"):
        return Membership.objects.create(
            shop=shop, user=user or make_user(), role=role, is_active=is_active, created_at=NOON
        )


def make_key(member: Membership, *, rights: set[Right] | None = None, label: str = "ERP") -> tuple[ApiKey, str]:
    """A key of the member for the member's shop, and its raw text."""
    return issue_key(user=member.user, shop=member.shop, label=label, rights=rights, at=NOON)


def make_storefront_key() -> tuple[StorefrontKey, str]:
    """A key of the shop front, and its raw text."""
    return issue_storefront_key(label="Shop front", at=NOON)
