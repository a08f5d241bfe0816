"""The database that the tests stand on."""

import pytest
from django.core.management import call_command
from django.db import connection


@pytest.mark.django_db
def test_models_and_migrations_agree() -> None:
    call_command("makemigrations", check=True, dry_run=True, verbosity=1)


@pytest.mark.django_db
def test_the_database_sorts_and_folds_kazakh_letters_the_same_everywhere() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT lower('ӘҒҚҢӨҰҮҺІ'), upper('әғқңөұүһі'), current_setting('server_encoding')")
        assert cursor.fetchone() == ("әғқңөұүһі", "ӘҒҚҢӨҰҮҺІ", "UTF8")
