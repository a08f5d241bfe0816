"""What was marked on a page: read as strictly as paper, told in the voter's words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from django.http import QueryDict
from django.utils.translation import gettext as _

from ortaq.kernel.language.queries import closest, current_language
from ortaq.kernel.money.rules import money_text
from ortaq.procedures.ballots.queries.voting import Sheet
from ortaq.procedures.ballots.rules.choices import KNAPSACK, POINTS, Problem, Trouble, checked
from ortaq.procedures.ballots.rules.wording import number

Choices = dict[str, dict[str, int]]


def typed_choices(data: QueryDict, sheets: Sequence[Sheet]) -> Choices:
    """The marks of every paper. A mark that is no number counts as a wrong one (-1), so that it is told and not lost."""
    return {sheet.key: _points(data, sheet) if sheet.form.kind == POINTS else _ticks(data, sheet) for sheet in sheets}


def _ticks(data: QueryDict, sheet: Sheet) -> dict[str, int]:
    return {typed[:20]: 1 for typed in data.getlist(f"p-{sheet.key}")}


def _points(data: QueryDict, sheet: Sheet) -> dict[str, int]:
    found = {}
    for line in sheet.paper.lines:
        typed = data.get(f"p-{sheet.key}-{line.number}", "").strip()
        if typed and typed != "0":
            found[line.number] = int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 7 else -1
    return found


@dataclass(frozen=True, slots=True)
class Line:
    """One option as a page shows it. *typed*: what stands in its field of points, a number or not."""

    number: str
    title: str
    summary: str
    cost: int
    record: str
    mark: int | None
    withdrawn: bool
    typed: str


@dataclass(frozen=True, slots=True)
class PaperPage:
    """One paper as a page shows it: its options in the voter's order, what is marked, what is wrong."""

    key: str
    title: str
    kind: str
    minimum: int
    most: int
    limit: int
    points: int
    budget: int
    lines: list[Line]
    problems: list[str]

    @property
    def name(self) -> str:
        """The name of its fields."""
        return f"p-{self.key}"

    @property
    def chosen(self) -> list[Line]:
        """What is marked."""
        return [line for line in self.lines if line.mark is not None and not line.withdrawn]

    @property
    def cost(self) -> int:
        """What the marked options cost together."""
        return sum(line.cost for line in self.chosen)

    @property
    def given(self) -> int:
        """How many points are given away."""
        return sum(line.mark for line in self.chosen if line.mark and line.mark > 0)

    @property
    def instruction(self) -> str:
        """How it is filled in."""
        return instruction_of(self.kind, self.minimum, self.most, self.points)


def instruction_of(kind: str, minimum: int, most: int, points: int) -> str:
    """How a paper of this kind is filled in, in one sentence."""
    if kind == POINTS:
        return _(
            "You have points to give to projects: %(points)s. Write how many each gets; projects: up to %(most)s."
        ) % {
            "points": points,
            "most": most,
        }
    if kind == KNAPSACK:
        return _("Mark projects for as long as the money lasts.")
    if minimum == most:
        return _("Mark exactly this many projects: %(most)s.") % {"most": most}
    return _("Mark projects: from %(minimum)s to %(most)s.") % {"minimum": minimum, "most": most}


def pages_of(
    sheets: Sequence[Sheet],
    choices: Mapping[str, Mapping[str, int]],
    voter: UUID,
    *,
    judged: bool,
    data: QueryDict | None = None,
) -> list[PaperPage]:
    """The papers with their marks, for a page; *judged*: with what is wrong. *data*: what was sent, to be shown as it was typed."""
    language = current_language()
    pages = []
    for sheet in sheets:
        marks = choices.get(sheet.key, {})
        lines = [
            Line(
                line.number,
                closest(**{"kk": "", "ru": "", **line.title}),
                closest(**{"kk": "", "ru": "", **line.summary}),
                line.cost,
                line.record,
                marks.get(line.number),
                line.number in sheet.withdrawn,
                data.get(f"p-{sheet.key}-{line.number}", "").strip()[:20] if data else "",
            )
            for line in sheet.lines_for(voter)
        ]
        form = sheet.form
        pages.append(
            PaperPage(
                sheet.key,
                sheet.title(language),
                form.kind,
                form.minimum,
                form.most,
                form.maximum,
                form.points,
                form.budget,
                lines,
                _wrong(sheet, marks) if judged else [],
            )
        )
    return pages


def _wrong(sheet: Sheet, marks: Mapping[str, int]) -> list[str]:
    gone = [
        _("Project %(option)s was withdrawn by a decision: your mark for it was taken away. Mark another if you like.")
        % {"option": option}
        for option in sorted(sheet.withdrawn & marks.keys(), key=int)
    ]
    left = {option: mark for option, mark in marks.items() if option not in sheet.withdrawn}
    return gone + [_said(problem) for problem in checked(sheet.form, left)]


def _said(problem: Problem) -> str:
    language = current_language()
    words = {
        Trouble.UNKNOWN_OPTION: _("A project was sent that isn't on this paper. Open the ballot anew."),
        Trouble.BAD_MARK: _("Project %(option)s: write a whole number from 1 to %(limit)s, or nothing."),
        Trouble.TOO_FEW: _("Too few projects are marked: %(found)s. At least %(limit)s are needed."),
        Trouble.TOO_MANY: _("Too many projects are marked: %(found)s. At most %(limit)s are allowed."),
        Trouble.TOO_MANY_POINTS: _("Too many points are given: %(found)s. You have %(limit)s."),
        Trouble.OVER_BUDGET: _("The projects cost %(found)s together, and there are %(limit)s."),
    }[problem.code]
    money = problem.code is Trouble.OVER_BUDGET
    return words % {
        "option": problem.option,
        "found": money_text(Decimal(problem.found), language) if money else number(problem.found, language),
        "limit": money_text(Decimal(problem.limit), language) if money else number(problem.limit, language),
    }
