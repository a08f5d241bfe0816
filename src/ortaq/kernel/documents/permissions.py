"""Who may read a document. Deny by default; the record's kind says who, the file's state says whether at all."""

from ortaq.kernel.documents.models import Document, StoredFile
from ortaq.kernel.documents.registry import rule_of
from ortaq.kernel.language.rules import Text
from ortaq.kernel.parties.roles import OFFICE_ROLES
from ortaq.kernel.parties.rules import Actor

_HELD = {
    StoredFile.State.QUARANTINED: Text(
        "Файл зиянды бағдарламаға тексеріліп жатыр.",
        "Файл проверяется на вредоносные программы.",
        "The file is being checked for malware.",
    ),
    StoredFile.State.REFUSED: Text(
        "Файлда зиянды бағдарлама табылды, ол ешкімге берілмейді.",
        "В файле найдена вредоносная программа, он никому не выдаётся.",
        "Malware was found in the file; it is given to nobody.",
    ),
}
UNSCANNED = Text(
    "Антивируссыз тексерілді: абайлап ашыңыз.",
    "Проверен без антивируса: открывайте с осторожностью.",
    "Checked without an antivirus: open it with care.",
)
_OFFICE_ONLY = Text(
    "Антивируссыз тексерілген файлды тек орган қызметкері жүктей алады.",
    "Файл, проверенный без антивируса, может скачать только сотрудник органа.",
    "A file that was checked without an antivirus can be downloaded by the office only.",
)


def held_because(stored: StoredFile, actor: Actor) -> Text | None:
    """Why the content is kept back from *actor* whatever their rights; None when it may leave."""
    if stored.state == StoredFile.State.CLEAN:
        return None
    if stored.state == StoredFile.State.UNSCANNED:
        return None if actor.offices(*OFFICE_ROLES) else _OFFICE_ONLY
    return _HELD[StoredFile.State(stored.state)]


def may_know(actor: Actor, document: Document) -> bool:
    """May *actor* know of the document and its name? The function that the record's kind declared decides."""
    rule = rule_of(document.record.kind)
    return rule is not None and rule.access(actor, document, document.record).allowed


def may_read(actor: Actor, document: Document) -> bool:
    """May *actor* download the official copy?"""
    return held_because(document.stored, actor) is None and may_know(actor, document)


def is_public(document: Document) -> bool:
    """May everybody download the public copy? Only while the record itself is public, and only clean content."""
    return (
        document.published_at is not None
        and document.record.published_at is not None
        and document.public_copy is not None
        and document.public_copy.state == StoredFile.State.CLEAN
    )
