"""What a scope opens, and that nothing of it is left open: nested, after errors, between transactions and requests."""

import pytest
from django.db import IntegrityError, ProgrammingError, connection, transaction
from django_scopes.exceptions import ScopeError

from marketplace.shops.models import Membership, Shop
from marketplace.tenancy import all_shops, is_open_to, scoped_shop_id, shop_scope
from offers.models import Offer
from tests.factories.offers import make_offer
from tests.factories.shops import NOON, make_channel, make_member, make_shop, make_user
from tests.tenancy.tables import fill, policed_models, read, shop_column, shops_seen, table_of

pytestmark = pytest.mark.django_db
POLICED = policed_models()


class Abandoned(Exception):
    """What a test raises to leave a scope."""


def seen():
    """The shops that raw SQL sees, and the settings behind it."""
    settings = read("SELECT current_setting('trastienda.shop', true), current_setting('trastienda.all', true)")
    return shops_seen(Shop), *(value or "" for value in settings[0])


def abandon_after(shop):
    """Open a scope, close it, and leave by an exception."""
    with shop_scope(shop):
        make_offer(shop)
    raise Abandoned


NOTHING: tuple[list[int], str, str] = ([], "", "")


def test_without_a_scope_raw_sql_sees_no_row_of_any_table(shop, other_shop):
    fill(shop)
    fill(other_shop)
    with all_shops("a test counts every row"):
        filled = {table_of(model): shops_seen(model) for model in POLICED}
    assert filled == {table_of(model): [shop.pk, other_shop.pk] for model in POLICED}

    assert {table_of(model): shops_seen(model) for model in POLICED} == {table_of(model): [] for model in POLICED}


def test_inside_a_scope_raw_sql_sees_that_shop_s_rows_alone(shop, other_shop):
    fill(shop)
    fill(other_shop)

    with shop_scope(other_shop):
        found = {table_of(model): shops_seen(model) for model in POLICED}

    assert found == {table_of(model): [other_shop.pk] for model in POLICED}


