"""What no file may be, whatever it holds: empty, too large, an old workbook, an archive that unpacks into too much."""

import io
import zipfile

from ortaq.kernel.interchange.rules import MAX_BYTES, MAX_COLUMNS, MAX_ROWS, TableRefused
from ortaq.kernel.language.rules import Text

_UNPACKED = 60_000_000
_RATIO = 200
_MEMBERS = 500


def judge_start(data: bytes) -> None:
    """Raises TableRefused for what is no file to read at all: empty, too large, an old .xls."""
    if not data.strip():
        raise TableRefused(
            Text("Файл бос.", "Файл пуст.", "The file is empty."),
            Text("Басқа файлды таңдаңыз.", "Выберите другой файл.", "Choose another file."),
        )
    if len(data) > MAX_BYTES:
        raise too_large()
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        raise TableRefused(
            Text(
                "Бұл ескі .xls файлы немесе құпиясөзбен қорғалған кітап.",
                "Это старый файл .xls или книга под паролем.",
                "This is an old .xls file or a workbook under a password.",
            ),
            SAVE_AS_XLSX,
        )


def judge_archive(data: bytes) -> None:
    """Refuses what would unpack into more than a table needs: by declared sizes, before anything is unpacked."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = archive.infolist()
    except (zipfile.BadZipFile, ValueError, OSError) as error:
        raise TableRefused(
            Text("Кітап бұзылған.", "Книга повреждена.", "The workbook is damaged."), SAVE_AS_XLSX
        ) from error
    names = {member.filename for member in members}
    unpacked = sum(member.file_size for member in members)
    if len(members) > _MEMBERS or unpacked > _UNPACKED or unpacked > _RATIO * max(len(data), 10_000):
        raise too_large()
    if any(member.flag_bits & 1 for member in members):
        raise TableRefused(
            Text("Кітап құпиясөзбен қорғалған.", "Книга защищена паролем.", "The workbook is under a password."),
            Text("Құпиясөзді алып тастаңыз.", "Снимите пароль.", "Take the password off."),
        )
    if "xl/vbaProject.bin" in names:
        raise TableRefused(
            Text("Кітапта макростар бар.", "В книге есть макросы.", "The workbook has macros."), SAVE_AS_XLSX
        )
    if "[Content_Types].xml" not in names or not any(name.startswith("xl/") for name in names):
        raise TableRefused(
            Text("Бұл файл кітап емес.", "Этот файл не книга.", "This file isn't a workbook."), SAVE_AS_XLSX
        )


def too_large() -> TableRefused:
    """The refusal of a table beyond the limits."""
    return TableRefused(
        Text("Кесте тым үлкен.", "Таблица слишком большая.", "The table is too large."),
        Text(
            f"Файл {MAX_BYTES // 1_000_000} МБ, {MAX_ROWS} жол, {MAX_COLUMNS} бағаннан аспауға тиіс. Оны бөліңіз.",
            f"Не более {MAX_BYTES // 1_000_000} МБ, строк {MAX_ROWS}, столбцов {MAX_COLUMNS}. Разделите её.",
            f"At most {MAX_BYTES // 1_000_000} MB, {MAX_ROWS} rows, {MAX_COLUMNS} columns. Divide it.",
        ),
    )


SAVE_AS_XLSX = Text(
    "Кестені кәдімгі XLSX немесе «CSV UTF-8» түрінде сақтаңыз.",
    "Сохраните таблицу как обычный XLSX или «CSV UTF-8».",
    "Save the table as a plain XLSX or “CSV UTF-8”.",
)
