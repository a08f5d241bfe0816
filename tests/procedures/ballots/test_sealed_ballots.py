"""A marked paper, its seal, the trustees' parts of the key, the receipt: each keeps what its standard says."""

from dataclasses import replace
from hashlib import sha256

import pytest
from cryptography.hazmat.primitives import hpke
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from hypothesis import given, settings
from hypothesis import strategies as st

from ortaq.procedures.ballots.rules import choices, receipts, sealing, trustees
from ortaq.procedures.ballots.rules.choices import Cast, PaperForm, Problem, Trouble, checked

COSTS = {"1": 100, "2": 200, "3": 300, "12": 50}
PAPERS = sha256(b"papers").digest()
ELECTION = "EL-2026-000001"

marks = st.dictionaries(st.sampled_from(sorted(COSTS)), st.integers(1, 9))
casts = st.builds(
    Cast,
    st.dictionaries(st.text(min_size=1, max_size=8), marks, max_size=3),
    st.binary(min_size=16, max_size=16),
    st.sampled_from(["online", "paper"]),
    st.text(max_size=10),
)


# --- the paper -------------------------------------------------------------------------------------------------------


def test_a_paper_says_everything_that_is_wrong_with_its_marks() -> None:
    form = PaperForm(choices.APPROVAL, minimum=2, maximum=2, costs=COSTS)
    assert checked(form, {"1": 1, "12": 1}) == []
    assert checked(form, {"1": 1}) == [Problem(Trouble.TOO_FEW, 2, 1)]
    assert checked(form, {"1": 1, "2": 1, "9": 1}) == [
        Problem(Trouble.UNKNOWN_OPTION, option="9"),
        Problem(Trouble.TOO_MANY, 2, 3),
    ]
    assert checked(form, {"1": 2, "2": 0}) == [
        Problem(Trouble.BAD_MARK, 1, 2, "1"),
        Problem(Trouble.BAD_MARK, 1, 0, "2"),
    ]


def test_points_and_baskets_have_their_own_limits() -> None:
    points = PaperForm(choices.POINTS, minimum=1, points=5, costs=COSTS)
    assert checked(points, {"1": 3, "2": 2}) == []
    assert checked(points, {"1": 3, "2": 3}) == [Problem(Trouble.TOO_MANY_POINTS, 5, 6)]
    basket = PaperForm(choices.KNAPSACK, minimum=0, costs=COSTS, budget=350)
    assert checked(basket, {}) == []
    assert checked(basket, {"1": 1, "2": 1, "12": 1}) == []
    assert checked(basket, {"1": 1, "3": 1}) == [Problem(Trouble.OVER_BUDGET, 350, 400)]


@pytest.mark.parametrize(
    "wrong",
    [
        {"kind": "ranking"}, {"costs": {}}, {"minimum": 3, "maximum": 2}, {"minimum": 5}, {"minimum": -1}, {"points": 3},
        {"kind": choices.POINTS}, {"kind": choices.KNAPSACK}, {"kind": choices.POINTS, "points": 1, "minimum": 2},
    ],
)  # fmt: skip
def test_a_form_that_contradicts_itself_is_none(wrong: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r"."):
        PaperForm(**{"kind": choices.APPROVAL, "costs": COSTS, **wrong})


@given(st.permutations(sorted(COSTS)), st.permutations(["region", "district"]))
def test_equal_choices_have_one_text(options: list[str], papers: list[str]) -> None:
    chosen = {paper: dict.fromkeys(options, 1) for paper in papers}
    assert choices.canonical(chosen) == b'{"district":{"1":1,"12":1,"2":1,"3":1},"region":{"1":1,"12":1,"2":1,"3":1}}'


@given(casts)
def test_what_is_sealed_is_read_back(cast: Cast) -> None:
    assert choices.read(choices.written(cast)) == cast


@pytest.mark.parametrize(
    "text",
    [
        b"", b"[]", b"{}", b"nothing", b'{"channel":"","choices":{"a":{"1":1.0}},"nonce":"' + b"00" * 16 + b'","territory":""}',
        b'{"channel":"","choices":{"a":{"1":true}},"nonce":"' + b"00" * 16 + b'","territory":""}',
        b'{"channel": "","choices":{},"nonce":"' + b"00" * 16 + b'","territory":""}', b"[" * 100_000,
    ],
)  # fmt: skip
def test_what_is_no_ballot_is_refused(text: bytes) -> None:
    with pytest.raises(ValueError, match="no ballot"):
        choices.read(text)


