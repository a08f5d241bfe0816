"""The search index: an inverted index in ordinary tables, so that every PostgreSQL has it and replicas carry it."""

from django.db import models

from ortaq.kernel.records.models import Record


class Term(models.Model):
    """How many records hold a term, as of the last recount.

    The id of a term is a hash of it (``rules.term_id``): publishing writes the rows of its own record alone, asks no
    dictionary and waits for nobody. ``records`` only tells queries which terms are too common to be worth reading;
    rare terms are counted when they are asked for, so a term that isn't here yet is no trouble.
    """

    id = models.BigIntegerField(primary_key=True)
    records = models.IntegerField()

    class Meta:
        db_table = "search_term"


class Posting(models.Model):
    """One term of one record: how often it stands there (title words count more) and how long the record is in words.

    The primary key covers the whole row (``INCLUDE``, ``migrations/0002_covering_key.py``): scoring reads the index alone.
    """

    pk = models.CompositePrimaryKey("term_id", "record_id")
    term_id = models.BigIntegerField()
    record = models.ForeignKey(Record, models.CASCADE, related_name="+")
    times = models.SmallIntegerField()
    length = models.SmallIntegerField()

    class Meta:
        db_table = "search_posting"


class Change(models.Model):
    """How many records and words the index gained or lost; the sum of all rows is its size.

    Rows are only added (no row that two publishers would wait for); the recount makes one row of them.
    """

    records = models.IntegerField()
    words = models.BigIntegerField()

    class Meta:
        db_table = "search_change"
