"""Every page of a shop, tried by itself: signed out, by another shop's owner, by each role, by a former member."""

import io
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from django.test import Client

from marketplace import clock
from marketplace.permissions import ROLE_RIGHTS, Right, Role
from marketplace.shops.models import Membership, Shop
from tests.access.pages import TRIALS, Page, all_pages, pages_of_shops, url_of
from tests.access.scene import Scene, all_rows, make_scene
from tests.factories.shops import NOON, make_member

pytestmark = [pytest.mark.django_db, pytest.mark.matrix]
PAGES = pages_of_shops()
NAMING_A_ROW = [page for page in PAGES if TRIALS.get(page.name) and TRIALS[page.name].object]
NAMING_A_SHOPS_ROW = [page for page in NAMING_A_ROW if not TRIALS[page.name].shared]
HTMX = {"HX-Request": "true"}
FOLLOWED = {"get": {"follow": True}, "post": {"follow": False}}


@pytest.fixture(autouse=True)
def noon():
    with clock.frozen(NOON + timedelta(hours=2)):
        yield


@pytest.fixture(scope="module")
def cast(shop: Shop, other_shop: Shop) -> dict[str, Membership]:
    """A member of each role, one who was switched off, and the other shop's owner."""
    return {
        **{role.value: make_member(shop, role) for role in Role},
        "former": make_member(shop, is_active=False),
        "stranger": make_member(other_shop),
    }


def test_every_page_is_in_the_table():
    assert {page.name for page in PAGES} == set(TRIALS)
    assert len(all_pages()) > len(PAGES) > 25


@pytest.mark.parametrize("page", PAGES, ids=str)
def test_signed_out_it_leads_to_sign_in(page, scene):
    for method in ("get", "post"):
        url = url_of(page, scene)
        with nothing_written():
            plain = call(Client(), page, scene, method)
            swapped = call(Client(), page, scene, method, headers=HTMX)

        assert (plain.status_code, plain["Location"]) == (302, f"/accounts/login/?next={url}")
        assert swapped["HX-Redirect"] == f"/accounts/login/?next={url}"


@pytest.mark.parametrize("page", PAGES, ids=str)
def test_who_is_no_member_finds_nothing(page, scene, cast, signed_in):
    clients = {who: signed_in(cast[who]) for who in ("stranger", "former")}

    with nothing_written():
        answers = {
            (who, method): call(client, page, scene, method).status_code
            for who, client in clients.items()
            for method in page.methods
        }

    assert set(answers.values()) == {404}, answers


@pytest.mark.parametrize("page", PAGES, ids=str)
def test_roles_without_its_right_are_refused(page, scene, cast, signed_in):
    clients = {role: signed_in(cast[role]) for role in roles_without(page)}

    with nothing_written():
        answers = {
            (role, method): call(client, page, scene, method)
            for role, client in clients.items()
            for method in page.methods
        }

    for who, answer in answers.items():
        assert answer.status_code == 403, who
        assert scene.waiting_order not in answer.content.decode().replace(url_of(page, scene), "")


@pytest.mark.parametrize("page", PAGES, ids=str)
def test_roles_with_its_right_get_it(page, scene, cast, signed_in):
    """And its post does something, so that a refusal of the same post means what it says."""
    trial = TRIALS[page.name]
    expected = (404,) if trial.personal and trial.object else (200, 302)
    for role in set(Role) - roles_without(page):
        client = signed_in(cast[role])
        if "get" in page.methods:
            with undone() if trial.is_logged else nothing_written():
                assert call(client, page, scene, "get").status_code in expected, role
        if trial.post is not None and not trial.personal:
            with undone():
                before = all_rows()
                assert call(client, page, scene, "post").status_code in (200, 302), role
                assert (all_rows() != before) is not trial.only_tells, role


@pytest.mark.parametrize("page", PAGES, ids=str)
def test_what_takes_no_post_writes_nothing_for_one(page, scene, owner, signed_in):
    if TRIALS[page.name].post is not None:
        assert "post" in page.methods
        return

    with nothing_written():
        answer = call(signed_in(owner), page, scene, "post")

    assert answer.status_code == 405


@pytest.mark.parametrize("page", NAMING_A_SHOPS_ROW, ids=str)
def test_another_shop_s_row_is_not_there(page, scene, other_shop, owner, signed_in):
    """The URL is of the member's own shop, the row that it names of another."""
    theirs = make_scene(other_shop)
    url = url_of(page, scene, row=str(getattr(theirs, TRIALS[page.name].object)))
    body = TRIALS[page.name].post

    for method in page.methods:
        with nothing_written():
            answer = send(signed_in(owner), method, url, body(theirs) if body else {})
            swapped = send(signed_in(owner), method, url, body(theirs) if body else {}, headers=HTMX)

        if method == "get" and (answer.status_code, answer.get("Location", "")) == (302, url.rpartition("/")[0] + "/"):
            continue  # leads to the row's own page, which is not there either
        assert (answer.status_code, swapped.status_code) == (404, 404)


