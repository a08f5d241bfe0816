"""What every answer carries, whoever asks: headers, cookies, caches, hosts."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from django.test import Client

SOURCE = Path(__file__).resolve().parents[2] / "src" / "ortaq"


def ask(client: Client, path: str, **more: Any) -> Any:
    client.raise_request_exception = False
    kept = dict(client.cookies)
    with transaction.atomic():
        response = client.get(path, **more)
        transaction.set_rollback(True)
    client.cookies.clear()
    client.cookies.update(kept)
    return response


def test_item_39_42_every_answer_carries_its_headers_and_personal_ones_stay_out_of_caches(
    addresses: dict[str, str], clients: dict[str, Client]
) -> None:
    wrong = []
    for name, path in addresses.items():
        for who in ("guest", "officer"):
            response = ask(clients[who], path)
            policy = response.get("Content-Security-Policy", "")
            caching = response.get("Cache-Control", "")
            where = f"{path} ({name}) by {who}"
            if "frame-ancestors 'none'" not in policy or "unsafe" in policy or "default-src 'none'" not in policy:
                wrong.append(f"{where}: policy {policy!r}")
            for header, value in (
                ("X-Content-Type-Options", "nosniff"),
                ("X-Frame-Options", "DENY"),
                ("Cross-Origin-Opener-Policy", "same-origin"),
            ):
                if response.get(header) != value:
                    wrong.append(f"{where}: {header} {response.get(header)!r}")
            if response.get("Referrer-Policy") not in {"same-origin", "no-referrer"}:
                wrong.append(f"{where}: Referrer-Policy {response.get('Referrer-Policy')!r}")
            if "charset" not in response["Content-Type"] and response["Content-Type"].startswith("text/"):
                wrong.append(f"{where}: {response['Content-Type']}")
            if (
                who == "officer"
                and "no-store" not in caching
                and "Access-Control-Allow-Origin" not in response
                and not caching.startswith("max-age")
            ):
                wrong.append(f"{where}: Cache-Control {caching!r} for somebody signed in")
            if re.search(r"public|max-age=[1-9]|s-maxage", caching) and "no-store" not in caching and response.cookies:
                wrong.append(f"{where}: cached with {sorted(response.cookies)}")
            if response.cookies and "Cookie" not in response.get("Vary", ""):
                wrong.append(f"{where}: cookies {sorted(response.cookies)} without Vary")
            for cookie in response.cookies.values():
                if cookie["samesite"] != "Lax" or (cookie.key in {"session", "csrf"} and not cookie["httponly"]):
                    wrong.append(f"{where}: cookie {cookie.key} {cookie.output()}")
            if response.get("Access-Control-Allow-Credentials"):
                wrong.append(f"{where}: credentials for strangers")
    assert not wrong, "\n".join(wrong)


def test_item_39_plain_public_pages_set_no_cookie(world: Any) -> None:
    for path in (
        "/kk/",
        "/kk/appeals/",
        f"/kk/appeals/{world.shown.number}/",
        "/kk/budget/",
        "/feeds/records.atom",
        "/kk/digest/",
        "/kk/calendar/",
    ):
        response = Client().get(path)
        assert response.status_code == 200 and not response.cookies, (path, response.cookies.output())
        if path.endswith("/"):  # an address that a cache would take for a picture is no page
            assert Client().get(path + "profile.css", follow=True).status_code == 404, path


def test_item_39_addresses_whose_language_is_asked_for_say_so(world: Any) -> None:
    for path in ("/", f"/r/{world.shown.number}"):
        russian, kazakh = (Client().get(path, headers={"Accept-Language": code}) for code in ("ru", "kk"))
        if russian["Location"] != kazakh["Location"]:
            assert "Accept-Language" in russian.get("Vary", ""), path


@pytest.mark.django_db
def test_item_38_only_our_own_hosts_are_answered() -> None:
    client = Client(raise_request_exception=False)
    for headers in ({"Host": "evil.test"}, {"Host": "localhost:80@evil.test"}, {"Host": "localhost, evil.test"}):
        assert client.get("/kk/", headers=headers).status_code == 400, headers
    answer = client.get(
        "/kk/appeals/",
        headers={"X-Forwarded-Host": "evil.test", "X-Forwarded-Scheme": "nothing", "X-Original-URL": "/kk/office/"},
    )
    assert answer.status_code == 200 and b"evil.test" not in answer.content
    assert "evil.test" not in client.get("/", headers={"X-Forwarded-Host": "evil.test"})["Location"]
    posted = client.post(
        "/kk/accounts/password/reset/", {"email": "a@example.test"}, headers={"X-Forwarded-Host": "evil.test"}
    )
    assert posted.status_code < 500


@pytest.mark.django_db
def test_item_41_no_line_break_reaches_a_header(world: Any, clients: dict[str, Client]) -> None:
    for path in (
        "/kk/view/?next=%0d%0aSet-Cookie:%20a=b",
        "/kk/accounts/login/?next=/%0d%0aX:%20y",
        "/kk/appeals/%0d%0aX:y/",
        "/r/AP%0d%0aX:y",
        "/kk/office/?territory=%0d%0aX:%20y",
        "/kk/office/filters/?number=%0d%0aX:y",
    ):
        for method in ("get", "post"):
            client = clients["officer"]
            client.raise_request_exception = False
            with transaction.atomic():
                response = getattr(client, method)(
                    path, {"size": "100", "contrast": "normal", "name": "x"} if method == "post" else {}
                )
                transaction.set_rollback(True)
            assert response.status_code < 500, (method, path)
            for name, value in response.headers.items():
                assert "\n" not in value and "\r" not in value, (path, name)
            assert "X" not in response.headers and "a" not in response.cookies


def test_item_40_only_the_named_places_open_connections() -> None:
    """Mail and SMS, the antivirus's own socket, the operator's service of national signatures, the supervisor's look at its own server. The list is in docs/threats.md."""
    allowed = {
        "kernel/notices/channels.py",
        "kernel/accounts/adapters.py",
        "kernel/documents/antivirus.py",
        "kernel/signatures/providers.py",
        "program/doctor.py",
        "program/up.py",
    }
    opens = re.compile(
        r"^\s*(?:import|from) (?:socket|ssl|smtplib|requests|httpx|aiohttp|ftplib|telnetlib|http\.client|urllib3|urllib\.request)\b",
        re.M,
    )
    found = {
        str(path.relative_to(SOURCE)) for path in SOURCE.rglob("*.py") if opens.search(path.read_text(encoding="utf-8"))
    }
    assert found <= allowed, found - allowed


