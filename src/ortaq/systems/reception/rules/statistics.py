"""Public figures on appeals: what each one says, and which numbers are too small to be shown.

A number from 1 to 4 is not shown: behind it stand people whom their neighbours would recognise. Whoever adds and
subtracts what is shown must not find it either, so further numbers are hidden beside it (complementary suppression).
Zero says nothing of anybody and is shown.
"""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import TypeVar

from ortaq.kernel.language.rules import Text
from ortaq.kernel.money.rules import Share

FEWEST = 5
"""The smallest number that is shown."""
MOST_HIDDEN = 2
"""So many numbers at least are hidden where one is."""

K = TypeVar("K", bound=Hashable)
R = TypeVar("R", bound=Hashable)
C = TypeVar("C", bound=Hashable)

FIGURES = ("received", "answered", "in_time", "due", "extended", "repeated", "forwarded", "disputed", "rated", "solved")
"""What is counted. ``due``: appeals whose term was kept or missed so far; ``solved``: ratings that say so, of ``rated``."""

LABELS: dict[str, Text] = {
    "received": Text("Түсті", "Поступило", "Received"),
    "answered": Text("Жауап берілді", "Дан ответ", "Answered"),
    "in_time": Text("Мерзімінде", "В срок", "In time"),
    "due": Text("Мерзімі келгені", "Срок наступил", "Term has come"),
    "extended": Text("Мерзімі ұзартылды", "Срок продлён", "Extended"),
    "repeated": Text("Қайталап жазылды", "Повторно", "Repeated"),
    "forwarded": Text("Басқа органға жіберілді", "Перенаправлено", "Forwarded"),
    "disputed": Text("Жауаппен келіспеді", "Ответ оспорен", "Disputed"),
    "rated": Text("Бағаланды", "Оценок", "Ratings"),
    "solved": Text("Шешілді", "Решено", "Solved"),
    "rating": Text("Орташа баға", "Средняя оценка", "Mean rating"),
}

DEFINITIONS: dict[str, Text] = {
    "received": Text(
        "Таңдалған жылы түскен барлық жолданым, арнасына қарамай. Орган бойынша: қазір қарап жатқан органға есептеледі.",
        "Все обращения, поступившие в выбранном году по любому каналу. По органам: считаются за органом, который рассматривает их сейчас.",
        "Every appeal that came in the chosen year, by whatever channel. By body: counted with the body that considers it now.",
    ),
    "answered": Text(
        "Осы жолданымдардың ішінде қол қойылған жауабы бары.",
        "Те из них, на которые есть подписанный ответ.",
        "Those of them that have a signed answer.",
    ),
    "in_time": Text(
        "Жауап мерзімі ішінде жауап берілгені (заңды ұзартуды қоса). Негізі: мерзімі сақталған не өткен жолданымдар; жауапсыз қалып, мерзімі өткендер де кіреді.",
        "Ответ дан в установленный законом срок (с учётом законного продления). База: обращения, по которым срок соблюдён или нарушен, включая оставшиеся без ответа после срока.",
        "Answered within the term of the law, lawful extension included. Base: appeals whose term was kept or missed, with those still unanswered after it.",
    ),
    "extended": Text(
        "Қарау мерзімі ұзартылғаны. Негізі: түскендері.",
        "Срок рассмотрения продлён. База: поступившие.",
        "The term was extended. Base: received.",
    ),
    "repeated": Text(
        "Сол адамның сол мәселе бойынша қайталап жазғаны. Негізі: түскендері.",
        "Повторные обращения того же лица по тому же вопросу. База: поступившие.",
        "The same person wrote again about the same matter. Base: received.",
    ),
    "rating": Text(
        "Азаматтардың жауапқа 1-ден 5-ке дейін қойған бағаларының орташасы. Негізі: бағалар саны.",
        "Среднее оценок ответа гражданами от 1 до 5. База: число оценок.",
        "Mean of what citizens gave the answer, from 1 to 5. Base: the number of ratings.",
    ),
    "solved": Text(
        "Бағалаған азаматтардың «мәселе шешілді» дегені. Негізі: бағалар саны.",
        "Сколько оценивших ответили, что вопрос решён. База: число оценок.",
        "How many of those who rated say that the problem is solved. Base: the number of ratings.",
    ),
}


@dataclass(frozen=True, slots=True)
class Counts:
    """Counts of one group. Beside the FIGURES the sum of the ratings, which shows only as a mean."""

    numbers: Mapping[str, int]
    rating_sum: int = 0

    def __getitem__(self, figure: str) -> int:
        return self.numbers.get(figure, 0)


@dataclass(frozen=True, slots=True)
class Shown:
    """What the public sees of one group: None stands for a number that is hidden."""

    numbers: Mapping[str, int | None]
    rating: Decimal | None
    """Mean rating with two decimals; None when nobody has rated, or the number of ratings is hidden."""

    def __getitem__(self, figure: str) -> int | None:
        return self.numbers[figure]

    def share(self, part: str, base: str) -> Share | None:
        """The share of *part* in *base*; None when one is hidden or the base is zero."""
        counted, whole = self.numbers[part], self.numbers[base]
        if counted is None or not whole:
            return None
        return Share(Decimal(counted), Decimal(whole))

    @property
    def in_time_share(self) -> Share | None:
        return self.share("in_time", "due")

    @property
    def extended_share(self) -> Share | None:
        return self.share("extended", "received")

    @property
    def repeated_share(self) -> Share | None:
        return self.share("repeated", "received")

    @property
    def solved_share(self) -> Share | None:
        return self.share("solved", "rated")


