"""The rows of an export: read by a server-side cursor, told as OF21 tells them, written into chunks."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import IO, Any

from django.db.models import QuerySet
from django.utils.functional import cached_property

from marketplace.errors import FieldError, ValidationFailed
from marketplace.shops.models import Shop, ShopChannel
from offers.exports.chunks import ChunkWriter, CsvRows, json_row
from offers.exports.columns import (
    OF01_COLUMNS,
    OF51_COLUMNS,
    ExportColumn,
    channel_columns,
    chosen,
    custom_field_columns,
    write_cell,
)
from offers.exports.objects import KEYS, OF_REMOVED, export_object
from offers.exports.workbooks import WorkbookWriter
from offers.filtersets import OfferFilterSet
from offers.models import Offer, OfferField
from offers.services.differential import looked_back
from offers.services.exporting import CSV, OF01, XLSX, ExportOptions
from offers.services.telling import OfferListing

# Rows fetched at once: more cost memory and win nothing.
_FETCHED = 2000
_MEGABYTE = 1 << 20


@dataclass
class ExportRows:
    """What an export of a shop holds. Needs the shop's scope and a transaction for its cursor."""

    shop_id: int
    options: ExportOptions
    at: datetime

    def write(self, save: Callable[[IO[bytes]], str]) -> ChunkWriter | WorkbookWriter:
        """Write everything; `save` takes each full file and says where it went."""
        if self.options.media_type == XLSX:
            return self._write_workbooks(save)
        most = self.options.megabytes_per_chunk
        writer = ChunkWriter(save, self.options.items_per_chunk, most and most * _MEGABYTE)
        if self.options.media_type == CSV:
            self._write_csv(writer)
        else:
            writer.head, writer.between, writer.tail = b"[", b",", b"]"
            for told, offer in self._rows():
                writer.add(json_row(self._object(told, offer)))
        writer.finish()
        return writer

    def check(self) -> None:
        """Raises ValidationFailed for a field that the file cannot have."""
        known = {column.name for column in self.columns}
        if self.options.media_type != CSV:
            known = set(KEYS)
        unknown = [name for name in self.options.fields if name not in known]
        if unknown:
            message = f"include_fields: {', '.join(unknown)[:200]}"
            raise ValidationFailed(message=message, errors=[FieldError("UNKNOWN_FIELD", "include_fields", message)])

    @cached_property
    def columns(self) -> list[ExportColumn]:
        """All columns that the file may have."""
        channels = ShopChannel.objects.filter(shop=self.shop_id).order_by("channel__code")
        codes = channels.values_list("channel__code", flat=True)
        is_import = self.options.layout == OF01
        own = OF01_COLUMNS if is_import else OF51_COLUMNS
        fields = OfferField.objects.values_list("code", flat=True)
        return [*own, *channel_columns(codes, origin="price"), *custom_field_columns(fields)]

    def _write_csv(self, writer: ChunkWriter) -> None:
        rows = CsvRows(self.options.layout == OF01)
        writer.head = rows.row([column.name for column in self._chosen])
        for values in self._values():
            writer.add(rows.row([write_cell(value) for value in values]))

    def _write_workbooks(self, save: Callable[[IO[bytes]], str]) -> WorkbookWriter:
        writer = WorkbookWriter(save, [column.name for column in self._chosen])
        for values in self._values():
            writer.add(values)
        writer.finish()
        return writer

    @cached_property
    def _chosen(self) -> list[ExportColumn]:
        return chosen(self.columns, self.options.fields)

    def _values(self) -> Iterator[list[Any]]:
        """Each row's values. What is sent back keeps the fractions of its seconds, else it would change them."""
        is_exact = self.options.layout == OF01
        for told, offer in self._rows():
            whole = offer.removed_at is None
            values = [column.cell(told, offer) if whole or column.of_removed else None for column in self._chosen]
            yield [_exact(value) for value in values] if is_exact else values

    def _object(self, told: Mapping[str, Any], offer: Offer) -> dict[str, Any]:
        if offer.removed_at is not None:
            return {name: told[name] for name in OF_REMOVED}
        built = export_object(told, offer)
        wanted = self.options.fields
        return {name: value for name, value in built.items() if name in wanted} if wanted else built

    def _rows(self) -> Iterator[tuple[Mapping[str, Any], Offer]]:
        shop = Shop.objects.get(pk=self.shop_id)
        listing = OfferListing(shop, self.at)
        of_shop = {
            "shop_id": shop.pk,
            "shop_name": shop.name,
            "professional": shop.is_professional,
            "is_professional": shop.is_professional,
            "premium": shop.is_premium,
        }
        everything = self.options.with_inactive or self.options.changed_since is not None
        for offer in self._offers().iterator(chunk_size=_FETCHED):
            is_removed = offer.removed_at is not None
            told = {**listing.build(offer), **of_shop, "deleted": is_removed}
            if is_removed:
                told["active"] = False
            if everything or told["active"]:
                yield told, offer

    def _offers(self) -> QuerySet[Any]:
        """By their ids. In differential mode removed ones too."""
        since, channels = self.options.changed_since, self.options.channels
        mine = Offer.objects.filter(shop=self.shop_id)
        if since is None:
            offers = mine.filter(removed_at__isnull=True)
        else:
            offers = mine.filter(updated_at__gte=looked_back(self.shop_id, since))
        sold = ShopChannel.objects.filter(shop=self.shop_id, channel__code__in=channels)
        if channels and not sold.exists():
            return offers.none()
        if self.options.filters:
            offers = OfferFilterSet(self.options.filters, queryset=offers).qs
        found: QuerySet[Any] = offers.with_product().order_by("pk")
        return found


def _exact(value: Any) -> Any:
    """A moment as text, to the fraction of a second."""
    return value.isoformat().replace("+00:00", "Z") if isinstance(value, datetime) else value
