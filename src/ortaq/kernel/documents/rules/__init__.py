"""Files of strangers: which are taken, how they are checked, what is kept of them. Pure: no Django, no storage.

Source: OWASP ASVS 5.0, chapter V5 (file handling); the limits are this platform's own.
"""

from ortaq.kernel.documents.rules.checking import CheckedFile, check_file, check_sizes
from ortaq.kernel.documents.rules.names import clean_name, disposition
from ortaq.kernel.documents.rules.refusals import FileRefused, Refusal, refusal
from ortaq.kernel.documents.rules.table import (
    ACCEPT,
    BY_SUFFIX,
    FILE_BYTES,
    REQUEST_BYTES,
    TYPES,
    UPLOAD_FILES,
    FileType,
    limits_text,
)

__all__ = [
    "ACCEPT",
    "BY_SUFFIX",
    "FILE_BYTES",
    "REQUEST_BYTES",
    "TYPES",
    "UPLOAD_FILES",
    "CheckedFile",
    "FileRefused",
    "FileType",
    "Refusal",
    "check_file",
    "check_sizes",
    "clean_name",
    "disposition",
    "limits_text",
    "refusal",
]
