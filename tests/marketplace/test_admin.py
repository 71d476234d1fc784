"""The operator's admin as a whole: every registered page opens, for the operator alone."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from allauth.mfa.models import Authenticator
from django.contrib import admin
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from invoices.services.runs import start_run
from marketplace import clock
from marketplace.accounts.models import User
from marketplace.help.defaults import install_defaults as install_articles
from marketplace.outbox.choices import OutboxState
from marketplace.outbox.models import OutboxMessage
from marketplace.outbox.services import publish_event, queue_mail
from marketplace.permissions import Role
from marketplace.shops.models import (
    ApiKey,
    Calendar,
    Channel,
    ChannelRules,
    Invitation,
    Membership,
    Shop,
    StorefrontKey,
)
from marketplace.tenancy import all_shops
from messaging.addresses import reply_address
from messaging.models import QuickReply
from messaging.services.arriving import store_arrival
from metrics.models import FigureLimit
from offers.models import CommissionRate, OfferField
from orders.choices import ReasonType
from orders.models import Order, Reason
from shipping.models import MethodTransit, ShippingLimits, ShopShipping
from tests.factories.calls import Caller
from tests.factories.documents import make_document
from tests.factories.invoicing import make_invoice
from tests.factories.mail import make_mail
from tests.factories.messaging import make_thread
from tests.factories.offers import (
    make_attribute,
    make_campaign,
    make_entry,
    make_export,
    make_faq,
    make_import,
    make_merchandise,
    make_offer_settings,
    make_product,
    make_promotion,
    make_seller_product,
    make_storefront,
    make_value_list,
)
from tests.factories.orders import SELLER, make_shipped_order, make_waiting_order
from tests.factories.shipping import (
    make_carrier,
    make_charge,
    make_class,
    make_closure,
    make_contingency,
    make_fault,
    make_method,
    make_shop_carrier,
    make_zone,
)
from tests.factories.shops import PASSWORD, make_calendar, make_key, make_member, make_shop, make_storefront_key

pytestmark = [pytest.mark.django_db, pytest.mark.matrix]

MODELS = sorted(admin.site._registry, key=lambda model: model._meta.label)


def name_of(model):
    return f"admin:{model._meta.app_label}_{model._meta.model_name}"


@pytest.fixture
def office(operator, signed_in):
    """The operator's browser."""
    return signed_in(operator)


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.label)
def test_every_list_opens_and_is_searched(model, office):
    assert office.get(reverse(f"{name_of(model)}_changelist")).status_code == 200
    assert office.get(reverse(f"{name_of(model)}_changelist"), {"q": "casa"}).status_code == 200


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.label)
def test_every_form_to_add_opens_where_adding_is_allowed(model, office, rf, operator):
    request = rf.get("/admin/")
    request.user = operator
    expected = 200 if admin.site._registry[model].has_add_permission(request) else 403

    page = office.get(reverse(f"{name_of(model)}_add"))

    assert page.status_code == expected
    assert "DatabaseDefault" not in page.content.decode()


def test_an_import_s_line_says_that_it_was_a_trial_and_why_it_failed(office, shop):
    make_import(shop, is_dry_run=True, state="FAILED", reason="The file has no columns.", file_name="mine.csv")

    page = office.get(reverse("admin:offers_importrun_changelist")).content.decode()

    assert "The file has no columns." in page
    assert "Trial" in page
    assert ">Pk<" not in page


@pytest.mark.parametrize("kind", ["storefront", "campaign", "promotion", "importrun", "exportrun", "offerfield"])
def test_pages_of_selling_stand_in_the_navigation(office, kind):
    page = office.get(reverse("admin:index")).content.decode()

    assert f'href="{reverse(f"admin:offers_{kind}_changelist")}"' in page


def make_shipping(shop):
    """A row of everything that is about sending."""
    carrier, zone, method = make_carrier(), make_zone(), make_method()
    MethodTransit.objects.create(method=method, zone=zone, transit_min_days=1, transit_max_days=2)
    make_class()
    make_charge(shop, zone, method)
    make_contingency(shop, zone, method)
    make_fault(shop, zone, method)
    make_closure(shop, date(2026, 5, 4))
    make_shop_carrier(shop, carrier)
    ShippingLimits.objects.create(pk=1)


