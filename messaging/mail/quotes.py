"""What a writer says, told from the history that the mail program repeats below it.

`mail-parser-reply` knows the headers of quotes in many languages. Our own rules add what it misses: Portuguese,
Spanish, lines broken in two, names before the date, phones' separators. Both look at few lines at a time, so that no
text can make them slow.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from mailparser_reply.constants import MAIL_LANGUAGES
from mailparser_reply.parser import EmailMessage

_LINES_LOOKED_AT = 1_000  # nobody writes more above a quote
_LONGEST_HEADER_LINE = 300
_HEADER_LINES = 6
_LONGEST_SIGNATURE = 15
_WROTE = (
    r"wrote|escribió|escribiu|escreveu|va escriure|schrieb|geschrieben|a écrit|ha scritto|schreef|skrev|kirjoitti"
    r"|napisał(?:\(a\)|a)?|napsal(?:\(a\)|a)?|написал(?:\(?а\)?)?|пишет|a scris|yazdı|írta"
)
_OPENERS = r"On|At|El|Em|No dia|Am|Le|Il|In data|Op|Den|Dne|Dnia|W dniu"
# A line that introduces a quote: "El lun, 3 nov 2025 a las 10:00, Ana (<ana@example.com>) escribió:". Looked for one by
# one, because one pattern for all takes seconds on a line made for it.
_OPENER = re.compile(rf"(?:-{{2,}} ?)?(?:{_OPENERS})\b", re.IGNORECASE)
_VERB = re.compile(rf"\b(?:{_WROTE})(?!\w)", re.IGNORECASE)
_VERB_LAST = re.compile(rf"\b(?:{_WROTE})(?:\(a\))? ?(?::|-{{2,}})?$", re.IGNORECASE)
_ADDRESS = re.compile(r"[^\s@]+@[^\s@]+")
_YEAR, _TIME, _DIGIT = re.compile(r"\b\d{4}\b"), re.compile(r"\b\d{1,2}[:.h]\d{2}\b"), re.compile(r"\d")
_ENDED = (":", "--")
_SEPARATOR = re.compile(
    r"[-_ ]{2,}(?:Original (?:Message|Appointment)|Mensaje original|Mensagem original|Ursprüngliche Nachricht"
    r"|Originalnachricht|Message d'origine|Message original|Messaggio originale|Oorspronkelijk bericht"
    r"|Oprindelig (?:meddelelse|besked)|Opprinnelig melding|Originalmeddelande|Ursprungligt meddelande"
    r"|Wiadomość oryginalna|Původní zpráva|Исходное сообщение|Missatge original|Mensaxe orixinal|Reply message)"
    r"[-_ ]{2,}",
    re.IGNORECASE,
)
_FORWARD = re.compile(
    r"[-_ ]{2,}(?:Forwarded message|Mensaje reenviado|Mensagem (?:encaminhada|reencaminhada)|Weitergeleitete Nachricht"
    r"|Message transféré|Messaggio inoltrato|Doorgestuurd bericht|Videresendt meddelelse)[-_ ]{2,}"
    r"|(?:Begin forwarded message|Inicio del mensaje reenviado|Início da mensagem (?:re)?encaminhada"
    r"|Anfang der weitergeleiteten (?:Nachricht|E-Mail)|Début du message (?:transféré|réexpédié)"
    r"|Inizio messaggio inoltrato):",
    re.IGNORECASE,
)
_FROM = r"From|De|Von|Da|Van|Od|Fra|Från|Lähettäjä|От|Remitente|Remetente"
_LABELS = (
    rf"{_FROM}|Sent|Date|To|Cc|Subject|Enviado(?: el| em)?|Fecha|Para|Asunto|Data|Assunto|Gesendet|Datum|An|Betreff"
    r"|Envoyé(?: le)?|À|Objet|Inviato|Oggetto|Verzonden|Aan|Onderwerp|Wysłano|Do|Temat|Sendt|Til|Emne|Skickat|Till|Ämne"
    r"|Отправлено|Дата|Кому|Тема|Reply-To|Responder a|CC|Cco|Bcc|A|Sujet|Copie à"
)
_FROM_LINE = re.compile(rf"\W{{0,4}}(?:{_FROM}) ?:\W{{0,4}}\S", re.IGNORECASE)
_LABEL_LINE = re.compile(rf"\W{{0,4}}(?:{_LABELS}) ?:", re.IGNORECASE)
# What programs draw above a quote.
_RULE = re.compile(r"[-_=]{4,}(?:.{1,40}[-_=]{4,})?|Message du ?:.{1,40}")
_SENT_FROM = re.compile(
    r"(?:Sent from|Get Outlook for|Enviado desde|Enviado (?:do|a partir do) |Obtener Outlook"
    r"|Obter o Outlook|Gesendet (?:von|mit)|Von meinem .{1,40} gesendet|Holen Sie sich Outlook|Outlook für"
    r"|Envoyé (?:de|depuis|à partir)|Obtenez Outlook|Télécharger Outlook|Inviato da|Scarica Outlook|Verzonden vanaf"
    r"|Sendt fra|Skickat från|Wysłane z|Enviat des)\b.{0,80}",
    re.IGNORECASE,
)
_LIBRARY = EmailMessage(text="", languages=[name for name in MAIL_LANGUAGES if name != "david"]).HEADER_REGEX
_MANY_LINES = re.compile(r"\n{3,}")


@dataclass(frozen=True)
class Divider:
    """The lines by which a quote begins; `is_forward` where the quote is what the writer wants to show."""

    start: int
    end: int
    is_forward: bool = False


def split_quoted(text: str) -> tuple[str, str]:
    """The writer's own words, and the history below them; together they hold all of the text."""
    lines = [line.rstrip() for line in text.replace("\xa0", " ").splitlines()]
    divider = find_divider(lines)
    if divider is None:
        said, quoted = _own(lines), [line for line in lines if _is_quoted(line)]
    elif divider.is_forward and not any(lines[: divider.start]):
        said, quoted = lines, []
    else:
        said, quoted = _split_at(lines, divider)
    said, signature = _cut_signature(said)
    return _join(said), _join([*signature, "", *quoted])


