"""What is printed: frozen, whole, and free of rows. The same value gives the same bytes."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Picture:
    """A logo: its bytes and their type, such as image/png."""

    content: bytes
    mimetype: str


@dataclass(frozen=True, slots=True)
class Party:
    """Who issues or receives: name, lines of the address as printed, and tax id where there is one."""

    name: str
    lines: tuple[str, ...] = ()
    tax_id: str = ""


@dataclass(frozen=True, slots=True)
class PrintedLine:
    """One line with its tax; amounts in the invoice's currency, `gross = net + tax_amount`, `tax_rate` in percent."""

    title: str
    sku: str
    quantity: int
    unit_price: Decimal
    net: Decimal
    tax_rate: Decimal
    tax_amount: Decimal
    gross: Decimal


@dataclass(frozen=True, slots=True)
class PrintedInvoice:
    """An issued invoice. `kind` is an InvoiceKind."""

    kind: str
    invoice_number: str
    issued_on: date
    issued_at: datetime
    language: str
    currency: str
    order_id: str
    ordered_on: date
    supplied_on: date | None
    issuer: Party
    recipient: Party | None
    lines: tuple[PrintedLine, ...]
    total_net: Decimal
    total_tax: Decimal
    total: Decimal
    corrects_number: str = ""
    corrects_on: date | None = None
    reason: str = ""
    note: str = ""
    logo: Picture | None = None


@dataclass(frozen=True, slots=True)
class SlipLine:
    """What lies in the parcel."""

    sku: str
    title: str
    quantity: int


@dataclass(frozen=True, slots=True)
class Slip:
    """A delivery slip: what is sent to whom, without prices. `made_at` is the file's date."""

    order_id: str
    language: str
    ordered_on: date
    shipped_on: date | None
    sender: Party
    recipient: Party
    shipping_method: str
    tracking: tuple[str, ...]
    lines: tuple[SlipLine, ...]
    made_at: datetime
    logo: Picture | None = None
