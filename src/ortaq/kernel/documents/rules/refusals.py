"""Why a file is not taken, and what to do: words for the person who sent it."""

from dataclasses import dataclass

from ortaq.kernel.documents.rules.table import (
    FILE_BYTES,
    PIXELS,
    SIDE_PIXELS,
    TYPES,
    UPLOAD_FILES,
    megabytes,
)
from ortaq.kernel.language.rules import Text

_LABELS = ", ".join(kind.label for kind in TYPES)
_SIZE = megabytes(FILE_BYTES)


@dataclass(frozen=True, slots=True)
class Refusal:
    """One refused file: its cleaned name ("" is the upload as a whole), a code, what is wrong and what to do."""

    name: str
    code: str
    what: Text
    todo: Text

    @property
    def message(self) -> Text:
        """One sentence after the other: which file, what is wrong, what to do."""
        lead = f"«{self.name}»: " if self.name else ""
        return Text(
            *(f"{lead}{self.what.in_language(code)} {self.todo.in_language(code)}" for code in ("kk", "ru", "en"))
        )


class FileRefused(Exception):
    """Files were not taken. Nothing was stored. ``refusals`` has one entry for each refused file."""

    def __init__(self, refusals: tuple[Refusal, ...]) -> None:
        super().__init__(", ".join(refusal.code for refusal in refusals))
        self.refusals = refusals

    @property
    def errors(self) -> list[Text]:
        """The messages for the field."""
        return [refusal.message for refusal in self.refusals]


_OTHER_FORMAT = Text(
    f"Файлды мына түрлердің біріне сақтап, қайта тіркеңіз: {_LABELS}.",
    f"Сохраните файл в одном из видов: {_LABELS} — и приложите снова.",
    f"Save the file as one of {_LABELS} and attach it again.",
)
_AGAIN = Text(
    "Файлды бағдарламасында ашып, қайта сақтап, тағы тіркеңіз.",
    "Откройте файл в его программе, сохраните заново и приложите ещё раз.",
    "Open the file in its program, save it anew and attach it again.",
)
_AS_PDF = Text(
    "Құжатты PDF түрінде сақтап, соны тіркеңіз.",
    "Сохраните документ как PDF и приложите его.",
    "Save the document as a PDF and attach that.",
)

