"""The commands that work inside Django: migrate, worker, load-region, demo, verify, import figures."""

import contextlib
import hashlib
import importlib
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from ortaq.config import env
from ortaq.program import history, messages, postgres
from ortaq.program.trouble import Trouble
from ortaq.program.up import var_directory

MIGRATION_LOCK = 0x6F72_7461
"""Two machines that share one database don't migrate it at the same moment (PostgreSQL advisory lock)."""

QUARANTINE = "quarantine"
"""While VAR/quarantine is there the worker does nothing: a restored twin must not send yesterday's mails again."""

LOCK_TIMEOUT = "10s"
"""A migration that waits longer for a table gives up, so that pages don't queue up behind it."""


@contextlib.contextmanager
def django(purpose: str) -> Iterator[None]:
    """Django with a database that answers, for one command. Raises DatabaseTrouble or Trouble."""
    import os

    with postgres.running(var_directory(), purpose) as url:
        os.environ.setdefault("DATABASE_URL", url)
        set_up()
        yield
        from django.db import connections

        connections.close_all()


def set_up() -> None:
    """Django with these settings. Raises Trouble when a setting is wrong."""
    import django

    try:
        django.setup()
    except env.SettingError as error:
        raise Trouble(f"A setting is wrong. {error}") from error


def expected(module: str, name: str, purpose: str) -> Callable[..., Any]:
    """A function of a room that this installation may lack. Raises Trouble that says so."""
    try:
        found: Callable[..., Any] = getattr(importlib.import_module(module), name)
    except (ModuleNotFoundError, AttributeError) as error:
        if isinstance(error, ModuleNotFoundError) and not module.startswith(str(error.name)):
            raise
        raise Trouble(f"This Ortaq can't {purpose}: {module}.{name} isn't part of it.") from error
    return found


def migrate() -> int:
    """Tables, translations and static files of this version."""
    with django("ortaq migrate"):
        compile_messages()
        migrate_database()
        collect_static()
    return 0


def compile_messages() -> None:
    """Compiles the rooms' translations that changed."""
    with step("Translations") as note:
        note(f"{messages.compile_all()} compiled")


def migrate_database() -> None:
    """Brings the tables to this version; only one program does so at a time. Raises Trouble for tables it can't bring there."""
    from django.core.management import call_command
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    with step("Database tables") as note:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(%s)", [MIGRATION_LOCK])
            cursor.execute(f"SET lock_timeout = '{LOCK_TIMEOUT}'")
        executor = MigrationExecutor(connection)
        history.require_whole(executor.loader.disk_migrations, executor.loader.applied_migrations)
        plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
        if plan:
            call_command("migrate", interactive=False, verbosity=0)
        executor.check_replacements()  # `migrate` writes them down only when it has something to do
        with connection.cursor() as cursor:
            cursor.execute("RESET lock_timeout")
            cursor.execute("SELECT pg_advisory_unlock(%s)", [MIGRATION_LOCK])
        note(f"{len(plan)} changes" if plan else "up to date")


def collect_static() -> None:
    """Gathers the static files under VAR/static with names that change when they do; skipped when nothing changed."""
    from django.conf import settings
    from django.contrib.staticfiles.finders import get_finders
    from django.core.management import call_command

    with step("Pictures, styles and scripts") as note:
        digest = hashlib.sha256()
        for finder in get_finders():
            for path, storage in finder.list([]):
                found = Path(storage.path(path)).stat()
                digest.update(f"{path}\0{found.st_size}\0{found.st_mtime_ns}\n".encode())
        mark = Path(settings.STATIC_ROOT) / ".collected"
        if mark.exists() and mark.read_text(encoding="ascii") == digest.hexdigest():
            note("up to date")
            return
        call_command("collectstatic", interactive=False, clear=True, verbosity=0)
        mark.write_text(digest.hexdigest(), encoding="ascii")
        note("collected")


def work() -> int:
    """Does queued tasks and the periodic ones until it is asked to stop. In quarantine it does nothing and waits."""
    quarantine = var_directory() / QUARANTINE
    if quarantine.exists():
        print("Quarantine: no mail is sent and no task is done until `ortaq doctor --release`.", file=sys.stderr)
        while quarantine.exists():
            time.sleep(1)
    set_up()
    from procrastinate.contrib.django import app

    with app.replace_connector(app.connector.get_worker_connector()) as running:  # type: ignore[attr-defined]
        running.run_worker(name="ortaq", concurrency=4, shutdown_graceful_timeout=10)
    return 0


