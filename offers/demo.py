"""The demo's catalogue: categories, invented products, and each shop's offers."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

from marketplace.shops.models import Channel, Shop
from offers.demo_catalogue import describe_products, load_trees
from offers.demo_life import load_life
from offers.demo_listing import load as load_listings
from offers.demo_promotions import load_promotions
from offers.models import Category, CommissionRate, Offer, Product
from offers.search import reindex_offers
from shipping.models import LogisticClass

SOLD = 15  # what the demo's own orders take of each well-stocked offer at most

WEIGHTS = (1800, 600, 450, 1200, 5200, 24_000, 900, 700)  # grams, by place in a shop's range
_SOLD_FOR = timedelta(days=60)  # since when, before today: longer than anything that demo_life tells
_BULKY = 6  # the place of what travels in the largest class

# Per shop: category, then title, price, stock. Every shop has several with more than 20 in stock, from which the demo's
# orders take, one running out, one that is gone, and two that happen to be reduced and put aside (demo_life).
RANGE: dict[str, tuple[str, list[tuple[str, str, int]]]] = {
    "alcolea": (
        "LIGHTING",
        [
            ("Lámpara Duna 40, latón", "68.90", 42),
            ("Pantalla de lino 40 cm", "21.90", 85),
            ("Transformador 24 V", "19.80", 31),
            ("Aplique Alhambra", "54.50", 26),
            ("Farol de patio Judería", "112.00", 3),
            ("Lámpara de pie Mezquita", "189.00", 0),
            ("Flexo Patio, negro", "39.90", 14),
            ("Farol de mesa Zahara", "44.00", 9),
        ],
    ),
    "brisamar": (
        "SPORTS",
        [
            ("Remo de carbono Albufera 210", "149.00", 24),
            ("Chaleco salvavidas adulto", "39.95", 60),
            ("Zapatillas de agua Levante", "24.50", 110),
            ("Bolsa estanca 20 l", "18.90", 75),
            ("Tabla de paddle Malvarrosa", "329.00", 2),
            ("Kayak Saler dos plazas", "749.00", 0),
            ("Ancla plegable 1,5 kg", "22.90", 16),
            ("Cabo flotante 10 mm, 15 m", "17.50", 11),
        ],
    ),
    "roblealto": (
        "TOOLS",
        [
            ("Formón de carpintero 18 mm", "17.40", 64),
            ("Juego de gubias Arlanza, 8 piezas", "58.00", 33),
            ("Prensa de banco 125 mm", "74.90", 28),
            ("Serrucho japonés doble filo", "29.90", 47),
            ("Cepillo de madera n.º 4", "88.00", 4),
            ("Banco de trabajo de haya", "312.00", 0),
            ("Escoplo de mortajar 10 mm", "21.80", 13),
            ("Taburete de taller", "54.00", 8),
        ],
    ),
    "azulejo": (
        "HOME",
        [
            ("Painel de azulejos Ria, 6 peças", "46.00", 38),
            ("Base para tachos em cortiça", "9.90", 140),
            ("Jarra de faiança azul", "27.50", 52),
            ("Conjunto de 4 canecas Moliceiro", "32.00", 29),
            ("Travessa pintada à mão", "41.00", 5),
            ("Mesa com tampo de azulejo", "260.00", 0),
            ("Prato raso Moliceiro", "12.90", 18),
            ("Azulejo avulso Caravela", "7.50", 20),
        ],
    ),
    "lusovela": (
        "SPORTS",
        [
            ("Cabo de amarração 12 mm, 20 m", "34.90", 57),
            ("Defensa F3 branca", "42.00", 34),
            ("Bússola de bordo Sado", "96.00", 22),
            ("Luvas de vela meio dedo", "19.90", 90),
            ("Âncora dobrável 3,2 kg", "38.00", 3),
            ("Bote insuflável Tróia 230", "599.00", 0),
            ("Saco estanque 10 l", "16.90", 15),
            ("Colete de vela 70 N", "64.00", 7),
        ],
    ),
    "fichtenhof": (
        "GARDEN",
        [
            ("Gartenschere Habichtswald", "32.90", 71),
            ("Gießkanne verzinkt 10 l", "27.50", 44),
            ("Pflanzkelle mit Eschengriff", "12.90", 120),
            ("Nistkasten Blaumeise", "18.50", 58),
            ("Hochbeet Lärche 120 × 80", "149.00", 4),
            ("Feuerschale Fulda", "129.00", 0),
            ("Laterne Forsthaus", "36.00", 12),
            ("Kissen Gartenbank", "24.90", 17),
        ],
    ),
    "nordlicht": (
        "LIGHTING",
        [
            ("Pendelleuchte Förde 35", "129.00", 27),
            ("Tischleuchte Leuchtturm", "64.90", 49),
            ("LED-Leuchtmittel E27, 3er-Set", "14.90", 200),
            ("Wandleuchte Kai, innen", "45.50", 36),
            ("Stehleuchte Mast", "219.00", 2),
            ("Deckenleuchte Möwe", "98.00", 0),
            ("Klemmleuchte Bootshaus", "34.90", 13),
            ("Netzteil LED 24 V", "19.90", 19),
        ],
    ),
    "ipedourado": (
        "HOME",
        [
            ("Luminária Duna 40, latão", "689.90", 25),
            ("Cúpula de linho 40 cm", "219.90", 48),
            ("Tapete de sisal 150 × 200", "349.00", 30),
            ("Almofada bordada Araucária", "89.90", 95),
            ("Banco de madeira ipê", "459.00", 3),
            ("Aparador Curitiba", "1890.00", 0),
            ("Caneca de barro Serra", "34.90", 18),
            ("Jarra de cerâmica Guará", "89.00", 6),
        ],
    ),
    "mareviva": (
        "ELECTRONICS",
        [
            ("Caixa de som Recife à prova d’água", "249.90", 66),
            ("Fone sem fio Frevo", "179.00", 84),
            ("Carregador turbo 65 W", "129.90", 150),
            ("Ventilador de mesa 40 cm", "199.00", 37),
            ("Liquidificador Capibaribe", "289.00", 5),
            ("Ar portátil 12.000 BTU", "2399.00", 0),
            ("Carregador portátil 10.000 mAh", "149.00", 16),
            ("Fone infantil Baião", "99.00", 12),
        ],
    ),
}


def load(demo: Any) -> None:
    """Make the categories, a commission per channel and the shops' offers."""
    categories = load_trees()
    for channel in Channel.objects.all():
        CommissionRate.objects.get_or_create(channel=channel, category=None, defaults={"rate": Decimal(12)})
        CommissionRate.objects.get_or_create(
            channel=channel, category=categories["ELECTRONICS"], defaults={"rate": Decimal(8)}
        )
    for number, (code, (category, items)) in enumerate(RANGE.items(), start=1):
        shop = Shop.objects.get(code=code)
        offers = [
            _offer(shop, categories[category], number * 100 + index, item, demo.now - _SOLD_FOR)
            for index, item in enumerate(items, start=1)
        ]
        reindex_offers([offer.pk for offer in offers])
        load_life(shop, number, demo.now)
    describe_products()
    load_promotions(demo.now)
    load_listings(demo)


