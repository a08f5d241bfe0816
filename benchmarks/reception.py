"""The Internet-reception under load: public pages at 10 thousand and 1 million appeals, and appeals accepted through HTTP.

    python benchmarks/reception.py [--appeals 10000] [--then 1000000] [--posts 3000] [--seconds 6] [--rounds 3]
                                   [--keep DIRECTORY]

Everything runs for real: an embedded PostgreSQL with durable commits, the program's own web server with one process
per core, requests over HTTP on the same machine (the load takes its share of the same cores). Pages are measured with
`wrk` where it is installed, else with threads of this program. Nothing is cached between requests but what the
program itself keeps: names of territories, bodies and categories, and fragments of the page's frame.

The small and the large table lie in two databases of one server, each with a web server of its own, and are asked in
turn, round after round: what else the machine does meets both, and the growth of p95 compares like with like. After the
bulk load the tables are vacuumed and analysed and a checkpoint is made, and each page is asked for two seconds before it
is measured: a database that has grown in years has had all that from autovacuum and from its readers.

Appeals are filed by guests who leave a phone number (no text messages are set up, no registrar has an account), so no
notice is queued; a repeated appeal is looked for, limits, keys against sending twice, clocks and the log are at work.
"""

import argparse
import http.client
import os
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

import psycopg
from measure import HOST, Load, children, get, load, middle, print_machine, print_memory, processor, together

ROOT = Path(__file__).resolve().parents[1]
PORT, LARGE_PORT = 8790, 8792
CLIENTS = 8
PAGES = {"list": "/kk/appeals/", "detail": "/kk/appeals/AP-2025-000100/", "status": "/kk/appeals/status/"}

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
    options.add_argument("--rounds", type=int, default=3)
    options.add_argument("--keep", type=Path, help="keep the databases here, and use those that lie here already")
    chosen = options.parse_args()
    var = chosen.keep or Path(tempfile.mkdtemp(prefix="ortaq-bench-"))
    _environment(var)
    from ortaq.program import postgres

    url = os.environ["DATABASE_URL"] = postgres.start(var, durable=True)
    try:
        print_machine()
        values = _prepare()
        _fill(url, chosen.appeals, values)
        sides = {chosen.appeals: (PORT, url)}
        if chosen.then > chosen.appeals:
            sides[chosen.then] = (LARGE_PORT, _large(url, chosen.then, values))
        servers = {size: _start_web(port, address) for size, (port, address) in sides.items()}
        try:
            _pages(servers, {size: port for size, (port, _) in sides.items()}, var, chosen)
            _worker_memory(url)
            for size in [size for size in servers if size != chosen.appeals]:
                _stop(servers.pop(size))
            _intake(chosen.posts, var, servers[chosen.appeals])
        finally:
            for server in servers.values():
                _stop(server)
    finally:
        postgres.stop(var)
        if not chosen.keep:
            shutil.rmtree(var, ignore_errors=True)


def _environment(var: Path) -> None:
    sys.path.insert(0, str(ROOT / "src"))
    os.environ |= {
        "ORTAQ_VAR": str(var),
        "ORTAQ_BASE_URL": f"http://{HOST}:{PORT}",
        "DJANGO_SETTINGS_MODULE": "ortaq.config.settings",
        "PYTHONPATH": str(ROOT / "src"),
        "ORTAQ_PROXIES": "1",
        "ORTAQ_EMAIL_BACKEND": "django.core.mail.backends.dummy.EmailBackend",
    }


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
        "user": (User.objects.first() or User.objects.create_user("load@example.test", "load")).pk,
        "category": Category.objects.get(slug="roads").pk,
        "body": Organisation.objects.get(slug="akimat-taraz").pk,
        "territory": Territory.objects.get(slug="taraz").pk,
    }


def _fill(url: str, last: int, values: dict[str, object]) -> None:
    """Fills a database up to *last* appeals, and leaves it as autovacuum would."""
    with psycopg.connect(url, autocommit=True, cursor_factory=psycopg.ClientCursor) as connection:
        known = connection.execute("SELECT coalesce(max(id), 0) FROM records_record").fetchone()
        first = (known[0] if known else 0) + 1
        if first > last:
            return
        connection.execute("SET session_replication_role = replica")
        for statement in BULK.strip().split(";\n"):
            connection.execute(statement.rstrip(";").encode(), {**values, "first": first, "last": last})
        connection.execute("SELECT setval('records_record_id_seq', (SELECT max(id) FROM records_record))")
        connection.execute("VACUUM ANALYZE")
        connection.execute("CHECKPOINT")


def _large(url: str, last: int, values: dict[str, object]) -> str:
    """The address of a copy of the small database that has grown to *last* appeals."""
    from django.db import connections

    connections.close_all()
    address = url.replace("/ortaq?", "/ortaq_large?")
    with psycopg.connect(url.replace("/ortaq?", "/postgres?"), autocommit=True) as connection:
        if not connection.execute("SELECT 1 FROM pg_database WHERE datname = 'ortaq_large'").fetchone():
            connection.execute("CREATE DATABASE ortaq_large TEMPLATE ortaq")
    migrated = [sys.executable, "-m", "django", "migrate", "--verbosity", "0"]
    subprocess.run(migrated, env={**os.environ, "DATABASE_URL": address}, check=True)
    begun = time.perf_counter()
    _fill(address, last, values)
    print(f"{last:,} appeals loaded in {time.perf_counter() - begun:.0f} s")
    return address


