"""The demo's catalogue around its products: the trees, attributes with their lists, and what the sheets say."""

from dataclasses import dataclass, field
from typing import Any

from offers.choices import AttributeType, RequirementLevel
from offers.defaults import install_defaults
from offers.demo_pictures import pictures_of
from offers.models import Attribute, AttributeUse, Category, MerchandiseNode, Product, ValueList, ValueListItem
from offers.services.catalogue import UsedAttribute, attributes_for
from offers.services.missing import refresh_due, refresh_missing

TEXT, NUMBER, MEASURE, YES = (
    AttributeType.TEXT,
    AttributeType.INTEGER,
    AttributeType.MEASUREMENT,
    AttributeType.BOOLEAN,
)
LIST, SEVERAL, LONG, LINK, DATE = (
    AttributeType.LIST,
    AttributeType.LIST_MULTIPLE_VALUES,
    AttributeType.LONG_TEXT,
    AttributeType.LINK,
    AttributeType.DATE,
)
REQUIRED, RECOMMENDED, OPTIONAL = RequirementLevel.REQUIRED, RequirementLevel.RECOMMENDED, RequirementLevel.OPTIONAL

# Code, parent, then the name in English, Spanish, Portuguese and German.
MERCHANDISE = [
    ("D-HOUSE", None, "House and garden", "Casa y jardín", "Casa e jardim", "Haus und Garten"),
    ("F-LIGHT", "D-HOUSE", "Light", "Iluminación", "Iluminação", "Licht"),
    ("S-INDOOR", "F-LIGHT", "Indoor lamps", "Lámparas de interior", "Luminárias de interior", "Innenleuchten"),
    ("S-OUTDOOR", "F-LIGHT", "Outdoor lamps", "Lámparas de exterior", "Luminárias de exterior", "Außenleuchten"),
    ("F-LIVING", "D-HOUSE", "Living", "Vivir", "Viver", "Wohnen"),
    ("S-TABLE", "F-LIVING", "Table and kitchen", "Mesa y cocina", "Mesa e cozinha", "Tisch und Küche"),
    ("F-GARDEN", "D-HOUSE", "Garden", "Jardín", "Jardim", "Garten"),
    ("S-BEDS", "F-GARDEN", "Beds and tools", "Bancales y útiles", "Canteiros e utensílios", "Beete und Geräte"),
    ("D-WORK", None, "Workshop", "Taller", "Oficina", "Werkstatt"),
    ("F-HAND", "D-WORK", "Hand tools", "Herramienta manual", "Ferramenta manual", "Handwerkzeug"),
    ("S-WOOD", "F-HAND", "Woodwork", "Carpintería", "Carpintaria", "Holzbearbeitung"),
    ("D-LEISURE", None, "Leisure", "Ocio", "Lazer", "Freizeit"),
    ("F-WATER", "D-LEISURE", "On the water", "En el agua", "Na água", "Auf dem Wasser"),
    ("S-BOATS", "F-WATER", "Boats and gear", "Barcos y equipo", "Barcos e equipamento", "Boote und Ausrüstung"),
    ("F-SOUND", "D-LEISURE", "Sound and power", "Sonido y energía", "Som e energia", "Ton und Strom"),
    ("S-DEVICES", "F-SOUND", "Devices", "Aparatos", "Aparelhos", "Geräte"),
]
CATEGORIES = [
    ("HOME", None, "F-LIVING", "Home", "Hogar", "Casa", "Wohnen"),
    ("LIGHTING", "HOME", "S-INDOOR", "Lighting", "Iluminación", "Iluminação", "Beleuchtung"),
    ("OUTDOOR-LIGHTING", "LIGHTING", "S-OUTDOOR", "Outdoor lighting", "Exterior", "Exterior", "Außenleuchten"),
    ("KITCHEN", "HOME", "S-TABLE", "Kitchen and table", "Cocina y mesa", "Cozinha e mesa", "Küche und Tisch"),
    ("GARDEN", "HOME", "S-BEDS", "Garden", "Jardín", "Jardim", "Garten"),
    ("TOOLS", None, "S-WOOD", "Tools", "Herramientas", "Ferramentas", "Werkzeug"),
    ("SPORTS", None, "S-BOATS", "Sports and leisure", "Deporte y ocio", "Esporte e lazer", "Sport und Freizeit"),
    ("ELECTRONICS", None, "S-DEVICES", "Electronics", "Electrónica", "Eletrônicos", "Elektronik"),
]
LISTS: dict[str, list[tuple[str, str, str, str, str]]] = {
    "colours": [
        ("BRASS", "Brass", "Latón", "Latão", "Messing"),
        ("WHITE", "White", "Blanco", "Branco", "Weiß"),
        ("BLACK", "Black", "Negro", "Preto", "Schwarz"),
        ("BLUE", "Blue", "Azul", "Azul", "Blau"),
        ("NATURAL", "Natural", "Natural", "Natural", "Natur"),
    ],
    "materials": [
        ("METAL", "Metal", "Metal", "Metal", "Metall"),
        ("WOOD", "Wood", "Madera", "Madeira", "Holz"),
        ("LINEN", "Linen", "Lino", "Linho", "Leinen"),
        ("CERAMIC", "Ceramic", "Cerámica", "Cerâmica", "Keramik"),
        ("PLASTIC", "Plastic", "Plástico", "Plástico", "Kunststoff"),
    ],
    "countries": [
        ("ES", "Spain", "España", "Espanha", "Spanien"),
        ("PT", "Portugal", "Portugal", "Portugal", "Portugal"),
        ("DE", "Germany", "Alemania", "Alemanha", "Deutschland"),
        ("BR", "Brazil", "Brasil", "Brasil", "Brasilien"),
    ],
    "sockets": [("E27", "E27", "", "", ""), ("E14", "E14", "", "", ""), ("GU10", "GU10", "", "", "")],
    "energy": [(letter, letter, "", "", "") for letter in "ABCDEFG"],
    "rooms": [
        ("LIVING", "Living room", "Salón", "Sala", "Wohnzimmer"),
        ("KITCHEN", "Kitchen", "Cocina", "Cozinha", "Küche"),
        ("BEDROOM", "Bedroom", "Dormitorio", "Quarto", "Schlafzimmer"),
    ],
    "sizes": [("S", "S", "", "", ""), ("M", "M", "", "", ""), ("L", "L", "", "", "")],
}


