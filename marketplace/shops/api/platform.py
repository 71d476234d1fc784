"""V01, CH11 and CUR01: the platform as sellers see it."""

from babel.numbers import get_currency_name
from django.conf import settings
from django.utils.translation import get_language, to_locale
from rest_framework.request import Request
from rest_framework.response import Response

from marketplace.permissions import Right
from marketplace.rest.schema import LOCALE, describe
from marketplace.rest.views import PublicOperation, SellerView
from marketplace.shops.models import Channel

CHANNELS = {"channels": [{"code": str, "label": str, "description": str}]}


class ShowVersion(PublicOperation):
    """V01."""

    operation = "V01"

    @describe("The version of this marketplace", answer={"version": str})
    def get(self, request: Request) -> Response:
        return Response({"version": settings.SPECTACULAR_SETTINGS["VERSION"]})


class ListChannels(SellerView):
    """CH11."""

    operation = "CH11"
    permission = Right.PLATFORM_READ

    @describe("The sales channels", answer=CHANNELS, parameters=(LOCALE,))
    def get(self, request: Request) -> Response:
        channels = Channel.objects.filter(is_active=True).order_by("code")
        return Response({"channels": list(channels.values("code", "label", "description"))})


class ListCurrencies(SellerView):
    """CUR01."""

    operation = "CUR01"
    permission = Right.PLATFORM_READ

    @describe(
        "The currencies of the sales channels",
        answer={"currencies": [{"code": str, "label": str, "platform_default": bool}]},
        parameters=(LOCALE,),
        explanation="The platform's default is that of the channel which was set up first.",
    )
    def get(self, request: Request) -> Response:
        in_order = Channel.objects.filter(is_active=True).order_by("pk").values_list("currency", flat=True)
        codes = list(dict.fromkeys(in_order))
        locale = to_locale(get_language() or "en")
        currencies = [
            {"code": code, "label": get_currency_name(code, locale=locale), "platform_default": code == codes[0]}
            for code in sorted(codes)
        ]
        return Response({"currencies": currencies})