def _start_web(port: int, url: str) -> subprocess.Popen[bytes]:
    from ortaq.program import web

    environment = web.environment({**os.environ, "DATABASE_URL": url})
    process = subprocess.Popen(web.command(HOST, port, None), env=environment, cwd=ROOT)
    for _ in range(600):
        try:
            if get(port, "/healthz")[0] == 200:
                return process
        except OSError:
            time.sleep(0.2)
    raise SystemExit("the web server doesn't answer")


def _stop(process: subprocess.Popen[bytes]) -> None:
    if process.poll() is None:
        process.send_signal(signal.SIGTERM)
        process.wait(60)


def _postmaster(var: Path) -> int:
    return int((var / "postgres" / "postmaster.pid").read_text(encoding="ascii").split()[0])


def _pages(
    servers: dict[int, subprocess.Popen[bytes]], ports: dict[int, int], var: Path, chosen: argparse.Namespace
) -> None:
    database = _postmaster(var)
    for name, path in PAGES.items():
        rounds: dict[int, list[Load]] = {size: [] for size in ports}
        for port in ports.values():
            status, body = get(port, path)
            if status != 200:
                raise SystemExit(f"{path} answers {status}")
            load(port, path, 2, [], database)
        for _ in range(chosen.rounds):
            for size, port in ports.items():
                rounds[size].append(load(port, path, chosen.seconds, children(servers[size].pid), database))
        found = {size: middle(each) for size, each in rounds.items()}
        for size, each in found.items():
            print(
                f"  {name:<7} {size:>9,} appeals {each.rate:6.0f}/s   p50 {each.p50:6.1f} ms   p95 {each.p95:6.1f} ms"
                f"   processor: web {each.web_cpu:5.2f} ms, database {each.database_cpu:5.2f} ms"
                f"   {len(body) / 1000:.1f} kB of HTML"
            )
        if len(found) > 1:
            small, large = found.values()
            print(
                f"  {name:<7} the larger against the smaller: p50 {large.p50 / small.p50:.2f}, p95 {large.p95 / small.p95:.2f},"
                f" processor {(large.web_cpu + large.database_cpu) / (small.web_cpu + small.database_cpu):.2f} times"
            )
    for size, server in servers.items():
        print_memory(f"the web server ({size:,} appeals)", [server.pid, *children(server.pid)])


def _worker_memory(url: str) -> None:
    worker = subprocess.Popen(
        [sys.executable, "-m", "ortaq.program", "worker"],
        env={**os.environ, "DATABASE_URL": url},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        time.sleep(15)
        print_memory("the worker", [worker.pid, *children(worker.pid)])
    finally:
        _stop(worker)


def _intake(posts: int, var: Path, web: subprocess.Popen[bytes]) -> None:
    """Posts the last step of filing for people who have gone through the earlier ones, then kills everything."""
    from django.db import connections

    from ortaq.program import postgres
    from ortaq.systems.reception.models import Appeal

    before = Appeal.objects.count()
    people = iter(_drafts(posts))
    lock = threading.Lock()
    times: list[float] = []
    wrong: list[int] = []

    def post() -> None:
        wire = http.client.HTTPConnection(HOST, PORT, timeout=120)
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
                    "Origin": f"http://{HOST}:{PORT}",
                    "X-Forwarded-For": f"10.{secrets.randbelow(250)}.{secrets.randbelow(250)}.{secrets.randbelow(250)}",
                },
            )
            response = wire.getresponse()
            response.read()
            if response.status == 302 and response.headers["Location"].endswith("/sent/"):
                times.append((time.perf_counter() - begun) * 1000)
            else:
                wrong.append(response.status)

    servers, database = children(web.pid), _postmaster(var)
    before_cpu = processor(servers), processor([database, *children(database)])
    begun = time.perf_counter()
    together(post, CLIENTS)
    lasted = time.perf_counter() - begun
    after_cpu = processor(servers), processor([database, *children(database)])
    spent = [(after - before_) / posts * 1000 for before_, after in zip(before_cpu, after_cpu, strict=True)]
    cuts = statistics.quantiles(times, n=100)
    print(
        f"  filing  {len(times) / lasted:6.0f} accepted/s   p50 {cuts[49]:6.1f} ms   p95 {cuts[94]:6.1f} ms"
        f"   processor: web {spent[0]:5.2f} ms, database {spent[1]:5.2f} ms   {len(wrong)} refused"
    )
    connections.close_all()
    for pid in (database, web.pid, *servers):
        os.kill(pid, signal.SIGKILL)
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


if __name__ == "__main__":
    main()
