"""The primary key of postings covers the whole row, which Django can't declare.

With it, and with a vacuum that follows insertions soon, scoring reads the index alone.
"""

from django.db import migrations

COVERING = """
ALTER TABLE search_posting DROP CONSTRAINT search_posting_pkey;
ALTER TABLE search_posting ADD CONSTRAINT search_posting_pkey
    PRIMARY KEY (term_id, record_id) INCLUDE (times, length);
ALTER TABLE search_posting SET (autovacuum_vacuum_insert_scale_factor = 0.02);
"""


class Migration(migrations.Migration):
    replaces = [
        ("search", "0001_initial"),
    ]
    dependencies = [
        ("search", "0001_tables"),
    ]
    operations = [
        migrations.RunSQL(COVERING, migrations.RunSQL.noop),
    ]
