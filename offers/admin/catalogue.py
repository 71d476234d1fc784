"""The operator's catalogue."""

from typing import Any, ClassVar

from django.contrib import admin
from django.contrib.postgres.fields import ArrayField
from django.db.models import BigIntegerField, Func, IntegerField, QuerySet, Value
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from unfold.contrib.filters.admin import AutocompleteSelectFilter

from marketplace.operator import OperatorTabular
from offers.admin.base import DatedAdmin, ManyRowsAdmin
from offers.admin.forms import AttributeForm, NodeForm, SheetForm, TranslatedForm
from offers.admin.importing import ImportedAdmin
from offers.models import (
    Attribute,
    AttributeUse,
    Category,
    MerchandiseNode,
    Product,
    SellerProduct,
    ValueList,
    ValueListItem,
)
from offers.services.catalogue import Tree, category_tree, merchandise_tree, missing_of
from offers.services.missing import refresh_missing
from offers.services.product_lists import matching
from offers.services.sheets import reindex_product


class _TreeAdmin(ImportedAdmin):
    """Nodes of a tree, each shown with the way to it, and listed in its order."""

    form = NodeForm
    search_fields = ("label", "code")
    autocomplete_fields: ClassVar[tuple[str, ...]] = ("parent",)

    def whole_tree(self) -> Tree:
        raise NotImplementedError

    def _read_tree(self, request: HttpRequest) -> Tree:
        """Once a request."""
        tree: Tree | None = getattr(request, "_whole_tree", None)
        if tree is None:
            tree = self.whole_tree()
            request._whole_tree = tree  # type: ignore[attr-defined]  # ours
        return tree

    def get_ordering(self, request: HttpRequest) -> Any:
        """Of the list alone: what is chosen from is ordered by its names."""
        here = request.resolver_match
        if here is None or not str(here.url_name).endswith("_changelist"):
            return super().get_ordering(request)
        numbers = Value(self._read_tree(request).in_order(), output_field=ArrayField(BigIntegerField()))
        return [Func(numbers, "pk", function="array_position", output_field=IntegerField()).asc()]

    def get_changelist_instance(self, request: HttpRequest) -> Any:
        """The page's rows with their ways, out of one reading of the tree."""
        page = super().get_changelist_instance(request)
        tree = self._read_tree(request)
        for node in page.result_list:
            node.way = tree.path(node.pk)
        return page

    @admin.display(description=_("place in the tree"))
    def path(self, node: Any) -> str:
        return str(node.way)


@admin.register(MerchandiseNode)
class MerchandiseAdmin(_TreeAdmin):
    file_kind = "merchandise"
    list_display = ("path", "code")
    fields = (("label", "code"), "parent", "translations")

    def whole_tree(self) -> Tree:
        return merchandise_tree()


@admin.register(Category)
class CategoryAdmin(_TreeAdmin):
    file_kind = "categories"
    list_display = ("path", "code", "merchandise")
    list_select_related = ("merchandise",)
    autocomplete_fields = ("parent", "merchandise")
    fields = (("label", "code"), ("parent", "merchandise"), "translations")

    def whole_tree(self) -> Tree:
        return category_tree()

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        if "parent" in form.changed_data:
            refresh_missing()


class ValueInline(OperatorTabular):
    """The values of a list."""

    model = ValueListItem
    form = TranslatedForm
    fields = ("code", "label", "position", "translations")


@admin.register(ValueList)
class ValueListAdmin(ImportedAdmin):
    file_kind = "values"
    form = TranslatedForm
    list_display = ("label", "code")
    search_fields = ("label", "code")
    fields = (("label", "code"), "translations")
    inlines = (ValueInline,)


class UseInline(OperatorTabular):
    """Where an attribute is used, and at what requirement level."""

    model = AttributeUse
    autocomplete_fields = ("category",)
    fields = ("category", "requirement_level", "position")


@admin.register(Attribute)
class AttributeAdmin(ImportedAdmin):
    file_kind = "attributes"
    form = AttributeForm
    list_display = ("label", "code", "type", "role", "value_list")
    list_filter = ("type",)
    list_select_related = ("value_list",)
    search_fields = ("label", "code")
    autocomplete_fields = ("value_list",)
    fields = (
        ("label", "code"),
        ("type", "value_list", "unit", "max_length"),
        ("role", "is_variant", "example"),
        "description",
        "translations",
    )
    inlines = (UseInline,)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """What sheets are missing changes with what they need."""
        super().save_related(request, form, formsets, change)
        refresh_missing()

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        super().delete_model(request, obj)
        refresh_missing()

    def delete_queryset(self, request: HttpRequest, queryset: Any) -> None:
        super().delete_queryset(request, queryset)
        refresh_missing()


class MissingFilter(admin.SimpleListFilter):
    """Sheets on which required or recommended attributes are missing, or none are."""

    title = _("missing attributes")
    parameter_name = "missing"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("yes", _("Yes")), ("no", _("No"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        if self.value() == "yes":
            return queryset.exclude(missing_attributes=[])
        return queryset.filter(missing_attributes=[]) if self.value() == "no" else queryset


@admin.register(Product)
class ProductAdmin(ManyRowsAdmin, DatedAdmin):
    form = SheetForm
    list_display = ("title", "product_sku", "brand", "ean", "category")
    list_select_related = ("category",)
    list_filter = (
        ("category", AutocompleteSelectFilter),
        ("owner", AutocompleteSelectFilter),
        MissingFilter,
    )
    search_fields = ("title", "product_sku", "ean", "brand")
    search_help_text = _("Words of title and brand, an EAN or a product number.")
    autocomplete_fields = ("category", "merchandise", "owner")
    readonly_fields = ("missing_attributes", "created_at", "updated_at")
    fields = (
        ("title", "brand"),
        ("product_sku", "ean"),
        ("category", "merchandise", "owner"),
        "description",
        "media_urls",
        "attributes",
        "missing_attributes",
        ("created_at", "updated_at"),
    )

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        """By the index of words, as the portal's list finds them."""
        return (matching(queryset, search_term) if search_term.strip() else queryset), False

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        obj.missing_attributes = missing_of(obj)
        obj.save(update_fields=["missing_attributes"])
        reindex_product(obj.pk)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(SellerProduct)
class SellerProductAdmin(ManyRowsAdmin):
    list_display = ("shop_product_sku", "shop", "product")
    list_filter = (("shop", AutocompleteSelectFilter),)
    list_select_related = ("shop", "product")
    search_fields = ("shop_product_sku__exact", "product__product_sku__exact", "product__ean__exact")
    autocomplete_fields = ("shop", "product")
