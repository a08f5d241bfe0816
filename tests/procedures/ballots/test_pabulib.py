"""Files of votes: what is in them comes out again, and what is wrong is named with its line."""

import io
import tracemalloc
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ortaq.procedures.ballots.rules.election import Ballot, Kind
from ortaq.procedures.ballots.rules.pabulib import Document, Unreadable, read_document, read_election, written

FILES = sorted((Path(__file__).parent / "files").glob("*.pb"))
GOOD = """META
key;value
num_votes;2
budget;100
vote_type;approval
PROJECTS
project_id;cost;name
p1;50;Park
p2;60;Well
VOTES
voter_id;vote
1;p1,p2
2;p2
"""


def read(text: str | bytes) -> object:
    return read_election(io.BytesIO(text.encode() if isinstance(text, str) else text))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_a_file_is_written_as_it_was_read(path: Path) -> None:
    with path.open("rb") as stream:
        document = read_document(stream)
    assert "".join(written(document)).encode() == path.read_bytes()


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_what_a_file_says_of_itself_is_so(path: Path) -> None:
    with path.open("rb") as stream:
        reading = read_election(stream)
    assert not reading.notices
    for place, published in enumerate(reading.published):
        marks = [ballot for ballot in reading.election.ballots if place in ballot.projects]
        assert published.votes is not None
        assert published.selected is not None
        assert sum(
            reading.election.ballots[ballot]
            for ballot in marks
            if not ballot.points or ballot.points[ballot.projects.index(place)] > 0
        ) == published.votes  # fmt: skip


field = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=12)
keys = st.text("abcdefghij_", min_size=1, max_size=8)


@st.composite
def documents(draw: st.DrawFn) -> Document:
    meta = draw(st.dictionaries(keys, field, max_size=4))
    more = draw(st.lists(keys, unique=True, max_size=3))
    projects, votes = ("project_id", "cost", *more), ("voter_id", "vote", *more)

    def rows(columns: tuple[str, ...]) -> list[dict[str, str]]:
        return draw(st.lists(st.fixed_dictionaries(dict.fromkeys(columns, field)), max_size=4))

    return Document(meta, projects, _visible(rows(projects)), votes, _visible(rows(votes)))


def _visible(rows: list[dict[str, str]]) -> list[dict[str, str]]:
    """Rows of nothing but blanks are no rows in the file."""
    return [{name: text if at else f"x{text}" for at, (name, text) in enumerate(row.items())} for row in rows]


@given(documents())
def test_any_document_survives_writing_and_reading(document: Document) -> None:
    assert read_document(io.BytesIO("".join(written(document)).encode())) == document


def test_equal_ballots_are_one_and_the_order_of_an_approval_means_nothing() -> None:
    reading = read_election(io.BytesIO(GOOD.replace("2;p2", "2; p2 , p1 \n3;").encode()))
    assert reading.election.ballots == {Ballot((0, 1)): 2, Ballot(()): 1}
    assert reading.notices == ("line 3: num_votes is 2, but there are 3.",)


def test_absurd_numbers_about_the_result_are_no_numbers() -> None:
    text = GOOD.replace("cost;name", "cost;votes;selected").replace("50;Park", "50;" + "9" * 5000 + ";1")
    reading = read_election(io.BytesIO(text.replace("60;Well", "60;2;" + "9" * 5000).encode()))
    assert [(word.votes, word.selected) for word in reading.published] == [(None, True), (2, None)]
    with pytest.raises(Unreadable, match="line 8: the cost"):
        read(GOOD.replace("p1;50", "p1;" + "9" * 5000))


def test_rankings_keep_their_order() -> None:
    reading = read_election(io.BytesIO(GOOD.replace("approval", "ordinal").replace("1;p1,p2", "1;p2,p1").encode()))
    assert reading.election.kind is Kind.ORDINAL
    assert Ballot((1, 0)) in reading.election.ballots


@pytest.mark.parametrize(
    "text",
    [
        b"\xef\xbb\xbf" + GOOD.encode(),
        GOOD.replace("\n", "\r\n").encode(),
        GOOD.replace("\n", "\n\n").encode(),
        GOOD.rstrip("\n").encode(),
        GOOD.replace("META", "meta;;").replace("PROJECTS", " Projects ").encode(),
        GOOD.replace("1;p1,p2", '"1";"p1,p2"').encode(),
        GOOD.replace("p1;50;Park", "p1;50;Park;;").encode(),
        GOOD.replace("p1;50;Park", 'p1;50;"Park; with a ""lake""\nand trees"').encode(),
        GOOD.replace("p1;50;Park", "p1;50,00;Park").encode(),
    ],
)
def test_harmless_peculiarities_change_nothing(text: bytes) -> None:
    plain = read_election(io.BytesIO(GOOD.encode())).election
    peculiar = read_election(io.BytesIO(text)).election
    assert (peculiar.budget, peculiar.ballots) == (plain.budget, plain.ballots)
    assert [(project.id, project.cost) for project in peculiar.projects] == [("p1", 50), ("p2", 60)]