def test_item_40_no_address_that_a_person_typed_is_ever_opened() -> None:
    """The one HTTP client of pages is the SMS gateway's: its address is a setting, redirects are not followed."""
    from ortaq.kernel.notices.channels import HttpSms, _NoRedirects

    for address in ("http://10.0.0.1/", "http://169.254.169.254/", "file:///etc/passwd", "ftp://sms.example/"):
        with pytest.raises(ValueError):
            HttpSms(address)
    sms = HttpSms("https://sms.example/")
    assert any(isinstance(handler, _NoRedirects) for handler in sms._opener.handlers)


def test_cookies_and_settings_are_strict_behind_https(tmp_path: Path) -> None:
    """`check --deploy` has nothing to say, and every cookie is Secure with the __Host- prefix."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("ORTAQ_", "DJANGO_"))} | {
        "ORTAQ_HTTPS": "1",
        "ORTAQ_BASE_URL": "https://ortaq.example",
        "ORTAQ_VAR": str(tmp_path),
        "PYTHONPATH": str(SOURCE.parent),
        "DJANGO_SETTINGS_MODULE": "ortaq.config.settings",
    }
    script = (
        "import django; django.setup()\n"
        "from django.core.management import call_command\n"
        "call_command('check', deploy=True, fail_level='WARNING')\n"
        "from django.conf import settings as s\n"
        "assert s.SESSION_COOKIE_NAME.startswith('__Host-') and s.CSRF_COOKIE_NAME.startswith('__Host-')\n"
        "assert s.SESSION_COOKIE_SECURE and s.CSRF_COOKIE_SECURE and s.SECURE_HSTS_SECONDS >= 31536000\n"
        "assert not s.DEBUG and '*' not in s.ALLOWED_HOSTS and len(s.SECRET_KEY) >= 50\n"
        "assert s.SESSION_COOKIE_DOMAIN is None and s.SESSION_COOKIE_PATH == '/'\n"
        "assert s.SESSION_COOKIE_HTTPONLY and s.CSRF_COOKIE_HTTPONLY and s.SESSION_COOKIE_SAMESITE == 'Lax'\n"
        "from django.test import Client\n"
        "answer = Client(SERVER_NAME='ortaq.example').get('/healthz', secure=True)\n"
        "assert answer['Strict-Transport-Security'].startswith('max-age=31536000; includeSubDomains'), answer.headers\n"
    )
    done = subprocess.run([sys.executable, "-c", script], env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.django_db
def test_a_500_shows_a_page_without_secrets(monkeypatch: pytest.MonkeyPatch, settings: Any) -> None:
    def breaks(*args: Any, **more: Any) -> None:
        private = "canary-in-a-local-variable"
        raise RuntimeError(f"broken with {settings.SECRET_KEY} and {private}")

    monkeypatch.setattr("ortaq.systems.reception.queries.public.public_page", breaks)
    response = Client(raise_request_exception=False).get("/kk/appeals/?pin=SECRETPIN")
    page = response.content.decode()
    assert response.status_code == 500 and response["Cache-Control"] == "no-store"
    for secret in (settings.SECRET_KEY, "canary", "Traceback", "RuntimeError", "SECRETPIN", "settings", "/src/"):
        assert secret not in page, secret


def test_item_49_locks_name_a_digest_for_every_package() -> None:
    for lock in (SOURCE.parents[1] / "requirements").glob("*.txt"):
        lines = lock.read_text(encoding="utf-8").replace("\\\n", " ").splitlines()
        pins = [line for line in lines if line and not line.lstrip().startswith(("#", "--"))]
        assert len(pins) > 20 and all("==" in line and "--hash=sha256:" in line for line in pins), lock


@pytest.mark.django_db
def test_item_59_models_and_migrations_agree_and_a_migration_waits_for_locks_a_short_while_only() -> None:
    from django.core.management import call_command

    call_command("makemigrations", check=True, dry_run=True, verbosity=0)
    assert "lock_timeout" in (SOURCE / "program" / "commands.py").read_text(encoding="utf-8"), (
        "ortaq migrate waits for locks without end"
    )


@pytest.mark.django_db
def test_item_63_what_another_version_left_in_the_cache_is_no_value() -> None:
    from django.core.cache import cache

    from ortaq.kernel.accounts.models import CacheEntry

    cache.set("mine", {"a": 1}, 60)
    entry = CacheEntry.objects.get(key__contains="mine")
    CacheEntry.objects.filter(pk=entry.pk).update(
        value={"shape": "of another version", "pickle": "gASVCgAAAAAAAABDBmNvc3lzdGVtlC4="}
    )
    cache.get("mine")  # whatever comes back is plain JSON: nothing is unpickled, nothing raised
    imports = re.compile(r"^\s*(?:import|from) (?:pickle|marshal|shelve|dill)\b", re.M)
    assert not [path for path in SOURCE.rglob("*.py") if imports.search(path.read_text(encoding="utf-8"))]
