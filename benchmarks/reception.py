"""The Internet-reception under load: appeals accepted through HTTP, public pages, and both at 10 thousand and 1 million.

    python benchmarks/reception.py [--appeals 10000] [--then 1000000] [--posts 3000] [--seconds 6] [--keep DIRECTORY]

Everything runs for real: an embedded PostgreSQL with durable commits, the program's own web server with one process
per core, requests over HTTP on the same machine (the load takes its share of the same cores). Pages are measured with
`wrk` where it is installed, else with threads of this program. Nothing is cached between requests but what the
program itself keeps: names of territories, bodies and categories, and fragments of the page's frame.
"""

import argparse
import http.client
import os
import platform
import re
import secrets
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from urllib.parse import urlencode

ROOT = Path(__file__).resolve().parents[1]
PORT = 8790
CLIENTS = 8

BULK = """
INSERT INTO records_record (id, kind, number, state, version, body_id, territory_id, author_id, language, created_at,
    changed_at, published_at, public_title, public_text, is_demo)
SELECT g, 'appeal', 'AP-2025-' || lpad(g::text, greatest(6, length(g::text)), '0'), (ARRAY['answered','closed','in_progress'])[1 + g %% 3], 1,
    %(body)s, %(territory)s, %(person)s, 'kk', now() - g * interval '31 seconds', now() - g * interval '31 seconds',
    CASE WHEN g %% 2 = 0 THEN now() - g * interval '31 seconds' END, 'Көшедегі шұңқыр ' || g,
    repeat('Мектептің алдындағы жолда терең шұңқыр бар, жөндеу керек. ', 6), false
FROM generate_series(%(first)s, %(last)s) g;
INSERT INTO reception_appeal (record_ptr_id, type, channel, regime, category_id, subject, text, place, representative,
    delivery, pin_hash, consent_to_publish, consent_at, received_at, registered_at, answered_at, hops, extended, repeated,
    sensitive, external_number, forwarded_to, attributes)
SELECT g, 'message', 'web', 'appc-2026', %(category)s, 'Көшедегі шұңқыр', repeat('Мәтін. ', 40), '', '', 'portal', %(pin)s,
    true, now(), now() - g * interval '31 seconds', now(), CASE WHEN g %% 3 < 2 THEN now() END, 0, false, false, false, '', '', '{}'
FROM generate_series(%(first)s, %(last)s) g;
INSERT INTO events_event (record_id, sequence, code, state, at, actor_kind, role, reason, data, is_public, previous_hash, hash)
SELECT g, n, (ARRAY['file','register','assign','sign'])[n], 'answered', now(), 'user', '', '', '{}', true, '\\x00', '\\x00'
FROM generate_series(%(first)s, %(last)s) g, generate_series(1, 4) n;
INSERT INTO reception_answer (appeal_id, outcome, language, text, law, how_to_complain, drafted_by_id, drafted_at,
    signed_by_id, signed_at, sha256, delivered_by, public_text)
SELECT g, 'satisfied', 'kk', repeat('Жауап. ', 40), 'ӘРПК 76', 'ӘРПК 91', %(user)s, now(), %(user)s, now(), 'x', 'portal', repeat('Жауап. ', 40)
FROM generate_series(%(first)s, %(last)s) g WHERE g %% 3 < 2;
INSERT INTO clocks_clock (record_id, code, regime, on_expiry, state, ticks, started_at, started_on, due_on, stopped_at,
    kept, extended, extended_times, calendar_version)
SELECT g, 'appeal.answer', 'appc-2026', '', CASE WHEN g %% 3 = 2 THEN 'running' ELSE 'stopped' END, '[]', now(), current_date,
    current_date + (g %% 30)::int - 5, CASE WHEN g %% 3 = 2 THEN NULL ELSE now() END, CASE WHEN g %% 3 = 2 THEN NULL ELSE true END,
    false, 0, 0
FROM generate_series(%(first)s, %(last)s) g;
"""


def main() -> None:
    """Prints each figure as soon as it is known."""
    options = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    options.add_argument("--appeals", type=int, default=10_000)
    options.add_argument("--then", type=int, default=1_000_000)
    options.add_argument("--posts", type=int, default=3000)
    options.add_argument("--seconds", type=int, default=6)
    options.add_argument("--keep", type=Path)
    chosen = options.parse_args()
    var = chosen.keep or Path(tempfile.mkdtemp(prefix="ortaq-bench-"))
    _environment(var)
    from ortaq.program import postgres

    os.environ["DATABASE_URL"] = postgres.start(var, durable=True)
    try:
        _print_machine()
        person = _prepare()
        _fill(1, chosen.appeals, person)
        web = _start_web()
        try:
            print(f"\n{chosen.appeals:,} appeals in the database")
            small = _pages(chosen.seconds)
            _memory(web)
            _intake(chosen.posts, var, web)
        finally:
            _stop(web)
        if chosen.then > chosen.appeals:
            begun = time.perf_counter()
            _fill(chosen.appeals + chosen.posts + 1, chosen.then, person)
            print(f"\n{chosen.then:,} appeals in the database (loaded in {time.perf_counter() - begun:.0f} s)")
            web = _start_web()
            try:
                large = _pages(chosen.seconds)
                for name, p95 in large.items():
                    print(f"  p95 of {name:<12} grew {p95 / small[name]:.2f} times")
                _memory(web)
            finally:
                _stop(web)
    finally:
        postgres.stop(var)
        if not chosen.keep:
            shutil.rmtree(var, ignore_errors=True)


