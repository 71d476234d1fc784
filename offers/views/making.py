"""A new offer: the product that it is of, the look at its sheet, the terms."""

from http import HTTPStatus
from typing import Any, ClassVar

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from marketplace import clock
from marketplace.errors import Conflict, ValidationFailed
from marketplace.permissions import Right
from marketplace.portal.context import route
from marketplace.portal.faults import show_errors
from offers.choices import ChangeSource
from offers.forms.product import ProductForm, SheetTickForm, SkuForm
from offers.forms.terms import TermsForm, fault_names
from offers.models import Offer, Product
from offers.services.product_lists import matching
from offers.services.selling import create_offer
from offers.services.sheets import find_product
from offers.views.editing import FormPage, sheet_words

_MOST_FOUND = 10


class NewOfferView(FormPage):
    """A product, and what the shop asks for it; without the tick under the sheet nothing is made (R002)."""

    permission = Right.OFFER_WRITE
    only_writes = True
    template_name: ClassVar[str] = "offers/new.html"

    @cached_property
    def wanted(self) -> str:
        """The EAN, number or words that name the product; of the words in the field only once they are looked for."""
        if self.request.method != "POST":
            return _plain(self.request.GET.get("product", ""))
        typed = self.request.POST
        if "another" in typed:
            return ""
        return _plain(
            typed.get("choose") or typed.get("product") or (typed.get("words", "") if "find" in typed else "")
        )

    @cached_property
    def product(self) -> Product | None:
        return find_product(self.wanted)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        found = [] if self.product or len(self.wanted) < 3 else self._found()
        sheet_url = route("offers:product-new", self.shop.pk)
        offered = Offer(shop=self.shop, product=self.product) if self.product else None
        own = {
            **sheet_words(offered),
            "product": self.product,
            "wanted": self.wanted,
            "words": _plain(self.request.POST.get("words", "")) or self.wanted,
            "looked_for": self.wanted or _plain(self.request.POST.get("looked_for", "")),
            "found": self._with_offers(found),
            "own_offers": self._own_offers([self.product.pk]) if self.product else [],
            "new_sheet_url": sheet_url,
        }
        return super().get_context_data(**own, **kwargs)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        return self._shown(ProductForm(initial={"product": self.wanted}), SkuForm(), TermsForm(shop_id=self.shop.pk))

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if changed := self.rows_changed():
            return self._shown_again(changed, is_ticked="sheet_confirmed" in request.POST)
        if self._asks_for_product():
            # The tick is given for the sheet that is shown.
            return self._shown_again(TermsForm(shop_id=self.shop.pk, typed=request.POST), is_ticked=False)
        product, sku, tick = ProductForm(request.POST), SkuForm(request.POST), SheetTickForm(request.POST)
        terms = TermsForm(request.POST, shop_id=self.shop.pk)
        valid = [form.is_valid() for form in (product, sku, tick, terms)]  # every one, so that all faults are told
        if all(valid):
            try:
                return self._create(product, sku, tick, terms)
            except (ValidationFailed, Conflict) as error:
                show_errors(error, product, sku, terms, tick, fields=fault_names(terms.custom))
        return self._shown(product, sku, terms, tick, status=HTTPStatus.UNPROCESSABLE_ENTITY)

    def _asks_for_product(self) -> bool:
        """Whether a product is looked for, chosen or put away; Enter looks for one by words not yet looked for."""
        typed = self.request.POST
        words, looked_for = (_plain(typed.get(name, "")) for name in ("words", "looked_for"))
        finds = typed.get("find") == "now" or (typed.get("find") == "enter" and words not in ("", looked_for))
        return finds or "choose" in typed or "another" in typed

    def _shown_again(self, terms: TermsForm, *, is_ticked: bool) -> HttpResponse:
        """The page with everything that was typed; nothing is saved."""
        typed = self.request.POST.dict()
        tick = SheetTickForm(initial={"sheet_confirmed": is_ticked})
        return self._shown(ProductForm(initial=typed), SkuForm(initial=typed), terms, tick)

    def _create(self, product: ProductForm, sku: SkuForm, tick: SheetTickForm, terms: TermsForm) -> HttpResponse:
        offer = create_offer(
            shop_id=self.shop.pk,
            shop_sku=sku.cleaned_data["shop_sku"].strip(),
            product=product.wish(),
            terms=terms.terms(),
            sheet_confirmed=tick.cleaned_data["sheet_confirmed"],
            actor=self.actor,
            source=ChangeSource.PORTAL,
            at=clock.now(),
        )
        on_sale = _("Offer %(sku)s is on sale.")
        otherwise = _("Offer %(sku)s is saved, but customers cannot buy it yet. %(reason)s")
        return self.done(self.told_sale(offer, on_sale, otherwise), to=self.list_url)

    def _shown(
        self,
        product: ProductForm,
        sku: SkuForm,
        terms: TermsForm,
        tick: SheetTickForm | None = None,
        status: int = HTTPStatus.OK,
    ) -> HttpResponse:
        shown: dict[str, Any] = {"product_form": product, "sku_form": sku, "terms_form": terms}
        return self.page(**shown, tick_form=tick or SheetTickForm(), status=status)

    def _found(self) -> list[Product]:
        """Sheets with the words that were typed."""
        sheets = matching(Product.objects.select_related("category"), self.wanted)
        return list(sheets.order_by("title", "pk")[:_MOST_FOUND])

    def _with_offers(self, found: list[Product]) -> list[tuple[Product, bool]]:
        """Each with whether the shop sells it already."""
        sold = {offer.product_id for offer in self._own_offers([each.pk for each in found])} if found else set()
        return [(each, each.pk in sold) for each in found]

    def _own_offers(self, product_ids: list[int]) -> list[Offer]:
        """The shop's offers of these products."""
        return list(Offer.objects.current().filter(shop=self.shop.pk, product__in=product_ids).order_by("pk"))


def _plain(typed: str) -> str:
    return typed.replace("\x00", "").strip()[:64]
