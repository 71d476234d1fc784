"""The demo's operator, channels, shops and members. All names are invented."""

import secrets
from dataclasses import dataclass
from typing import Any

from marketplace.accounts.models import User
from marketplace.permissions import Role
from marketplace.shops import access, defaults
from marketplace.shops.models import (
    ApiKey,
    Calendar,
    Channel,
    ChannelRules,
    Membership,
    ServiceWindow,
    Shop,
    ShopChannel,
    TaxRate,
)

_SYLLABLES = ["ba", "ce", "di", "fo", "gu", "la", "me", "ni", "po", "ru", "sa", "te", "vi", "zo"]


@dataclass(frozen=True)
class DemoShop:
    """A shop to be made, with its owner's and its supporter's names."""

    code: str
    name: str
    channel: str
    city: str
    zip_code: str
    street: str
    owner: tuple[str, str]
    support: tuple[str, str]


# Invented. One shop has not told its own yet, so that it can issue no invoice.
TAX_IDS = {
    "alcolea": "B99000001",
    "brisamar": "B99000002",
    "azulejo": "999000001",
    "lusovela": "999000002",
    "fichtenhof": "DE999000001",
    "nordlicht": "DE999000002",
    "ipedourado": "99.000.001/0001-00",
    "mareviva": "99.000.002/0001-00",
}
CHANNELS = [
    # code, name, language, country, currency, time zone, holidays, hours preset, standard tax, reduced tax
    ("ES", "España", "es", "ES", "EUR", "Europe/Madrid", "24 working hours", ("IVA 21", "21"), ("IVA 10", "10")),
    ("PT", "Portugal", "pt", "PT", "EUR", "Europe/Lisbon", "24 working hours", ("IVA 23", "23"), ("IVA 13", "13")),
    ("DE", "Deutschland", "de", "DE", "EUR", "Europe/Berlin", "48 hours", ("MwSt. 19", "19"), ("MwSt. 7", "7")),
    ("BR", "Brasil", "pt", "BR", "BRL", "America/Sao_Paulo", "24 working hours", ("ICMS 18", "18"), ("ICMS 12", "12")),
]

SHOPS = [
    DemoShop(
        "alcolea",
        "Alcolea Hogar",
        "ES",
        "Córdoba",
        "14014",
        "Calle Torre de la Malmuerta 7",
        ("Nuria", "Caballero"),
        ("Leire", "Montero"),
    ),
    DemoShop(
        "brisamar",
        "Brisamar Deportes",
        "ES",
        "Valencia",
        "46011",
        "Calle de la Reina 112",
        ("Vicent", "Soriano"),
        ("Amparo", "Giner"),
    ),
    DemoShop(
        "roblealto",
        "Roble Alto Herramientas",
        "ES",
        "Burgos",
        "09003",
        "Avenida del Cid 48",
        ("Aitor", "Renedo"),
        ("Marta", "Villalaín"),
    ),
    DemoShop(
        "azulejo",
        "Azulejo & Cª",
        "PT",
        "Aveiro",
        "3800-200",
        "Rua do Carril 31",
        ("Inês", "Tavares"),
        ("Rui", "Nogueira"),
    ),
    DemoShop(
        "lusovela",
        "Lusovela Náutica",
        "PT",
        "Setúbal",
        "2900-015",
        "Avenida Luísa Todi 85",
        ("Duarte", "Sequeira"),
        ("Beatriz", "Leal"),
    ),
    DemoShop(
        "fichtenhof",
        "Fichtenhof Garten",
        "DE",
        "Kassel",
        "34117",
        "Obere Königsstraße 19",
        ("Friederike", "Lohmüller"),
        ("Mathis", "Oberländer"),
    ),
    DemoShop(
        "nordlicht",
        "Nordlicht Leuchten",
        "DE",
        "Kiel",
        "24103",
        "Holstenbrücke 8",
        ("Sönke", "Petersen"),
        ("Katharina", "Osterholz"),
    ),
    DemoShop(
        "ipedourado",
        "Ipê Dourado Casa",
        "BR",
        "Curitiba",
        "80730-000",
        "Rua Padre Anchieta 1846",
        ("Thaís", "Andrade"),
        ("Caio", "Bittencourt"),
    ),
    DemoShop(
        "mareviva",
        "Maré Viva Eletro",
        "BR",
        "Recife",
        "50030-230",
        "Rua do Bom Jesus 197",
        ("Rafaela", "Lins"),
        ("João", "Siqueira"),
    ),
]


