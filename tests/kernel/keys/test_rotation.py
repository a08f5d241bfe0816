"""A new field key: everything is read and found before, in the middle and after; a rotation that is killed goes on."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.db import IntegrityError, connection, transaction

from ortaq.kernel.accounts.models import User
from ortaq.kernel.keys import actions
from ortaq.kernel.keys.queries import forget_ring, lookup_hash, lookup_hashes, ring, seal, unseal
from ortaq.kernel.keys.rules import Ring, Unreadable, key_number, read_ring, with_new_key, written_ring
from ortaq.kernel.parties.actions import save_person
from ortaq.kernel.parties.models import Person

pytestmark = pytest.mark.django_db

IIN = "900101300126"
OLD = "1" * 64


@pytest.fixture(autouse=True)
def file(tmp_path: Path, settings: Any) -> Iterator[Path]:
    """A ring of this test's own, with one key."""
    path = tmp_path / "field_key"
    path.write_text(OLD, encoding="ascii")
    settings.FIELD_KEY_FILE = path
    forget_ring()
    yield path
    forget_ring()


def stored(column: str) -> list[bytes]:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {column} FROM parties_person ORDER BY id")
        return [bytes(value) for (value,) in cursor.fetchall()]


def people(count: int = 3) -> list[Person]:
    return [
        save_person(name=f"Адам {n}", iin=IIN if n == 0 else "", email=f"p{n}@example.test", phone="+77010001122")
        for n in range(count)
    ]


def test_a_ring_is_written_and_read() -> None:
    one = read_ring(OLD)
    assert written_ring(one) == OLD and one.newest == 1
    two = with_new_key(one)
    assert two.newest == 2 and read_ring(written_ring(two)) == two
    assert read_ring(f"7:{'a' * 64}  3:{'b' * 64}\n").numbers == (7, 3)


@pytest.mark.parametrize(
    "wrong", ["", "x", "1" * 63, "g" * 64, f"0:{OLD}", f"70000:{OLD}", f"1:{OLD} {OLD}", f"two:{OLD}", f"-1:{OLD}"]
)
def test_a_ring_that_can_not_be_is_refused_without_betraying_it(wrong: str) -> None:
    with pytest.raises(ValueError, match="field_key") as refused:
        read_ring(wrong)
    assert "1" * 60 not in str(refused.value)


def test_a_ciphertext_names_its_key_and_the_name_can_not_be_changed() -> None:
    first = seal("Айгүл")
    actions.add_key()
    second = seal("Айгүл")
    assert (key_number(first), key_number(second)) == (1, 2)
    assert unseal(first) == unseal(second) == "Айгүл"
    actions.add_key()
    with pytest.raises(Unreadable):
        unseal(b"\x02\x00\x03" + second[3:])
    with pytest.raises(Unreadable, match="isn't in the ring"):
        unseal(b"\x02\x00\x09" + second[3:])


def test_the_file_is_replaced_whole_and_stays_closed(file: Path) -> None:
    assert actions.add_key() == 2
    assert read_ring(file.read_text()).numbers == (2, 1)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert [path.name for path in file.parent.iterdir() if "field_key" in path.name] == ["field_key"]


def test_a_ring_from_the_environment_is_never_written(settings: Any) -> None:
    settings.FIELD_KEY_FILE = None
    with pytest.raises(actions.RingFixed):
        actions.add_key()


def test_another_process_learns_of_the_new_key_without_a_restart(file: Path) -> None:
    assert ring().newest == 1
    fresh = with_new_key(ring())
    file.write_text(written_ring(fresh), encoding="ascii")
    from ortaq.kernel.keys.rules import encrypt, purpose_key

    sealed = encrypt(purpose_key(fresh.keys[2], "field"), "жаңа", 2)
    assert unseal(sealed) == "жаңа", "an unknown key has the ring read at once"
    assert ring().newest == 2


def test_everything_is_read_and_found_before_in_the_middle_and_after(
    monkeypatch: pytest.MonkeyPatch, file: Path
) -> None:
    made = people()
    old_hash = lookup_hash("iin", IIN)
    actions.add_key()
    monkeypatch.setattr(actions, "BATCH", 1)
    (table,) = [table for table in actions.tables() if table.model is Person]

    def check() -> None:
        for n, person in enumerate(Person.objects.order_by("pk")):
            assert (person.name, person.email, person.phone) == (f"Адам {n}", f"p{n}@example.test", "+77010001122")
        assert Person.objects.get(iin_hash__in=lookup_hashes("iin", IIN)).pk == made[0].pk
        for n in range(3):
            found = Person.objects.get(contact_hash__in=lookup_hashes("contact", f"p{n}@example.test"))
            assert found.pk == made[n].pk

    check()
    assert actions.left() == {"parties.Person": 3}
    assert actions._batch(table, None) == (1, made[0].pk)
    check()
    assert actions.left() == {"parties.Person": 2}
    assert actions.rotate() == 2
    check()
    assert actions.left() == {} and actions.rotate() == 0
    assert bytes(Person.objects.get(pk=made[0].pk).iin_hash or b"") == lookup_hash("iin", IIN) != old_hash
    assert {key_number(value) for value in stored("name")} == {2}
    # Nothing of the row needs the old key any more.
    file.write_text(written_ring(Ring({2: ring().keys[2]})), encoding="ascii")
    forget_ring()
    check()