@pytest.mark.parametrize("page", NAMING_A_ROW, ids=str)
def test_a_row_that_does_not_exist_is_not_there(page, scene, owner, signed_in):
    client, body = signed_in(owner), TRIALS[page.name].post

    with nothing_written():
        answers = {
            (row, method): send(
                client, method, url_of(page, scene, row=row), body(scene) if body else {}, **FOLLOWED[method]
            )
            for row in ("987654", "0", "9" * 18, "9" * 30, "9" * 64, "%C3%B1", "%F0%9F%92%A9", "a'--", "%00", "%FF")
            for method in page.methods
        }

    assert {what: answer.status_code for what, answer in answers.items() if answer.status_code != 404} == {}


def test_a_shop_that_does_not_exist_is_not_there(scene, owner, signed_in):
    client = signed_in(owner)

    for page in PAGES:
        for shop_id in ("0", "987654", "9" * 18, "9" * 30, "9" * 64):
            url = url_of(page, scene).replace(f"/shop/{scene.shop.pk}/", f"/shop/{shop_id}/")
            assert client.get(url).status_code == 404, url


@pytest.mark.parametrize(
    ("page", "theirs"),
    [("orders:accept-many", "waiting_pk"), ("offers:pause-many", "offer"), ("offers:activate-many", "paused_offer")],
)
def test_acts_on_many_pass_over_another_shop_s_rows(page, theirs, scene, other_shop, owner, signed_in):
    row = getattr(make_scene(other_shop), theirs)
    found = next(each for each in PAGES if each.name == page)

    with nothing_written():
        answer = send(signed_in(owner), "post", url_of(found, scene), {"selected": [row, 10**17]}, follow=True)

    assert answer.status_code == 200
    assert "was selected" in str([str(message) for message in answer.context["messages"]])


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
@pytest.mark.parametrize("page", ["orders:list", "offers:list"])
def test_files_hold_the_shop_s_own_rows_alone(page, kind, scene, other_shop, owner, signed_in):
    theirs = make_scene(other_shop)
    found = next(each for each in PAGES if each.name == page)
    answer = signed_in(owner).get(url_of(found, scene), {"format": kind, "tab": "all"})
    content = b"".join(answer.streaming_content)

    own = {"orders:list": scene.waiting_order, "offers:list": scene.product.product_sku}[page]
    other = {"orders:list": theirs.waiting_order, "offers:list": theirs.product.product_sku}[page]
    text = content.decode() if kind == "csv" else unpacked(content)
    assert own in text
    assert other not in text


def test_the_operator_has_no_desk_in_a_shop(scene, operator, signed_in):
    for page in PAGES:
        assert call(signed_in(operator), page, scene, "get").status_code == 404


@pytest.mark.parametrize("role", Role)
def test_a_seller_does_not_get_into_the_admin(shop, signed_in, role):
    client = signed_in(make_member(shop, role))

    for path in ("/admin/", "/admin/orders/order/", "/admin/accounts/user/", "/admin/shops/apikey/add/"):
        answer = client.get(path)
        assert (answer.status_code, answer["Location"].split("?")[0]) == (302, "/admin/login/")


def test_support_has_no_order_page_and_no_order_operation(scene, cast, signed_in, caller_of):
    """R120."""
    client, caller = signed_in(cast[Role.SUPPORT]), caller_of(cast[Role.SUPPORT])

    assert client.get(f"/shop/{scene.shop.pk}/orders/{scene.waiting_order}/").status_code == 403
    assert client.get(f"/shop/{scene.shop.pk}/orders/").status_code == 403
    assert client.get(f"/shop/{scene.shop.pk}/deadlines/{scene.deadline}/why").status_code == 403
    assert scene.waiting_order not in client.get(f"/shop/{scene.shop.pk}/").content.decode()
    assert caller.get("/api/orders").status_code == 403
    assert {each["kind"] for each in caller.get("/api/x/deadlines").json()["data"]} == {"customer_reply"}


def roles_without(page: Page) -> set[str]:
    """The roles that may not see the page; a deadline's reason asks the right of its kind besides."""
    needed = {page.view.permission, *({Right.ORDER_READ} if page.name == "deadlines:why" else ())}
    return {role for role in Role if not needed <= ROLE_RIGHTS[role]}


def call(client: Client, page: Page, scene: Scene, method: str, **options: Any) -> Any:
    """The page asked for, or a post to it that would do something."""
    post = TRIALS[page.name].post
    return send(client, method, url_of(page, scene), post(scene) if post else {}, **options)


def send(client: Client, method: str, url: str, body: dict[str, Any], **options: Any) -> Any:
    return client.get(url, **options) if method == "get" else client.post(url, body, **options)


def unpacked(content: bytes) -> str:
    """All text of a spreadsheet."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return "".join(archive.read(name).decode() for name in archive.namelist())


@contextmanager
def nothing_written() -> Iterator[None]:
    """Every row of the project is afterwards what it was before."""
    before = all_rows()
    yield
    assert all_rows() == before


@contextmanager
def undone() -> Iterator[None]:
    """What is done inside leaves no trace."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)
