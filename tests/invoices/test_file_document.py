"""Filing and removing documents of an order."""

from datetime import UTC, datetime, timedelta

import pytest

from invoices.choices import DocumentSource, DocumentType
from invoices.models import OrderDocument
from invoices.services.documents import file_document, refile_attachment, remove_document
from invoices.services.limits import free_name, plain_name
from invoices.signals import documents_changed
from marketplace.deadlines.models import Deadline
from marketplace.errors import NotFound, ValidationFailed
from marketplace.outbox.models import OutboxMessage
from marketplace.tenancy import shop_scope
from messaging.models import Attachment
from messaging.services.writing import NewFile
from orders.models import Order, OrderMail
from orders.services.shipment import ship_order
from tests.factories import messaging
from tests.factories import orders as make
from tests.factories.documents import LATER, PDF, make_document
from tests.factories.shops import NOON

DUE = datetime(2026, 3, 4, 12, tzinfo=UTC)  # 48 working hours after Monday noon


@pytest.fixture
def order(shop):
    """Shipped on Monday at noon."""
    return make.make_shipped_order(shop)


def has_invoice(order):
    return Order.objects.get(pk=order.pk).has_invoice


def clock_of(order):
    return Deadline.objects.filter(kind="invoice_due", subject_id=order.order_id).order_by("pk")


def test_shipment_starts_the_clock_of_the_invoice(in_shop, order):
    """R041: 48 working hours, the policy frozen."""
    deadline = clock_of(order).get()

    assert (deadline.opened_at, deadline.due_at, deadline.closed_at) == (NOON, DUE, None)
    assert (deadline.policy["hours"], deadline.policy["clock"]) == (48, "WORKING")


def test_the_channel_says_how_long(in_shop, shop, channel):
    """R041, R052."""
    channel.rules.invoice_hours, channel.rules.invoice_clock = 6, "ELAPSED"
    channel.rules.save()

    order = make.make_shipped_order(shop)

    assert clock_of(order).get().due_at == NOON + timedelta(hours=6)


def test_an_order_that_has_its_invoice_at_shipment_gets_no_clock(in_shop, shop):
    order = make.make_shipping_order(shop)
    make_document(shop, order, at=NOON)

    ship_order(order_id=order.order_id, actor=make.SELLER, at=NOON)

    assert not clock_of(order).exists()


def test_an_invoice_settles_the_clock_and_takes_the_order_off_the_list(in_shop, shop, order):
    """R041, R042."""
    assert list(Order.objects.without_invoice()) == [order]

    document = make_document(shop, order)

    deadline = clock_of(order).get()
    assert (deadline.outcome, deadline.closed_at) == ("met", LATER)
    assert has_invoice(order)
    assert not Order.objects.without_invoice().exists()
    assert (document.name, document.source, document.actor_label) == ("invoice.pdf", "UPLOADED", "Ana Prueba")


@pytest.mark.parametrize(
    ("type", "is_there"),
    [
        (DocumentType.CUSTOMER_INVOICE, True),
        (DocumentType.SIMPLIFIED_INVOICE, True),
        (DocumentType.CORRECTIVE_INVOICE, False),
        (DocumentType.OTHER_DOCUMENT, False),
    ],
)
def test_only_an_invoice_counts_as_one(in_shop, shop, order, type, is_there):
    """R041, R046."""
    make_document(shop, order, type=type)

    assert has_invoice(order) is is_there
    assert clock_of(order).filter(closed_at=None).exists() is not is_there


def test_an_order_of_the_past_gets_no_clock_and_no_mail(in_shop, shop):
    order = make.make_shipping_order(shop)
    Order.objects.filter(pk=order.pk).update(is_imported=True)
    ship_order(order_id=order.order_id, actor=make.SELLER, at=NOON)

    make_document(shop, order)

    assert not clock_of(order).exists()
    assert not OrderMail.objects.filter(order=order, kind="document").exists()


