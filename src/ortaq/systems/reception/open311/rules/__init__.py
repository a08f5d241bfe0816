"""The rules of GeoReport v2: what is asked, what is sent, how it is written in XML and JSON. Pure."""

from ortaq.systems.reception.open311.rules.asking import Asked, Span, parse_asked, parse_moment, parse_span
from ortaq.systems.reception.open311.rules.attributes import (
    CONSENT,
    Attribute,
    attributes_of,
    check_attributes,
    consents,
)
from ortaq.systems.reception.open311.rules.errors import Problem, Refusal, bad, missing_key, not_found
from ortaq.systems.reception.open311.rules.reporting import Report, official_text, parse_report, subject_of
from ortaq.systems.reception.open311.rules.showing import CLOSED, coarse, due_notice, expected, filed_notice, status_of
from ortaq.systems.reception.open311.rules.spark import Document, listing, moment_text, single, to_json, to_xml

__all__ = [
    "CLOSED",
    "CONSENT",
    "Asked",
    "Attribute",
    "Document",
    "Problem",
    "Refusal",
    "Report",
    "Span",
    "attributes_of",
    "bad",
    "check_attributes",
    "coarse",
    "consents",
    "due_notice",
    "expected",
    "filed_notice",
    "listing",
    "missing_key",
    "moment_text",
    "not_found",
    "official_text",
    "parse_asked",
    "parse_moment",
    "parse_report",
    "parse_span",
    "single",
    "status_of",
    "subject_of",
    "to_json",
    "to_xml",
]