def load(demo: Any) -> None:
    """Make the operator, the four channels and the shops with their people and keys."""
    flags = {"is_staff": True, "is_superuser": True, "timezone": "Europe/Madrid"}
    demo.operator = _sign_in("operator@trastienda.example", "Olga", "Prado", **flags)
    _key, demo.storefront_api_key = access.issue_storefront_key(label="Demo shop front", at=demo.now)
    channels = {row[0]: _channel(*row) for row in CHANNELS}
    for plan in SHOPS:
        demo.shops.append(_shop(plan, channels[plan.channel], demo.now))


def _channel(
    code: str,
    label: str,
    language: str,
    country: str,
    currency: str,
    timezone: str,
    preset: str,
    standard: tuple[str, str],
    reduced: tuple[str, str],
) -> Channel:
    calendar, made = Calendar.objects.get_or_create(name=f"{label}: Mon–Fri", defaults={"country": country})
    if made:
        ServiceWindow.objects.bulk_create(
            ServiceWindow(calendar=calendar, weekday=day, opens="00:00", closes=None) for day in range(1, 6)
        )
    fields = {
        "label": label,
        "language": language,
        "country": country,
        "currency": currency,
        "timezone": timezone,
        "calendar": calendar,
    }
    channel, _made = Channel.objects.get_or_create(code=code, defaults=fields)
    if not ChannelRules.objects.filter(channel=channel).exists():
        defaults.preset_rules(preset, channel=channel).save()
    for tax_code, (name, rate), is_standard in (("STANDARD", standard, True), ("REDUCED", reduced, False)):
        TaxRate.objects.get_or_create(
            channel=channel, code=tax_code, defaults={"label": name, "rate": rate, "is_standard": is_standard}
        )
    return channel


def _shop(plan: DemoShop, channel: Channel, at: Any) -> dict[str, Any]:
    shop, made = Shop.objects.get_or_create(code=plan.code, defaults=_profile(plan, channel, at))
    if made:
        ShopChannel.objects.create(shop=shop, channel=channel)
    owner = _member(shop, plan.owner, Role.SHOP_ADMIN, at)
    support = _member(shop, plan.support, Role.SUPPORT, at)
    ApiKey.objects.filter(shop=shop, label="Demo connector", revoked_at=None).update(revoked_at=at)
    user = User.objects.get(email=owner["email"])
    _key, raw = access.issue_key(shop=shop, user=user, label="Demo connector", at=at)
    return {
        "shop_id": shop.pk,
        "name": shop.name,
        "channel": channel.code,
        "api_key": raw,
        "owner": owner,
        "support": support,
    }


def _profile(plan: DemoShop, channel: Channel, at: Any) -> dict[str, Any]:
    return {
        "name": plan.name,
        "currency": channel.currency,
        "legal_name": f"{plan.name}, {plan.owner[1]} e hijos"
        if channel.code == "ES"
        else f"{plan.name} {plan.owner[1]}",
        "tax_id": TAX_IDS.get(plan.code, ""),
        "contact_firstname": plan.owner[0],
        "contact_lastname": plan.owner[1],
        "email": f"hola@{plan.code}.example",
        "phone": "+34 600 000 000" if channel.code == "ES" else "+49 30 0000000",
        "street_1": plan.street,
        "zip_code": plan.zip_code,
        "city": plan.city,
        "country": channel.country,
        "created_at": at,
        "updated_at": at,
    }


def _member(shop: Shop, name: tuple[str, str], role: Role, at: Any) -> dict[str, str]:
    handle = {Role.SHOP_ADMIN: "owner", Role.SUPPORT: "support"}[role]
    sign_in = _sign_in(f"{handle}@{shop.code}.example", *name)
    user = User.objects.get(email=sign_in["email"])
    Membership.objects.get_or_create(shop=shop, user=user, defaults={"role": role, "created_at": at})
    return sign_in


def _sign_in(email: str, firstname: str, lastname: str, **flags: Any) -> dict[str, str]:
    password = readable_password()
    user = User.objects.filter(email=email).first() or User(
        email=email, firstname=firstname, lastname=lastname, **flags
    )
    user.set_password(password)
    user.save()
    return {"email": email, "password": password}


def readable_password() -> str:
    """A password that can be typed from a screen: 44 bits, fit for a demo on loopback."""
    word = "".join(secrets.choice(_SYLLABLES) for _ in range(8))
    return f"{word[:8]}-{word[8:]}-{secrets.randbelow(9000) + 1000}"