def test_what_a_hash_was_not_made_of_is_left_alone() -> None:
    person = people(1)[0]
    Person.objects.filter(pk=person.pk).update(contact_hash=b"another contact".ljust(32))
    actions.add_key()
    actions.rotate()
    assert bytes(Person.objects.get().contact_hash or b"") == b"another contact".ljust(32)


def test_rows_that_never_change_are_sealed_anew_and_still_never_change() -> None:
    """What was submitted or signed is guarded by triggers; a new key changes nothing of what it says."""
    people()
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE FUNCTION never() RETURNS trigger LANGUAGE plpgsql AS $$"
            " BEGIN RAISE EXCEPTION 'never' USING ERRCODE = 'restrict_violation'; END $$;"
            'CREATE TRIGGER "It never changes" BEFORE UPDATE ON parties_person FOR EACH ROW EXECUTE FUNCTION never();'
            "CREATE TRIGGER its_name BEFORE UPDATE OF name ON parties_person FOR EACH ROW EXECUTE FUNCTION never();"
        )
    connection.check_constraints()  # a rotation begins with a transaction of its own
    actions.add_key()
    assert actions.rotate() == 3
    assert {key_number(value) for value in stored("name")} == {2}
    assert [person.name for person in Person.objects.order_by("pk")] == ["Адам 0", "Адам 1", "Адам 2"]
    for change in ({"name": "Басқа"}, {"address": "Басқа"}):
        with pytest.raises(IntegrityError, match="never"), transaction.atomic():
            Person.objects.update(**change)


def test_second_factors_are_sealed_anew() -> None:
    user = User.objects.create_user("officer@example.test")
    secret = generate_totp_secret()
    TOTP.activate(user, secret)
    codes = RecoveryCodes.activate(user).get_unused_codes()
    actions.add_key()
    assert actions.rotate() == 2
    for kind, name in (("totp", "secret"), ("recovery_codes", "seed")):
        factor = Authenticator.objects.get(user=user, type=kind)
        assert key_number(bytes.fromhex(factor.data[name])) == 2
    assert unseal(bytes.fromhex(Authenticator.objects.get(type="totp").data["secret"])) == secret
    assert RecoveryCodes(Authenticator.objects.get(type="recovery_codes")).get_unused_codes() == codes
    assert actions.rotate() == 0


@pytest.mark.django_db(transaction=True)
def test_a_change_at_the_same_moment_is_not_lost() -> None:
    person = people(1)[0]
    actions.add_key()
    locked, go = threading.Event(), threading.Event()

    def change() -> None:
        with transaction.atomic():
            mine = Person.objects.select_for_update().get(pk=person.pk)
            locked.set()
            go.wait(10)
            mine.name = "Жаңа есім"
            mine.save()
        connection.close()

    other = threading.Thread(target=change)
    other.start()
    locked.wait(10)
    rotation = threading.Thread(target=lambda: (actions.rotate(), connection.close()))
    rotation.start()
    go.set()
    other.join()
    rotation.join()
    assert Person.objects.get().name == "Жаңа есім"
    assert actions.left() == {}


SLOW = """
import time, django
django.setup()
from ortaq.kernel.keys import actions
from django.conf import settings
from pathlib import Path
settings.FIELD_KEY_FILE = Path({path!r})
actions.BATCH = 2
def note(text):
    print(text, flush=True)
    time.sleep(0.2)
actions.rotate(note)
"""


@pytest.mark.django_db(transaction=True)
def test_a_rotation_that_is_killed_goes_on(file: Path) -> None:
    people(30)
    actions.add_key()
    to = connection.settings_dict
    url = f"postgresql://{to['USER']}:{to['PASSWORD']}@/{to['NAME']}?host={to['HOST']}" + (
        f"&port={to['PORT']}" if to["PORT"] else ""
    )
    with subprocess.Popen(
        [sys.executable, "-c", SLOW.format(path=str(file))], stdout=subprocess.PIPE, text=True,
        env={**os.environ, "DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "ortaq.config.settings"},
    ) as rotation:  # fmt: skip
        assert rotation.stdout
        for line in rotation.stdout:
            if line.startswith("6 of"):
                rotation.kill()
                break
    left = actions.left()["parties.Person"]
    assert 0 < left <= 24
    assert [person.name for person in Person.objects.order_by("pk")] == [f"Адам {n}" for n in range(30)]
    seen: list[str] = []
    assert actions.rotate(seen.append) == left
    assert seen[-1] == f"{left} of {left} rows"
    assert actions.left() == {}
    assert [person.name for person in Person.objects.order_by("pk")] == [f"Адам {n}" for n in range(30)]
