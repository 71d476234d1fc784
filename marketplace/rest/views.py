"""Bases of every operation. A view names its `operation` and the right it needs; one that names none is refused."""

from collections.abc import Callable
from contextlib import ExitStack
from datetime import datetime
from typing import Any, ClassVar, cast

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils import translation
from django.utils.translation import gettext as _
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from marketplace import clock
from marketplace.actors import Actor
from marketplace.errors import Forbidden, NotFound
from marketplace.permissions import Right
from marketplace.rest.authentication import ShopAccess, StorefrontAuthentication, StorefrontHolder, holder_of
from marketplace.rest.page_tokens import read_token
from marketplace.rest.repeats import RepeatableMixin
from marketplace.rest.rights import IsStorefront
from marketplace.rest.wire import BIGGEST_ID, Query, moments_in, refuse
from marketplace.tenancy import all_shops, shop_scope


class Operation(APIView):
    """One operation of the API: reads the clock once and speaks the language asked for."""

    operation: ClassVar[str] = ""

    at: datetime
    query: Query
    _open: ExitStack

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        with ExitStack() as self._open:
            return super().dispatch(request, *args, **kwargs)

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        self.at = clock.now()
        self.query = Query(request.query_params)
        language = self.query.text("locale")
        if language:
            self._open.enter_context(translation.override(_known_language(language)))
        super().initial(request, *args, **kwargs)

    def handle_exception(self, exc: Exception) -> Response:
        # The scope resets its settings by a query, which the transaction takes no more once it is marked for rollback.
        self._open.close()
        return super().handle_exception(exc)


class PublicOperation(Operation):
    """An operation that needs no key."""

    authentication_classes = []
    permission_classes = [AllowAny]


class SellerView(RepeatableMixin, Operation):
    """An operation of the seller API, in the scope of the shop that `shop_id` names, else of the key's default shop.

    Handlers find `self.shop_id`, `self.actor`, `self.rights`, `self.at` (business time, read once) and `self.query`.
    """

    permission: ClassVar[Right | None] = None
    # What unsafe methods need, where reading needs less.
    write_permission: ClassVar[Right | None] = None
    # Views with seek pagination: a page token then stands for every other parameter, the shop among them.
    takes_page_token: ClassVar[bool] = False

    access: ShopAccess | None = None

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        self._open.enter_context(shop_scope(self.shop_id))
        self._open.enter_context(moments_in(self.enter_shop(request).zone))

    def enter_shop(self, request: Request) -> ShopAccess:
        """What the key may do in the shop of this call. Raises Forbidden for a shop that is not its user's."""
        if self.access is None:
            self.access = holder_of(request).access(self._wanted_shop(request)) if request.auth else None
        if self.access is None:
            raise Forbidden(code="SHOP_FORBIDDEN", message=_("This shop is not one of yours."))
        return self.access

    def _wanted_shop(self, request: Request) -> int:
        token = self.query.text("page_token") if self.takes_page_token else None
        if token:
            return read_token(token, operation=self.operation).shop_id
        named = self.query.integer("shop_id", minimum=1, maximum=BIGGEST_ID)
        return holder_of(request).default_shop_id if named is None else named

    @property
    def shop_id(self) -> int:
        assert self.access is not None, "the shop is known after the check of rights"  # noqa: S101
        return self.access.shop_id

    @property
    def actor(self) -> Actor:
        assert self.access is not None, "the actor is known after the check of rights"  # noqa: S101
        return self.access.actor

    @property
    def rights(self) -> frozenset[Right]:
        assert self.access is not None, "the rights are known after the check of rights"  # noqa: S101
        return self.access.rights


class StorefrontView(RepeatableMixin, Operation):
    """An operation of the shop front, over all shops: a basket names none. Unsafe calls honour an `Idempotency-Key`."""

    authentication_classes = [StorefrontAuthentication]
    permission_classes = [IsStorefront]

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        self._open.enter_context(all_shops("the shop front sells for all shops"))

    @property
    def actor(self) -> Actor:
        return cast(StorefrontHolder, self.request.auth).actor


class UnknownPath(PublicOperation):
    """Every path under /api/ that no operation has: JSON too."""

    schema = None

    def _none(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        raise NotFound(message=_("There is no operation at %(path)s.") % {"path": request.path[:200]})

    get: Callable[..., Response] = _none
    post = put = patch = delete = options = get


def _known_language(locale: str) -> str:
    """`pt_BR` or `pt` as the marketplace's `pt`. Only activated locales are valid."""
    language = locale.replace("-", "_").split("_")[0].lower()
    if language not in dict(settings.LANGUAGES):
        raise refuse("locale", _("“%(value)s” is not among this marketplace's languages.") % {"value": locale[:20]})
    return language