@dataclass(frozen=True)
class Described:
    """An attribute with its use, and what the demo's sheets say there."""

    code: str
    type: AttributeType
    level: RequirementLevel
    names: tuple[str, str, str, str]
    sample: Any
    category: str = ""
    options: dict[str, Any] = field(default_factory=dict)


ATTRIBUTES = [
    Described("colour", LIST, RECOMMENDED, ("Colour", "Color", "Cor", "Farbe"), "BRASS", "", {"list": "colours"}),
    Described(
        *("material", SEVERAL, RECOMMENDED, ("Material", "Material", "Material", "Material"), ["METAL", "LINEN"]),
        options={"list": "materials"},
    ),
    Described("width", MEASURE, RECOMMENDED, ("Width", "Ancho", "Largura", "Breite"), "40", options={"unit": "cm"}),
    Described("height", MEASURE, RECOMMENDED, ("Height", "Alto", "Altura", "Höhe"), "35.5", options={"unit": "cm"}),
    Described("depth", MEASURE, OPTIONAL, ("Depth", "Fondo", "Profundidade", "Tiefe"), "40", options={"unit": "cm"}),
    Described("weight", MEASURE, OPTIONAL, ("Weight", "Peso", "Peso", "Gewicht"), "1.8", options={"unit": "kg"}),
    Described(
        *("origin", LIST, OPTIONAL, ("Country of origin", "País de origen", "País de origem", "Herkunftsland"), "ES"),
        options={"list": "countries"},
    ),
    Described("model", TEXT, OPTIONAL, ("Model", "Modelo", "Modelo", "Modell"), "D-40"),
    Described(
        "warranty",
        NUMBER,
        REQUIRED,
        ("Warranty (months)", "Garantía (meses)", "Garantia (meses)", "Garantie (Monate)"),
        36,
    ),
    Described("care", LONG, OPTIONAL, ("Care", "Cuidado", "Cuidados", "Pflege"), "Dry cloth. No solvents."),
    Described(
        "released", DATE, OPTIONAL, ("On the market since", "En venta desde", "À venda desde", "Seit"), "2025-03-01"
    ),
    Described(
        "manual", LINK, OPTIONAL, ("Manual", "Manual", "Manual", "Anleitung"), "https://pictures.example/manual.pdf"
    ),
    Described("recyclable", YES, OPTIONAL, ("Recyclable", "Reciclable", "Reciclável", "Recycelbar"), True),
    Described("pieces", NUMBER, OPTIONAL, ("Pieces in the box", "Piezas", "Peças", "Teile"), 1),
    Described("handmade", YES, OPTIONAL, ("Made by hand", "Hecho a mano", "Feito à mão", "Handarbeit"), True),
    Described(
        *("socket", LIST, REQUIRED, ("Socket", "Casquillo", "Soquete", "Fassung"), "E27", "LIGHTING"),
        options={"list": "sockets"},
    ),
    Described(
        *("energy", LIST, REQUIRED, ("Energy class", "Clase energética", "Classe energética", "Energieklasse"), "A"),
        *("LIGHTING", {"list": "energy"}),
    ),
    Described(
        "bulb", YES, RECOMMENDED, ("With bulb", "Con bombilla", "Com lâmpada", "Mit Leuchtmittel"), False, "LIGHTING"
    ),
    Described(
        "watts",
        NUMBER,
        OPTIONAL,
        ("Watts at most", "Vatios máximos", "Watts máximos", "Watt höchstens"),
        60,
        "LIGHTING",
    ),
    Described("dimmable", YES, OPTIONAL, ("Dimmable", "Regulable", "Dimerizável", "Dimmbar"), True, "LIGHTING"),
    Described(
        "kelvin",
        NUMBER,
        OPTIONAL,
        ("Colour of light, K", "Tono de luz, K", "Cor da luz, K", "Lichtfarbe, K"),
        2700,
        "LIGHTING",
    ),
    Described(
        *("room", SEVERAL, RECOMMENDED, ("Rooms", "Estancias", "Ambientes", "Räume"), ["LIVING", "BEDROOM"], "HOME"),
        options={"list": "rooms"},
    ),
    Described(
        "dishwasher", YES, REQUIRED, ("Dishwasher-safe", "Lavavajillas", "Lava-louças", "Spülmaschine"), True, "KITCHEN"
    ),
    Described(
        "weatherproof",
        YES,
        REQUIRED,
        ("Weatherproof", "Para intemperie", "À prova de tempo", "Wetterfest"),
        True,
        "GARDEN",
    ),
    Described("blade", MEASURE, RECOMMENDED, ("Blade", "Hoja", "Lâmina", "Klinge"), "18", "TOOLS", {"unit": "mm"}),
    Described("handle", TEXT, REQUIRED, ("Handle", "Mango", "Cabo", "Griff"), "Ash", "TOOLS"),
    Described("steel", TEXT, OPTIONAL, ("Steel", "Acero", "Aço", "Stahl"), "O1", "TOOLS"),
    Described(
        *("size", LIST, RECOMMENDED, ("Size", "Talla", "Tamanho", "Größe"), "M", "SPORTS"),
        options={"list": "sizes", "is_variant": True},
    ),
    Described("load", MEASURE, REQUIRED, ("Load", "Carga", "Carga", "Tragkraft"), "120", "SPORTS", {"unit": "kg"}),
    Described("seats", NUMBER, OPTIONAL, ("Seats", "Plazas", "Lugares", "Plätze"), 2, "SPORTS"),
    Described(
        "voltage", NUMBER, REQUIRED, ("Voltage, V", "Tensión, V", "Tensão, V", "Spannung, V"), 127, "ELECTRONICS"
    ),
    Described(
        "power", MEASURE, RECOMMENDED, ("Power", "Potencia", "Potência", "Leistung"), "65", "ELECTRONICS", {"unit": "W"}
    ),
    Described("battery", YES, OPTIONAL, ("Battery", "Batería", "Bateria", "Akku"), True, "ELECTRONICS"),
]
_SAYS_LITTLE = (5, 6)  # places in a shop's range
_WORDS = "{title} · {brand}. Made to last, packed to arrive whole."


