from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from marketplace.errors import Conflict
from marketplace.permissions import Role
from marketplace.shops import services
from marketplace.shops.models import Membership
from marketplace.tenancy import all_shops, shop_scope
from tests.factories.shops import make_member

pytestmark = [pytest.mark.concurrency, pytest.mark.django_db(transaction=True)]


def demote_each_other(shop, pair):
    barrier = Barrier(2)

    def demote(member):
        try:
            with shop_scope(shop):
                barrier.wait(timeout=10)
                services.change_member(member_id=member.pk, role=Role.SALES)
        except Conflict as refusal:
            return refusal.code
        finally:
            connection.close()
        return "done"

    with ThreadPoolExecutor(2) as pool:
        return sorted(pool.map(demote, pair))


def owners_left(shop):
    with all_shops("a test counts"):
        return Membership.objects.filter(shop=shop, role=Role.SHOP_ADMIN, is_active=True).count()


def test_of_two_owners_who_demote_each_other_one_stays(shop):
    """R121."""
    for _round in range(5):
        pair = [make_member(shop, Role.SHOP_ADMIN), make_member(shop, Role.SHOP_ADMIN)]

        assert demote_each_other(shop, pair) == ["LAST_OWNER", "done"]

        assert owners_left(shop) == 1
        with all_shops("the stage is cleared"):
            Membership.objects.filter(shop=shop).delete()


def test_without_the_lock_none_would_stay(shop, monkeypatch):
    """Proves that the race is there to be lost."""
    pair = [make_member(shop, Role.SHOP_ADMIN), make_member(shop, Role.SHOP_ADMIN)]
    looked = Barrier(2)

    def look_without_lock():
        found = set(Membership.objects.filter(role=Role.SHOP_ADMIN, is_active=True).values_list("pk", flat=True))
        looked.wait(timeout=10)
        return found

    monkeypatch.setattr(services, "_lock_owners", look_without_lock)

    assert demote_each_other(shop, pair) == ["done", "done"]

    assert owners_left(shop) == 0
