"""The list machinery, on a list of API keys."""

import csv
import io
import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from marketplace.shops.models import ApiKey
from marketplace.tenancy import all_shops
from tests.factories.shops import NOON

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.portal.keys")]


@pytest.fixture
def keys(shop, owner, stranger):
    """Seven keys of the shop, two of them never used, two made in the same moment; and one of another shop."""
    with all_shops("a test makes its rows"):
        for number in range(7):
            ApiKey.objects.create(
                shop=shop,
                user=owner.user,
                label=f"key {number}",
                prefix="aa" if number % 2 else "bb",
                key_hash=f"hash {number}",
                created_at=NOON + timedelta(days=number // 2),
                last_used_at=None if number in {2, 5} else NOON + timedelta(hours=number),
            )
        ApiKey.objects.create(
            shop=stranger.shop, user=stranger.user, label="key of another", prefix="aa", key_hash="x", created_at=NOON
        )


@pytest.fixture
def read(keys, signed_in, shop, owner):
    browser = signed_in(owner)

    def read(query="", **headers):
        url = query if query.startswith("/") else f"/shop/{shop.pk}/keys{query}"
        return browser.get(url, headers=headers).content.decode()

    return read


def labels(html):
    return re.findall(r'<a class="id"[^>]*>key (\d)</a>', html)


def link(html, rel):
    found = re.search(rf'href="([^"]+)" hx-get="[^"]+" hx-swap="[^"]+" rel="{rel}"', html)
    return found.group(1).replace("&amp;", "&") if found else None


def walk(read, start, rel):
    pages, url = [], start
    while url is not None:
        html = read(url)
        pages.append(labels(html))
        url = link(html, rel)
    return pages, html


@pytest.mark.parametrize(
    ("sort", "pages"),
    [
        ("made", [["6", "5", "4"], ["3", "2", "1"], ["0"]]),
        ("-made", [["0", "1", "2"], ["3", "4", "5"], ["6"]]),
        ("label", [["0", "1", "2"], ["3", "4", "5"], ["6"]]),
        ("used", [["0", "1", "3"], ["4", "6", "2"], ["5"]]),
        ("-used", [["6", "4", "3"], ["1", "0", "5"], ["2"]]),
    ],
)
def test_pages_never_overlap_and_lead_back_again(read, sort, pages):
    forwards, last = walk(read, f"?sort={sort}", "next")

    back, _first = walk(read, link(last, "prev"), "prev")

    assert forwards == pages
    assert back == pages[-2::-1]


def test_a_row_that_comes_in_meanwhile_does_not_move_the_next_page(read, shop, owner):
    first = read()
    with all_shops("a test makes its rows"):
        ApiKey.objects.create(
            shop=shop, user=owner.user, label="key 9", prefix="", key_hash="9", created_at=NOON + timedelta(days=30)
        )

    assert labels(read(link(first, "next"))) == ["3", "2", "1"]


@pytest.mark.parametrize("query", ["?after=nonsense", "?sort=label&after=WyJhIl0:1:x", "?sort=drop&size=7&tab=none"])
def test_what_the_url_garbles_is_the_first_page(read, query):
    assert len(labels(read(query))) == 3


def test_a_cursor_of_another_order_is_not_followed(read):
    cursor = re.findall(r"after=([^&]+)", link(read("?sort=made"), "next"))[0]

    assert labels(read(f"?sort=label&after={cursor}")) == ["0", "1", "2"]


def test_tabs_narrow_and_count(read):
    html = read("?tab=unused")

    assert labels(html) == ["5", "2"]
    assert re.findall(r'<span class="n(?: n-late)?">([^<]+)</span></a>', html) == ["7", "5", "2"]
    assert '<span class="n n-late">2</span>' in html


def test_free_text_finds_and_stays_in_its_field(read):
    html = read("?q=key+4")

    assert labels(html) == ["4"]
    assert 'name="q" value="key 4"' in html


def test_a_filter_that_is_set_shows_as_a_chip_that_takes_it_off(read, shop):
    html = read("?prefix=aa&created_after=2026-03-03&sort=label")

    assert labels(html) == ["3", "5"]
    assert "<span>Begins with <b>First</b></span>" in html
    assert "<span>Made <b>from 3 Mar 2026</b></span>" in html
    assert f'href="/shop/{shop.pk}/keys?prefix=aa&amp;sort=label"' in html


def test_a_filter_that_cannot_be_read_finds_nothing_and_says_why(read):
    html = read("?prefix=zz")

    assert labels(html) == []
    assert "Select a valid choice" in html


def test_sorting_by_a_column_turns_around_at_the_second_click(read, shop):
    html = read("?sort=label")

    assert f'aria-sort="ascending"><a href="/shop/{shop.pk}/keys?sort=-label"' in html


def test_chosen_columns_alone_are_shown(read):
    html = read("?cols=used")

    assert re.findall(r"<th[^>]*><a[^>]*>(\w[\w ]*)", html) == ["Label", "Last used"]


def test_htmx_gets_the_fragment_with_its_title(read):
    html = read("?tab=used", **{"HX-Request": "true"})

    assert html.lstrip().startswith("<title>Used · Keys · Casa Norte</title>")
    assert "<html" not in html


def test_a_restored_history_entry_gets_the_whole_page(read):
    assert "<html" in read("", **{"HX-Request": "true", "HX-History-Restore-Request": "true"})


def test_an_empty_list_says_why(signed_in, shop, owner):
    html = signed_in(owner).get(f"/shop/{shop.pk}/keys").content.decode()

    assert "No key yet" in html
    assert "<table" not in html


def test_no_match_offers_to_clear_the_filters(read, shop):
    html = read("?tab=used&q=nothing+like+it")

    assert "Nothing matches these filters" in html
    assert f'href="/shop/{shop.pk}/keys?tab=used">Clear filters' in html


@pytest.mark.django_db(transaction=True)
def test_the_csv_holds_all_matching_rows_in_order_and_no_other_shops(keys, signed_in, shop, owner):
    answer = signed_in(owner).get(f"/shop/{shop.pk}/keys?format=csv&sort=label&tab=used")

    lines = list(csv.reader(io.StringIO(b"".join(answer.streaming_content).decode("utf-8-sig"))))
    assert lines[0] == ["Label", "Made", "Last used"]
    assert [line[0] for line in lines[1:]] == ["key 0", "key 1", "key 3", "key 4", "key 6"]
    assert lines[1][1] == "2026-03-02T12:00:00+00:00"
    assert answer.headers["Content-Disposition"] == 'attachment; filename="keys-casa-norte.csv"'


def test_the_workbook_is_sent_as_a_file(keys, signed_in, shop, owner):
    answer = signed_in(owner).get(f"/shop/{shop.pk}/keys?format=xlsx")

    assert b"".join(answer.streaming_content).startswith(b"PK")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="keys-casa-norte.xlsx"'


def test_a_longer_list_costs_no_more_queries(keys, signed_in, shop, owner):
    browser = signed_in(owner)
    browser.get(f"/shop/{shop.pk}/keys")

    def cost(size):
        with CaptureQueriesContext(
            connection,
        ) as queries:
            browser.get(f"/shop/{shop.pk}/keys?size={size}")
        return len(queries)

    assert cost(3) == cost(25)


def test_no_page_counts_a_whole_table(keys, signed_in, shop, owner):
    browser = signed_in(owner)

    with CaptureQueriesContext(connection) as queries:
        browser.get(f"/shop/{shop.pk}/keys")

    counts = [query["sql"] for query in queries if "COUNT(" in query["sql"]]
    assert len(counts) == 4  # three tabs, and what matches
    assert all("LIMIT 1001" in sql for sql in counts)
