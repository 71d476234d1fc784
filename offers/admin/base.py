"""What the admins of this app share."""

from typing import Any

from django.http import HttpRequest
from unfold.paginator import InfinitePaginator

from marketplace import clock
from marketplace.operator import OperatorAdmin


class ManyRowsAdmin(OperatorAdmin):
    """A list of millions: pages forwards and back, and no count of them all."""

    paginator = InfinitePaginator


class DatedAdmin(OperatorAdmin):
    """Rows with `created_at` and `updated_at` of business time. Only what was changed is written."""

    readonly_fields: tuple[str, ...] = ("created_at", "updated_at")

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        obj.updated_at = clock.now()
        if change:
            obj.save(update_fields=[*form.changed_data, "updated_at"])
        else:
            obj.created_at = obj.updated_at
            obj.save()
