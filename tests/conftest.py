"""What every test stands on: a real PostgreSQL of its own, and settings that production runs too."""

import contextlib
import gc
import hashlib
import os
import re
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from datetime import datetime
from html.parser import HTMLParser
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit, urlunsplit
from zoneinfo import ZoneInfo

import hypothesis
import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

_CHECKOUT = Path(__file__).resolve().parents[1]
_DEFAULT = f"{tempfile.gettempdir()}/ortaq-test-{os.getuid()}-{_CHECKOUT.parent.name}-{_CHECKOUT.name}"
_VAR = Path(os.environ.get("ORTAQ_TEST_VAR", _DEFAULT))
# Named here and not in pyproject.toml: the settings must be read after the environment below is ready.
os.environ["DJANGO_SETTINGS_MODULE"] = "ortaq.config.settings"
os.environ.setdefault("ORTAQ_EMAIL_BACKEND", "django.core.mail.backends.locmem.EmailBackend")
os.environ.setdefault("ORTAQ_REFERENCE_SECONDS", "600")  # as in use, but longer than any test
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")  # Playwright's synchronous API runs an event loop
# Compiled modules and rewritten tests are kept beside their source (git ignores them), also where the environment says no:
# each program that a test starts, and collecting the next time, would compile everything anew.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
sys.dont_write_bytecode = False

CHROMIUM = (
    shutil.which("chromium-headless-shell")
    or shutil.which("chromium")
    or shutil.which("chromium-browser")
    or "/usr/bin/chromium"
)
"""Debian's browser; nothing is downloaded for the tests. The one without a window does the same with a third less work."""

PATIENCE = 60_000
"""Milliseconds that the browser waits for what a test expects: the machine may be busy with other work."""

LONG = {"faults", "program"}
"""Folders whose tests start programs and wait for them."""

LANGUAGES = {"kk", "ru", "en"}
WIDTHS = (360, 1280)
"""Pixels: a small phone, an office screen."""

AXE_RUN = """colours => {
    const asked = {resultTypes: ['violations'], selectors: false, preload: {assets: ['media']}};
    const all = axe.run({...asked, rules: {'color-contrast': {enabled: false}, 'target-size': {enabled: true}}});
    const painted = colours.map(colour => window.ortaqPainted.get(colour));
    return all.then(({violations}) => painted.length
        ? axe.run({include: painted}, {...asked, runOnly: ['color-contrast']}).then(more => [...violations, ...more.violations])
        : violations);
}"""
"""Every rule that axe has on by itself, and that for the size of what is touched (WCAG 2.2, 2.5.8). It doesn't fetch the styles once more: only a rule that is off would read them.
Contrast is looked at on the elements of *colours* alone, see ``PAINTED``."""

