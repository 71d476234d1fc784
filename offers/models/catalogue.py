"""The marketplace's catalogue: trees, attributes with their lists of values, and product sheets (R001, R006, R016)."""

from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.db.models.functions import Upper
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from marketplace.shops.models import Shop
from marketplace.tenancy import shop_manager
from offers.choices import AttributeRole, AttributeType, RequirementLevel

MOST_PICTURES = 10


class Labelled(models.Model):
    """Something that is called differently in each language: `translations` maps a language to its label."""

    label = models.CharField(_("name"), max_length=150)
    translations = models.JSONField(
        _("names by language"),
        default=dict,
        db_default={},
        blank=True,
        help_text=_('Such as {"es": "Hogar", "de": "Haushalt"}.'),
    )

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.label

    def name_in(self, language: str | None) -> str:
        """Its name for a reader of that language, such as `pt`; its label where there is no translation."""
        found: Any = self.translations.get((language or "").split("-")[0])
        return found if isinstance(found, str) and found else self.label

    @property
    def name(self) -> str:
        """Its name for who reads now."""
        return self.name_in(get_language())


class MerchandiseNode(Labelled):
    """A node of the merchandise structure: department, family, sub-family (R006)."""

    code = models.CharField(_("code"), max_length=64, unique=True)
    parent = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="children", verbose_name=_("parent")
    )

    class Meta:
        verbose_name = _("merchandise structure node")
        verbose_name_plural = _("merchandise structure")
        ordering = ["label", "pk"]


class Category(Labelled):
    """A node of the marketplace's tree of categories. Products that name no merchandise node stand at that of their
    category.
    """

    code = models.CharField(_("code"), max_length=64, unique=True)
    parent = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="children", verbose_name=_("parent")
    )
    merchandise = models.ForeignKey(
        MerchandiseNode,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="categories",
        verbose_name=_("merchandise structure"),
    )
    # What its sheets need has changed, and not yet been said of each of them what is missing.
    is_refresh_due = models.BooleanField(default=False, db_default=False, editable=False)

    class Meta:
        verbose_name = _("category")
        verbose_name_plural = _("categories")
        ordering = ["label", "pk"]


class ValueList(Labelled):
    """The values that an attribute may take."""

    code = models.CharField(_("code"), max_length=64, unique=True)

    class Meta:
        verbose_name = _("list of values")
        verbose_name_plural = _("lists of values")
        ordering = ["label", "pk"]


class ValueListItem(Labelled):
    """One value of a list."""

    value_list = models.ForeignKey(ValueList, on_delete=models.CASCADE, related_name="items")
    code = models.CharField(_("code"), max_length=64)
    position = models.PositiveIntegerField(_("position"), default=0, db_default=0)

    class Meta:
        verbose_name = _("value")
        verbose_name_plural = _("values")
        ordering = ["position", "label", "pk"]
        constraints = [models.UniqueConstraint(fields=["value_list", "code"], name="offers_valuelistitem_code")]


class Attribute(Labelled):
    """What a product sheet may say: one typed value, or several of a list."""

    code = models.CharField(_("code"), max_length=64, unique=True)
    description = models.TextField(_("description"), blank=True)
    type = models.CharField(_("type"), max_length=24, choices=AttributeType.choices, default=AttributeType.TEXT)
    value_list = models.ForeignKey(
        ValueList,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="attributes",
        verbose_name=_("list of values"),
    )
    unit = models.CharField(_("unit"), max_length=20, blank=True, help_text=_("Of a measurement, such as cm or kg."))
    max_length = models.PositiveIntegerField(
        _("longest text"), null=True, blank=True, validators=[MinValueValidator(1)]
    )
    role = models.CharField(
        _("role"),
        max_length=20,
        choices=AttributeRole.choices,
        blank=True,
        help_text=_("Which field of every sheet it fills, where it fills one."),
    )
    example = models.CharField(_("example"), max_length=255, blank=True)
    is_variant = models.BooleanField(_("distinguishes variants"), default=False, db_default=False)

    class Meta:
        verbose_name = _("attribute")
        verbose_name_plural = _("attributes")
        ordering = ["label", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(type__in=AttributeType.values), name="offers_attribute_type_known"),
            models.CheckConstraint(
                condition=~Q(type__in=["LIST", "LIST_MULTIPLE_VALUES"]) | Q(value_list__isnull=False),
                name="offers_attribute_list_has_values",
            ),
            models.UniqueConstraint(fields=["role"], condition=~Q(role=""), name="offers_attribute_role_once"),
        ]


