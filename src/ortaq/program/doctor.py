"""``ortaq doctor``: what is wrong with this installation, and what to do about it."""

import shutil
import smtplib
import stat
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from ortaq.program import commands, history
from ortaq.program.trouble import Trouble
from ortaq.program.up import var_directory

OLDEST, NEWEST = 15, 18
"""The PostgreSQL versions that Ortaq is tested with."""

SKEW = timedelta(seconds=2)
"""Terms and checkpoints are reckoned by the clock: program and database must agree."""

LOW_SPACE = 2 * 2**30
HEARTBEAT = timedelta(seconds=60)
SIGNS = {"good": "  ok   ", "note": "  note ", "bad": "  BAD  "}


@dataclass(frozen=True)
class Result:
    """What one look found. ``kind``: good, note (works, but somebody should know) or bad."""

    kind: str
    what: str
    advice: str = ""


def examine(*, release: bool) -> int:
    """Looks at everything; prints what is bad and what to do. 1 when anything is bad."""
    with commands.django("ortaq doctor"):
        if release:
            _release(var_directory())
        bad = 0
        for look in LOOKS:
            for result in look():
                bad += result.kind == "bad"
                print(f"{SIGNS[result.kind]}{result.what}")
                if result.advice:
                    print(f"         → {result.advice}")
    print(f"\n{bad} things are wrong." if bad else "\nNothing is wrong.")
    return 1 if bad else 0


def _release(var: Path) -> None:
    mark = var / commands.QUARANTINE
    if not mark.exists():
        raise Trouble(f"There is no quarantine: {mark} isn't there.")
    mark.unlink()
    print(f"The quarantine has ended: {_waiting()} waiting tasks will be done now.\n")


def _waiting() -> int:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM procrastinate_jobs WHERE status = 'todo'")
        return int(cursor.fetchone()[0])


def _database() -> Iterator[Result]:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT current_setting('server_version_num')::int, clock_timestamp(), current_setting('server_encoding')"
        )
        number, there, encoding = cursor.fetchone()
    version = number // 10000
    if OLDEST <= version <= NEWEST:
        yield Result("good", f"database: PostgreSQL {version}")
    else:
        yield Result(
            "bad", f"database: PostgreSQL {version}", f"Ortaq is tested with {OLDEST} to {NEWEST}: use one of them."
        )
    if encoding != "UTF8":
        yield Result(
            "bad", f"database: encoding {encoding}", "Kazakh letters get lost. Make a database with ENCODING 'UTF8'."
        )
    skew = abs(datetime.now(UTC) - there)
    if skew > SKEW:
        yield Result(
            "bad",
            f"clock: {skew.total_seconds():.1f} s away from the database's",
            "Keep both machines' clocks with NTP.",
        )
    else:
        yield Result("good", "clock: agrees with the database's")


def _migrations() -> Iterator[Result]:
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    try:
        history.require_whole(executor.loader.disk_migrations, executor.loader.applied_migrations)
    except Trouble as trouble:
        yield Result("bad", "tables: the database stopped half-way before the first release", str(trouble))
        return
    missing = len(executor.migration_plan(executor.loader.graph.leaf_nodes()))
    unknown = set(executor.loader.applied_migrations) - history.known(executor.loader.disk_migrations)
    if missing:
        yield Result("bad", f"tables: {missing} changes are missing", "Run `ortaq migrate`.")
    if unknown:
        app, name = sorted(unknown)[0]
        yield Result("bad", f"tables: the database is newer than this program ({app}.{name})", "Use the newer Ortaq.")
    if not missing and not unknown:
        yield Result("good", "tables: up to date")


def _space() -> Iterator[Result]:
    var = var_directory()
    for path in sorted({var, (var / "postgres").resolve()} if (var / "postgres").exists() else {var}):
        free = shutil.disk_usage(path).free
        kind, advice = (
            ("bad", "Free some space: below 300 MB Ortaq doesn't start.") if free < LOW_SPACE else ("good", "")
        )
        yield Result(kind, f"disk: {free / 2**30:.1f} GB free for {path}", advice)


def _keys() -> Iterator[Result]:
    directory = var_directory() / "keys"
    open_ones = [
        path
        for path in (directory, *directory.glob("*"))
        if path.exists() and stat.S_IMODE(path.stat().st_mode) & 0o077
    ]
    if open_ones:
        paths = " ".join(map(str, open_ones))
        yield Result("bad", f"keys: others can read {paths}", f"chmod go= {paths}")
    else:
        yield Result("good", f"keys: closed ({directory})")
    from ortaq.kernel.keys.actions import left
    from ortaq.kernel.keys.queries import ring

    rest = sum(left().values())
    if rest:
        yield Result(
            "note", f"field key: {rest} rows wait for key {ring().newest}", "Run `ortaq rotate-field-key`: it goes on."
        )
    elif len(ring().numbers) > 1:
        yield Result("good", f"field key: everything is under key {ring().newest}")


