"""V01 and CH11: the platform as sellers see it."""

from django.conf import settings
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
