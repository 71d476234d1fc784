"""Ours: what a shop has still to set up (R100, R135)."""

from rest_framework.request import Request
from rest_framework.response import Response

from marketplace.permissions import Right
from marketplace.rest.schema import LOCALE, describe
from marketplace.rest.views import SellerView
from marketplace.shops.setup import list_tasks

SETUP = {"data": [{"code": str, "label": str, "text": str, "is_done": bool}], "is_complete": bool}


class ShowSetup(SellerView):
    """The tasks that the key's rights open."""

    operation = "X-SETUP"
    permission = Right.SHOP_WRITE

    @describe("What is to be set up, and what of it is done", answer=SETUP, parameters=(LOCALE,))
    def get(self, request: Request) -> Response:
        tasks = list_tasks(shop_id=self.shop_id, rights=self.rights)
        told = [
            {"code": task.code, "label": str(task.label), "text": str(task.text), "is_done": is_done}
            for task, is_done in tasks
        ]
        return Response({"data": told, "is_complete": all(is_done for _task, is_done in tasks)})