PAINTED = """() => {
    const words = /^(id|for|name|value|href|hreflang|src|srcset|action|content|title|alt|lang|placeholder|datetime|nonce|list|data-(?!size$).*|aria-(label|labelledby|describedby|controls|owns|details|errormessage))$/;
    const media = ['(prefers-contrast: more)', '(forced-colors: active)', '(prefers-color-scheme: dark)', 'print'];
    const painted = window.ortaqPainted = new Map();
    const digest = text => {  // cyrb53: 53 bits, enough to tell some thousand elements from each other
        let high = 0xdeadbeef, low = 0x41c6ce57;
        for (let at = 0; at < text.length; at++) {
            high = Math.imul(high ^ text.charCodeAt(at), 2654435761);
            low = Math.imul(low ^ text.charCodeAt(at), 1597334677);
        }
        high = Math.imul(high ^ (high >>> 16), 2246822507) ^ Math.imul(low ^ (low >>> 13), 3266489909);
        low = Math.imul(low ^ (low >>> 16), 2246822507) ^ Math.imul(high ^ (high >>> 13), 3266489909);
        return 4294967296 * (2097151 & low) + (high >>> 0);
    };
    const written = element => element.matches('input, select, textarea, button')
        || [...element.childNodes].some(node => node.nodeType === 3 && node.data.trim());
    const walk = (element, above, place) => {
        const said = [...element.attributes].filter(({name}) => !words.test(name)).map(({name, value}) => name + '=' + value);
        const key = digest([above, place, element.tagName, ...said, element.checked, element.disabled, element === document.activeElement].join(' '));
        if (!painted.has(key) && written(element) && element.checkVisibility()) painted.set(key, element);
        const children = [...element.children];
        children.forEach((child, at) => walk(child, key, [!at, at === children.length - 1, at % 2, at && children[at - 1].tagName]));
    };
    walk(document.documentElement, media.map(query => matchMedia(query).matches).join(), '');
    return [...painted.keys()];
}"""
"""What the colours of a text depend on: the elements that it stands in, with their classes, states and places among
their like, without the words. A text that stands like one that was looked at has the same colours, on any page and in
any language, and colours take axe twice as long as all other rules together."""
UNSEEN = """[...document.querySelectorAll('main *')].filter(element => {
    if (!element.checkVisibility() || ![...element.childNodes].some(node => node.nodeType === 3 && node.data.trim())) return false;
    let ground = element;
    while (ground && getComputedStyle(ground).backgroundColor === 'rgba(0, 0, 0, 0)') ground = ground.parentElement;
    return ground && getComputedStyle(ground).backgroundColor === getComputedStyle(element).color;
}).map(element => element.outerHTML.slice(0, 200))"""
"""Text in the colour of what it stands on: axe takes it for hidden on purpose."""

ALMATY = ZoneInfo("Asia/Almaty")

# No test is timed: on a loaded machine an example may take seconds.
hypothesis.settings.register_profile("ortaq", deadline=None)
hypothesis.settings.load_profile("ortaq")

# Garbage is looked for after 500,000 new objects instead of 700: each look through modules and models costs more than
# it frees, a tenth of a test's time and a third of collecting.
gc.set_threshold(500_000, 10, 10)

_held = contextlib.ExitStack()


def pytest_configure(config: pytest.Config) -> None:
    """Starts the embedded database once, in the controller, before Django reads its settings."""
    if not hasattr(config, "workerinput"):
        _start_database()
    import django
    from django.conf import settings

    django.setup()
    # Argon2 is slow on purpose, and the tests make thousands of accounts. The hashers of production stay behind it.
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher", *settings.PASSWORD_HASHERS]


def _start_database() -> None:
    from ortaq.program import messages, postgres
    from ortaq.program.locks import Busy, hold

    # Two runs at the same moment don't share a database: the second takes the next directory.
    for number in range(1, 10):
        var = _VAR if number == 1 else _VAR.with_name(f"{_VAR.name}-{number}")
        var.mkdir(parents=True, exist_ok=True, mode=0o711)
        with contextlib.suppress(Busy):
            _held.enter_context(hold(var / "tests.lock", note="a test run"))
            break
    os.environ["ORTAQ_VAR"] = str(var)
    embedded = "DATABASE_URL" not in os.environ
    if embedded:
        os.environ["DATABASE_URL"] = postgres.start(var, durable=False)
        _held.callback(postgres.stop, var)
    (var / "static").mkdir(exist_ok=True)  # WhiteNoise warns at each start of a server when it isn't there
    if embedded and not (var / READY).exists():
        (var / "migrations-digest").unlink(missing_ok=True)
    _forget_old_tables(var, embedded=embedded)
    _held.callback(shutil.rmtree, var / TOWN, ignore_errors=True)
    messages.compile_all()


def pytest_unconfigure(config: pytest.Config) -> None:
    """Stops the database that was started."""
    _held.close()


READY = "postgres.ready"
"""A database with tables and nothing in them, for programs that tests start: making it anew takes seconds."""


TOWN = "town"


