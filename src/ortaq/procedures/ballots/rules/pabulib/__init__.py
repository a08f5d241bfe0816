"""The ``.pb`` file: the field's common format of votes on projects (pabulib.org/format).

A text file in UTF-8, fields between semicolons, three parts: META (key;value), PROJECTS and VOTES, each with a line
of headings. Stolicki, Szufa, Talmon: Pabulib: A Participatory Budgeting Library, arXiv 2012.06539.
"""

from ortaq.procedures.ballots.rules.pabulib.document import Document, read_document, written
from ortaq.procedures.ballots.rules.pabulib.lines import Unreadable
from ortaq.procedures.ballots.rules.pabulib.reading import Reading, read_election

__all__ = ["Document", "Reading", "Unreadable", "read_document", "read_election", "written"]
