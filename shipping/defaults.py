"""What a new marketplace starts with: a method, zones and carriers. The operator changes them in admin."""

from shipping.models import Carrier, ShippingMethod, ShippingZone

_ZONES = (
    ("BR", "Brasil", "BR"),
    ("DE", "Deutschland", "DE"),
    ("ES", "España", "ES"),
    ("FR", "France", "FR"),
    ("IT", "Italia", "IT"),
    ("PT", "Portugal", "PT"),
)

_CARRIERS = (
    ("BRT", "BRT", "https://vas.brt.it/vas/sped_det_show.hsm?Nspediz={trackingId}"),
    ("CHRONOPOST", "Chronopost", "https://www.chronopost.fr/tracking-no-cms/suivi-page?listeNumerosLT={trackingId}"),
    ("COLISSIMO", "Colissimo", "https://www.laposte.fr/outils/suivre-vos-envois?code={trackingId}"),
    (
        "CORREOS",
        "Correos",
        "https://www.correos.es/es/es/herramientas/localizador/envios/detalle?tracking-number={trackingId}",
    ),
    ("CORREOS_EXPRESS", "Correos Express", "https://s.correosexpress.com/c?n={trackingId}"),
    ("CORREIOS", "Correios", "https://rastreamento.correios.com.br/app/index.php?objetos={trackingId}"),
    ("CTT", "CTT", "https://appserver.ctt.pt/CustomerArea/PublicArea_Detail?ObjectCodeInput={trackingId}"),
    ("CTT_EXPRESS", "CTT Express", "https://www.cttexpress.com/localizador-de-envios/?sc={trackingId}"),
    (
        "DEUTSCHE_POST",
        "Deutsche Post",
        "https://www.deutschepost.de/de/s/sendungsverfolgung.html?piececode={trackingId}",
    ),
    ("DHL", "DHL Express", "https://www.dhl.com/global-en/home/tracking.html?tracking-id={trackingId}"),
    (
        "DHL_PAKET",
        "DHL Paket",
        "https://www.dhl.de/de/privatkunden/pakete-empfangen/verfolgen.html?piececode={trackingId}",
    ),
    ("DPD", "DPD", "https://tracking.dpd.de/status/en_US/parcel/{trackingId}"),
    ("FEDEX", "FedEx", "https://www.fedex.com/fedextrack/?trknbr={trackingId}"),
    ("GLS", "GLS", "https://gls-group.com/EU/en/parcel-tracking/?match={trackingId}"),
    ("GLS_ES", "GLS España", "https://gls-group.com/ES/es/seguimiento-envios/?match={trackingId}"),
    ("HERMES", "Hermes", "https://www.myhermes.de/empfangen/sendungsverfolgung/sendungsinformation/#{trackingId}"),
    ("JADLOG", "Jadlog", "https://www.jadlog.com.br/siteInstitucional/tracking.jad?cte={trackingId}"),
    ("LOGGI", "Loggi", "https://www.loggi.com/rastreador/{trackingId}"),
    ("MONDIAL_RELAY", "Mondial Relay", "https://www.mondialrelay.fr/suivi-de-colis?numeroExpedition={trackingId}"),
    (
        "MRW",
        "MRW",
        "https://www.mrw.es/seguimiento_envios/MRW_resultados_consultas.asp?modo=nacional&envio={trackingId}",
    ),
    ("POSTE_ITALIANE", "Poste Italiane", "https://www.poste.it/cerca/index.html#/risultati-spedizioni/{trackingId}"),
    ("SEUR", "SEUR", "https://www.seur.com/livetracking/?segOnlineIdentificador={trackingId}"),
    ("UPS", "UPS", "https://www.ups.com/track?tracknum={trackingId}"),
)


def install_defaults() -> int:
    """Add what is missing, by code, and return how many rows that were; what the operator has changed stays."""
    return _install_methods() + _install_zones() + _install_carriers()


def _install_methods() -> int:
    _method, created = ShippingMethod.objects.get_or_create(
        code="STD",
        defaults={"label": "Standard", "standard_code": "STANDARD", "transit_min_days": 1, "transit_max_days": 3},
    )
    return int(created)


def _install_zones() -> int:
    known = set(ShippingZone.objects.values_list("code", flat=True))
    missing = [
        ShippingZone(code=code, label=label, countries=[country])
        for code, label, country in _ZONES
        if code not in known
    ]
    return len(ShippingZone.objects.bulk_create(missing))


def _install_carriers() -> int:
    known = set(Carrier.objects.values_list("code", flat=True))
    missing = [
        Carrier(code=code, label=label, standard_code=code, tracking_url=url)
        for code, label, url in _CARRIERS
        if code not in known
    ]
    return len(Carrier.objects.bulk_create(missing))