@pytest.fixture(scope="session")
def town(testrun_uid: str) -> Path:
    """The data of a small town as a first start makes them (tables, static files, keys, the region), to be copied.

    Its database doesn't run. It is made once, by the test process that first asks for it. Where the tests use a database
    of others, the program makes its tables as ever.
    """
    from ortaq.program import postgres
    from ortaq.program.locks import hold

    root = Path(os.environ["ORTAQ_VAR"]) / TOWN
    with hold(root.with_suffix(".lock"), wait=600):
        mark = root / "made-for"
        if mark.exists() and mark.read_text(encoding="ascii") == testrun_uid:
            return root / "var"
        shutil.rmtree(root, ignore_errors=True)
        var = root / "var"
        for directory in (root, var):
            directory.mkdir(mode=0o711)
        if (ready := root.with_name(READY)).exists():
            subprocess.run(["cp", "-a", str(ready), str(var / "postgres")], check=True)
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("ORTAQ_", "PYTEST_"))}
        made = {**kept, "ORTAQ_VAR": str(var), "DATABASE_URL": postgres.start(var, durable=False), "ORTAQ_DEMO": "0"}
        try:
            done = subprocess.run(
                [sys.executable, "-m", "ortaq.program.prepare"], env=made, capture_output=True, text=True, check=False
            )
        finally:
            postgres.stop(var)
        assert done.returncode == 0, done.stdout + done.stderr
        mark.write_text(testrun_uid, encoding="ascii")
    return root / "var"


def _keep_ready(var: Path) -> None:
    """Copies the database while it holds nothing but the tables, under the name that programs use."""
    import psycopg

    from ortaq.program import postgres

    with psycopg.connect(os.environ["DATABASE_URL"].replace("/ortaq?", "/postgres?"), autocommit=True) as connection:
        connection.execute("DROP DATABASE ortaq WITH (FORCE)")
        connection.execute("ALTER DATABASE test_ortaq RENAME TO ortaq")
    postgres.stop(var)
    shutil.rmtree(var / READY, ignore_errors=True)
    subprocess.run(["cp", "-a", str(var / "postgres"), str(var / READY)], check=True)
    os.environ["DATABASE_URL"] = postgres.start(var, durable=False)
    with psycopg.connect(os.environ["DATABASE_URL"].replace("/ortaq?", "/postgres?"), autocommit=True) as connection:
        connection.execute("CREATE DATABASE test_ortaq TEMPLATE ortaq")