def test_inside_a_scope_no_row_can_be_given_to_another_shop(shop, other_shop):
    """Each table refuses: the policy's WITH CHECK, whatever the manager would say; frozen ones any change at all."""
    fill(shop)
    writable = [model for model in POLICED if model is not Shop]

    for model in writable:
        sql = f"UPDATE {table_of(model)} SET {shop_column(model)} = %s"  # noqa: S608
        with (
            shop_scope(shop),
            pytest.raises((ProgrammingError, IntegrityError), match="row-level security|never change"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(sql, [other_shop.pk])


def test_inside_a_scope_another_shop_s_rows_are_neither_changed_nor_removed(shop, other_shop):
    fill(other_shop)

    with shop_scope(shop), connection.cursor() as cursor:
        for model in POLICED:
            table, column = table_of(model), shop_column(model)
            cursor.execute(f"UPDATE {table} SET {column} = {column} WHERE {column} <> %s", [shop.pk])  # noqa: S608
            assert cursor.rowcount == 0
            cursor.execute(f"DELETE FROM {table} WHERE {column} <> %s", [shop.pk])  # noqa: S608
            assert cursor.rowcount == 0


def test_another_shop_s_row_is_not_written_by_its_manager_either(shop, other_shop):
    member = make_member(other_shop)

    again = Membership(shop=other_shop, user=make_user(), role="GROUP_SHOP_SALES", created_at=NOON)

    with shop_scope(shop), pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
        Membership.objects.bulk_create([again])
    with shop_scope(shop):
        assert not Membership.objects.filter(pk=member.pk).exists()


def test_the_scope_of_one_shop_inside_another_s_opens_that_one_and_puts_the_first_back(shop, other_shop):
    with shop_scope(shop):
        with shop_scope(other_shop):
            assert seen() == ([other_shop.pk], str(other_shop.pk), "")
            with all_shops("a test looks at every row"):
                assert seen() == ([shop.pk, other_shop.pk], "", "on")
                with shop_scope(shop):
                    assert seen() == ([shop.pk], str(shop.pk), "")
            assert scoped_shop_id() == other_shop.pk
            assert is_open_to(other_shop.pk)
            assert not is_open_to(shop.pk)
        assert seen() == ([shop.pk], str(shop.pk), "")
        assert scoped_shop_id() == shop.pk

    assert seen() == NOTHING
    assert scoped_shop_id() is None
    assert not is_open_to(shop.pk)


@pytest.mark.parametrize("opened", [lambda shop: shop_scope(shop), lambda shop: all_shops("a test")])
def test_an_exception_closes_the_scope(shop, opened):
    with pytest.raises(Abandoned), opened(shop):
        raise Abandoned

    assert seen() == NOTHING
    with pytest.raises(ScopeError):
        Offer.objects.count()


def test_an_error_of_the_database_puts_the_outer_scope_back(shop, other_shop):
    make_offer(other_shop, shop_sku="TWICE")
    with shop_scope(shop):
        with pytest.raises(IntegrityError), transaction.atomic(), shop_scope(other_shop):
            make_offer(other_shop, shop_sku="TWICE")

        assert seen() == ([shop.pk], str(shop.pk), "")

    assert seen() == NOTHING


def test_a_savepoint_that_is_rolled_back_puts_the_outer_scope_back(shop, other_shop):
    with shop_scope(shop):
        with pytest.raises(Abandoned), transaction.atomic():
            abandon_after(other_shop)
        assert seen() == ([shop.pk], str(shop.pk), "")

        with pytest.raises(Abandoned), shop_scope(other_shop), transaction.atomic():
            raise Abandoned
        assert seen() == ([shop.pk], str(shop.pk), "")


def test_an_error_that_is_caught_inside_leaves_the_scope_open_till_its_end(shop, other_shop):
    with shop_scope(shop):
        with pytest.raises(ProgrammingError), transaction.atomic():
            read("SELECT * FROM there_is_no_such_table")
        assert seen() == ([shop.pk], str(shop.pk), "")

    assert seen() == NOTHING


def test_all_shops_asks_for_a_reason():
    with pytest.raises(ValueError, match="reason"), all_shops(""):
        pass


def test_a_scope_of_a_shop_that_does_not_exist_is_empty(shop):
    with shop_scope(987654):
        assert shops_seen(Shop) == []
        assert not Shop.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_nothing_of_a_scope_outlives_its_transaction():
    """The next one to use the connection, from the pool or not, begins with nothing."""
    shop = make_shop(channels=(make_channel(),))
    backend = read("SELECT pg_backend_pid()")

    with shop_scope(shop):
        assert shops_seen(Shop) == [shop.pk]
    assert seen() == NOTHING
    with pytest.raises(Abandoned), all_shops("a test leaves by an exception"):
        raise Abandoned
    assert seen() == NOTHING
    with pytest.raises(ProgrammingError), shop_scope(shop):
        read("SELECT * FROM there_is_no_such_table")
    assert seen() == NOTHING

    assert read("SELECT pg_backend_pid()") == backend


@pytest.mark.django_db(transaction=True)
def test_two_requests_on_one_connection_do_not_see_each_other_s_shop(signed_in):
    channel = make_channel()
    first, second = make_shop(channels=(channel,)), make_shop(channels=(channel,))
    one, two = make_member(first), make_member(second)
    mine, theirs = make_offer(first), make_offer(second)
    backend = read("SELECT pg_backend_pid()")

    for member, shop, own, other in (
        (one, first, mine, theirs),
        (two, second, theirs, mine),
        (one, first, mine, theirs),
    ):
        client = signed_in(member)
        page = client.get(f"/shop/{shop.pk}/offers/?tab=all").content.decode()
        refused = client.get(f"/shop/{shop.pk}/offers/{other.pk}/")

        assert own.shop_sku in page
        assert other.shop_sku not in page
        assert refused.status_code == 404
        assert seen() == NOTHING

    assert read("SELECT pg_backend_pid()") == backend


@pytest.mark.django_db(transaction=True)
def test_a_file_that_is_still_being_sent_holds_its_own_shop_alone(signed_in):
    """It leaves after the request's transaction, in one of its own."""
    shop = make_shop(channels=(make_channel(),))
    member, offer = make_member(shop), make_offer(shop)

    answer = signed_in(member).get(f"/shop/{shop.pk}/offers/?tab=all&format=csv")
    assert seen() == NOTHING
    text = b"".join(answer.streaming_content).decode()

    assert offer.shop_sku in text
    assert seen() == NOTHING
    assert scoped_shop_id() is None
    assert not is_open_to(shop.pk)