def begins_with_forward(text: str) -> bool:
    """Whether a quote is something forwarded: what its sender wants to show."""
    return _FORWARD.fullmatch(_plain(text.strip().partition("\n")[0])) is not None


def find_divider(lines: Sequence[str]) -> Divider | None:
    """Where the first quote with a header begins, with the rule drawn above it."""
    for start, line in enumerate(lines[:_LINES_LOOKED_AT]):
        if line.strip() and (found := _divider_at(lines, start)):
            return replace(found, start=_with_rule(lines, found.start))
    return None


def _divider_at(lines: Sequence[str], start: int) -> Divider | None:
    line = _plain(lines[start])
    if _FORWARD.fullmatch(line):
        return Divider(start, start + 1, is_forward=True)
    if _SEPARATOR.fullmatch(line) or _is_header_block(lines, start):
        return Divider(start, start + 1)
    return _wrote_at(lines, start) or _library_at(lines, start)


def _with_rule(lines: Sequence[str], start: int) -> int:
    above = start
    while above and (not lines[above - 1].strip() or _RULE.fullmatch(_plain(lines[above - 1]))):
        above -= 1
    return above


def _wrote_at(lines: Sequence[str], start: int) -> Divider | None:
    """A line that says who wrote when; mail programs break it into up to four."""
    for end in range(start + 1, min(start + 5, len(lines) + 1)):
        pieces = [_plain(line) for line in lines[start:end]]
        if not pieces[-1] or sum(map(len, pieces)) > _LONGEST_HEADER_LINE:
            return None
        if _introduces(" ".join(pieces)):
            return Divider(start + _begin_of(pieces), end)
    return None


def _begin_of(pieces: Sequence[str]) -> int:
    """On which line it begins: text may stand right above it, and a header begins with an opener or a date."""
    begins = [first for first in range(len(pieces)) if _introduces(" ".join(pieces[first:]))]
    clear = [first for first in begins if _OPENER.match(pieces[first]) or _DIGIT.match(pieces[first])]
    return max(clear or begins)


def _introduces(line: str) -> bool:
    verb, opener, address = _VERB.search(line), _OPENER.match(line), _ADDRESS.search(line)
    bare = _ADDRESS.sub("", line)
    year, time = _YEAR.search(bare), _TIME.search(bare)
    if not line.endswith(_ENDED):
        return bool(opener and year and address and _VERB_LAST.search(line))
    if verb is None:
        return bool(address and year and time)
    if opener or _DIGIT.match(line):
        return bool((year or time) or (address and _DIGIT.search(bare)))
    return bool(address and (year or time))


def _library_at(lines: Sequence[str], start: int) -> Divider | None:
    window = [line[:_LONGEST_HEADER_LINE].strip() for line in lines[start : start + _HEADER_LINES]]
    if not any(mark in line for line in window for mark in (":", "：", "-----")):
        return None
    found = _LIBRARY.match("\n".join(window))
    return Divider(start, start + 1 + found[0].strip().count("\n")) if found and found[0].strip() else None


def _is_header_block(lines: Sequence[str], start: int) -> bool:
    """Outlook's head of a quote: who sent it, and at least two more of when, to whom and about what."""
    if not _FROM_LINE.match(lines[start][:_LONGEST_HEADER_LINE]):
        return False
    following = [line[:_LONGEST_HEADER_LINE] for line in lines[start + 1 : start + 1 + _HEADER_LINES]]
    return sum(_LABEL_LINE.match(line) is not None for line in following) >= 2


def _split_at(lines: list[str], divider: Divider) -> tuple[list[str], list[str]]:
    """All below the header is quoted, unless it is marked line by line: then what is not marked was written here."""
    below = lines[divider.end :]
    first = next((line for line in below if line.strip()), "")
    above = _own(lines[: divider.start])
    own = _own(below)
    if not _is_quoted(first) or not any(own):
        return above, lines[divider.start :]
    last = max(number for number, line in enumerate(below) if _is_quoted(line))
    # Answers between the quotes stand on both sides: here to be read, there to be understood.
    return [*above, "", *own], lines[divider.start : divider.end + last + 1]


def _own(lines: Sequence[str]) -> list[str]:
    return [line for line in lines if not _is_quoted(line)]


def _cut_signature(said: list[str]) -> tuple[list[str], list[str]]:
    """Part off a signature below its mark (RFC 3676, 4.3), or the line by which a phone names itself."""
    said = said[: max((number + 1 for number, line in enumerate(said) if line.strip()), default=0)]
    for number in range(max(len(said) - _LONGEST_SIGNATURE, 1), len(said)):
        if said[number].strip() == "--" and any(said[:number]):
            return said[:number], said[number:]
    if len(said) > 1 and _SENT_FROM.fullmatch(said[-1].strip()):
        return said[:-1], said[-1:]
    return said, []


def _is_quoted(line: str) -> bool:
    return line.lstrip(" ").startswith(">")


def _plain(line: str) -> str:
    """A line without the marks of emphasis that HTML leaves, and without those of a quote."""
    return line[: _LONGEST_HEADER_LINE + 1].strip().lstrip("> ").strip("* ")


def _join(lines: Sequence[str]) -> str:
    return _MANY_LINES.sub("\n\n", "\n".join(lines)).strip()