def _worker() -> Iterator[Result]:
    from django.db import connection

    mark = var_directory() / commands.QUARANTINE
    if mark.exists():
        text = mark.read_text(encoding="utf-8").strip()
        yield Result(
            "note", f"quarantine: no mail is sent. {text}", "When this twin takes over: `ortaq doctor --release`."
        )
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT max(last_heartbeat), clock_timestamp() FROM procrastinate_workers")
        beat, now = cursor.fetchone()
        cursor.execute("SELECT count(*) FROM procrastinate_jobs WHERE status = 'failed'")
        failed = cursor.fetchone()[0]
    if beat is None or now - beat > HEARTBEAT:
        yield Result(
            "bad",
            f"worker: not running; {_waiting()} tasks wait",
            "Start `ortaq up`, or `ortaq worker` beside `ortaq web`.",
        )
    else:
        yield Result("good", f"worker: alive; {_waiting()} tasks wait")
    if failed:
        yield Result(
            "note",
            f"worker: {failed} tasks failed for good",
            "The log says why; the notices' page lists mails that weren't sent.",
        )


def _mail() -> Iterator[Result]:
    from django.conf import settings
    from django.core.mail import get_connection

    if not settings.EMAIL_BACKEND.endswith("smtp.EmailBackend"):
        yield Result(
            "note", "mail: is printed or kept, not sent",
            "Set ORTAQ_EMAIL_BACKEND=django.core.mail.backends.smtp.EmailBackend and ORTAQ_EMAIL_HOST.",
        )  # fmt: skip
        return
    where = f"{settings.EMAIL_HOST}:{settings.EMAIL_PORT}"
    try:
        connection = get_connection()
        connection.open()
        connection.close()
        yield Result("good", f"mail: {where} answers")
    except (OSError, smtplib.SMTPException) as error:
        yield Result(
            "bad", f"mail: {where} doesn't answer: {error}", "Check ORTAQ_EMAIL_HOST, _PORT, _USER and _PASSWORD."
        )


def _antivirus() -> Iterator[Result]:
    from django.conf import settings

    path = settings.CLAMD_SOCKET
    if not path:
        yield Result(
            "note",
            "antivirus: off; uploads are only checked by their form",
            "Install clamav-daemon and set ORTAQ_CLAMD to its socket.",
        )
    elif Path(path).is_socket():
        yield Result("good", f"antivirus: {path}")
    else:
        yield Result(
            "bad", f"antivirus: {path} is no socket; uploads wait", "Start clamav-daemon, or correct ORTAQ_CLAMD."
        )


def _texts() -> Iterator[Result]:
    from django.conf import settings
    from django.contrib.staticfiles import finders

    source = Path(settings.SOURCE)
    fonts = [path for pattern in ("*.woff2", "*.ttf") for path in source.rglob(pattern)]
    if fonts:
        yield Result("good", f"fonts: {len(fonts)} files")
    else:
        yield Result(
            "bad",
            "fonts: none",
            "The checkout isn't whole: Kazakh letters on pages and in PDFs need them. Get it again.",
        )
    stale = [
        po for po in source.rglob("locale/*/LC_MESSAGES/*.po")
        if not po.with_suffix(".mo").exists() or po.with_suffix(".mo").stat().st_mtime < po.stat().st_mtime
    ]  # fmt: skip
    if stale:
        yield Result("bad", f"translations: {len(stale)} aren't compiled", "Run `ortaq migrate`.")
    else:
        yield Result("good", "translations: compiled")
    if not (Path(settings.STATIC_ROOT) / "staticfiles.json").exists() and not finders.find("staticfiles.json"):
        yield Result("bad", "static files: not collected; pages have no style", "Run `ortaq migrate`.")


def _settings() -> Iterator[Result]:
    from django.conf import settings

    if settings.DEBUG:
        yield Result("bad", "settings: ORTAQ_DEBUG is on; errors show secrets", "Unset ORTAQ_DEBUG.")
    if settings.DEMO:
        yield Result(
            "note",
            "settings: this is a demonstration; demo accounts need no second factor",
            "Unset ORTAQ_DEMO for real work.",
        )
    elif not settings.SECURE:
        yield Result(
            "note", "settings: without HTTPS", "For real work put a proxy with TLS before it and set ORTAQ_HTTPS=1."
        )


LOOKS: tuple[Callable[[], Iterator[Result]], ...] = (
    _database, _migrations, _space, _keys, _worker, _mail, _antivirus, _texts, _settings,
)  # fmt: skip