def make_one_of_each(shop, owner, channel):
    """A row of every kind, so that every page has something to show."""
    now = clock.now()
    shipped = make_shipped_order(shop)
    make_document(shop, shipped)
    make_invoice(shop)
    make_key(owner)
    make_storefront_key()
    Authenticator.objects.create(user=owner.user, type=Authenticator.Type.TOTP, data={"secret": "x"})
    message = queue_mail(shop_id=shop.pk, to="a@example.com", subject="S", text="words", html="<p>words</p>")
    thread = make_thread(shop)
    store_arrival(sender="a@example.com", recipients=[reply_address(thread.reply_token)], raw=make_mail(), at=now)
    publish_event(shop_id=shop.pk, kind="shipped", order_id="X-A", payload={}, at=now)
    make_shipping(shop)
    install_articles()
    make_faq(shop)
    make_offer_settings(shop)
    make_merchandise()
    make_attribute()
    make_value_list("RED")
    make_seller_product(shop, make_product())
    make_entry(shop, make_campaign(make_storefront(channel)))
    make_promotion(shop)
    make_import(shop)
    make_export(shop)
    OfferField.objects.create(code="size", label="Size")
    FigureLimit.objects.create(channel=channel, figure="late_shipment_rate", warning=Decimal("0.1"))
    with all_shops("a test makes its rows"):
        start_run(shop_id=shop.pk, order_ids=[shipped.order_id], actor=SELLER, at=now)
        OutboxMessage.objects.filter(pk=message.pk).update(state=OutboxState.FAILED, failure="550 no")
        QuickReply.objects.create(shop=shop, title="T", language="es", body="words", updated_at=now)
        ShopShipping.objects.get_or_create(shop=shop)
        CommissionRate.objects.get_or_create(channel=channel, category=None, defaults={"rate": 12})
        Reason.objects.get_or_create(type=ReasonType.REFUSAL, code="X", defaults={"label": "X"})
        Invitation.objects.create(
            shop=shop,
            email="i@example.com",
            role=Role.SALES,
            token_hash="x",
            invited_by="A",
            created_at=now,
            expires_at=now + timedelta(days=7),
        )


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.label)
def test_every_row_opens(model, office, shop, owner, channel):
    make_one_of_each(shop, owner, channel)
    with all_shops("a test reads"):
        row = model._default_manager.first()

    assert row is not None
    page = office.get(reverse(f"{name_of(model)}_change", args=[row.pk]))

    assert page.status_code == 200


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.label)
def test_a_seller_opens_none(model, owner, signed_in):
    answer = signed_in(owner).get(reverse(f"{name_of(model)}_changelist"))

    assert answer.status_code == 302
    assert answer["Location"].startswith("/admin/login/")


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.label)
def test_every_page_is_reached_from_the_first(model, office):
    url = reverse(f"{name_of(model)}_changelist")

    assert f'href="{url}"' in office.get("/admin/").content.decode()


def test_the_operator_signs_in_by_mail_address(operator):
    cache.clear()
    client = Client()
    way_in = client.get("/admin/", follow=True)
    assert way_in.request["PATH_INFO"] == "/accounts/login/"

    answer = client.post(
        f"/accounts/login/?{way_in.request['QUERY_STRING']}",
        {"login": operator.email, "password": PASSWORD, "next": "/admin/"},
        follow=True,
    )

    assert answer.request["PATH_INFO"] == "/admin/"
    assert answer.status_code == 200


def test_a_seller_at_the_admins_door_is_refused(owner, signed_in):
    assert signed_in(owner).get("/admin/login/").status_code == 403


GROWING = (
    "shops_shop",
    "shops_membership",
    "outbox_outboxmessage",
    "orders_order",
    "deadlines_deadline",
    "offers_offer",
)


def test_a_list_costs_the_same_with_one_row_and_with_ten(office, shop, channel):
    """No query for each row, on the lists that grow."""
    paths = [reverse(f"admin:{name}_changelist") for name in GROWING]

    def grow(number):
        for index in range(number):
            another = make_shop(channels=(channel,))
            make_member(another)
            make_waiting_order(another)
            queue_mail(shop_id=shop.pk, to=f"{index}@example.com", subject="S", text="t")

    def cost():
        counts = []
        for path in paths:
            with CaptureQueriesContext(connection) as queries:
                office.get(path)
            counts.append(len(queries))
        return counts

    grow(1)
    cost()  # content types are read once
    one = cost()
    grow(9)

    assert cost() == one


def calendar_form(**changes):
    """A calendar's form with one window on Monday."""
    form = {
        "name": "Madrid",
        "country": "ES",
        "subdivision": "MD",
        "windows-TOTAL_FORMS": "2",
        "windows-INITIAL_FORMS": "0",
        "windows-0-weekday": "1",
        "windows-0-opens": "09:00",
        "windows-0-closes": "14:00",
        "windows-1-weekday": "1",
        "windows-1-opens": "16:00",
        "windows-1-closes": "",
        "days-TOTAL_FORMS": "0",
        "days-INITIAL_FORMS": "0",
    }
    return form | changes