def _forget_old_tables(var: Path, *, embedded: bool) -> None:
    """Makes the test databases anew when a migration was rewritten: a reused database only sees new ones.

    The tables are made once, and each test process gets a copy. Where that can't be done (a database of others that
    doesn't allow it), each process makes its own as ever.
    """
    import psycopg

    digest = hashlib.sha256()
    makers = _CHECKOUT / "src" / "ortaq" / "kernel" / "statements" / "migrations.py"
    for migration in (*sorted((_CHECKOUT / "src").rglob("migrations/*.py")), makers):
        digest.update(migration.read_bytes())
    mark = var / "migrations-digest"
    if mark.exists() and mark.read_text(encoding="ascii") == digest.hexdigest():
        return
    url = os.environ["DATABASE_URL"]
    with psycopg.connect(url, autocommit=True) as connection:
        for (name,) in connection.execute(
            r"SELECT datname FROM pg_database WHERE datname LIKE 'test\_ortaq%'"
        ).fetchall():
            connection.execute(psycopg.sql.SQL("DROP DATABASE {} WITH (FORCE)").format(psycopg.sql.Identifier(name)))
    first = urlunsplit(urlsplit(url)._replace(path="/test_ortaq"))
    made = {**os.environ, "DATABASE_URL": first, "PYTHONPATH": str(_CHECKOUT / "src")}
    migrate = [sys.executable, "-m", "django", "migrate", "--verbosity", "0", "--skip-checks"]
    try:
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute("CREATE DATABASE test_ortaq")
        subprocess.run(migrate, env=made, check=True)
        if embedded:
            _keep_ready(var)
        with psycopg.connect(url, autocommit=True) as connection:
            for number in range(pytest_xdist_auto_num_workers()):
                connection.execute(f"CREATE DATABASE test_ortaq_gw{number} TEMPLATE test_ortaq")
    except (psycopg.Error, subprocess.CalledProcessError) as error:
        print(f"Each test process makes its own tables: {error}", file=sys.stderr)
    mark.write_text(digest.hexdigest(), encoding="ascii")


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers() -> int:
    """`-n auto`: as many as there are cores, never more than four. More took longer: one more 15.3 against 12.7 minutes."""
    return min(len(os.sched_getaffinity(0)), 4)


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """After each transactional test Django empties the tables; tables that may only grow would refuse that.

    Only the triggers against TRUNCATE are put out of action. Those against UPDATE and DELETE stay: tests that need
    to play the attacker disable them by themselves.
    """
    with django_db_blocker.unblock():
        from django.db import connection

        with connection.cursor() as cursor:
            # tgtype: bit 5 (32) stands for TRUNCATE.
            cursor.execute(
                "SELECT tgrelid::regclass::text, quote_ident(tgname) FROM pg_trigger WHERE NOT tgisinternal AND tgtype & 32 > 0"
            )
            for table, trigger in cursor.fetchall():
                cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER {trigger}")
        # Asked on a connection of its own: which tables are filled is planned ten times as long as it is answered, and
        # the plan is thrown away where triggers are put to sleep.
        beside = connection.get_new_connection(connection.get_connection_params())
        beside.autocommit = True
        with contextlib.closing(beside), pytest.MonkeyPatch.context() as patch:
            from django.test import TransactionTestCase

            _empty_tables(beside)  # a run that was killed leaves rows behind
            patch.setattr(TransactionTestCase, "_fixture_teardown", lambda _test: _empty_tables(beside))
            yield


KEPT = ("django_migrations", "django_content_type", "auth_permission")
"""Tables that migrating fills and that no test changes."""

FEW = 1 << 20
"""Bytes: a table below is emptied row by row."""


def _empty_tables(beside: Any) -> None:
    """Empties the tables in which there is something, those of the task queue too.

    Django would truncate all of them after each transactional test, and then make every content type and permission
    anew: many times slower. Few rows are deleted, since TRUNCATE makes new files for each table and each index; for
    that the triggers sleep, those of foreign keys too, which only a superuser may order.
    *beside*: a connection that is used for nothing else.
    """
    from django.db import connection, transaction

    with beside.cursor() as cursor:
        cursor.execute(
            "SELECT quote_ident(tablename) FROM pg_tables WHERE schemaname = current_schema() AND tablename <> ALL(%s)",
            [list(KEPT)],
        )
        asked = " UNION ALL ".join(
            f"SELECT '{table}', current_setting('is_superuser') = 'on' AND pg_relation_size('{table}') < {FEW}"
            f" WHERE EXISTS (SELECT FROM {table})"
            for (table,) in cursor.fetchall()
        )
        filled = cursor.execute(asked, prepare=True).fetchall()
    if not filled:
        return
    with transaction.atomic(), connection.cursor() as cursor:
        if many := [table for table, few in filled if not few]:
            cursor.execute(f"TRUNCATE {', '.join(many)} CASCADE")
        if small := [table for table, few in filled if few]:
            cursor.execute("SET LOCAL session_replication_role = replica")
            cursor.execute("; ".join(f"DELETE FROM {table}" for table in small))


@pytest.fixture(autouse=True)
def nothing_kept() -> None:
    """Names of territories and the like are kept in the process, and each test makes its own.

    The language of the last page stays with the thread: each test begins in the first, Kazakh.
    """
    from django.utils import translation

    from ortaq.kernel.statements.queries import KeptAnswers

    KeptAnswers.forget_all()
    translation.deactivate()