def load_region(path: Path | None) -> int:
    """Loads a region's data file; loading it again brings changed names and bodies up to date."""
    with django("ortaq load-region"):
        _load_region(path)
    return 0


def _load_region(path: Path | None) -> None:
    from django.conf import settings

    from ortaq.portal.imports import NoSuchRegion
    from ortaq.portal.imports import load_region as load

    chosen = str(path) if path else settings.REGION
    with step(f"Region {Path(chosen).stem}") as note:
        try:
            counts = load(chosen)
        except (NoSuchRegion, ValueError, KeyError) as error:
            raise Trouble(f"The region can't be loaded. {error}") from error
        note(", ".join(f"{count} {what}" for what, count in counts.items()))


def _load_figures() -> None:
    from django.utils import timezone

    from ortaq.systems.budget.imports import load_shipped

    with step("Figures that come with the program") as note:
        note(f"{len(load_shipped(at=timezone.now()))} files loaded")


def make_demo(size: int | None) -> int:
    """Makes demonstration data; a database that has some already is left as it is."""
    with django("ortaq demo"):
        _make_demo(size)
    return 0


def _make_demo(size: int | None) -> None:
    from django.utils import timezone

    from ortaq.kernel.parties.rules import SYSTEM

    make = expected("ortaq.systems.reception.demo", "make_demo", "make demonstration data")
    with step("Demonstration data") as note:
        chosen = {} if size is None else {"size": size}
        make(by=SYSTEM, at=timezone.now(), progress=note, **chosen)
    make = expected("ortaq.systems.social_order.demo", "make_demo", "make demonstration data of the social order")
    with step("Demonstration data of the social order") as note:
        make(by=SYSTEM, at=timezone.now(), progress=note)
    make = expected("ortaq.systems.social_order.demo", "make_demo_agreements", "make demonstration agreements")
    with step("Demonstration agreements") as note:
        make(by=SYSTEM, at=timezone.now(), progress=note)
    make = expected("ortaq.systems.social_order.demo", "make_demo_evaluations", "make demonstration evaluations")
    with step("Demonstration evaluations") as note:
        make(by=SYSTEM, at=timezone.now(), progress=note)
    make = expected("ortaq.systems.social_order.demo", "make_demo_competitions", "make demonstration competitions")
    with step("Demonstration competitions") as note:
        make(by=SYSTEM, at=timezone.now(), progress=note)
    make = expected("ortaq.procedures.ballots.demo", "make_demo", "make demonstration votes")
    with step("Demonstration votes") as note:
        votes = make(by=SYSTEM, at=timezone.now(), progress=note)
    make = expected("ortaq.systems.fairs.demo", "make_demo", "make demonstration fairs")
    with step("Demonstration fairs") as note:
        make(by=SYSTEM, at=timezone.now(), progress=note)
    _note_accounts(votes.notes)


def _note_accounts(more: list[str]) -> None:
    """Keeps the list of demonstration accounts for whoever starts Ortaq: role, login, password."""
    lines = ["Demonstration accounts (everybody in this data is made up):"]
    for module in (
        "ortaq.systems.reception.demo",
        "ortaq.systems.social_order.demo",
        "ortaq.procedures.ballots.demo",
        "ortaq.systems.fairs.demo",
    ):
        try:
            accounts = expected(module, "demo_accounts", "name the demonstration accounts")
        except Trouble:
            return
        lines += [f"  {role:<42} {login:<34} {password}" for role, login, password in accounts()]
    target = var_directory() / "demo-accounts.txt"
    target.write_text("\n".join([*lines, *more]) + "\n", encoding="utf-8")
    target.chmod(0o600)