def shown(counts: Counts, hidden: frozenset[str]) -> Shown:
    """*counts* without the figures that are *hidden*. A mean is shown only with its number."""
    rated = counts["rated"]
    rating = None
    if rated and "rated" not in hidden:
        rating = (Decimal(counts.rating_sum) / rated).quantize(Decimal("0.01"))
    return Shown({name: None if name in hidden else counts[name] for name in FIGURES}, rating)


def small(number: int) -> bool:
    """Is *number* one that must not be shown?"""
    return 0 < number < FEWEST


def hidden_in_list(cells: Mapping[K, int]) -> frozenset[K]:
    """Which cells of a list are hidden, when their sum is shown unless it is small itself.

    Hidden are at least two, whose sum is at least FEWEST and more than one for each: the sum and the cells that show
    give no hidden one away, though a reader knows that none of them is zero. Where every cell is one, nothing further
    can be hidden: then the sum itself tells all (``sum_tells_all``) and must not show.
    """
    filled = sorted((key for key in cells if cells[key]), key=lambda key: (cells[key], str(key)))
    hidden = [key for key in filled if small(cells[key])]
    if small(sum(cells.values())):
        return frozenset(hidden)
    for key in filled[len(hidden) :] if hidden else ():
        if len(hidden) >= MOST_HIDDEN and sum(cells[each] for each in hidden) >= max(FEWEST, len(hidden) + 1):
            break
        hidden.append(key)
    return frozenset(hidden)


def sum_tells_all(cells: Mapping[K, int]) -> bool:
    """Would the sum, shown beside a list of hidden cells, say that each of them is one?"""
    filled = [number for number in cells.values() if number]
    return bool(filled) and all(number == 1 for number in filled)


def hidden_in_table(
    cells: Mapping[tuple[R, C], int], hidden_rows: frozenset[R], hidden_columns: frozenset[C]
) -> frozenset[tuple[R, C]]:
    """Which cells of a table are hidden, when the sums of its rows and columns show but for those named.

    Entries that don't show (cells and sums) are the edges of a graph between rows and columns, the sums being one more
    row and column. What shows determines an entry exactly when its edge lies on no circle (Gusfield, "A graph theoretic
    approach to statistical data security", 1988). So the smallest cell that closes a circle is hidden, until every edge
    lies on one. Only cells above zero are hidden, so each can be one more or one less. Where no cell can close the
    circle, the whole table is hidden, with its zeros: *cells* must hold every pair of row and column.
    """
    hidden = {key for key, number in cells.items() if small(number)}
    shown_cells = sorted(
        (key for key, number in cells.items() if number and key not in hidden), key=lambda key: (cells[key], str(key))
    )
    sums = {(("row", row), _SUM_COLUMN) for row in hidden_rows} | {
        (_SUM_ROW, ("column", column)) for column in hidden_columns
    }
    while True:
        edges: set[_Edge] = {(("row", row), ("column", column)) for row, column in hidden} | sums
        bridge = _bridge(edges)
        if bridge is None:
            return frozenset(hidden)
        side = _reached(edges - {bridge}, bridge[0])
        closing = next(
            (
                key
                for key in shown_cells
                if key not in hidden and (("row", key[0]) in side) != (("column", key[1]) in side)
            ),
            None,
        )
        if closing is None:
            return frozenset(cells)
        hidden.add(closing)


_Node = tuple[str, Hashable]
_Edge = tuple[_Node, _Node]
_SUM_ROW: _Node = ("row sums", None)
_SUM_COLUMN: _Node = ("column sums", None)


def _neighbours(edges: set[_Edge]) -> dict[_Node, set[_Node]]:
    found: dict[_Node, set[_Node]] = {}
    for one, other in edges:
        found.setdefault(one, set()).add(other)
        found.setdefault(other, set()).add(one)
    return found


def _reached(edges: set[_Edge], start: _Node) -> set[_Node]:
    near = _neighbours(edges)
    seen, waiting = {start}, [start]
    while waiting:
        for node in near.get(waiting.pop(), ()):
            if node not in seen:
                seen.add(node)
                waiting.append(node)
    return seen


def _bridge(edges: set[_Edge]) -> _Edge | None:
    """An edge that lies on no circle; the first in order, so that the same numbers always hide the same cells."""
    near = {node: sorted(others, key=str) for node, others in _neighbours(edges).items()}
    entered: dict[_Node, int] = {}
    lowest: dict[_Node, int] = {}
    for root in sorted(near, key=str):
        if root in entered:
            continue
        entered[root] = lowest[root] = len(entered)
        path: list[tuple[_Node, _Node | None, int]] = [(root, None, 0)]
        while path:
            node, parent, at = path.pop()
            if at < len(near[node]):
                path.append((node, parent, at + 1))
                other = near[node][at]
                if other == parent:
                    continue
                if other in entered:
                    lowest[node] = min(lowest[node], entered[other])
                else:
                    entered[other] = lowest[other] = len(entered)
                    path.append((other, node, 0))
            elif parent is not None:
                lowest[parent] = min(lowest[parent], lowest[node])
                if lowest[node] > entered[parent]:
                    return (parent, node) if (parent, node) in edges else (node, parent)
    return None
