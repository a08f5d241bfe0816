"""How well Kazakh stems group the forms of a word, against gold lemmas of a treebank in CoNLL-U.

    python benchmarks/stemmer.py kk_ktb-ud-test.conllu [more.conllu …]

The treebank that it was measured on is UD_Kazakh-KTB (https://github.com/UniversalDependencies/UD_Kazakh-KTB, CC BY-SA 4.0);
it isn't part of this repository. Of all distinct pairs (word, lemma), every two words are compared: do they have one stem,
and do they have one lemma? Precision: of those with one stem, how many have one lemma; recall the other way round; F1.
"""

import argparse
import sys
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
NOMINAL = frozenset({"NOUN", "ADJ", "PROPN"})

Pair = tuple[str, str, str]
"""A word, its lemma, its part of speech."""


def pairs(paths: Iterable[Path]) -> Iterator[Pair]:
    """The words of CoNLL-U files in small letters, with lemma and part of speech; words without letters are left out."""
    for path in paths:
        for line in path.read_text(encoding="utf-8").splitlines():
            columns = line.split("\t")
            if len(columns) == 10 and columns[0].isdigit() and columns[1].replace("-", "").isalpha():
                yield columns[1].casefold(), columns[2].casefold(), columns[3]


def figures(known: Iterable[Pair], stem: Callable[[str], str]) -> tuple[float, float, float]:
    """Precision, recall and F1 of grouping by *stem* against grouping by lemma."""
    words = {(word, lemma) for word, lemma, _part in known}
    by_stem: dict[str, int] = defaultdict(int)
    by_lemma: dict[str, int] = defaultdict(int)
    by_both: dict[tuple[str, str], int] = defaultdict(int)
    for word, lemma in words:
        by_stem[stem(word)] += 1
        by_lemma[lemma] += 1
        by_both[stem(word), lemma] += 1
    same_stem, same_lemma, both = (
        sum(count * (count - 1) // 2 for count in groups.values()) for groups in (by_stem, by_lemma, by_both)
    )
    precision = both / same_stem if same_stem else 1.0
    recall = both / same_lemma if same_lemma else 1.0
    return precision, recall, 2 * precision * recall / (precision + recall) if both else 0.0


def main() -> int:
    """Prints the figures of the stemmer, and of two yardsticks."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("treebank", nargs="+", type=Path)
    parser.add_argument("--missed", type=int, default=0, metavar="N", help="show N groups that are torn apart")
    chosen = parser.parse_args()
    sys.path.insert(0, str(ROOT / "src"))
    from ortaq.kernel.language.rules.kazakh import stem

    found = list(pairs(chosen.treebank))
    nominal = [pair for pair in found if pair[2] in NOMINAL]
    print(
        f"{len({pair[:2] for pair in found})} pairs of word and lemma, {len({pair[:2] for pair in nominal})} of nouns, adjectives, names"
    )
    for name, way in (("first five letters", lambda word: word[:5]), ("whole words", str), ("stem", stem)):
        for what, chosen_pairs in (("all", found), ("nominal", nominal)):
            precision, recall, f1 = figures(chosen_pairs, way)
            print(f"{name:<20} {what:<8} precision {precision:.3f}  recall {recall:.3f}  F1 {f1:.3f}")
    groups: dict[str, set[str]] = defaultdict(set)
    for word, lemma, _part in nominal:
        groups[lemma].add(word)
    torn = [(lemma, sorted(f"{word}→{stem(word)}" for word in words)) for lemma, words in groups.items()
            if len({stem(word) for word in words}) > 1]  # fmt: skip
    for lemma, words in sorted(torn, key=lambda each: -len(each[1]))[: chosen.missed]:
        print(f"  {lemma}: {', '.join(words)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