@pytest.fixture
def frozen() -> Iterator[Callable[..., Any]]:
    """Sets the clock: ``frozen("2026-03-20 09:00")`` (Astana and Almaty time) or ``frozen(datetime)``.

    The answer can be moved on: ``clock.move_to(…)``, ``clock.shift(seconds)``. The clock stands still between.
    """
    import time_machine

    with contextlib.ExitStack() as stack:

        def freeze(moment: str | datetime) -> Any:
            if isinstance(moment, str):
                moment = datetime.fromisoformat(moment)
            if moment.tzinfo is None:
                moment = moment.replace(tzinfo=ALMATY)
            return stack.enter_context(time_machine.travel(moment, tick=False))

        yield freeze


@pytest.fixture
def worked_by_day() -> Callable[[], None]:
    """Fails when an officer of a state body did something of the demonstration outside office hours."""
    from ortaq.kernel.clocks.queries import calendar
    from ortaq.kernel.events.models import Event

    def look() -> None:
        known = calendar()
        done = Event.objects.filter(record__is_demo=True, office__kind="state_body").values_list("at", "code")
        assert done
        assert not [(at, code) for at, code in done if not known.in_office_hours(at)]

    return look


class Said:
    """What was said with every declared transition of a record, and with one event that isn't declared: words of its own."""

    def __init__(self, kind: Any) -> None:
        self.steps = kind.lifecycle.transitions
        self.words = {code: f"сөз-{code}-соңы" for code in (*self.steps, "undeclared")}

    def heard(self, page: Any) -> set[str]:
        """The codes whose words stand on a page."""
        text = page if isinstance(page, str) else page.content.decode()
        return {code for code, words in self.words.items() if words in text}

    def meant(self, *capacities: str) -> set[str]:
        """The codes whose words are declared for everybody, or for somebody who stands in one of *capacities*."""
        held = set(capacities)
        return {code for code, step in self.steps.items() if step.reason_public or step.reason_to & held}


@pytest.fixture
def tell_all() -> Callable[[Any], Said]:
    """Writes all of that into the public log of a record."""
    from django.utils import timezone

    from ortaq.kernel.events.actions import record_event
    from ortaq.kernel.lifecycle.registry import kind_of
    from ortaq.kernel.parties.rules import SYSTEM

    def tell(record: Any) -> Said:
        said = Said(kind_of(record))
        for code, words in said.words.items():
            record_event(record=record, code=code, by=SYSTEM, at=timezone.now(), reason=words, public=True)
        return said

    return tell


@pytest.fixture(scope="session")
def free_port() -> Callable[[], int]:
    """Finds ports that nobody listens on: below those that the system gives away by itself, to connections for example."""
    import random
    import socket

    def find() -> int:
        while True:
            port = random.SystemRandom().randrange(20_000, 32_000)
            with socket.socket() as probe, contextlib.suppress(OSError):
                probe.bind(("127.0.0.1", port))
                return port

    return find


@pytest.fixture(scope="session")
def read_codes() -> Callable[[bytes], list[str]]:
    """What a phone's camera reads in the QR pictures of a PDF that was printed: ``read_codes(pdf)``."""
    import pypdfium2
    import zxingcpp

    def read(pdf: bytes) -> list[str]:
        found = []
        with pypdfium2.PdfDocument(pdf) as paper:
            for page in paper:
                picture = page.render(scale=200 / 72).to_pil()  # 200 dots an inch: a modest printer
                found += [each.text for each in zxingcpp.read_barcodes(picture)]
        return found

    return read


@pytest.fixture(scope="session")
def browser() -> Iterator["Browser"]:
    """One Chromium per test process. Tests that use it are marked with ``pytest.mark.browser`` by themselves."""
    from playwright.sync_api import expect, sync_playwright

    if not Path(CHROMIUM).exists():
        pytest.skip("Chromium isn't installed: apt-get install chromium")
    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
        )
        yield chromium
        chromium.close()