class AttributeUse(models.Model):
    """An attribute belongs to a category and all below it, or to every sheet; the nearest use says how much it is
    needed, and DISABLED takes it out.
    """

    attribute = models.ForeignKey(Attribute, on_delete=models.CASCADE, related_name="uses", verbose_name=_("attribute"))
    category = models.ForeignKey(
        Category,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="attribute_uses",
        verbose_name=_("category"),
        help_text=_("Empty: every category."),
    )
    requirement_level = models.CharField(
        _("requirement level"), max_length=12, choices=RequirementLevel.choices, default=RequirementLevel.OPTIONAL
    )
    position = models.PositiveIntegerField(_("position"), default=0, db_default=0)

    class Meta:
        verbose_name = _("use of an attribute")
        verbose_name_plural = _("uses of attributes")
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["attribute", "category"], nulls_distinct=False, name="offers_attributeuse_once"
            ),
            models.CheckConstraint(
                condition=Q(requirement_level__in=RequirementLevel.values), name="offers_attributeuse_level_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.attribute} · {self.category or '*'}"


class Product(models.Model):
    """A product sheet of the marketplace, shared by the offers of many sellers (R001).

    `ean` is the canonical GTIN of `offers.gtin.plain_gtin`: a UPC of 12 digits stands as its EAN of 13. `attributes`
    maps codes to values: text, link, picture and date as a string, a decimal as a string of its digits, an integer and
    a boolean as themselves, a value of a list as its code, several as a list of codes. `missing_attributes` are the
    required and recommended ones that are missing.
    """

    product_sku = models.CharField(_("product SKU"), max_length=64, unique=True)
    title = models.CharField(_("title"), max_length=255)
    brand = models.CharField(_("brand"), max_length=100, blank=True)
    description = models.TextField(_("description"), blank=True)
    ean = models.CharField(_("EAN"), max_length=14, blank=True)
    category = models.ForeignKey(
        Category, on_delete=models.PROTECT, related_name="products", verbose_name=_("category")
    )
    merchandise = models.ForeignKey(
        MerchandiseNode,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="products",
        verbose_name=_("merchandise structure"),
        help_text=_("Empty: that of its category."),
    )
    media_urls = ArrayField(
        models.URLField(max_length=500), verbose_name=_("pictures"), default=list, db_default=[], blank=True
    )
    attributes = models.JSONField(_("attributes"), default=dict, db_default={}, blank=True)
    missing_attributes = ArrayField(
        models.CharField(max_length=64), verbose_name=_("missing attributes"), default=list, db_default=[], blank=True
    )
    # Which shop made the sheet and may change it; none: the operator.
    owner = models.ForeignKey(
        Shop, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("made by")
    )
    created_at = models.DateTimeField(_("created"))
    updated_at = models.DateTimeField(_("changed"))

    class Meta:
        verbose_name = _("product")
        verbose_name_plural = _("products")
        ordering = ["title", "pk"]
        constraints = [models.UniqueConstraint(fields=["ean"], condition=~Q(ean=""), name="offers_product_ean")]
        indexes = [
            # The completeness view: sheets of a shop's offers that lack something.
            GinIndex(fields=["missing_attributes"], name="offers_product_missing"),
            # The list of offers by title: read in its order, none is sorted.
            models.Index(fields=["title", "id"], name="offers_product_title"),
            # The whole catalogue by brand.
            models.Index(fields=["brand", "id"], name="offers_product_brand"),
            # Words in the lists of products: `icontains` and `iexact` ask for capitals.
            GinIndex(
                OpClass(Upper("title"), "gin_trgm_ops"),
                OpClass(Upper("brand"), "gin_trgm_ops"),
                OpClass(Upper("product_sku"), "gin_trgm_ops"),
                name="offers_product_words",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def media_url(self) -> str:
        """The first picture; empty where there is none."""
        return self.media_urls[0] if self.media_urls else ""


class SellerProduct(models.Model):
    """What a shop calls a product in its own files: the SHOP_SKU of its product imports, found again by its offers."""

    shop = models.ForeignKey(Shop, on_delete=models.CASCADE, related_name="+")
    product = models.ForeignKey(Product, on_delete=models.CASCADE, related_name="+", verbose_name=_("product"))
    shop_product_sku = models.CharField(_("your product number"), max_length=64)

    objects = shop_manager()

    class Meta:
        verbose_name = _("seller's product number")
        verbose_name_plural = _("sellers' product numbers")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["shop", "shop_product_sku"], name="offers_sellerproduct_sku_per_shop")
        ]

    def __str__(self) -> str:
        return self.shop_product_sku


class CategoryMapping(models.Model):
    """What a shop's files call a category (R017)."""

    shop = models.ForeignKey(Shop, on_delete=models.CASCADE, related_name="+")
    text = models.CharField(_("in your file"), max_length=255)
    category = models.ForeignKey(Category, on_delete=models.CASCADE, related_name="+", verbose_name=_("category"))

    objects = shop_manager()

    class Meta:
        verbose_name = _("category mapping")
        verbose_name_plural = _("category mappings")
        ordering = ["text", "pk"]
        constraints = [models.UniqueConstraint(fields=["shop", "text"], name="offers_categorymapping_text")]

    def __str__(self) -> str:
        return self.text


class ColumnMapping(models.Model):
    """What a column of a shop's product files is: a field or attribute by its code, or nothing to be read (R017)."""

    shop = models.ForeignKey(Shop, on_delete=models.CASCADE, related_name="+")
    column = models.CharField(_("column of your file"), max_length=255)
    target = models.CharField(
        pgettext_lazy("column mapping", "Stands for"), max_length=64, blank=True, help_text=_("Empty: not imported.")
    )

    objects = shop_manager()

    class Meta:
        verbose_name = _("column mapping")
        verbose_name_plural = _("column mappings")
        ordering = ["column", "pk"]
        constraints = [models.UniqueConstraint(fields=["shop", "column"], name="offers_columnmapping_column")]

    def __str__(self) -> str:
        return self.column
