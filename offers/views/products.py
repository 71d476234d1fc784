"""Product sheets in the portal: the list, a sheet, a new one (R001, R003, R005, R006, R016)."""

from http import HTTPStatus
from typing import Any, ClassVar

from django import forms
from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from marketplace import clock
from marketplace.errors import Conflict, ValidationFailed
from marketplace.permissions import Right
from marketplace.portal.faults import show_errors
from marketplace.portal.lists import ListView
from marketplace.portal.views import PortalView
from offers import product_list
from offers.forms.sheet import SheetForm, fault_fields, field_of_attribute, sheet_initial
from offers.models import Category, Offer, Product
from offers.pages.differences import Difference, differences
from offers.product_filters import ProductFilterSet
from offers.services.catalogue import Tree, UsedAttribute, attributes_for, category_tree, merchandise_tree, said_of
from offers.services.product_lists import list_products
from offers.services.sheet_offers import offers_on_sheet
from offers.services.sheets import ProductWish, SheetRight, change_sheet, create_sheet, find_sheet, right_to
from offers.views.writable import WritableOffersMixin

# Which of two buttons was pressed: show the fields of the category that was chosen, and save nothing.
SHOW_FIELDS = "show_fields"


class ProductListView(WritableOffersMixin, ListView):
    """`/shop/<id>/products/`: the sheets that the shop sells or made, and the whole catalogue."""

    permission = Right.OFFER_READ
    template_name: ClassVar[str] = "offers/products/list.html"
    area = "products"
    url_name = "offers:products"
    title = gettext_lazy("Products")
    find_label = gettext_lazy("Title, brand, EAN, product number")
    filterset_class = ProductFilterSet
    tabs = product_list.TABS
    sorts = product_list.SORTS
    columns = product_list.COLUMNS
    export_name = gettext_lazy("products")
    empty_title = gettext_lazy("No product yet")
    empty_text = gettext_lazy("Make a sheet, or sell a product that is in the catalogue already.")
    no_match_title = gettext_lazy("No product matches these filters")

    def get_queryset(self) -> QuerySet[Product]:
        return list_products(self.shop.pk)

    def for_page(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        own: QuerySet[Any] = Offer.objects.current().filter(product=OuterRef("pk")).order_by().values("product")
        counted = Subquery(own.annotate(count=Count("pk")).values("count"))
        counts = queryset.annotate(own_offers=Coalesce(counted, 0))
        sheets: QuerySet[Any] = counts.select_related("category", "merchandise")
        return sheets

    def prepare_rows(self, rows: list[Any]) -> list[Any]:
        for row in rows:
            row.place = self.filterset.categories.path(row.category_id)
            row.is_own = row.owner_id == self.shop.pk
        return rows

    def row_url(self, row: Any) -> str:
        return reverse("offers:product", kwargs={"shop_id": self.shop.pk, "product_sku": row.product_sku})

    def row_label(self, row: Any) -> str:
        return str(row.title)


class _SheetPage(WritableOffersMixin, PortalView):
    """What pages of one sheet share: trees, form, and the fields that follow the category."""

    area = "products"
    fragment_name: ClassVar[str] = "offers/products/_attributes.html"

    @cached_property
    def categories(self) -> Tree:
        return category_tree()

    @property
    def list_url(self) -> str:
        return reverse("offers:products", kwargs={"shop_id": self.shop.pk})

    def wants_fragment(self) -> bool:
        return super().wants_fragment() and SHOW_FIELDS in self.request.POST

    def used(self, category_code: str) -> list[UsedAttribute]:
        """The attributes of the category that was chosen; those of every sheet where none was."""
        found = Category.objects.filter(code=category_code.replace("\x00", "")).values_list("pk", flat=True).first()
        return attributes_for(found)

    def form(self, used: list[UsedAttribute], typed: Any = None, **options: Any) -> SheetForm:
        merchandise = merchandise_tree()
        return SheetForm(typed, categories=self.categories, merchandise=merchandise, used=used, **options)

    def shown_again(self, used: list[UsedAttribute], **options: Any) -> SheetForm:
        """What was typed with the fields of another category, unchecked."""
        typed = self.request.POST
        initial = {**options.pop("initial", {}), **typed.dict()}
        form = self.form(used, initial=initial, **options)
        lists = {
            name: typed.getlist(name)
            for name, field in form.fields.items()
            if isinstance(field, forms.MultipleChoiceField)
        }
        form.initial.update(lists)
        return form


class NewProductView(_SheetPage):
    """A new sheet: its attributes follow the category that is chosen (R003)."""

    permission = Right.OFFER_WRITE
    only_writes = True
    template_name: ClassVar[str] = "offers/products/new.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        wanted = request.GET.get("category", "")
        initial = {"category": wanted, "ean": request.GET.get("ean", "")[:14]}
        return self._shown(self.form(self.used(wanted), initial=initial))

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        used = self.used(request.POST.get("category", ""))
        if SHOW_FIELDS in request.POST:
            return self._shown(self.shown_again(used))
        form = self.form(used, request.POST)
        if form.is_valid():
            try:
                return self._create(form)
            except (ValidationFailed, Conflict) as error:
                show_errors(error, form, fields=fault_fields(form))
        return self._shown(form, status=HTTPStatus.UNPROCESSABLE_ENTITY)

    def _create(self, form: SheetForm) -> HttpResponse:
        sheet = create_sheet(wish=ProductWish(**form.changes()), shop_id=self.shop.pk, at=clock.now())
        url = reverse("offers:product", kwargs={"shop_id": self.shop.pk, "product_sku": sheet.product_sku})
        return self.done(_("Sheet %(number)s made. Now sell it.") % {"number": sheet.product_sku}, to=url)

    def _shown(self, form: SheetForm, status: int = 200) -> TemplateResponse:
        return self.page(form=form, list_url=self.list_url, status=status)


class ProductView(_SheetPage):
    """A sheet: all its attributes, by right to change, to fill in or to read; who sells it."""

    permission = Right.OFFER_READ
    template_name: ClassVar[str] = "offers/products/sheet.html"

    @cached_property
    def product(self) -> Product:
        return find_sheet(self.kwargs["product_sku"])

    @cached_property
    def right(self) -> SheetRight:
        return right_to(self.product, self.shop.pk) if self.may_write else SheetRight.READ

    @property
    def sheet_url(self) -> str:
        return reverse("offers:product", kwargs={"shop_id": self.shop.pk, "product_sku": self.product.product_sku})

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        product, selling = self.product, offers_on_sheet(self.product.pk, self.shop.pk)
        used = attributes_for(product.category_id)
        own = {
            "product": product,
            "place": self.categories.path(product.category_id),
            "right": str(self.right),
            "selling": selling,
            "said": said_of(product, used),
            "missing": [
                (each.name, field_of_attribute(each)) for each in used if each.code in product.missing_attributes
            ],
            "list_url": self.list_url,
            "sheet_url": self.sheet_url,
            "sell_url": reverse("offers:new", kwargs={"shop_id": self.shop.pk}),
        }
        return super().get_context_data(**own, **kwargs)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        return self.page(form=self.form_of(attributes_for(self.product.category_id)))

    def form_of(self, used: list[UsedAttribute], typed: Any = None) -> SheetForm | None:
        """The sheet's form for who may write there."""
        if self.right is SheetRight.READ:
            return None
        return self.form(used, typed, initial=sheet_initial(self.product), fills_in=self.fills_in)

    @property
    def fills_in(self) -> Product | None:
        return self.product if self.right is SheetRight.FILL_IN else None


class SaveProductView(ProductView):
    """Save the sheet's form; where it was changed meanwhile nothing is lost, and saving again means it."""

    permission = Right.OFFER_WRITE

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        return self.go(self.sheet_url)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        used = self.used(request.POST.get("category", self.product.category.code))
        if SHOW_FIELDS in request.POST:
            return self.page(form=self.shown_again(used, initial=sheet_initial(self.product)))
        form = self.form_of(used, request.POST)
        if form is None:
            return self._save({}, None)
        if form.is_valid():
            try:
                return self._save(form.changes(), form.cleaned_data["version"] or None)
            except Conflict as error:
                return self._overtaken(used, error)
            except ValidationFailed as error:
                show_errors(error, form, fields=fault_fields(form))
        return self.page(form=form, status=HTTPStatus.UNPROCESSABLE_ENTITY)

    def _save(self, changes: dict[str, Any], version: str | None) -> HttpResponse:
        change_sheet(product_id=self.product.pk, shop_id=self.shop.pk, changes=changes, version=version, at=clock.now())
        return self.done(_("Sheet %(number)s saved.") % {"number": self.product.product_sku}, to=self.sheet_url)

    def _overtaken(self, used: list[UsedAttribute], error: Conflict) -> HttpResponse:
        """Keep what was typed and show it beside what stands there now."""
        self.__dict__.pop("product", None)
        typed = self.request.POST.copy()
        typed["version"] = sheet_initial(self.product)["version"]
        form = self.form_of(used, typed)
        both: list[Difference] = []
        if form is not None:
            form.is_valid()
            both = differences(form)
            form.add_error(None, error.message)
        return self.page(form=form, is_overtaken=True, differences=both, status=HTTPStatus.CONFLICT)