@contextlib.contextmanager
def _all_answered() -> Iterator[None]:
    """Leaves when the live server has finished what the browser asked for.

    A closed page doesn't end its requests: a late one would write into tables that the next test takes for empty, or
    would hold a lock on them.
    """
    from django.core.signals import request_finished, request_started

    at_work: set[threading.Thread] = set()

    def begins(**_more: Any) -> None:
        at_work.add(threading.current_thread())

    def ends(**_more: Any) -> None:
        at_work.discard(threading.current_thread())

    request_started.connect(begins)
    request_finished.connect(ends)
    try:
        yield
        end = time.monotonic() + PATIENCE / 1000
        # A thread whose browser went away in the middle of an answer ends without a word.
        while any(thread.is_alive() for thread in at_work - {threading.current_thread()}):
            assert time.monotonic() < end, "a request was never answered"
            time.sleep(0.005)
    finally:
        request_started.disconnect(begins)
        request_finished.disconnect(ends)


@pytest.fixture
def new_page(browser: "Browser", live_server: Any) -> Iterator[Callable[..., "Page"]]:
    """Makes pages: ``new_page(width=360, locale="kk-KZ", javascript=True)``. Addresses are relative to the server.

    A click returns before the page that it asks for is there: whatever opens another page stands in
    ``with page.expect_navigation():``, and what changes on the same page is awaited with ``expect(…)``.
    An error of a script, or a breach of the content security policy, fails the test.
    """
    troubles: list[str] = []
    with _all_answered(), contextlib.ExitStack() as stack:

        def make(*, width: int = 1280, locale: str = "kk-KZ", javascript: bool = True, **more: Any) -> "Page":
            context = browser.new_context(
                viewport={"width": width, "height": 800}, locale=locale, java_script_enabled=javascript,
                base_url=live_server.url, reduced_motion="reduce", **more,
            )  # fmt: skip
            stack.callback(context.close)
            page = context.new_page()
            page.set_default_timeout(PATIENCE)
            page.on("pageerror", lambda error: troubles.append(f"{page.url}: {error}"))
            page.on(
                "console",
                lambda said: (
                    troubles.append(f"{page.url}: {said.text}") if "Content Security Policy" in said.text else None
                ),
            )
            return page

        yield make
    assert not troubles, "\n".join(troubles)


@pytest.fixture
def phone(new_page: Callable[..., "Page"]) -> "Page":
    """A page as wide as a small phone: 360 px."""
    return new_page(width=360)


@pytest.fixture
def desktop(new_page: Callable[..., "Page"]) -> "Page":
    """A page as wide as an office screen: 1280 px."""
    return new_page(width=1280)


class _Listener(HTMLParser):
    """Hears an English page as a screen reader does: which voice reads what."""

    FOREIGN = re.compile(r"(?<!\w)[а-яёәғқңөұүһі]{3,}")
    VOID = frozenset(
        ("area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr")
    )
    SILENT = frozenset(("head", "script", "style", "textarea"))

    def __init__(self) -> None:
        super().__init__()
        self.opened: list[tuple[str, str]] = []
        self.misread: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in self.VOID:
            voice = "" if tag in self.SILENT else dict(attrs).get("lang") or (self.opened[-1][1] if self.opened else "")
            self.opened.append((tag, voice))

    def handle_endtag(self, tag: str) -> None:
        while self.opened and tag in {name for name, _voice in self.opened}:
            if self.opened.pop()[0] == tag:
                break

    def handle_data(self, data: str) -> None:
        # WCAG 3.1.2 leaves out names (capitals, quotation marks) and single words in a sentence (a unit of measure).
        words = re.sub("“[^”]*”", "", data)
        latin = len(re.findall("[A-Za-z]", words))
        foreign = sum(map(len, self.FOREIGN.findall(words)))
        if self.opened and self.opened[-1][1] == "en" and foreign and foreign * 2 > latin:
            self.misread.append(" ".join(data.split()))