@pytest.mark.parametrize(
    ("old", "new", "line", "words"),
    [
        (GOOD, "", 1, "begin with the line META"),
        (GOOD, "PK\x03\x04 a spreadsheet", 1, "begin with the line META"),
        ("PROJECTS\n", "", 6, "3 fields under 2 headings"),
        ("PROJECTS", "VOTES", 6, "PROJECTS comes next"),
        ("key;value", "key;worth", 2, "must have 'value'"),
        ("budget;100", "budget;100\nbudget;200", 5, "'budget' twice"),
        ("budget;100\n", "", 1, "no 'budget'"),
        ("budget;100", "budget;-5", 4, "above zero"),
        ("budget;100", "budget;12 000", 4, "write it in digits"),
        ("budget;100", "budget;12,000", 4, "write it in digits"),
        ("budget;100", "budget;NaN", 4, "write it in digits"),
        ("budget;100", "budget;1e3", 4, "write it in digits"),
        ("vote_type;approval", "vote_type;acclaim", 5, "known are approval"),
        ("project_id;cost;name", "project_id;price;name", 7, "must have 'cost'"),
        ("project_id;cost;name", "project_id;cost;cost", 7, "twice"),
        ("p1;50;Park", "p1;;Park", 8, "has no cost"),
        ("p1;50;Park", "p1;0;Park", 8, "above zero"),
        ("p1;50;Park", ";50;Park", 8, "project_id is empty"),
        ("p1;50;Park", "p1;50;Park; lake", 8, "4 fields under 3 headings"),
        ("p1;50;Park", "p1;50", 8, "2 fields under 3 headings"),
        ("p2;60;Well", "p1;60;Well", 9, "stands in line 8 already"),
        ("p1;50;Park", 'p1;50;"Park', 8, "a quote is never closed"),
        ("voter_id;vote", "voter_id;choice", 11, "must have 'vote'"),
        ("1;p1,p2", "1;p1,p3", 12, "'p3', which isn't there"),
        ("1;p1,p2", "1;p1,p1", 12, "twice"),
        ("1;p1,p2", "1;p1,p2;x", 12, "3 fields under 2 headings"),
        ("1;p1,p2", "1;p1;p2", 12, "semicolon must stand in quotes"),
        ("1;p1,p2", '1;"p1;p2"', 12, "isn't there"),
        ("1;p1,p2", "1;p1,,p2", 12, "'', which isn't there"),
        ("2;p2", " 1 ;p2", 13, "one voter, one ballot"),
        ("approval", "choose-1", 12, "choose-1"),
        ("approval", "cumulative", 11, "'points'"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_named_with_its_line(old: str, new: str, line: int, words: str) -> None:
    with pytest.raises(Unreadable, match=words) as caught:
        read(GOOD.replace(old, new, 1))
    assert caught.value.line == line


@pytest.mark.parametrize("points", ["1", "1,2,3", "1,x", "", '"1;2"', '"1,2;"', '";1,2"'])
def test_points_that_do_not_fit_the_projects_are_refused(points: str) -> None:
    text = GOOD.replace("approval", "scoring").replace("voter_id;vote", "voter_id;vote;points")
    with pytest.raises(Unreadable, match="line 12"):
        read(text.replace("1;p1,p2", f"1;p1,p2;{points}").replace("2;p2", "2;p2;1"))


def test_other_encodings_are_named() -> None:
    with pytest.raises(Unreadable, match="UTF-16"):
        read(GOOD.encode("utf-16"))
    with pytest.raises(Unreadable, match="line 8: not UTF-8"):
        read(GOOD.replace("Park", "Парк").encode("cp1251"))


def test_points_are_exact_fractions() -> None:
    text = GOOD.replace("approval", "cumulative").replace("voter_id;vote", "voter_id;vote;points")
    reading = read_election(io.BytesIO(text.replace("1;p1,p2", "1;p1,p2;0.1,0.2").replace("2;p2", "2;p2;0,3").replace("0,3", "3").encode()))  # fmt: skip
    assert Ballot((0, 1), (Fraction(1, 10), Fraction(1, 5))) in reading.election.ballots


def test_a_large_file_is_streamed() -> None:
    stream = io.BytesIO()
    stream.write(GOOD.partition("voter_id")[0].encode() + b"voter_id;vote;note\n")
    for number in range(20_000):
        stream.write(b"%d;p1,p2;%s\n" % (number, b"x" * 400))
    stream.seek(0)
    tracemalloc.start()
    reading = read_election(stream)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert reading.election.voters == 20_000
    assert peak < 4_000_000 < stream.tell()


def test_a_line_without_an_end_is_not_swallowed() -> None:
    with pytest.raises(Unreadable, match="line 1: longer than"):
        read(b"META" * 1_000_000)