@given(st.lists(st.text("0123456789", min_size=1, max_size=4), min_size=1, max_size=30, unique=True), st.data())
def test_every_ballot_of_an_election_fits_into_its_size(numbers: list[str], data: st.DataObject) -> None:
    costs = dict.fromkeys(numbers, 1)
    form = PaperForm(choices.POINTS, minimum=0, maximum=data.draw(st.integers(0, 10)), points=100, costs=costs)
    size = choices.size({"region": form, "talas": form})
    chosen = data.draw(st.lists(st.sampled_from(numbers), unique=True, max_size=form.most))
    given_marks = dict.fromkeys(chosen, 1) | ({chosen[0]: 100 - len(chosen)} if chosen else {})
    text = choices.written(Cast({"region": given_marks, "talas": given_marks}, bytes(16), "t" * 32, "k" * 32))
    assert len(text) < size
    assert size % 256 == 0


# --- the seal --------------------------------------------------------------------------------------------------------


def test_the_library_agrees_with_the_vectors_of_rfc_9180() -> None:
    """Appendix A.2.1.1: DHKEM(X25519, HKDF-SHA256), HKDF-SHA256, ChaCha20-Poly1305, base mode, sequence number 0."""
    secret = bytes.fromhex("8057991eef8f1f1af18f4a9491d16a1ce333f695d4db8e38da75975c4478e0fb")
    sealed = bytes.fromhex(
        "1afa08d3dec047a643885163f1180476fa7ddb54c6a8029ea33f95796bf2ac4a"
        "1c5250d8034ec2b784ba2cfd69dbdb8af406cfe3ff938e131f0def8c8b60b4db21993c62ce81883d2dd1b51a28"
    )
    plain = hpke.rust_openssl.hpke._decrypt_with_aad(
        sealing._SUITE,
        sealed,
        X25519PrivateKey.from_private_bytes(secret),
        bytes.fromhex("4f6465206f6e2061204772656369616e2055726e"),
        b"Count-0",
    )
    assert plain == b"Beauty is truth, truth beauty"


@settings(max_examples=30, deadline=None)
@given(st.binary(max_size=255))
def test_a_seal_hides_length_and_opens_with_its_key_alone(text: bytes) -> None:
    private, public = sealing.new_keys()
    assert sealing.public_of(private) == public
    sealed = sealing.seal(public, text, election=ELECTION, paper_hash=PAPERS, size=256)
    assert len(sealed) == 256 + sealing.OVERHEAD
    assert sealing.seal(public, text, election=ELECTION, paper_hash=PAPERS, size=256) != sealed
    assert sealing.opened(private, sealed, election=ELECTION, paper_hash=PAPERS) == text
    with pytest.raises(sealing.Unopened):
        sealing.opened(sealing.new_keys()[0], sealed, election=ELECTION, paper_hash=PAPERS)


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 256 + sealing.OVERHEAD - 1), st.integers(1, 255))
def test_a_changed_envelope_is_not_opened(place: int, change: int) -> None:
    private, public = sealing.new_keys()
    sealed = bytearray(sealing.seal(public, b"{}", election=ELECTION, paper_hash=PAPERS, size=256))
    if place == 31 and change == 128:
        return  # RFC 7748: the highest bit of a public key is not looked at
    sealed[place] ^= change
    with pytest.raises(sealing.Unopened):
        sealing.opened(private, bytes(sealed), election=ELECTION, paper_hash=PAPERS)


def test_an_envelope_belongs_to_one_election_and_its_papers() -> None:
    private, public = sealing.new_keys()
    sealed = sealing.seal(public, b"{}", election=ELECTION, paper_hash=PAPERS, size=256)
    for election, papers in (("EL-2026-000002", PAPERS), (ELECTION, sha256(b"others").digest())):
        with pytest.raises(sealing.Unopened):
            sealing.opened(private, sealed, election=election, paper_hash=papers)
    with pytest.raises(sealing.Unopened):
        sealing.opened(private, b"short", election=ELECTION, paper_hash=PAPERS)
    with pytest.raises(ValueError, match="doesn't fit"):
        sealing.seal(public, bytes(256), election=ELECTION, paper_hash=PAPERS, size=256)


def test_papers_have_one_hash_whoever_is_given_which() -> None:
    one, other = sha256(b"1").digest(), sha256(b"2").digest()
    assert choices.frozen_hash({"a": one, "b": other}) == choices.frozen_hash({"b": other, "a": one})
    assert choices.frozen_hash({"a": one, "b": other}) != choices.frozen_hash({"a": other, "b": one})


# --- the trustees ----------------------------------------------------------------------------------------------------


@settings(max_examples=15, deadline=None)
@given(st.integers(2, 5), st.integers(0, 3), st.data())
def test_any_k_of_n_parts_give_the_key_and_fewer_do_not(needed: int, more: int, data: st.DataObject) -> None:
    private, _ = sealing.new_keys()
    parts = trustees.split(private, needed=needed, shares=needed + more)
    brought = data.draw(st.permutations(parts))
    assert trustees.combined(brought[:needed]) == private
    assert trustees.combined(brought) == private
    with pytest.raises(trustees.BadShare, match=f"{needed} parts are needed"):
        trustees.combined(brought[: needed - 1])
    assert all(len(part.split()) == 33 for part in parts)