@pytest.fixture(scope="session")
def misread() -> Callable[[str], list[str]]:
    """Finds what an English page would have read in English though it is Kazakh or Russian: it has no ``lang`` of its own."""

    def listen(page: str) -> list[str]:
        listener = _Listener()
        listener.feed(page)
        return listener.misread

    return listen


@pytest.fixture(scope="session")
def painted() -> dict[int, set[int]]:
    """By width, the elements whose colours this process has looked at and found right."""
    return {width: set() for width in WIDTHS}


@pytest.fixture
def assert_accessible(painted: dict[int, set[int]], misread: Callable[[str], list[str]]) -> Callable[["Page"], None]:
    """Runs axe on a page at the width of a phone and of an office screen.

    WCAG 2.0 to 2.2, levels A and AA, and best practices. Also: nothing to scroll sideways, and on an English page
    whatever isn't English says so. The page is opened once: the window is what changes, and has its old width again at
    the end. Colours are looked at where a text stands like none before it. With ``ORTAQ_TEST_LANGUAGES=all`` each page is
    opened in the two other languages too: longer words, twice the time.
    """
    from axe_playwright_python.base import AXE_SCRIPT

    def check(page: "Page") -> None:
        look(page)
        parts = urlsplit(page.url)
        _, language, rest = [*parts.path.split("/", 2), "", ""][:3]
        if os.environ.get("ORTAQ_TEST_LANGUAGES") != "all" or language not in LANGUAGES:
            return
        other = page.context.new_page()
        for another in LANGUAGES - {language}:
            answer = other.goto(urlunsplit(parts._replace(path=f"/{another}/{rest}")))
            assert answer and answer.status < 500, other.url
            if answer.ok:
                look(other)
        other.close()

    def look(page: "Page") -> None:
        before = page.viewport_size
        assert before
        assert page.evaluate("performance.getEntriesByType('navigation')[0]?.responseStatus ?? 200") != 500, page.url
        if not page.evaluate("'axe' in window"):
            page.evaluate(AXE_SCRIPT)
            page.add_init_script(AXE_SCRIPT)  # the next one brings it along: half a megabyte needn't be sent again
        now = before["width"]
        for width in sorted(WIDTHS, key=lambda width: width != now):  # the window is as wide as one of them already
            if width != now:
                page.set_viewport_size({"width": width, "height": before["height"]})
                now = width
            colours = set(page.evaluate(PAINTED)) - painted[width]
            found = page.evaluate(AXE_RUN, list(colours))
            said = "\n".join(
                f"{item['id']} ({item['impact']}): {item['help']}\n    "
                + "\n    ".join(node["html"] for node in item["nodes"][:5])
                for item in found
            )
            assert not found, f"{page.url} at {width} px\n{said}"
            painted[width] |= colours
            wider = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
            assert wider <= 0, f"{page.url}: {wider} px wider than a screen of {width} px"
        if now != before["width"]:
            page.set_viewport_size(before)
        unseen = page.evaluate(UNSEEN)
        assert not unseen, f"{page.url}: text in the colour of its ground: {unseen}"
        unmarked = misread(page.content()) if page.evaluate("Boolean(document.querySelector('[lang=en]'))") else []
        assert not unmarked, f"{page.url}: read by the voice of another language: {unmarked}"

    return check


def pytest_collection_finish() -> None:
    """What is loaded by now stays: the collector of garbage needn't look through it again and again."""
    gc.collect()
    gc.freeze()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Every test that opens the browser carries the mark ``browser``, so that it can be left out with -m.

    The long ones come first: at the end the test processes wait for each other's last.
    """
    for item in items:
        if "browser" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.browser)
    items.sort(key=lambda item: not (item.get_closest_marker("browser") or LONG & {*item.path.parts}))
