"""The demo's pictures: small drawings that the product serves itself, so that a demo needs no other server."""

from django.conf import settings

# By shop: what its products are drawn as, by place in its range; the one that is sold out has no picture.
_DRAWN = {
    "alcolea": ("lamp", "shade", "adapter", "walllamp", "lantern", "", "lamp", "lantern"),
    "brisamar": ("oar", "vest", "shoe", "bag", "board", "", "anchor", "rope"),
    "roblealto": ("chisel", "gouges", "vise", "saw", "plane", "", "chisel", "stool"),
    "azulejo": ("tile", "coaster", "jug", "mug", "plate", "", "plate", "tile"),
    "lusovela": ("rope", "fender", "compass", "glove", "anchor", "", "bag", "vest"),
    "fichtenhof": ("shears", "can", "trowel", "birdhouse", "bed", "", "lantern", "cushion"),
    "nordlicht": ("pendant", "beacon", "bulb", "walllamp", "mast", "", "walllamp", "adapter"),
    "ipedourado": ("lamp", "shade", "rug", "cushion", "stool", "", "mug", "jug"),
    "mareviva": ("speaker", "phones", "adapter", "fan", "blender", "", "adapter", "phones"),
}


def drawing(name: str) -> str:
    """The address of a drawing, for whoever shows it: storefronts too."""
    return f"{settings.BASE_URL}{settings.STATIC_URL}offers/demo/{name}.svg"


def pictures_of(shop_code: str, place: int) -> list[str]:
    """The pictures of the product at that place of the shop's range, from 1: the whole, and closer."""
    drawn = _DRAWN[shop_code][place - 1]
    return [drawing(f"{drawn}-{number}") for number in (1, 2)] if drawn else []