def test_a_calendar_is_made_and_shows_its_next_holidays(office):
    office.post(reverse("admin:shops_calendar_add"), calendar_form())

    calendar = Calendar.objects.get(name="Madrid")
    assert [(str(window), window.closes) for window in calendar.windows.all()][1] == ("Monday 16:00", None)
    page = office.get(reverse("admin:shops_calendar_change", args=[calendar.pk])).content.decode()
    assert "Año Nuevo" in page


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"windows-1-opens": "13:00"}, "overlap"),
        ({"windows-0-closes": ""}, "overlap"),
        ({"windows-TOTAL_FORMS": "0"}, "never open"),
        ({"windows-0-closes": "08:00"}, "A window ends after it opens"),
        ({"country": "XX", "subdivision": ""}, "No public holidays are known for the country XX"),
        ({"subdivision": "ZZ"}, "ES has no region ZZ"),
        ({"country": "", "subdivision": "MD"}, "A region needs its country"),
    ],
)
def test_a_calendar_that_makes_no_sense_is_refused(office, changes, said):
    page = office.post(reverse("admin:shops_calendar_add"), calendar_form(**changes))

    assert page.status_code == 200
    assert said in page.content.decode()
    assert not Calendar.objects.exists()


def channel_form(calendar, **changes):
    rules = {
        "reply_name": "24 working hours",
        "reply_hours": "24",
        "reply_clock": "WORKING",
        "direct_contact": "ALLOWED",
        "invoice_hours": "48",
        "invoice_clock": "WORKING",
    }
    rules |= {"acceptance_hours": "48", "acceptance_clock": "WORKING", "payment_hours": "72", "incident_days": "15"}
    rules |= {"autoreceive_days": "14", "autoclose_days": "90", "warn_percent": "75"}
    form = {
        "code": "FR",
        "label": "France",
        "language": "es",
        "country": "FR",
        "currency": "EUR",
        "timezone": "Europe/Paris",
        "calendar": calendar.pk,
        "is_active": "on",
        "rules-TOTAL_FORMS": "1",
        "rules-INITIAL_FORMS": "0",
        "figure_limits-TOTAL_FORMS": "0",
        "figure_limits-INITIAL_FORMS": "0",
        "tax_rates-TOTAL_FORMS": "1",
        "tax_rates-INITIAL_FORMS": "0",
        "tax_rates-0-code": "TVA",
        "tax_rates-0-label": "TVA",
        "tax_rates-0-rate": "20",
        "tax_rates-0-is_standard": "on",
    }
    return form | {f"rules-0-{name}": value for name, value in rules.items()} | changes


def test_a_channel_is_set_up_with_its_rules_and_taxes(office):
    """R114."""
    office.post(reverse("admin:shops_channel_add"), channel_form(make_calendar(country="FR")))

    channel = Channel.objects.get(code="FR")
    assert (channel.country, channel.rules.reply_hours, channel.tax_rates.get().code) == ("FR", 24, "TVA")


def test_a_channel_without_a_standard_tax_rate_is_refused(office):
    form = channel_form(make_calendar(country="FR"))
    del form["tax_rates-0-is_standard"]

    page = office.post(reverse("admin:shops_channel_add"), form)

    assert "Mark one tax rate as the standard" in page.content.decode()
    assert not Channel.objects.exists()


@pytest.mark.parametrize(
    "wrong", [{"timezone": "Europe/Atlantis"}, {"country": "XX"}, {"currency": "EUX"}, {"rules-0-reply_hours": "0"}]
)
def test_a_channel_that_makes_no_sense_is_refused(office, wrong):
    page = office.post(reverse("admin:shops_channel_add"), channel_form(make_calendar(), **wrong))

    assert page.status_code == 200
    assert not Channel.objects.exists()


@pytest.mark.parametrize(
    ("action", "rule"),
    [("apply_24_working_hours", ("24 working hours", 24, "WORKING")), ("apply_48_hours", ("48 hours", 48, "ELAPSED"))],
)
def test_a_preset_sets_the_reply_rule(office, channel, action, rule):
    """D1, D2."""
    ChannelRules.objects.update(reply_name="own", reply_hours=1)

    office.post(reverse("admin:shops_channel_changelist"), {"action": action, "_selected_action": channel.pk})

    rules = ChannelRules.objects.get()
    assert (rules.reply_name, rules.reply_hours, rules.reply_clock) == rule


def shop_form(shop, **changes):
    fields = {name: getattr(shop, name) for name in ("name", "code", "currency", "state", "suspension_type", "email")}
    inline = {"shop_channels-TOTAL_FORMS": "0", "shop_channels-INITIAL_FORMS": "0"}
    return fields | inline | changes


