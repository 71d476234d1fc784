"""Every filter and tab of the list of issued invoices picks some rows and leaves others."""

from datetime import timedelta

import pytest
from django.http import QueryDict

from invoices.choices import RenderState
from invoices.issued_filters import IssuedFilterSet
from invoices.issued_list import TABS
from invoices.models import Invoice
from invoices.services.correcting import correct_invoice
from marketplace.shops.models import ShopChannel
from tests.factories.invoicing import make_invoice
from tests.factories.orders import SELLER
from tests.factories.shops import NOON, make_channel

VALUES: dict[str, dict[str, str | list[str]]] = {
    "q": {"q": "S2026"},
    "kind": {"kind": ["CORRECTIVE"]},
    "channel": {"channel": ["PT"]},
    "issued": {"issued_after": "2026-03-04"},
}


@pytest.fixture
def rows(in_shop):
    """One on another channel, one without recipient and later, one corrected and without PDF."""
    other = make_channel(code="PT", label="Portugal")
    ShopChannel.objects.create(shop=in_shop, channel=other)
    make_invoice(in_shop, channel=other)
    make_invoice(in_shop, billing_address=None, at=NOON + timedelta(days=9))
    first = make_invoice(in_shop)
    correct_invoice(invoice_id=str(first.invoice_id), reason="x", lines=None, recipient=None, actor=SELLER, at=NOON)
    Invoice.objects.filter(pk=first.pk).update(render_state=RenderState.FAILED)
    return Invoice.objects.all()


def test_every_filter_picks_some_rows_and_leaves_others(rows):
    assert set(IssuedFilterSet.base_filters) == set(VALUES)
    for values in VALUES.values():
        query = QueryDict(mutable=True)
        for key, value in values.items():
            query.setlist(key, value if isinstance(value, list) else [value])
        found = IssuedFilterSet(query, queryset=rows)
        assert found.is_valid()
        assert 0 < found.qs.count() < 4, values


def test_every_tab_picks_some_rows_and_leaves_others(rows):
    counts = {tab.code: tab.narrow(rows).count() for tab in TABS}

    assert counts == {"all": 4, "corrective": 1, "failed": 1}