def test_removing_the_last_invoice_lets_the_clock_run_on(in_shop, shop, order):
    """The due time stays as the shipment made it, though the rule has changed since."""
    first, second = make_document(shop, order), make_document(shop, order, name="second.pdf")
    order.channel.rules.invoice_hours = 1
    order.channel.rules.save()

    remove_document(document_id=first.pk, actor=make.SELLER, at=LATER)
    assert has_invoice(order)
    remove_document(document_id=second.pk, actor=make.SELLER, at=LATER)

    assert not has_invoice(order)
    running = clock_of(order).get(closed_at=None)
    assert (running.opened_at, running.due_at, running.policy["hours"]) == (NOON, DUE, 48)


def test_a_clock_starts_at_the_shipment_when_an_earlier_invoice_is_removed(in_shop, shop):
    order = make.make_shipping_order(shop)
    document = make_document(shop, order, at=NOON)
    ship_order(order_id=order.order_id, actor=make.SELLER, at=NOON)

    remove_document(document_id=document.pk, actor=make.SELLER, at=LATER)

    assert clock_of(order).get().due_at == DUE


def test_an_issued_invoice_stays(in_shop, shop, order):
    document = make_document(shop, order, source=DocumentSource.ISSUED)

    with pytest.raises(ValidationFailed) as refused:
        remove_document(document_id=document.pk, actor=make.SELLER, at=LATER)

    assert refused.value.code == "DOCUMENT_ISSUED"
    document.refresh_from_db()
    assert document.removed_at is None


def test_a_removed_document_is_not_there(in_shop, shop, order):
    document = make_document(shop, order)
    remove_document(document_id=document.pk, actor=make.SELLER, at=LATER)

    with pytest.raises(NotFound):
        remove_document(document_id=document.pk, actor=make.SELLER, at=LATER)

    document.refresh_from_db()
    assert (document.removed_at, document.removed_by) == (LATER, "Ana Prueba")


@pytest.mark.parametrize(
    ("name", "content", "type", "code"),
    [
        ("invoice.pdf", b"", DocumentType.OTHER_DOCUMENT, "FILE_EMPTY"),
        ("factura-nº1.pdf", PDF, DocumentType.CUSTOMER_INVOICE, "FILE_NAME_INVALID"),
        ("../invoice.pdf", PDF, DocumentType.CUSTOMER_INVOICE, "FILE_NAME_INVALID"),
        ("a" * 147 + ".pdf", PDF, DocumentType.CUSTOMER_INVOICE, "FILE_NAME_INVALID"),
        ("invoice.html", b"<b>hi</b>", DocumentType.OTHER_DOCUMENT, "FILE_TYPE_NOT_ALLOWED"),
        ("invoice", PDF, DocumentType.OTHER_DOCUMENT, "FILE_TYPE_NOT_ALLOWED"),
        ("tool.pdf", b"MZ\x90\x00", DocumentType.OTHER_DOCUMENT, "FILE_REFUSED"),
        ("slip.pdf", PDF, DocumentType.SYSTEM_DELIVERY_BILL, "DOCUMENT_TYPE_RESERVED"),
    ],
)
def test_what_may_not_be_filed_is_refused_by_name(in_shop, shop, order, name, content, type, code):
    with pytest.raises(ValidationFailed) as refused:
        make_document(shop, order, name=name, content=content, type=type)

    assert refused.value.code == code
    assert not OrderDocument.objects.exists()
    assert not OutboxMessage.objects.filter(dedupe_key__contains=":document").exists()


def test_a_name_is_taken_once_in_an_order_and_free_again_after_removal(in_shop, shop, order):
    first = make_document(shop, order)
    with pytest.raises(ValidationFailed) as refused:
        make_document(shop, order)
    remove_document(document_id=first.pk, actor=make.SELLER, at=LATER)
    second = make_document(shop, order)

    assert refused.value.code == "FILE_NAME_TAKEN"
    assert second.name == "invoice.pdf"


