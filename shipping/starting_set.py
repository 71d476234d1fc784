"""The zones, carriers and classes that a new marketplace starts with, as plain rows.

Shapes of numbers stand only where the carrier's numbers are known well: a right number that is warned about costs more
than a wrong one that is not. Where carriers deliver on Saturdays as a rule, they are said to.
"""

from dataclasses import dataclass

from shipping.numbers import S10

WORKING_DAYS = (1, 2, 3, 4, 5)
WITH_SATURDAY = (1, 2, 3, 4, 5, 6)

ZONES = (
    ("BR", "Brasil", "BR"),
    ("DE", "Deutschland", "DE"),
    ("ES", "España", "ES"),
    ("FR", "France", "FR"),
    ("IT", "Italia", "IT"),
    ("PT", "Portugal", "PT"),
)

# The first is that of offers that name none.
CLASSES = (
    ("S", "Small parcel", "Fits a parcel shop: up to about 5 kg and 60 cm."),
    ("M", "Parcel", "One person carries it: up to about 20 kg and 120 cm."),
    ("L", "Bulky", "Over 20 kg or 120 cm: two people, or an appointment."),
    ("XL", "Pallet", "By haulier, to the kerb."),
)


@dataclass(frozen=True)
class StartingCarrier:
    """A carrier with its tracking page, where its customers send from (none: everywhere), and how its numbers look."""

    code: str
    label: str
    tracking_url: str
    countries: tuple[str, ...] = ()
    service_days: tuple[int, ...] = WORKING_DAYS
    number_shapes: tuple[str, ...] = ()


CARRIERS = (
    StartingCarrier("BRT", "BRT", "https://vas.brt.it/vas/sped_det_show.hsm?Nspediz={trackingId}", ("IT",)),
    StartingCarrier(
        "CHRONOPOST",
        "Chronopost",
        "https://www.chronopost.fr/tracking-no-cms/suivi-page?listeNumerosLT={trackingId}",
        ("FR",),
        WITH_SATURDAY,
    ),
    StartingCarrier(
        "COLISSIMO",
        "Colissimo",
        "https://www.laposte.fr/outils/suivre-vos-envois?code={trackingId}",
        ("FR",),
        WITH_SATURDAY,
        ("#*###########", S10, "*" * 15),
    ),
    StartingCarrier(
        "CORREOS",
        "Correos",
        "https://www.correos.es/es/es/herramientas/localizador/envios/detalle?tracking-number={trackingId}",
        ("ES",),
        WORKING_DAYS,
        (S10, "@@" + "*" * 21),
    ),
    StartingCarrier(
        "CORREOS_EXPRESS", "Correos Express", "https://s.correosexpress.com/c?n={trackingId}", ("ES", "PT")
    ),
    StartingCarrier(
        "CORREIOS",
        "Correios",
        "https://rastreamento.correios.com.br/app/index.php?objetos={trackingId}",
        ("BR",),
        WORKING_DAYS,
        (S10,),
    ),
    StartingCarrier(
        "CTT",
        "CTT",
        "https://appserver.ctt.pt/CustomerArea/PublicArea_Detail?ObjectCodeInput={trackingId}",
        ("PT",),
        WORKING_DAYS,
        (S10,),
    ),
    StartingCarrier(
        "CTT_EXPRESS", "CTT Express", "https://www.cttexpress.com/localizador-de-envios/?sc={trackingId}", ("ES", "PT")
    ),
    StartingCarrier(
        "DEUTSCHE_POST",
        "Deutsche Post",
        "https://www.deutschepost.de/de/s/sendungsverfolgung.html?piececode={trackingId}",
        ("DE",),
        WITH_SATURDAY,
    ),
    StartingCarrier(
        "DHL",
        "DHL Express",
        "https://www.dhl.com/global-en/home/tracking.html?tracking-id={trackingId}",
        (),
        WORKING_DAYS,
        (
            *("#" * 10, "#" * 14, "JD" + "#" * 18, "GM" + "#" * 16, "GM" + "#" * 18),
            *("JJD" + "*" * length for length in range(9, 19)),
        ),
    ),
    StartingCarrier(
        "DHL_PAKET",
        "DHL Paket",
        "https://www.dhl.de/de/privatkunden/pakete-empfangen/verfolgen.html?piececode={trackingId}",
        ("DE",),
        WITH_SATURDAY,
        ("#" * 12, "#" * 16, "#" * 20, S10, *("JJD" + "*" * length for length in range(9, 19))),
    ),
    StartingCarrier(
        "DPD",
        "DPD",
        "https://tracking.dpd.de/status/en_US/parcel/{trackingId}",
        ("DE", "FR", "PT"),
        WORKING_DAYS,
        ("#" * 10, "#" * 11, "#" * 12, "#" * 13 + "*", "#" * 14 + "*", "#" * 27 + "*"),
    ),
    StartingCarrier(
        "FEDEX",
        "FedEx",
        "https://www.fedex.com/fedextrack/?trknbr={trackingId}",
        (),
        WORKING_DAYS,
        tuple("#" * length for length in (12, 14, 15, 18, 20, 22, 32, 34)),
    ),
    StartingCarrier(
        "GLS",
        "GLS",
        "https://gls-group.com/EU/en/parcel-tracking/?match={trackingId}",
        ("DE", "FR", "IT", "PT"),
        WORKING_DAYS,
        ("*" * 8, *("#" * length for length in (10, 11, 12, 14, 18, 20))),
    ),
    StartingCarrier(
        "GLS_ES", "GLS España", "https://gls-group.com/ES/es/seguimiento-envios/?match={trackingId}", ("ES",)
    ),
    StartingCarrier(
        "HERMES",
        "Hermes",
        "https://www.myhermes.de/empfangen/sendungsverfolgung/sendungsinformation/#{trackingId}",
        ("DE",),
        WITH_SATURDAY,
    ),
    StartingCarrier(
        "JADLOG", "Jadlog", "https://www.jadlog.com.br/siteInstitucional/tracking.jad?cte={trackingId}", ("BR",)
    ),
    StartingCarrier("LOGGI", "Loggi", "https://www.loggi.com/rastreador/{trackingId}", ("BR",)),
    StartingCarrier(
        "MONDIAL_RELAY",
        "Mondial Relay",
        "https://www.mondialrelay.fr/suivi-de-colis?numeroExpedition={trackingId}",
        ("ES", "FR", "PT"),
    ),
    StartingCarrier(
        "MRW",
        "MRW",
        "https://www.mrw.es/seguimiento_envios/MRW_resultados_consultas.asp?modo=nacional&envio={trackingId}",
        ("ES", "PT"),
    ),
    StartingCarrier(
        "POSTE_ITALIANE",
        "Poste Italiane",
        "https://www.poste.it/cerca/index.html#/risultati-spedizioni/{trackingId}",
        ("IT",),
    ),
    StartingCarrier(
        "SEUR", "SEUR", "https://www.seur.com/livetracking/?segOnlineIdentificador={trackingId}", ("ES", "PT")
    ),
    StartingCarrier(
        "UPS",
        "UPS",
        "https://www.ups.com/track?tracknum={trackingId}",
        (),
        WORKING_DAYS,
        ("1Z" + "*" * 16, "@" + "#" * 10, *("#" * length for length in (9, 10, 11, 12, 18, 22, 26))),
    ),
)
