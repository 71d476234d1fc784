"""A01: the shop as its own connectors see it. Every key of the seller API is there, null where we hold nothing."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from rest_framework.request import Request
from rest_framework.response import Response

from marketplace.countries import alpha3
from marketplace.permissions import Right
from marketplace.rest.schema import describe
from marketplace.rest.shapes import Maybe
from marketplace.rest.views import SellerView
from marketplace.shops.account_sections import account_figures
from marketplace.shops.models import Shop

_ADDITIONAL_FIELD = {"code": str, "type": str, "value": str | None}
_ADDRESS = {
    "city": str | None,
    "country_iso_code": str | None,
    "state": str | None,
    "street_1": str | None,
    "street_2": str | None,
    "zip_code": str | None,
}
_BILLING = {
    "id": str,
    "default_language": str,
    "corporate_information": {
        "company_registration_name": str | None,
        "company_registration_number": str | None,
        "complementary_information": Maybe(dict),
        "electronic_address": str | None,
        "phone_number": str | None,
    },
    "fiscal_information": {
        "local_tax_number": str | None,
        "tax_identification_country": str | None,
        "tax_identification_number": str | None,
    },
    "fiscal_representative": Maybe(dict),
    "personal_information": Maybe(dict),
    "registration_address": _ADDRESS,
}
_CONTACT = {
    "city": str | None,
    "civility": str | None,
    "country": str | None,
    "email": str | None,
    "fax": str | None,
    "firstname": str | None,
    "lastname": str | None,
    "phone": str | None,
    "phone_secondary": str | None,
    "state": str | None,
    "street1": str | None,
    "street2": str | None,
    "web_site": str | None,
    "zip_code": str | None,
}
_BANK = {
    "bank_city": str | None,
    "bank_name": str | None,
    "bank_street": str | None,
    "bic": str | None,
    "iban": str | None,
    "owner": str | None,
    "zip_code": str | None,
}
_BALANCES = {
    "paid_balance": Decimal,
    "payable_balance": Decimal,
    "pending_balance": Decimal,
    "reserve_balance": Decimal | None,
    "reserve_target": Decimal | None,
    "sub_balances": [{"paid": Decimal, "pay_out_psp_code": str, "payable": Decimal, "pending": Decimal}],
}
_SHIPPING = {
    "additional_fields": [_ADDITIONAL_FIELD],
    "shipping_free_amount": Decimal | None,
    "shipping_type_code": str,
    "shipping_type_label": str,
    "shipping_type_standard_code": str | None,
    "shipping_zone_code": str,
    "shipping_zone_label": str,
}
ACCOUNT = {
    "applicable_taxes": [{"code": str, "fee_types": [str], "label": str}],
    "approval_delay": int | None,
    "approval_rate": Decimal | None,
    "banner": str | None,
    "billing_info": _BANK,
    "channels": [str],
    "closed_from": datetime | None,
    "closed_to": datetime | None,
    "contact_informations": _CONTACT,
    "currency_iso_code": str,
    "date_created": datetime,
    "default_billing_information": _BILLING,
    "description": str | None,
    "domains": [str],
    "dropship": Maybe({"retail_pricing_edition_enabled": bool}),
    "evaluations_count": int,
    "free_shipping": bool,
    "grade": Decimal | None,
    "is_professional": bool,
    "kyc": {"reason": str | None, "status": str},
    "last_updated_date": datetime,
    "logo": str | None,
    "model": str,
    "offers_count": int,
    "order_messages_response_delay": int | None,
    "orders_count": int,
    "payment_details": _BALANCES,
    "payment_info": Maybe({"@type": str, "owner": str}),
    "payment_method_mandatory": bool,
    "premium": bool,
    "pro_details": {
        "VAT_number": str | None,
        "corporate_name": str | None,
        "identification_number": str | None,
        "tax_identification_number": str | None,
    },
    "producer_identifiers": [{"epr_category_code": str, "producer_id": str}],
    "recycling_policy": str | None,
    "return_policy": str | None,
    "shipping": {"lead_time_to_ship": int | None},
    "shipping_country": str | None,
    "shipping_types": [str],
    "shipping_zones": [str],
    "shippings": [_SHIPPING],
    "shop_additional_fields": [_ADDITIONAL_FIELD],
    "shop_id": int,
    "shop_name": str,
    "shop_state": str,
    "specific_billing_informations": [_BILLING],
    "suspension_type": str | None,
}


class ShowAccount(SellerView):
    """A01."""

    operation = "A01"
    permission = Right.ACCOUNT_READ

    @describe("The shop's account", answer=ACCOUNT)
    def get(self, request: Request) -> Response:
        shop = Shop.objects.prefetch_related("shop_channels__channel").get(pk=self.shop_id)
        channels = sorted((each.channel for each in shop.shop_channels.all()), key=lambda channel: channel.code)
        language = channels[0].language if channels else "en"
        return Response(
            {
                **_facts(shop),
                **_nothing_yet(),
                "channels": [channel.code for channel in channels],
                "contact_informations": _contact(shop),
                "default_billing_information": _billing(shop, language),
                "pro_details": _company(shop),
                **account_figures(shop.pk, self.at),
            }
        )


def _facts(shop: Shop) -> dict[str, Any]:
    return {
        "shop_id": shop.pk,
        "shop_name": shop.name,
        "shop_state": shop.state,
        "suspension_type": shop.suspension_type or None,
        "currency_iso_code": shop.currency,
        "date_created": shop.created_at,
        "last_updated_date": shop.updated_at,
        "description": shop.description or None,
        "return_policy": shop.return_policy or None,
        "is_professional": shop.is_professional,
        "premium": shop.is_premium,
        "shipping_country": alpha3(shop.country),
        "model": "MARKETPLACE",
        "domains": ["PRODUCT"],
    }


def _nothing_yet() -> dict[str, Any]:
    """Keys of the seller API for which a shop holds nothing here."""
    return {
        "applicable_taxes": [],
        "banner": None,
        "billing_info": dict.fromkeys(_BANK),
        "dropship": None,
        "kyc": {"reason": None, "status": "NOT_REQUIRED"},
        "logo": None,
        "payment_info": None,
        "payment_method_mandatory": False,
        "producer_identifiers": [],
        "recycling_policy": None,
        "shop_additional_fields": [],
        "specific_billing_informations": [],
    }


def _contact(shop: Shop) -> dict[str, Any]:
    return {
        **dict.fromkeys(_CONTACT),
        "city": shop.city or None,
        "country": alpha3(shop.country),
        "email": shop.email or None,
        "firstname": shop.contact_firstname or None,
        "lastname": shop.contact_lastname or None,
        "phone": shop.phone or None,
        "state": shop.region or None,
        "street1": shop.street_1 or None,
        "street2": shop.street_2 or None,
        "zip_code": shop.zip_code or None,
    }


def _billing(shop: Shop, language: str) -> dict[str, Any]:
    return {
        "id": str(shop.pk),
        "default_language": language,
        "corporate_information": {
            "company_registration_name": shop.legal_name or None,
            "company_registration_number": shop.registration_number or None,
            "complementary_information": None,
            "electronic_address": None,
            "phone_number": shop.phone or None,
        },
        "fiscal_information": {
            "local_tax_number": shop.tax_id or None,
            "tax_identification_country": alpha3(shop.country),
            "tax_identification_number": shop.tax_id or None,
        },
        "fiscal_representative": None,
        "personal_information": None,
        "registration_address": {
            "city": shop.city or None,
            "country_iso_code": alpha3(shop.country),
            "state": shop.region or None,
            "street_1": shop.street_1 or None,
            "street_2": shop.street_2 or None,
            "zip_code": shop.zip_code or None,
        },
    }


def _company(shop: Shop) -> dict[str, Any]:
    return {
        "VAT_number": shop.tax_id or None,
        "corporate_name": shop.legal_name or None,
        "identification_number": shop.registration_number or None,
        "tax_identification_number": shop.tax_id or None,
    }
