"""Addresses of informative images are judged by how they look."""

import pytest

from offers.demo_listing import TEXTS
from offers.demo_pictures import drawing
from offers.listing.pictures import picture_faults


@pytest.mark.parametrize(
    "url",
    [
        "https://pictures.example/a.jpg",
        "http://pictures.example/delivery/times.PNG",
        "https://pictures.example/a.webp?width=400&v=2",
        "https://pictures.example/a.avif#top",
        "https://pictures.example/a.jpeg",
        "https://pictures.example/a.gif",
    ],
)
def test_addresses_of_pictures_are_taken(url):
    """R013."""
    assert picture_faults([url]) == []


@pytest.mark.parametrize(
    ("url", "message"),
    [
        ("ftp://pictures.example/a.jpg", "The address must begin with https:// or http://."),
        ("javascript:alert(1)//a.jpg", "The address must begin with https:// or http://."),
        ("data:image/png;base64,AAAA", "The address must begin with https:// or http://."),
        ("/a.jpg", "The address must begin with https:// or http://."),
        ("https://pictures.example/a b.jpg", "The address must begin with https:// or http://."),
        ("https:///a.jpg", "The address must begin with https:// or http://."),
        ("https://[pictures/a.jpg", "This is no address of a picture."),
        ("https://me:secret@pictures.example/a.jpg", "This is no address of a picture."),
        ("https://localhost/a.jpg", "This is no address of a picture."),
        (
            "https://pictures.example/page.html",
            "This is no picture: the address must end in jpg, jpeg, png, webp, gif, avif.",
        ),
        (
            "https://pictures.example/page?file=a.jpg",
            "This is no picture: the address must end in jpg, jpeg, png, webp, gif, avif.",
        ),
        ("https://pictures.example/" + "a" * 500 + ".jpg", "The address has at most 500 characters."),
    ],
)
def test_what_is_no_picture_of_the_web_is_refused(url, message):
    """R013."""
    assert [(fault.field, fault.message) for fault in picture_faults([url])] == [
        ("image_urls[0]", f"{url[:120]}: {message}")
    ]


def test_of_two_addresses_the_wrong_one_is_named():
    """R013."""
    faults = picture_faults(["https://pictures.example/a.png", "https://pictures.example/b.html"])

    assert [(fault.field, fault.message) for fault in faults] == [
        (
            "image_urls[1]",
            "https://pictures.example/b.html: "
            "This is no picture: the address must end in jpg, jpeg, png, webp, gif, avif.",
        )
    ]


def test_the_images_of_the_demo_are_taken_as_sellers_send_them_back():
    """R013: the demo's listings can be saved."""
    images = [drawing(name) for texts in TEXTS.values() for name in texts.images]

    assert len(images) == 2
    assert picture_faults(images) == []


def test_a_third_image_is_refused():
    """R013."""
    faults = picture_faults([f"https://pictures.example/{number}.png" for number in range(3)])

    assert [(fault.code, fault.field) for fault in faults] == [("TOO_MANY_IMAGES", "image_urls")]
