"""The attributes that every marketplace starts with: one for each field of a sheet, called as readers call them."""

from offers.choices import AttributeRole, AttributeType, RequirementLevel

# Code, role, type, how much it is needed, label, and the label in Spanish, Portuguese and German.
ATTRIBUTES = [
    (
        *("category", AttributeRole.CATEGORY, AttributeType.TEXT, RequirementLevel.REQUIRED),
        *("Category", "Categoría", "Categoria", "Kategorie"),
    ),
    (
        *("shop_sku", AttributeRole.SHOP_SKU, AttributeType.TEXT, RequirementLevel.REQUIRED),
        *("Seller's product number", "Número del vendedor", "Número do vendedor", "Artikelnummer des Händlers"),
    ),
    (
        *("title", AttributeRole.TITLE, AttributeType.TEXT, RequirementLevel.REQUIRED),
        *("Title", "Título", "Título", "Titel"),
    ),
    (
        *("brand", AttributeRole.BRAND, AttributeType.TEXT, RequirementLevel.RECOMMENDED),
        *("Brand", "Marca", "Marca", "Marke"),
    ),
    (
        *("description", AttributeRole.DESCRIPTION, AttributeType.LONG_TEXT, RequirementLevel.REQUIRED),
        *("Description", "Descripción", "Descrição", "Beschreibung"),
    ),
    (
        *("ean", AttributeRole.EAN, AttributeType.TEXT, RequirementLevel.RECOMMENDED),
        *("EAN", "EAN", "EAN", "EAN"),
    ),
    (
        *("main_image", AttributeRole.MAIN_IMAGE, AttributeType.MEDIA, RequirementLevel.REQUIRED),
        *("Main picture", "Imagen principal", "Imagem principal", "Hauptbild"),
    ),
]