WORDS: dict[str, tuple[Text, Text]] = {
    "too_many": (
        Text(
            f"Файлдар тым көп: {UPLOAD_FILES} файлдан асырмаңыз.",
            f"Слишком много файлов: можно не больше {UPLOAD_FILES}.",
            f"Too many files: no more than {UPLOAD_FILES} are taken.",
        ),
        Text("Ең қажеттілерін қалдырыңыз.", "Оставьте самые нужные.", "Keep the most important ones."),
    ),
    "empty": (
        Text("Файл бос.", "Файл пуст.", "The file is empty."),
        Text(
            "Файлды тексеріп, қайта тіркеңіз.",
            "Проверьте файл и приложите снова.",
            "Check the file and attach it again.",
        ),
    ),
    "too_large": (
        Text(
            f"Файл {_SIZE} МБ-тан үлкен.",
            f"Файл больше {_SIZE} МБ.",
            f"The file is larger than {_SIZE} MB.",
        ),
        Text(
            "Файлды кішірейтіңіз немесе бөліп тіркеңіз.",
            "Уменьшите файл или приложите его частями.",
            "Make it smaller or attach it in parts.",
        ),
    ),
    "type": (
        Text("Мұндай файл қабылданбайды.", "Такие файлы не принимаются.", "Files of this type are not taken."),
        _OTHER_FORMAT,
    ),
    "mismatch": (
        Text(
            "Файлдың мазмұны оның атауындағы түріне сай емес.",
            "Содержимое файла не соответствует виду, указанному в его имени.",
            "What is in the file is not what its name says.",
        ),
        _OTHER_FORMAT,
    ),
    "double_suffix": (
        Text(
            "Атауында бағдарламаның кеңейтімі бар.",
            "В имени файла есть расширение программы.",
            "The name contains the suffix of a program.",
        ),
        Text("Файлдың атауын өзгертіңіз.", "Переименуйте файл.", "Rename the file."),
    ),
    "damaged": (
        Text("Файл бүлінген немесе толық емес.", "Файл повреждён или неполон.", "The file is damaged or incomplete."),
        _AGAIN,
    ),
    "encrypted": (
        Text("Файл парольмен қорғалған.", "Файл защищён паролем.", "The file is protected by a password."),
        Text(
            "Қорғауды алып тастап, қайта тіркеңіз.",
            "Снимите защиту и приложите снова.",
            "Remove the protection and attach it again.",
        ),
    ),
    "active": (
        Text(
            "Файлда бағдарлама, макрос немесе ендірілген файл бар.",
            "В файле есть программа, макрос или вложенный файл.",
            "The file contains a program, a macro or an embedded file.",
        ),
        _AS_PDF,
    ),
    "active_pdf": (
        Text(
            "PDF ішінде скрипт, іске қосу әрекеті немесе ендірілген файл бар.",
            "В PDF есть сценарий, действие запуска или вложенный файл.",
            "The PDF contains a script, a launch action or an embedded file.",
        ),
        Text(
            "Құжатты «PDF ретінде басып шығару» арқылы сақтап, қайта тіркеңіз.",
            "Сохраните документ через «Печать в PDF» и приложите снова.",
            "Save the document with “Print to PDF” and attach it again.",
        ),
    ),
    "bomb": (
        Text(
            "Файл ашылғанда тым үлкейіп кетеді.",
            "При раскрытии файл становится слишком большим.",
            "The file grows too large when it is opened.",
        ),
        _AS_PDF,
    ),
    "pixels": (
        Text(
            f"Сурет тым үлкен: {PIXELS // 1_000_000} мегапиксельден, қабырғасы {SIDE_PIXELS} пиксельден аспасын.",
            f"Снимок слишком велик: не больше {PIXELS // 1_000_000} мегапикселей и {SIDE_PIXELS} пикселей по стороне.",
            f"The picture is too large: no more than {PIXELS // 1_000_000} megapixels and {SIDE_PIXELS} pixels a side.",
        ),
        Text("Суретті кішірейтіңіз.", "Уменьшите снимок.", "Make the picture smaller."),
    ),
    "encoding": (
        Text(
            "Мәтіннің кодтауы UTF-8 емес.",
            "Кодировка текста не UTF-8.",
            "The text is not encoded in UTF-8.",
        ),
        Text(
            "Мәтінді UTF-8 кодтауында сақтап, қайта тіркеңіз.",
            "Сохраните текст в кодировке UTF-8 и приложите снова.",
            "Save the text in UTF-8 and attach it again.",
        ),
    ),
    "held": (
        Text("Файл әлі тексерілмеген.", "Файл ещё не проверен.", "The file has not been checked yet."),
        Text(
            "Тексеру аяқталғанша күтіңіз немесе басқа көшірмесін тіркеңіз.",
            "Дождитесь окончания проверки или приложите другую копию.",
            "Wait for the check to end, or attach another copy.",
        ),
    ),
    "virus": (
        Text(
            "Файлда зиянды бағдарлама табылды.",
            "В файле найдена вредоносная программа.",
            "Malware was found in the file.",
        ),
        Text(
            "Құрылғыңызды антивируспен тексеріңіз.",
            "Проверьте своё устройство антивирусом.",
            "Check your device with an antivirus.",
        ),
    ),
}


class Unfit(Exception):
    """A check failed; *code* is a key of ``WORDS``."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def refusal(code: str, name: str = "") -> Refusal:
    """The refusal of the file *name* for the reason *code*."""
    what, todo = WORDS[code]
    return Refusal(name, code, what, todo)