def fill(demo: bool) -> None:
    """An empty database gets the region, its figures and, when wished, demonstration data; a filled one stays."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT EXISTS (SELECT FROM parties_territory), EXISTS (SELECT FROM records_record WHERE is_demo)"
        )
        has_region, has_demo = cursor.fetchone()
    if not has_region:
        _load_region(None)
        _load_figures()
    if demo and not has_demo:
        try:
            _make_demo(None)
        except Trouble as trouble:
            print(f"Left out: {trouble}")


def verify() -> int:
    """Checks the event log and the roll-ups of fairs; prints each finding. 1 when there is any."""
    with django("ortaq verify"):
        from ortaq.kernel.events.queries import verify_log
        from ortaq.systems.fairs.queries.rollups import differences

        wrong = list(differences())
        for each in wrong:
            print(each)
        if wrong:
            print(f"{len(wrong)} rows of roll-ups differ from what they count: make them anew by `ortaq rebuild`.")
        count = 0
        for count, finding in enumerate(verify_log(), 1):  # noqa: B007
            print(finding)
        print(
            f"{count} findings: the log was changed."
            if count
            else "The log is whole: nothing was changed, removed or inserted."
        )
        return 1 if count or wrong else 0


def rebuild() -> int:
    """Makes the roll-ups of fairs anew from what they count."""
    with django("ortaq rebuild"):
        from django.utils import timezone

        from ortaq.systems.fairs.actions import rebuild_rollups

        rebuild_rollups(today=timezone.localdate())
        print("The sums and counts of fairs are made anew.")
        return 0


def import_figures(file: Path) -> int:
    """Imports budget figures; prints every wrong row. 1 when there is any (and then nothing was loaded)."""
    with django("ortaq import figures"):
        from django.utils import timezone, translation

        from ortaq.kernel.parties.rules import SYSTEM
        from ortaq.systems.budget.imports import import_figures as load

        if not file.is_file():
            raise Trouble(f"{file} isn't there, or isn't a file.")
        result = load(file.read_bytes(), name=file.name, by=SYSTEM, at=timezone.now())
        with translation.override("en"):  # like everything that commands say
            for error in result.errors:
                print(error, file=sys.stderr)
        if result.errors:
            raise Trouble(
                f"{file}: {len(result.errors)} rows are wrong; nothing was loaded. Correct them and try again."
            )
        if result.already:
            print(f"{file} was loaded before, as {result.already.code}: nothing is to be done.")
        else:
            print(f"{result.count} figures loaded from {file}.")
        return 0


def import_plan(file: Path, body: str, year: int, *, despite_totals: bool) -> int:
    """Imports a body's plan as draft lines; prints every wrong cell and every total that contradicts its rows."""
    with django("ortaq import plan"):
        from django.utils import timezone, translation

        from ortaq.kernel.lifecycle.actions import Refused
        from ortaq.kernel.parties.rules import SYSTEM
        from ortaq.systems.social_order.imports import import_plan as load

        if not file.is_file():
            raise Trouble(f"{file} isn't there, or isn't a file.")
        try:
            with step("Plan"):
                judged, plan = load(
                    file.read_bytes(), name=file.name, body_slug=body, year=year, by=SYSTEM, at=timezone.now(),
                    despite_totals=despite_totals,
                )  # fmt: skip
        except Refused as refusal:
            raise Trouble(refusal.reason.en) from refusal
        with translation.override("en"):
            for error in judged.errors():
                print(error, file=sys.stderr)
        for check in judged.contradictions:
            print(
                f"Row {check.row}, {check.label}: the file says {check.printed}, its rows give {check.computed}.",
                file=sys.stderr,
            )
        if plan is None:
            raise Trouble(f"{file}: nothing was loaded. Correct it, or see --despite-totals.")
        print(f"{len(judged.lines)} draft lines loaded from {file}; the head of {body} approves them.")
        return 0


@contextlib.contextmanager
def step(what: str) -> Iterator[Callable[[str], None]]:
    """Shows what is being done, how far it is, and how long it took."""
    start = time.monotonic()
    last = ""

    def note(progress: str) -> None:
        nonlocal last
        if sys.stdout.isatty():
            print(f"\r{what} … {progress}".ljust(len(last) + len(what) + 4), end="", flush=True)
        last = progress

    print(f"{what} … ", end="", flush=True)
    done = False
    try:
        yield note
        done = True
    finally:
        again = f"\r{what} … " if sys.stdout.isatty() else ""
        print(f"{again}{last + ', ' if last else ''}{time.monotonic() - start:.1f} s" if done else "")