def load_trees() -> dict[str, Category]:
    """Both trees, lists of values, attributes with their uses; the categories by code."""
    install_defaults()
    nodes: dict[str, MerchandiseNode] = {}
    for code, parent, label, *names in MERCHANDISE:
        own: dict[str, Any] = {"label": label, "translations": _named(names), "parent": nodes.get(parent or "")}
        nodes[code], _made = MerchandiseNode.objects.get_or_create(code=code, defaults=own)
    categories: dict[str, Category] = {}
    for code, parent, node, label, *names in CATEGORIES:
        own = {
            "label": label,
            "translations": _named(names),
            "parent": categories.get(parent or ""),
            "merchandise": nodes[node],
        }
        categories[code], _made = Category.objects.get_or_create(code=code, defaults=own)
    _load_attributes(categories, _load_lists())
    return categories


def describe_products() -> None:
    """What the demo's sheets say: the first two of each shop everything, two of them too little."""
    used: dict[int, list[UsedAttribute]] = {}
    samples = {each.code: each.sample for each in ATTRIBUTES}
    for product in Product.objects.select_related("owner").filter(product_sku__startswith="TRS-", attributes={}):
        mine = used.setdefault(product.category_id, attributes_for(product.category_id))
        place = int(product.product_sku[-2:])
        levels = {OPTIONAL} if place in _SAYS_LITTLE else {REQUIRED, RECOMMENDED}
        levels |= {OPTIONAL} if place <= 2 else set()
        product.attributes = {
            each.code: samples[each.code] for each in mine if each.requirement_level in levels and each.code in samples
        }
        product.media_urls = pictures_of(product.owner.code if product.owner else "", place)
        if product.media_urls:
            product.description = _WORDS.format(title=product.title, brand=product.brand)
        product.save(update_fields=["attributes", "description", "media_urls"])
    refresh_missing()
    while refresh_due():
        pass


def _load_lists() -> dict[str, ValueList]:
    found: dict[str, ValueList] = {}
    for code, items in LISTS.items():
        found[code], made = ValueList.objects.get_or_create(code=code, defaults={"label": code.title()})
        if made:
            ValueListItem.objects.bulk_create(
                ValueListItem(
                    value_list=found[code], code=each, label=label, translations=_named(names), position=position
                )
                for position, (each, label, *names) in enumerate(items)
            )
    return found


def _load_attributes(categories: dict[str, Category], lists: dict[str, ValueList]) -> None:
    for position, each in enumerate(ATTRIBUTES, start=10):
        options = dict(each.options)
        listed = lists.get(options.pop("list", ""))
        own = {"label": each.names[0], "translations": _named(each.names[1:]), "type": each.type, "value_list": listed}
        attribute, _made = Attribute.objects.get_or_create(code=each.code, defaults={**own, **options})
        use = {"requirement_level": each.level, "position": position}
        AttributeUse.objects.get_or_create(attribute=attribute, category=categories.get(each.category), defaults=use)


def _named(names: Any) -> dict[str, str]:
    return {language: name for language, name in zip(("es", "pt", "de"), names, strict=True) if name}