def _offer(shop: Shop, category: Category, number: int, item: tuple[str, str, int], at: Any) -> Offer:
    title, price, stock = item
    product, _made = Product.objects.get_or_create(
        product_sku=f"TRS-{number}",
        defaults={
            "title": title,
            "brand": shop.name,
            "category": category,
            "owner": shop,
            "ean": ean_of(number),
            "created_at": at,
            "updated_at": at,
        },
    )
    offer: Offer = Offer.objects.get_or_create(
        shop=shop,
        shop_sku=f"{shop.code[:3].upper()}-{number}",
        defaults={
            "product": product,
            "price": Decimal(price),
            "currency": shop.currency,
            "quantity": stock + (SOLD if stock > 20 else 0),
            "weight_grams": WEIGHTS[number % 100 - 1],
            "logistic_class": LogisticClass.objects.filter(code="L").first() if number % 100 == _BULKY else None,
            "created_at": at,
            "updated_at": at,
        },
    )[0]
    return offer


def ean_of(number: int) -> str:
    """A valid EAN-13 of the range kept for use inside a house (prefix 20)."""
    digits = f"20{number:010d}"
    weighted = sum(int(digit) * (3 if position % 2 else 1) for position, digit in enumerate(digits))
    return digits + str(-weighted % 10)