def _environment(var: Path) -> None:
    sys.path.insert(0, str(ROOT / "src"))
    os.environ |= {
        "ORTAQ_VAR": str(var),
        "ORTAQ_BASE_URL": f"http://127.0.0.1:{PORT}",
        "DJANGO_SETTINGS_MODULE": "ortaq.config.settings",
        "PYTHONPATH": str(ROOT / "src"),
        "ORTAQ_PROXIES": "1",
        "ORTAQ_EMAIL_BACKEND": "django.core.mail.backends.dummy.EmailBackend",
    }


def _print_machine() -> None:
    import django
    import granian

    model = re.search(r"model name\s*: (.*)", Path("/proc/cpuinfo").read_text(encoding="utf-8"))
    print(
        f"{model[1] if model else platform.machine()}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f} before the run"
    )
    print(
        f"Python {platform.python_version()}, Django {django.__version__}, granian {granian.__version__}, PostgreSQL 18"
    )


def _prepare() -> dict[str, object]:
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    from ortaq.kernel.accounts.models import User
    from ortaq.kernel.parties.actions import save_person
    from ortaq.kernel.parties.models import Organisation, Territory
    from ortaq.portal.imports import load_region
    from ortaq.program import messages
    from ortaq.systems.reception.models import Category
    from ortaq.systems.reception.queries.pins import hashed_pin

    messages.compile_all()
    load_region("zhambyl")
    return {
        "person": save_person(name="Жүктеме", email="load@example.test").pk,
        "pin": hashed_pin("ABCDEFGH"),
        "user": User.objects.create_user("load@example.test", "load").pk,
        "category": Category.objects.get(slug="roads").pk,
        "body": Organisation.objects.get(slug="akimat-taraz").pk,
        "territory": Territory.objects.get(slug="taraz").pk,
    }


def _fill(first: int, last: int, values: dict[str, object]) -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        for statement in BULK.strip().split(";\n"):
            cursor.execute(statement.rstrip(";"), {**values, "first": first, "last": last})
        cursor.execute("SET session_replication_role = origin")
        cursor.execute("SELECT setval('records_record_id_seq', (SELECT max(id) FROM records_record))")
        for table in ("records_record", "reception_appeal", "events_event", "reception_answer", "clocks_clock"):
            cursor.execute(f"VACUUM ANALYZE {table}")
        cursor.execute("CHECKPOINT")


def _start_web() -> subprocess.Popen[bytes]:
    from ortaq.program import web

    process = subprocess.Popen(web.command("127.0.0.1", PORT, None), env=web.environment(dict(os.environ)), cwd=ROOT)
    for _ in range(100):
        try:
            if _get("/healthz")[0] == 200:
                return process
        except OSError:
            time.sleep(0.2)
    raise SystemExit("the web server doesn't answer")


def _stop(process: subprocess.Popen[bytes]) -> None:
    process.send_signal(signal.SIGTERM)
    process.wait(30)


def _get(path: str) -> tuple[int, bytes]:
    connection = http.client.HTTPConnection("127.0.0.1", PORT, timeout=20)
    connection.request("GET", path)
    response = connection.getresponse()
    return response.status, response.read()


def _pages(seconds: int) -> dict[str, float]:
    paths = {
        "list": "/kk/appeals/",
        "detail": "/kk/appeals/AP-2025-000100/",
        "status": "/kk/appeals/status/",
    }
    found = {}
    for name, path in paths.items():
        status, body = _get(path)
        if status != 200:
            raise SystemExit(f"{path} answers {status}")
        _load(path, 2)
        rate, p50, p95 = _load(path, seconds)
        found[name] = p95
        print(
            f"  {name:<12} {rate:7.0f} requests/s   p50 {p50:6.1f} ms   p95 {p95:6.1f} ms   {len(body) / 1000:.1f} kB of HTML"
        )
    return found


