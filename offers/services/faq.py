"""Questions and answers at the end of listings: of the whole shop, or of one product (R015)."""

from django.db import transaction
from django.db.models import Max, QuerySet
from django.utils.translation import gettext as _

from marketplace.errors import Conflict, FieldError, NotFound, ValidationFailed
from marketplace.shops.models import Shop
from offers.models import FaqEntry, Offer

MOST_QUESTIONS = 30
LONGEST_QUESTION = 255
LONGEST_ANSWER = 4000


def list_faq(shop_id: int, product_id: int | None = None) -> QuerySet[FaqEntry]:
    """The shop's questions in their order: of every listing for None, else of the one product alone."""
    entries: QuerySet[FaqEntry] = FaqEntry.objects.filter(shop=shop_id)
    chosen = entries.filter(product__isnull=True) if product_id is None else entries.filter(product=product_id)
    return chosen.select_related("product").order_by("position", "pk")


def find_entry(entry_id: int) -> FaqEntry:
    """An entry of the scope's shop. Raises NotFound."""
    entry: FaqEntry | None = FaqEntry.objects.select_related("product").filter(pk=entry_id).first()
    if entry is None:
        raise NotFound(code="FAQ_NOT_FOUND", message=_("There is no such question."))
    return entry


@transaction.atomic
def add_entry(*, shop_id: int, question: str, answer: str, product_id: int | None = None) -> FaqEntry:
    """Ask at the end of the list. Raises ValidationFailed, NotFound for a product that the shop does not offer, and
    Conflict where the list is full.
    """
    question, answer = _checked(question, answer)
    _lock(shop_id)
    if product_id is not None and not Offer.objects.current().filter(shop=shop_id, product=product_id).exists():
        raise NotFound(code="PRODUCT_NOT_FOUND", message=_("You do not offer this product."))
    entries = list_faq(shop_id, product_id)
    if entries.count() >= MOST_QUESTIONS:
        text = _("There are %(most)s questions already. Remove one first.") % {"most": MOST_QUESTIONS}
        raise Conflict(code="TOO_MANY_QUESTIONS", message=text)
    last = entries.order_by().aggregate(last=Max("position"))["last"]
    return FaqEntry.objects.create(
        shop_id=shop_id, product_id=product_id, question=question, answer=answer, position=(last or 0) + 1
    )


@transaction.atomic
def change_entry(*, entry_id: int, question: str, answer: str) -> FaqEntry:
    """Say it otherwise. Raises ValidationFailed, NotFound."""
    question, answer = _checked(question, answer)
    entry = _locked(entry_id)
    entry.question, entry.answer = question, answer
    entry.save(update_fields=["question", "answer"])
    return entry


@transaction.atomic
def remove_entry(*, entry_id: int) -> FaqEntry:
    """Take it off every listing. Raises NotFound."""
    entry = _locked(entry_id)
    FaqEntry.objects.filter(pk=entry_id).delete()
    return entry


@transaction.atomic
def move_entry(*, entry_id: int, up: bool) -> FaqEntry:
    """Change places with its neighbour; the first stays first and the last stays last. Raises NotFound."""
    entry = _locked(entry_id)
    entries = list(list_faq(entry.shop_id, entry.product_id))
    place = next(number for number, each in enumerate(entries) if each.pk == entry.pk)
    other = place - 1 if up else place + 1
    if 0 <= other < len(entries):
        entries[place], entries[other] = entries[other], entries[place]
        for position, each in enumerate(entries, start=1):
            each.position = position
        FaqEntry.objects.bulk_update(entries, ["position"])
    return find_entry(entry_id)


def _lock(shop_id: int) -> None:
    """Of two who order one list at once the second sees what the first did."""
    Shop.objects.select_for_update(no_key=True).get(pk=shop_id)


def _locked(entry_id: int) -> FaqEntry:
    _lock(find_entry(entry_id).shop_id)
    return find_entry(entry_id)


def _checked(question: str, answer: str) -> tuple[str, str]:
    question = " ".join(question.replace("\0", "").split())
    answer = answer.replace("\0", "").strip()
    faults = []
    for name, text, most in (("question", question, LONGEST_QUESTION), ("answer", answer, LONGEST_ANSWER)):
        if not text:
            faults.append(FieldError("REQUIRED", name, _("This is required.")))
        elif len(text) > most:
            faults.append(FieldError("TOO_LONG", name, _("At most %(most)s characters.") % {"most": most}))
    if faults:
        raise ValidationFailed(message=faults[0].message, errors=faults)
    return question, answer