def test_a_shop_is_suspended_with_a_reason_that_stays_in_its_history(office, shop):
    url = reverse("admin:shops_shop_change", args=[shop.pk])

    refused = office.post(url, shop_form(shop, state="SUSPENDED"))
    assert "Say why." in refused.content.decode()
    office.post(url, shop_form(shop, state="SUSPENDED", reason="No papers"))

    with all_shops("a test reads"):
        suspended = Shop.objects.get(pk=shop.pk)
    assert (suspended.state, suspended.suspension_type) == ("SUSPENDED", "MANUAL")
    history = office.get(reverse("admin:shops_shop_history", args=[shop.pk])).content.decode()
    assert "Suspended: No papers" in history


def test_suspended_shops_are_opened_from_the_list(office, shop):
    with all_shops("a test makes its rows"):
        Shop.objects.filter(pk=shop.pk).update(state="SUSPENDED", suspension_type="MANUAL")

    office.post(reverse("admin:shops_shop_changelist"), {"action": "open_shops", "_selected_action": shop.pk})

    with all_shops("a test reads"):
        opened = Shop.objects.get(pk=shop.pk)
    assert (opened.state, opened.suspension_type) == ("OPEN", "")


def test_the_operator_invites_the_first_owner(office, shop, mailoutbox):
    form = {"shop": shop.pk, "email": "Owner@Example.com", "role": Role.SHOP_ADMIN}

    office.post(reverse("admin:shops_invitation_add"), form)
    again = office.post(reverse("admin:shops_invitation_add"), form, follow=True)

    assert [message.to for message in mailoutbox] == [["owner@example.com"]]
    assert "invited already" in again.content.decode()
    with all_shops("a test reads"):
        assert Invitation.objects.get().shop_id == shop.pk


def test_the_last_owner_stays_in_the_admin_too(office, owner):
    """R121."""
    url = reverse("admin:shops_membership_change", args=[owner.pk])

    page = office.post(url, {"role": Role.SALES, "is_active": "on"}, follow=True)

    assert "The last owner must stay" in page.content.decode()
    with all_shops("a test reads"):
        assert Membership.objects.get().role == Role.SHOP_ADMIN


def test_a_storefront_key_is_shown_once_and_works(office):
    page = office.post(reverse("admin:shops_storefrontkey_add"), {"label": "Front"}, follow=True).content.decode()

    raw = page.split("shown this once: ")[1].split("<")[0].strip()
    assert Caller(raw).get("/api/storefront/events").status_code == 200
    assert raw not in office.get(reverse("admin:shops_storefrontkey_changelist")).content.decode()


def test_keys_are_revoked(office, owner):
    key, raw = make_key(owner)
    front, _raw = make_storefront_key()

    for model, row in (("apikey", key), ("storefrontkey", front)):
        url = reverse(f"admin:shops_{model}_changelist")
        office.post(url, {"action": "revoke", "_selected_action": row.pk})

    assert Caller(raw).get("/api/x/shop").status_code == 401
    with all_shops("a test reads"):
        assert ApiKey.objects.get().revoked_at is not None
    assert StorefrontKey.objects.get().revoked_at is not None


def test_an_order_is_shown_with_all_that_hangs_on_it_and_cannot_be_changed(office, shop):
    order = make_shipped_order(shop)
    url = reverse("admin:orders_order_change", args=[order.pk])

    page = office.get(url).content.decode()
    refused = office.post(url, {"state": "CANCELED"})

    assert order.order_id + "-1" in page
    assert "delivery_promise" in page
    assert refused.status_code == 403
    with all_shops("a test reads"):
        assert Order.objects.get().state == order.state


def test_a_failed_mail_is_read_and_sent_again(office, shop):
    message = queue_mail(shop_id=shop.pk, to="a@example.com", subject="S", text="what it says", html="<p>rich</p>")
    with all_shops("a test makes its rows"):
        OutboxMessage.objects.filter(pk=message.pk).update(state=OutboxState.FAILED, failure="550 no such mailbox")
    page = office.get(reverse("admin:outbox_outboxmessage_change", args=[message.pk])).content.decode()
    assert "what it says" in page
    assert "550 no such mailbox" in page
    assert 'sandbox=""' in page

    office.post(
        reverse("admin:outbox_outboxmessage_changelist"), {"action": "send_again", "_selected_action": message.pk}
    )

    with all_shops("a test reads"):
        assert OutboxMessage.objects.get().state == OutboxState.PENDING


def test_a_user_is_made_and_can_be_closed(office):
    form = {"email": "New@Example.com", "usable_password": "true", "password1": PASSWORD, "password2": PASSWORD}

    office.post(reverse("admin:accounts_user_add"), form)

    user = User.objects.get(email="new@example.com")
    assert user.check_password(PASSWORD)
    office.post(reverse("admin:accounts_user_change", args=[user.pk]), {"email": user.email})
    user.refresh_from_db()
    assert not user.is_active
