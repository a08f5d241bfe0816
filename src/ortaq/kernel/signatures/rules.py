"""Who signed, and whether it counts: what a verified signature says, and for whom it may stand. Pure.

Certificates of Kazakhstan name the holder's IIN in the subject's serial number ("IIN" and twelve digits) and the
organisation's BIN in the organisational unit ("BIN" and twelve digits): rules of the national certification centre.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from ortaq.kernel.language.rules import Text

CMS, PADES, PAPER = "cms", "pades", "paper"
METHODS = {
    CMS: Text("жеке CMS қолтаңбасы", "отсоединённая подпись CMS", "detached CMS signature"),
    PADES: Text("PDF ішіндегі қолтаңба (PAdES)", "подпись внутри PDF (PAdES)", "signature inside the PDF (PAdES)"),
    PAPER: Text("қағаздағы қолтаңба", "подпись на бумаге", "signature on paper"),
}


@dataclass(frozen=True, slots=True)
class Signer:
    """What a certificate says of its holder. ``iin`` and ``bin`` are "" where it names none."""

    name: str
    organisation: str
    iin: str
    bin: str
    serial: str
    issuer: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """What verifying a signature gave.

    ``intact``: the content is what was signed. ``trusted``: the certificate comes from an authority that this
    installation trusts, and was valid. ``test``: it comes from the test authority of a demonstration.
    ``claimed_at``: the time that the signer's machine wrote, None when it wrote none.
    """

    intact: bool
    trusted: bool
    signer: Signer
    claimed_at: datetime | None
    algorithm: str
    test: bool = False


class SignatureRefused(Exception):
    """The signature doesn't count; ``reason`` says why and what to do, to the person who sent it."""

    def __init__(self, reason: Text) -> None:
        super().__init__(reason.en)
        self.reason = reason


NOT_A_SIGNATURE = Text(
    "Бұл файлда электрондық қолтаңба жоқ. CMS (.p7s, .cms, .sig) немесе қол қойылған PDF жіберіңіз.",
    "В этом файле нет электронной подписи. Отправьте CMS (.p7s, .cms, .sig) или подписанный PDF.",
    "There is no electronic signature in this file. Send a CMS file (.p7s, .cms, .sig) or a signed PDF.",
)
NOT_THIS_DOCUMENT = Text(
    "Қолтаңба басқа құжатқа немесе өзгертілген құжатқа қойылған. Құжатты осы беттен қайта жүктеп алып, соған қол қойыңыз.",
    "Подпись поставлена под другим или изменённым документом. Скачайте документ с этой страницы ещё раз и подпишите его.",
    "The signature is of another document, or of a changed one. Download the document from this page again and sign that.",
)
NOT_TRUSTED = Text(
    "Сертификатты бұл жүйе танитын куәландырушы орталық бермеген немесе оның мерзімі өткен. Қолданыстағы ЭЦҚ-мен қол қойыңыз.",
    "Сертификат выдан не тем удостоверяющим центром, которому доверяет система, или просрочен. Подпишите действующей ЭЦП.",
    "The certificate isn't from an authority that this system trusts, or it has expired. Sign with a valid one.",
)
OTHER_ORGANISATION = Text(
    "Сертификаттағы БСН келісім тарабының БСН-імен сәйкес емес.",
    "БИН в сертификате не совпадает с БИН стороны.",
    "The BIN in the certificate is not the BIN of this side.",
)
NO_PROVIDER = Text(
    "Бұл қолтаңба ұлттық алгоритммен жасалған, ал оны тексеретін қызмет қосылмаған. Әкімшіге хабарласыңыз.",
    "Подпись сделана по национальному алгоритму, а служба её проверки не подключена. Обратитесь к администратору.",
    "The signature uses a national algorithm, and no service that verifies it is connected. Tell the administrator.",
)
SERVICE_DOWN = Text(
    "Қолтаңбаны тексеретін қызмет жауап бермейді. Файлыңыз сақталмады; біраздан кейін қайта жіберіңіз.",
    "Служба проверки подписи не отвечает. Файл не сохранён; отправьте его ещё раз чуть позже.",
    "The service that verifies signatures doesn't answer. Your file was not kept; send it again a little later.",
)


def judge(verdict: Verdict, *, bin_: str, demonstration: bool) -> None:
    """Does a signature count for the side whose organisation has the BIN *bin_* ("" when it isn't known)?

    A test certificate counts in a demonstration alone. Raises SignatureRefused with the first reason why not.
    """
    if not verdict.intact:
        raise SignatureRefused(NOT_THIS_DOCUMENT)
    if not (verdict.trusted or (verdict.test and demonstration)):
        raise SignatureRefused(NOT_TRUSTED)
    if bin_ and verdict.signer.bin and verdict.signer.bin != bin_:
        raise SignatureRefused(OTHER_ORGANISATION)


def subject_fields(pairs: Iterable[tuple[str, str]]) -> tuple[str, str, str, str]:
    """Name, organisation, IIN and BIN of a subject that is given as (attribute, value) pairs."""
    name = organisation = iin = bin_ = ""
    for attribute, value in pairs:
        if attribute == "common_name":
            name = value
        elif attribute == "organization_name":
            organisation = value
        elif attribute == "serial_number" and value.upper().startswith("IIN"):
            iin = value[3:15]
        elif attribute == "organizational_unit_name" and value.upper().startswith("BIN"):
            bin_ = value[3:15]
    return name, organisation, iin, bin_