def test_an_issued_invoice_is_filed_under_another_name_where_its_own_is_taken(in_shop, shop, order):
    make_document(shop, order)

    issued = make_document(shop, order, source=DocumentSource.ISSUED)

    assert issued.name == "invoice(1).pdf"


def test_an_order_has_fifty_documents_at_most(in_shop, shop, order):
    file = make_document(shop, order, type=DocumentType.OTHER_DOCUMENT).file
    more = {"shop": shop, "order": order, "type": "OTHER_DOCUMENT", "file": file, "source": "UPLOADED"}
    OrderDocument.objects.bulk_create(
        OrderDocument(name=f"{number}.pdf", uploaded_at=NOON, actor_kind="MEMBER", actor_label="Ana", **more)
        for number in range(49)
    )

    with pytest.raises(ValidationFailed) as refused:
        make_document(shop, order, name="fifty-first.pdf")

    assert refused.value.code == "TOO_MANY_DOCUMENTS"


def test_filing_and_removing_are_told_within_the_change(in_shop, shop, order):
    told = []

    def listen(**news):
        told.append((news["order_id"], news["shop_id"], news["at"]))

    documents_changed.connect(listen)
    try:
        document = make_document(shop, order)
        remove_document(document_id=document.pk, actor=make.SELLER, at=LATER)
    finally:
        documents_changed.disconnect(listen)

    assert told == [(order.order_id, shop.pk, LATER)] * 2


def test_another_shops_order_is_not_there(in_shop, other_shop):
    theirs = make.make_shipped_order(other_shop)

    with pytest.raises(NotFound):
        file_document(
            order_id=theirs.order_id,
            type=DocumentType.CUSTOMER_INVOICE,
            name="invoice.pdf",
            content=PDF,
            source=DocumentSource.UPLOADED,
            actor=make.SELLER,
            at=LATER,
        )


def sent_file(shop, order, name="Rechnung März.pdf", content=PDF):
    messaging.start(shop, order=order, files=[NewFile(name, content)])
    with shop_scope(shop):
        return Attachment.objects.get()


def test_a_file_in_a_message_does_not_count_until_it_is_filed(in_shop, shop, order):
    """R042: the bytes are those of the message, not a copy."""
    attachment = sent_file(shop, order)
    assert not has_invoice(order)

    call = {"order_id": order.order_id, "attachment_id": attachment.attachment_id, "actor": make.SELLER, "at": LATER}
    document = refile_attachment(type=DocumentType.CUSTOMER_INVOICE, **call)
    again = refile_attachment(type=DocumentType.CUSTOMER_INVOICE, **call)

    assert again == document
    assert (document.name, document.source, document.file_id) == ("Rechnung Marz.pdf", "REFILED", attachment.file_id)
    assert has_invoice(order)
    assert clock_of(order).get().outcome == "met"
    assert OrderMail.objects.filter(order=order, kind="document").count() == 1


def test_only_what_the_shop_has_sent_about_this_order_is_filed(in_shop, shop, order):
    """R042."""
    question = messaging.make_question(shop, order=order, files=[NewFile("photo.pdf", PDF)])
    elsewhere = sent_file_of_another_order(shop)

    for attachment in (question.attachments.get(), elsewhere):
        with pytest.raises(NotFound):
            refile_attachment(
                order_id=order.order_id,
                attachment_id=attachment.attachment_id,
                type=DocumentType.CUSTOMER_INVOICE,
                actor=make.SELLER,
                at=LATER,
            )

    assert not OrderDocument.objects.exists()


def sent_file_of_another_order(shop):
    thread = messaging.start(shop, files=[NewFile("other.pdf", PDF)])
    return Attachment.objects.get(message__thread=thread)


def test_names_are_made_plain_and_free():
    assert plain_name("Factura nº 12 (María).PDF") == "Factura no 12 (Maria).pdf"
    assert plain_name("発票.pdf") == "document.pdf"
    assert free_name("image.png", {"image.png", "image(1).png"}) == "image(2).png"
    assert free_name("image.png", set()) == "image.png"