def _load(path: str, seconds: int) -> tuple[float, float, float]:
    """Requests a second, p50 and p95 in milliseconds, with four connections."""
    if shutil.which("wrk"):
        lua = Path(tempfile.gettempdir()) / "ortaq-wrk.lua"
        lua.write_text(
            'done = function(s, l, r) io.write(string.format("R %f %f %f\\n", s.requests / s.duration * 1e6,'
            " l:percentile(50) / 1000, l:percentile(95) / 1000)) end",
            encoding="ascii",
        )
        out = subprocess.run(
            ["wrk", "-t1", "-c4", f"-d{seconds}s", "-s", str(lua), f"http://127.0.0.1:{PORT}{path}"],
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        if "Non-2xx" in out:
            raise SystemExit(out)
        found = re.search(r"^R (\S+) (\S+) (\S+)$", out, re.MULTILINE)
        if found is None:
            raise SystemExit(out)
        return float(found[1]), float(found[2]), float(found[3])
    times: list[float] = []
    end = time.perf_counter() + seconds

    def ask() -> None:
        connection = http.client.HTTPConnection("127.0.0.1", PORT, timeout=20)
        while time.perf_counter() < end:
            begun = time.perf_counter()
            connection.request("GET", path)
            connection.getresponse().read()
            times.append((time.perf_counter() - begun) * 1000)

    _together(ask, 4)
    cuts = statistics.quantiles(times, n=100)
    return len(times) / seconds, cuts[49], cuts[94]


def _intake(posts: int, var: Path, web: subprocess.Popen[bytes]) -> None:
    """Posts the last step of filing for people who have gone through the earlier ones, then kills everything."""
    from django.db import connection, connections

    from ortaq.program import postgres
    from ortaq.systems.reception.models import Appeal

    before = Appeal.objects.count()
    people = iter(_drafts(posts))
    lock = threading.Lock()
    times: list[float] = []
    wrong: list[int] = []

    def post() -> None:
        wire = http.client.HTTPConnection("127.0.0.1", PORT, timeout=30)
        while True:
            with lock:
                cookie, token = next(people, ("", ""))
            if not cookie:
                return
            body = urlencode({"csrfmiddlewaretoken": token, "once": secrets.token_urlsafe(24)})
            begun = time.perf_counter()
            wire.request(
                "POST",
                "/kk/appeals/new/send/",
                body,
                {
                    "Cookie": cookie,
                    "Content-Type": "application/x-www-form-urlencoded",
                    "Origin": f"http://127.0.0.1:{PORT}",
                    "X-Forwarded-For": f"10.{secrets.randbelow(250)}.{secrets.randbelow(250)}.{secrets.randbelow(250)}",
                },
            )
            response = wire.getresponse()
            response.read()
            if response.status == 302 and response.headers["Location"].endswith("/sent/"):
                times.append((time.perf_counter() - begun) * 1000)
            else:
                wrong.append(response.status)

    begun = time.perf_counter()
    _together(post, CLIENTS)
    lasted = time.perf_counter() - begun
    cuts = statistics.quantiles(times, n=100)
    print(
        f"  appeals      {len(times) / lasted:7.0f} accepted/s   p50 {cuts[49]:6.1f} ms   p95 {cuts[94]:6.1f} ms   {len(wrong)} refused"
    )
    with connection.cursor() as cursor:
        cursor.execute("SHOW data_directory")
        data = Path(cursor.fetchone()[0])
    connections.close_all()
    children = subprocess.run(["pgrep", "-P", str(web.pid)], capture_output=True, text=True, check=False).stdout.split()
    postmaster = (data / "postmaster.pid").read_text(encoding="ascii").split()[0]
    for pid in (postmaster, str(web.pid), *children):
        os.kill(int(pid), signal.SIGKILL)
    web.wait(30)
    time.sleep(1)
    os.environ["DATABASE_URL"] = postgres.start(var, durable=True)
    stored = Appeal.objects.count() - before
    print(f"  after kill -9 of the database and the web server: {len(times)} acknowledged, {stored} stored")


def _drafts(count: int) -> list[tuple[str, str]]:
    """Sessions with a draft that is ready to be sent: (cookies, CSRF token)."""
    from django.contrib.sessions.backends.db import SessionStore
    from django.db import transaction
    from django.utils import timezone

    from ortaq.systems.reception.actions.drafting import keep_draft

    draft = {
        "type": "message",
        "subject": "Көшедегі шұңқыр",
        "text": "Мектептің алдындағы жолда терең шұңқыр бар, жөндеп беріңіздер.",
        "territory": "taraz",
        "category": "roads",
        "place": "Абай көшесі",
        "body": "akimat-taraz",
        "name": "Сынақ Азамат",
        "email": "",
        "phone": "+7 701 123 45 67",
        "delivery": "portal",
        "consent": True,
    }
    made = []
    with transaction.atomic():
        for number in range(count):
            key, token = secrets.token_urlsafe(24), secrets.token_hex(16)
            keep_draft(key=key, content={**draft, "phone": f"+7 701 {number:07}"}, user_id=None, at=timezone.now())
            session = SessionStore()
            session["appeal_draft"] = key
            session.create()
            made.append((f"session={session.session_key}; csrf={token}", token))
    return made


def _together(work: object, many: int) -> None:
    threads = [threading.Thread(target=work) for _ in range(many)]  # type: ignore[arg-type]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def _memory(web: subprocess.Popen[bytes]) -> None:
    children = subprocess.run(["pgrep", "-P", str(web.pid)], capture_output=True, text=True, check=False).stdout.split()
    sizes = []
    for pid in [str(web.pid), *children]:
        found = re.search(r"VmRSS:\s+(\d+)", Path(f"/proc/{pid}/status").read_text(encoding="ascii"))
        sizes.append(int(found[1]) // 1024 if found else 0)
    print(f"  memory       {sum(sizes)} MB resident in all, by process: {', '.join(map(str, sizes))}")


if __name__ == "__main__":
    main()
