"""The operator's reasons: RE01 has those of the types that the seller API knows, a call of ours those for refusals."""

from django.utils.translation import get_language
from rest_framework.request import Request
from rest_framework.response import Response

from marketplace.permissions import Right
from marketplace.rest.schema import LOCALE, describe
from marketplace.rest.views import SellerView
from orders.choices import ReasonType
from orders.models import Reason

REASONS = {"reasons": [{"code": str, "label": str, "type": str, "is_shop_right": bool}], "total_count": int}


class ListReasons(SellerView):
    """RE01. Refusal is a type of ours and stays out."""

    operation = "RE01"
    permission = Right.PLATFORM_READ

    @describe("The reasons, by type and in the operator's order", answer=REASONS, parameters=(LOCALE,))
    def get(self, request: Request) -> Response:
        language = get_language() or "en"
        reasons = [
            {
                "code": reason.code,
                "label": reason.label_in(language),
                "type": reason.type,
                "is_shop_right": reason.is_shop_right,
            }
            for reason in Reason.objects.exclude(type=ReasonType.REFUSAL)
        ]
        return Response({"reasons": reasons, "total_count": len(reasons)})


REFUSALS = {"data": [{"code": str, "label": str}]}


class ListRefusalReasons(SellerView):
    """The reasons that a seller may refuse a line for (R025): what the portal's form offers."""

    operation = "X-REFUSAL-REASONS"
    permission = Right.PLATFORM_READ

    @describe("The reasons for refusing a line", answer=REFUSALS, parameters=(LOCALE,))
    def get(self, request: Request) -> Response:
        language = get_language() or "en"
        choosable = Reason.objects.filter(type=ReasonType.REFUSAL, is_shop_right=True)
        return Response({"data": [{"code": each.code, "label": each.label_in(language)} for each in choosable]})
