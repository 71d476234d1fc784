"""A01: the shop's account, with every key of the seller API."""

import pytest

from marketplace.shops import account_sections
from marketplace.shops.account_sections import account_figures, register_section
from shipping.defaults import install_defaults
from tests.factories.offers import make_offer
from tests.factories.shipping import make_shop_shipping
from tests.factories.shops import NOON, make_channel, make_member, make_shop

KEYS = {
    "applicable_taxes", "approval_delay", "approval_rate", "banner", "billing_info", "channels", "closed_from",
    "closed_to", "contact_informations", "currency_iso_code", "date_created", "default_billing_information",
    "description", "domains", "dropship", "evaluations_count", "free_shipping", "grade", "is_professional", "kyc",
    "last_updated_date", "logo", "model", "offers_count", "order_messages_response_delay", "orders_count",
    "payment_details", "payment_info", "payment_method_mandatory", "premium", "pro_details", "producer_identifiers",
    "recycling_policy", "return_policy", "shipping", "shipping_country", "shipping_types", "shipping_zones",
    "shippings", "shop_additional_fields", "shop_id", "shop_name", "shop_state", "specific_billing_informations",
    "suspension_type",
}  # fmt: skip


def test_every_key_is_there(api):
    assert set(api.get("/api/account").json()) == KEYS


def test_the_objects_inside_are_whole_even_where_nothing_is_known(api):
    account = api.get("/api/account").json()

    assert set(account["contact_informations"]) == {
        "city", "civility", "country", "email", "fax", "firstname", "lastname", "phone", "phone_secondary", "state",
        "street1", "street2", "web_site", "zip_code",
    }  # fmt: skip
    assert account["billing_info"] == dict.fromkeys(
        ["bank_city", "bank_name", "bank_street", "bic", "iban", "owner", "zip_code"]
    )
    assert account["payment_details"] == {
        "paid_balance": 0,
        "payable_balance": 0,
        "pending_balance": 0,
        "reserve_balance": None,
        "reserve_target": None,
        "sub_balances": [],
    }
    assert set(account["default_billing_information"]) == {
        "corporate_information", "default_language", "fiscal_information", "fiscal_representative", "id",
        "personal_information", "registration_address",
    }  # fmt: skip
    assert account["kyc"] == {"reason": None, "status": "NOT_REQUIRED"}
    assert set(account["pro_details"]) == {
        "VAT_number", "corporate_name", "identification_number", "tax_identification_number",
    }  # fmt: skip


def test_a_shop_tells_what_it_is(caller_of, channel):
    shop = make_shop(
        name="Alcolea",
        channels=(make_channel(code="PT", country="PT"), channel),
        state="SUSPENDED",
        suspension_type="MANUAL",
        legal_name="Alcolea Hogar SL",
        tax_id="B12345674",
        street_1="Calle Mayor 1",
        zip_code="14014",
        city="Córdoba",
        country="ES",
        is_premium=True,
    )

    account = caller_of(make_member(shop)).get("/api/account").json()

    assert account["shop_id"] == shop.pk
    assert (account["shop_state"], account["suspension_type"]) == ("SUSPENDED", "MANUAL")
    assert account["channels"] == ["ES", "PT"]
    assert account["date_created"] == "2026-03-02T12:00:00Z"
    assert account["contact_informations"]["country"] == "ESP"
    assert account["default_billing_information"]["registration_address"]["city"] == "Córdoba"
    assert account["pro_details"]["VAT_number"] == "B12345674"
    assert account["premium"] is True


def test_its_shipping_and_offers_come_from_the_apps_above(api, shop):
    install_defaults()
    make_shop_shipping(shop, lead_time_days=4)
    make_offer(shop)
    make_offer(shop, quantity=0)
    make_offer(shop, removed_at=NOON)

    account = api.get("/api/account").json()

    assert account["offers_count"] == 1
    assert account["shipping"] == {"lead_time_to_ship": 4}
    assert account["shippings"] == [
        {
            "additional_fields": [],
            "shipping_free_amount": None,
            "shipping_type_code": "STD",
            "shipping_type_label": "Standard",
            "shipping_type_standard_code": "STANDARD",
            "shipping_zone_code": "ES",
            "shipping_zone_label": "España",
        }
    ]


def test_another_shops_offers_are_not_counted(api, other_shop):
    make_offer(other_shop)

    assert api.get("/api/account").json()["offers_count"] == 0


@pytest.fixture
def no_sections(monkeypatch):
    monkeypatch.setattr(account_sections, "_sections", {})


def test_a_section_answers_its_keys(no_sections, in_shop):
    register_section("figures", lambda shop_id, at: {"grade": 4.5, "evaluations_count": 2})

    figures = account_figures(in_shop.pk, NOON)

    assert (figures["grade"], figures["evaluations_count"], figures["orders_count"]) == (4.5, 2, 0)


def test_a_section_cannot_add_keys(no_sections, in_shop):
    register_section("figures", lambda shop_id, at: {"mood": "good"})

    with pytest.raises(LookupError, match="mood"):
        account_figures(in_shop.pk, NOON)


def test_the_queries_do_not_grow_with_offers_and_channels(api, shop, django_assert_max_num_queries):
    for _ in range(10):
        make_offer(shop)
    api.get("/api/account")

    with django_assert_max_num_queries(27):
        api.get("/api/account")
