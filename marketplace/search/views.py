"""One field that finds everything the member may see."""

from dataclasses import dataclass
from typing import Any, ClassVar
from urllib.parse import urlencode

from django.utils.functional import Promise

from marketplace.permissions import Right
from marketplace.portal.context import route
from marketplace.portal.views import PortalView
from marketplace.search import registry
from marketplace.search.registry import Hit, SearchKind
from marketplace.search.services import search
from marketplace.search.words import MAX_QUESTION, terms_of

_SHOWN = 10


@dataclass(frozen=True)
class Group:
    """The hits of one kind, and where all of them are."""

    label: str | Promise
    hits: list[Hit]
    more_url: str


class SearchView(PortalView):
    """Hits by kind, of the kinds that the member's role may read."""

    permission = Right.PLATFORM_READ
    template_name: ClassVar[str] = "search/results.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        text = self.request.GET.get("q", "")[:MAX_QUESTION].replace("\0", "").strip()
        kinds = [kind for kind in registry.registered() if kind.right in self.member.rights]
        groups = [group for kind in kinds if (group := self._find(kind, text)).hits]
        return super().get_context_data(question=text, asked=bool(terms_of(text)), groups=groups, **kwargs)

    def _find(self, kind: SearchKind, text: str) -> Group:
        found = search(shop_id=self.shop.pk, kind=kind.code, text=text, limit=_SHOWN + 1)
        more = self._list_url(kind, text) if len(found) > _SHOWN else ""
        return Group(kind.label, kind.hits(found[:_SHOWN]) if found else [], more)

    def _list_url(self, kind: SearchKind, text: str) -> str:
        """The kind's own list with the same question; empty where the app has none."""
        url = route(kind.more, self.shop.pk) if kind.more else ""
        return f"{url}?{urlencode({'tab': 'all', 'q': text})}" if url else ""