def test_a_part_is_read_as_it_is_written_on_paper() -> None:
    parts = trustees.split(bytes(range(32)), needed=2, shares=2)
    words = parts[0].split()
    by_hand = "\n".join(f"{place}. {word.upper()}" for place, word in enumerate(words, 1))
    assert trustees.combined([by_hand, parts[1]]) == bytes(range(32))
    assert trustees.fingerprint(by_hand) == trustees.fingerprint(parts[0]) != trustees.fingerprint(parts[1])
    assert not set(trustees.fingerprint(parts[0]).split()) & set(words)


def test_what_is_wrong_with_a_part_is_said_and_where() -> None:
    parts = trustees.split(bytes(32), needed=2, shares=3)
    others = trustees.split(bytes(32), needed=2, shares=3)
    words = parts[1].split()
    for brought, place, word, said in (
        ([parts[0], " ".join(["қазақша", *words[1:]])], 1, "қазақша", "in no list"),
        ([parts[0], " ".join([*words[:5], words[6], words[5], *words[7:]])], 1, "", "wrong place"),
        ([parts[0], " ".join(words[:-1])], 1, "", "wrong place"),
        ([parts[0], others[1]], 1, "", "another key"),
        ([parts[0], parts[0]], 1, "", "twice"),
        ([], None, "", "no part"),
    ):
        with pytest.raises(trustees.BadShare, match=said) as told:
            trustees.combined(brought)
        assert (told.value.place, told.value.word) == (place, word)


@pytest.mark.parametrize(("needed", "shares"), [(1, 3), (4, 3), (2, 17), (0, 0)])
def test_nobody_holds_the_key_alone(needed: int, shares: int) -> None:
    with pytest.raises(ValueError, match="at least"):
        trustees.split(bytes(32), needed=needed, shares=shares)


# --- the receipt -----------------------------------------------------------------------------------------------------

codes = st.binary(min_size=32, max_size=32).map(receipts.code)


@given(codes)
def test_a_receipt_is_read_however_it_is_typed(code: str) -> None:
    typed = receipts.shown(code).lower().replace("0", "o").replace("1", "l")
    assert receipts.read_code(f" {typed} ") == code
    assert receipts.read_code(code.translate(str.maketrans("ABCEHKMPTX0", "АВСЕНКМРТХО"))) == code


@given(codes, st.integers(0, 15), st.sampled_from(receipts.ALPHABET))
def test_one_wrong_character_is_noticed(code: str, place: int, sign: str) -> None:
    if code[place] != sign:
        with pytest.raises(ValueError, match="wrong"):
            receipts.read_code(code[:place] + sign + code[place + 1 :])


@given(codes, st.integers(0, 15), st.integers(0, 15))
def test_two_exchanged_characters_are_noticed(code: str, one: int, other: int) -> None:
    if code[one] != code[other]:
        signs = list(code)
        signs[one], signs[other] = signs[other], signs[one]
        with pytest.raises(ValueError, match="wrong"):
            receipts.read_code("".join(signs))


@pytest.mark.parametrize("text", ["", "ABC", "A" * 17, "!" * 16])
def test_what_is_no_receipt_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="receipt has"):
        receipts.read_code(text)


@given(st.binary(min_size=32, max_size=32))
def test_a_receipt_finds_its_commitment_by_an_index(commitment: bytes) -> None:
    first, last = receipts.prefix(receipts.code(commitment))
    assert first <= commitment <= last
    assert first[:9] == last[:9]
    assert receipts.code(first) == receipts.code(last) == receipts.code(commitment)


@given(st.tuples(*[st.binary(max_size=4)] * 2), st.tuples(*[st.binary(max_size=4)] * 2))
def test_commitments_differ_when_anything_in_them_does(one: tuple[bytes, bytes], other: tuple[bytes, bytes]) -> None:
    """Lengths are hashed too: no byte can move from the choices to the nonce."""
    same = receipts.commitment(ELECTION, PAPERS, *one) == receipts.commitment(ELECTION, PAPERS, *other)
    assert same == (one == other)
    assert receipts.commitment("EL-2026-000002", PAPERS, *one) != receipts.commitment(ELECTION, PAPERS, *one)


def test_nonces_are_never_the_same() -> None:
    assert len({receipts.new_nonce() for _ in range(1000)}) == 1000
    assert replace(Cast({}, bytes(16), ""), nonce=receipts.new_nonce()) != Cast({}, bytes(16), "")
