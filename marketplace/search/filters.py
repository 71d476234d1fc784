"""The free text of a list, asked of the index."""

from typing import Any

import django_filters
from django.core.validators import EMPTY_VALUES
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from marketplace.search.services import matching_subjects
from marketplace.tenancy import scoped_shop_id


class SearchFilter(django_filters.CharFilter):
    """Rows of the scope's shop in which each word of the text begins a word that the `kind` is indexed by."""

    def __init__(self, *, kind: str) -> None:
        super().__init__(label=_("Find"))
        self.kind = kind

    def filter(self, qs: QuerySet[Any], value: Any) -> QuerySet[Any]:
        if value in EMPTY_VALUES:
            return qs
        shop_id = scoped_shop_id()
        if shop_id is None:
            return qs.none()
        return qs.filter(pk__in=matching_subjects(shop_id=shop_id, kind=self.kind, text=value))
