"""`/api/x/notices` and `/api/x/notice-preferences`: what the pages of notices do, for the key's user (R135)."""

from typing import Any, ClassVar

from drf_spectacular.utils import OpenApiParameter
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from marketplace.notices import registry, services
from marketplace.notices.api.shapes import NOTICES, PREFERENCES, notices_json, preferences_json
from marketplace.notices.audience import preferences_of
from marketplace.notices.models import Notice
from marketplace.notices.querysets import NoticeQuerySet
from marketplace.notices.services import Choice
from marketplace.permissions import Right
from marketplace.rest.pagination import SeekPage
from marketplace.rest.schema import LOCALE, SEEK_PAGING, describe
from marketplace.rest.views import SellerView
from marketplace.rest.wire import MOST_VALUES, IdField
from marketplace.shops.models import Membership

SORTS = {"created_at": ("created_at", "pk")}
_UNREAD = OpenApiParameter("unread", bool, description="`true`: those alone that were neither read nor settled.")
_SORT = OpenApiParameter("sort", str, description="`created_at,DESC` (default) or `created_at,ASC`.")


class ReadBody(serializers.Serializer[Any]):
    """Which notices were read; absent: all of them."""

    ids = serializers.ListField(child=IdField(), required=False, max_length=MOST_VALUES)


class ChoiceBody(serializers.Serializer[Any]):
    """What changes about one kind: absent is left as it is, null goes back to the role's default."""

    kind = serializers.CharField(max_length=32)
    bell = serializers.BooleanField(required=False, allow_null=True)
    mail = serializers.BooleanField(required=False, allow_null=True)


class PreferencesBody(serializers.Serializer[Any]):
    """The kinds that change."""

    preferences = ChoiceBody(many=True)


class ListNotices(SellerView):
    """The bell's list."""

    operation = "X-NOTICES"
    permission = Right.DEADLINE_READ
    takes_page_token: ClassVar[bool] = True

    @describe(
        "Notices of the key's user, newest first", answer=NOTICES, parameters=(_UNREAD, _SORT, LOCALE, *SEEK_PAGING)
    )
    def get(self, request: Request) -> Response:
        page: SeekPage[Notice] = SeekPage.read(
            request, operation=self.operation, shop_id=self.shop_id, sorts=SORTS, default="created_at,DESC"
        )
        found: NoticeQuerySet = Notice.objects.in_bell_of(self.actor.user_id, self.rights)
        return page.answer(found.unread() if page.query.boolean("unread") else found, notices_json)


class ReadNotices(SellerView):
    """Marks notices read."""

    operation = "X-NOTICES-READ"
    permission = Right.DEADLINE_READ

    @describe(
        "Mark notices of the key's user as read, all or those named",
        answer={"read": int},
        body=ReadBody,
        example={},
        explanation="`read` counts those that were not read before. Ids of somebody else's notices are passed over.",
    )
    def post(self, request: Request) -> Response:
        body = ReadBody(data=request.data)
        body.is_valid(raise_exception=True)
        count = services.mark_read(
            user_id=self.actor.user_id, rights=self.rights, at=self.at, notice_ids=body.validated_data.get("ids")
        )
        return Response({"read": count})


class NoticePreferences(SellerView):
    """By which ways the key's user hears of what."""

    operation = "X-NOTICE-PREFERENCES"
    permission = Right.DEADLINE_READ

    @describe("What the key's user is told of, in the bell and by mail", answer=PREFERENCES, parameters=(LOCALE,))
    def get(self, request: Request) -> Response:
        return self._answer()

    @describe(
        "Change what the key's user is told of",
        operation="X-NOTICE-PREFERENCES-CHANGE",
        answer=PREFERENCES,
        body=PreferencesBody,
        example={"preferences": [{"kind": "deadline_soon", "mail": False}]},
        explanation="A way left out stays as it is; `null` goes back to what the role has.",
    )
    def patch(self, request: Request) -> Response:
        body = PreferencesBody(data=request.data)
        body.is_valid(raise_exception=True)
        services.change_preferences(
            shop_id=self.shop_id,
            user_id=self._member.user_id,
            rights=self.rights,
            choices=[Choice(each.pop("kind"), each) for each in body.validated_data["preferences"]],
        )
        return self._answer()

    @property
    def _member(self) -> Membership:
        member: Membership = Membership.objects.select_related("user").get(user=self.actor.user_id)
        return member

    def _answer(self) -> Response:
        kinds = registry.kinds_for(self.rights)
        return Response(preferences_json(preferences_of(member=self._member, kinds=kinds)))
