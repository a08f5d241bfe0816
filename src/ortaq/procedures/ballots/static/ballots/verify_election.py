#!/usr/bin/env python3
"""Checks a published vote of Ortaq and counts it again. One file, Python 3.10 or later, nothing else; needs no network.

    python3 verify_election.py FOLDER|FILE.zip [--manifest SHA-256] [--terms SHA-256] [--key HEX]
            [--head HEAD.json] [--receipt CODE] [--lang kk|ru|en]

It doesn't use Ortaq's own engine: hashes, tree, signatures and every counting rule are written here anew, from the
documents. Exit code 0: everything fits; 1: something doesn't, and each finding says what; 2: it couldn't be read.
"""

from __future__ import annotations

import argparse
import csv
import hashlib
import io
import json
import os
import re
import sys
import time
import zipfile
from collections import Counter
from fractions import Fraction
from heapq import heapify, heappop, heappush
from operator import itemgetter
from pathlib import Path
from typing import Any

FORMAT = 1
WORDS = {
    "Everything fits.": ("Бәрі сәйкес келеді.", "Всё сходится."),
    "It doesn't fit.": ("Сәйкес келмейді.", "Не сходится."),
    "The publication can't be read: {why}": ("Жарияланымды оқу мүмкін емес: {why}", "Публикация не читается: {why}"),
    "the publication has the format {found}; this program knows {known}": (
        "жарияланымның форматы {found}; бұл бағдарлама {known} форматын біледі",
        "формат публикации {found}; эта программа знает {known}",
    ),
    "{election}: manifest SHA-256 {seen}": (
        "{election}: манифест SHA-256 {seen}",
        "{election}: манифест SHA-256 {seen}",
    ),
    "The manifest isn't the one whose SHA-256 you gave ({given}).": (
        "Манифесттің SHA-256 мәні сіз көрсеткенмен бірдей емес ({given}).",
        "SHA-256 манифеста не тот, который вы указали ({given}).",
    ),
    "The heads are signed by another key than the one you gave.": (
        "Журнал бастары сіз көрсеткен кілтпен емес, басқасымен қойылған.",
        "Головы журнала подписаны не тем ключом, который вы указали.",
    ),
    "{name} is missing.": ("{name} жоқ.", "{name} отсутствует."),
    "{name} was changed: its SHA-256 isn't the one in the manifest.": (
        "{name} өзгертілген: SHA-256 мәні манифесттегідей емес.",
        "{name} изменён: его SHA-256 не тот, что в манифесте.",
    ),
    "{name} doesn't belong here: the manifest doesn't name it.": (
        "{name} мұнда артық: манифестте ол аталмаған.",
        "{name} здесь лишний: в манифесте его нет.",
    ),
    "The papers aren't those that the envelopes were sealed for.": (
        "Бюллетеньдер конверттер мөрленгендегідей емес.",
        "Бюллетени не те, для которых запечатаны конверты.",
    ),
    "The terms aren't those whose SHA-256 you gave: something that was announced was changed.": (
        "Шарттардың SHA-256 мәні сіз көрсеткенмен бірдей емес: жарияланған нәрсе өзгертілген.",
        "SHA-256 условий не тот, который вы указали: объявленное было изменено.",
    ),
    "Papers, keepers or what is kept back aren't as they were announced.": (
        "Бюллетеньдер, кілт сақтаушылар немесе жасырылатын деректер жарияланғандай емес.",
        "Бюллетени, хранители ключа или то, что не публикуется, не такие, как объявлено.",
    ),
    "Options were withdrawn, and what was announced doesn't say how they are counted.": (
        "Жобалар алынып тасталған, ал жарияланған шарттарда олардың қалай саналатыны айтылмаған.",
        "Проекты сняты, а в объявленных условиях не сказано, как они считаются.",
    ),
    "Paper {key}: the manifest and withdrawals.json name other options as withdrawn.": (
        "{key} бюллетені: манифест пен withdrawals.json алынып тасталған жобаларды әртүрлі атайды.",
        "Бюллетень {key}: манифест и withdrawals.json называют снятыми разные проекты.",
    ),
    "Paper {key}: withdrawn by a decision, marks for them aren't counted: {options}": (
        "{key} бюллетені: шешіммен алынып тасталған, белгілері саналмайды: {options}",
        "Бюллетень {key}: сняты решением, отметки за них не считаются: {options}",
    ),
    "The log's head {number} ({made_at}) doesn't fit the log: entries before it were changed or taken out.": (
        "Журналдың {number}-басы ({made_at}) журналға сәйкес емес: оған дейінгі жазбалар өзгертілген немесе алынған.",
        "Голова журнала {number} ({made_at}) не сходится с журналом: записи до неё изменены или вынуты.",
    ),
    "The log's head {number} ({made_at}) has a false signature.": (
        "Журналдың {number}-басының ({made_at}) қолы жалған.",
        "У головы журнала {number} ({made_at}) ложная подпись.",
    ),
    "The log's head {number} ({made_at}): the entries that came with it aren't sorted, so they may tell the order of votes.": (
        "Журналдың {number}-басы ({made_at}): онымен келген жазбалар реттелмеген, дауыс беру ретін білдіріп қоюы мүмкін.",
        "Голова журнала {number} ({made_at}): пришедшие с ней записи не отсортированы и могут выдать порядок голосов.",
    ),
    "{many} entries of the log stand under no head.": (
        "Журналдың {many} жазбасы ешбір бастың астында тұрған жоқ.",
        "Записей журнала, не покрытых ни одной головой: {many}.",
    ),
    "The head that you kept ({path}, number {number}) isn't among the published ones.": (
        "Сіз сақтаған бас ({path}, нөмірі {number}) жарияланғандардың арасында жоқ.",
        "Головы, которую вы сохранили ({path}, номер {number}), среди опубликованных нет.",
    ),
    "{many} entries of {name} are there twice.": (
        "{name} ішінде {many} жазба екі рет тұр.",
        "Записей, стоящих в {name} дважды: {many}.",
    ),
    "{many} counted votes never stood in the log.": (
        "Саналған {many} дауыс журналда ешқашан болмаған.",
        "Посчитанных голосов, которых никогда не было в журнале: {many}.",
    ),
    "{many} envelopes couldn't be read and weren't counted.": (
        "{many} конверт оқылмады және саналмады.",
        "Конвертов, которые не прочитались и не посчитаны: {many}.",
    ),
    "The manifest says {logged} entries and {envelopes} envelopes, the files have {log} and {counted}.": (
        "Манифест бойынша {logged} жазба мен {envelopes} конверт, ал файлдарда {log} және {counted}.",
        "По манифесту записей {logged} и конвертов {envelopes}, в файлах {log} и {counted}.",
    ),
    "{voted} people voted, and only {roll} are on the roll.": (
        "{voted} адам дауыс берген, ал тізімде тек {roll}.",
        "Проголосовавших {voted}, а в списке только {roll}.",
    ),
    "By {channel} {told} people voted by the roll, and there are {held} envelopes.": (
        "Тізім бойынша {channel} арқылы {told} адам дауыс берген, ал конверт {held}.",
        "По списку через {channel} проголосовавших {told}, а конвертов {held}.",
    ),
    "{log} entries in the log, {heads} heads, {counted} votes counted": (
        "журналда {log} жазба, {heads} бас, саналған дауыс {counted}",
        "записей в журнале {log}, голов {heads}, посчитано голосов {counted}",
    ),
    "{code} is no receipt: it has sixteen digits and letters.": (
        "{code} – түбіртек емес: онда он алты цифр мен әріп болады.",
        "{code} – не квитанция: в ней шестнадцать цифр и букв.",
    ),
    "The receipt {code} is in no log: complain, and show it.": (
        "{code} түбіртегі журналда жоқ: шағымданып, оны көрсетіңіз.",
        "Квитанции {code} нет в журнале: пожалуйтесь и покажите её.",
    ),
    "Receipt {code}: entry {at} of the log, counted": (
        "{code} түбіртегі: журналдың {at}-жазбасы, саналды",
        "Квитанция {code}: запись журнала {at}, посчитана",
    ),
    "Receipt {code}: entry {at} of the log, replaced by a later vote of the same person": (
        "{code} түбіртегі: журналдың {at}-жазбасы, сол адамның кейінгі дауысымен ауыстырылған",
        "Квитанция {code}: запись журнала {at}, заменена более поздним голосом того же человека",
    ),
    "Paper {key} isn't the one that was published before the vote.": (
        "{key} бюллетені дауыс беруге дейін жарияланғандай емес.",
        "Бюллетень {key} не тот, что опубликован до голосования.",
    ),
    "Paper {key}: the rule isn't the one that was published before the vote.": (
        "{key} бюллетені: санау ережесі дауыс беруге дейін жарияланғандай емес.",
        "Бюллетень {key}: правило не то, что опубликовано до голосования.",
    ),
    "Paper {key}: {ballots} ballots out of {most} envelopes.": (
        "{key} бюллетені: {most} конверттен {ballots} бюллетень.",
        "Бюллетень {key}: бюллетеней {ballots} из {most} конвертов.",
    ),
    "Paper {key}, project {project}: the ballots give {votes} votes (score {score}), the result says {named} ({points}).": (
        "{key} бюллетені, {project} жобасы: бюллетеньдер бойынша дауыс {votes} (ұпай {score}), нәтижеде {named} ({points}).",
        "Бюллетень {key}, проект {project}: по бюллетеням голосов {votes} (баллов {score}), в результате {named} ({points}).",
    ),
    "Paper {key}: the last purse is {found}, the result says {named}.": (
        "{key} бюллетені: соңғы әмиян {found}, нәтижеде {named}.",
        "Бюллетень {key}: последний кошелёк {found}, в результате {named}.",
    ),
    "ballots-{key}.csv: numbers stand there twice or unsorted.": (
        "ballots-{key}.csv: нөмірлер екі рет немесе ретсіз тұр.",
        "ballots-{key}.csv: номера повторяются или не отсортированы.",
    ),
    "Paper {key}: {rows} ballots are published, the manifest says {ballots}.": (
        "{key} бюллетені: {rows} бюллетень жарияланған, манифестте {ballots}.",
        "Бюллетень {key}: опубликовано бюллетеней {rows}, в манифесте {ballots}.",
    ),
    "ballots-{key}.csv names {name} beside only {size} ballots: voters could be recognised.": (
        "ballots-{key}.csv файлында {name} тек {size} бюллетеньнің жанында тұр: дауыс берушілерді тануға болады.",
        "ballots-{key}.csv называет {name} всего при {size} бюллетенях: голосовавших можно узнать.",
    ),
    "ballots-{key}.pb and .csv differ in {many} ballots.": (
        "ballots-{key}.pb пен .csv арасында {many} бюллетень айырма бар.",
        "ballots-{key}.pb и .csv различаются, бюллетеней: {many}.",
    ),
    "Paper {key}, ballot {number}: {mark} isn't on the paper.": (
        "{key} бюллетені, {number}: {mark} бюллетеньде жоқ.",
        "Бюллетень {key}, {number}: {mark} в бюллетене нет.",
    ),
    "Paper {key}, ballot {number}: {marks} isn't allowed by the paper.": (
        "{key} бюллетені, {number}: {marks} бюллетень ережесіне сай емес.",
        "Бюллетень {key}, {number}: {marks} не разрешено бюллетенем.",
    ),
    "Paper {key}: the ballots are shown to auditors alone (too few, or too many unlike others)": (
        "{key} бюллетені: бюллетеньдер тек аудиторларға көрсетіледі (тым аз немесе көбі ешкімдікіне ұқсамайды)",
        "Бюллетень {key}: бюллетени показывают только аудиторам (их мало или слишком многие не похожи на другие)",
    ),
    "Paper {key}: equal shares can't be counted again from sums": (
        "{key} бюллетені: тең үлестерді қосындылардан қайта санауға болмайды",
        "Бюллетень {key}: равные доли нельзя пересчитать по суммам",
    ),
    "Paper {key}: the count gives the winners {winners}; {where} says {named}.": (
        "{key} бюллетені: санау бойынша жеңгендер {winners}; {where} бойынша {named}.",
        "Бюллетень {key}: по подсчёту победили {winners}; по {where} – {named}.",
    ),
    "Paper {key}: the result names other projects as won, or another sum (counted: {spent}).": (
        "{key} бюллетені: нәтижеде жеңген жобалар немесе сома басқа (саналғаны: {spent}).",
        "Бюллетень {key}: в результате победители или сумма другие (посчитано: {spent}).",
    ),
    "Paper {key}: {ballots} ballots, {won} of {all} projects win: {winners}": (
        "{key} бюллетені: бюллетень {ballots}, {all} жобадан {won} жеңді: {winners}",
        "Бюллетень {key}: бюллетеней {ballots}, из {all} проектов победили {won}: {winners}",
    ),
}
"""What is told, in English, and the same in Kazakh and Russian."""


def said(text: str, language: str, **values: object) -> str:
    """A sentence of WORDS in *language* with its values."""
    kk, ru = WORDS[text]
    return {"kk": kk, "ru": ru}.get(language, text).format(**values)


def preferred() -> str:
    """The language of the terminal, if it is one of ours."""
    found = (os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES") or os.environ.get("LANG") or "")[:2]
    return found if found in ("kk", "ru") else "en"


Json = Any
Marks = tuple[tuple[int, int], ...]
"""A ballot: the places of the options in the paper's list, each with its points (else 1)."""


def sha256(data: bytes) -> bytes:
    return hashlib.sha256(data).digest()


def compact(value: Json) -> bytes:
    """The one text of a JSON value."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


# --- tree and signatures ---------------------------------------------------------------------------------------------


def roots_at(leaves: list[bytes], sizes: list[int]) -> dict[int, bytes]:
    """The RFC 6962 tree heads over the first *size* leaves, for each of *sizes*, in one pass."""
    wanted, found = set(sizes), {0: sha256(b"")}
    stack: list[tuple[int, bytes]] = []
    for size, data in enumerate(leaves, 1):
        height, digest = 0, sha256(b"\x00" + data)
        while stack and stack[-1][0] == height:
            height, digest = height + 1, sha256(b"\x01" + stack.pop()[1] + digest)
        stack.append((height, digest))
        if size in wanted:
            head = stack[-1][1]
            for _, left in reversed(stack[:-1]):
                head = sha256(b"\x01" + left + head)
            found[size] = head
    return found


P = 2**255 - 19
L = 2**252 + 27742317777372353535851937790883648493
Point = tuple[int, int, int, int]
D = -121665 * pow(121666, P - 2, P) % P


def _point(data: bytes) -> Point | None:
    """A point of Ed25519 from its 32 bytes (RFC 8032 section 5.1.3); None when there is none."""
    y = int.from_bytes(data, "little")
    sign, y = y >> 255, y & (1 << 255) - 1
    if y >= P:
        return None
    u, v = (y * y - 1) % P, (D * y * y + 1) % P
    x = u * pow(v, 3, P) * pow(u * pow(v, 7, P), (P - 5) // 8, P) % P
    if v * x * x % P != u:
        x = x * pow(2, (P - 1) // 4, P) % P
    if v * x * x % P != u or (x == 0 and sign):
        return None
    if x & 1 != sign:
        x = P - x
    return x, y, 1, x * y % P


def _add(a: Point, b: Point) -> Point:
    e, f = (a[1] - a[0]) * (b[1] - b[0]) % P, (a[1] + a[0]) * (b[1] + b[0]) % P
    c, d = 2 * a[3] * b[3] * D % P, 2 * a[2] * b[2] % P
    e, f, g, h = f - e, d - c, d + c, f + e
    return e * f % P, g * h % P, f * g % P, e * h % P


def _times(number: int, point: Point) -> Point:
    total = (0, 1, 1, 0)
    while number:
        if number & 1:
            total = _add(total, point)
        point, number = _add(point, point), number >> 1
    return total


def signature_fits(key: bytes, message: bytes, signature: bytes) -> bool:
    """Ed25519 (RFC 8032 section 5.1.7)."""
    if len(signature) != 64 or len(key) != 32:
        return False
    public, r, s = _point(key), _point(signature[:32]), int.from_bytes(signature[32:], "little")
    base = _point(bytes.fromhex("58" + "66" * 31))
    if public is None or r is None or base is None or s >= L:
        return False
    k = int.from_bytes(hashlib.sha512(signature[:32] + key + message).digest(), "little") % L
    left, right = _times(s, base), _add(r, _times(k, public))
    return not ((left[0] * right[2] - right[0] * left[2]) % P or (left[1] * right[2] - right[1] * left[2]) % P)


# --- the count -------------------------------------------------------------------------------------------------------


class Count:
    """A paper's rule applied to its ballots, from the words of the rule; every comparison by exact fractions."""

    def __init__(self, paper: Json, ballots: Counter[Marks], gone: frozenset[int] = frozenset()) -> None:
        self.gone = gone
        self.rule = rule = paper["rule"]
        self.names = [option["number"] for option in paper["options"]]
        self.costs = [Fraction(option["cost"]) for option in paper["options"]]
        self.budget = Fraction(paper["budget"])
        weighs = rule["marks"] == "points"
        self.ballots: Counter[Marks] = Counter()
        for marks, times in ballots.items():
            self.ballots[marks if weighs else tuple((place, 1) for place, _ in marks)] += times
        self.voters = sum(times for marks, times in self.ballots.items() if marks or rule["blank_counts"])
        self.votes, self.scores = [0] * len(self.names), [0] * len(self.names)
        for marks, times in self.ballots.items():
            for place, weight in marks:
                self.votes[place] += times
                self.scores[place] += weight * times
        self.running = [place for place in range(len(self.names)) if self._takes_part(place)]
        order = sorted(range(len(self.names)), key=self._tie)
        self.rank = {place: rank for rank, place in enumerate(order)}
        self.purse: Fraction | None = None
        if rule["method"] == "equal-shares":
            self.chosen = self._shared()
        else:
            self.chosen = self._listed(self.running, Fraction(0), rule["method"] == "greedy-stop")
        self.winners = [self.names[place] for place in self.chosen]
        self.spent = sum((self.costs[place] for place in self.chosen), Fraction(0))

    def _takes_part(self, place: int) -> bool:
        rule, votes, cost = self.rule, self.votes[place], self.costs[place]
        return (
            place not in self.gone
            and cost <= self.budget
            and votes >= rule["min_votes"]
            and votes * 100 >= Fraction(rule["min_percent"]) * self.voters
            and self.scores[place] >= Fraction(rule["min_points"])
            and votes * self.budget >= Fraction(rule["min_cost_share"]) * cost * self.voters
        )

    def _tie(self, place: int) -> tuple[Any, ...]:
        name = self.names[place]
        looks = {"cheaper": self.costs[place], "more-votes": -self.votes[place]}
        lot: tuple[Any, ...]
        if self.rule["lot"]:
            lot = (self.rule["lot"].index(name),)
        elif self.rule["lot_seed"]:
            lot = (sha256(f"{self.rule['lot_seed']}:{name}".encode()), name)
        else:
            parts = re.split("([0-9]+)", name)
            lot = ([(int(part), "") if at % 2 else (-1, part) for at, part in enumerate(parts)], name)
        return tuple(looks[tie] for tie in self.rule["ties"]) + lot

    def _listed(self, places: list[int], spent: Fraction, stops: bool = False) -> list[int]:
        chosen = []
        for place in sorted(places, key=lambda place: (-self.scores[place], self.rank[place])):
            if spent + self.costs[place] <= self.budget:
                spent += self.costs[place]
                chosen.append(place)
            elif stops:
                break
        return chosen

    def _shared(self) -> list[int]:
        rule, completion = self.rule, self.rule["completion"]
        chosen: list[int] = []
        if self.voters:
            self._gather()
            self.purse = self.budget / self.voters
            if rule["purse"] == "whole":
                self.purse = Fraction(self.purse.numerator // self.purse.denominator)
            chosen = self._run(self.purse) or []
            step = Fraction(rule["increment"])
            while completion in ("add1", "add1-greedy") and self._goes_on(chosen):
                larger = self._run(self.purse + step, self.budget)
                if larger is None:
                    break
                self.purse, chosen = self.purse + step, larger
        if completion in ("greedy", "add1-greedy"):
            spent = sum((self.costs[place] for place in chosen), Fraction(0))
            chosen = chosen + self._listed([place for place in self.running if place not in chosen], spent)
        if rule["comparison"] != "none":
            plain = self._listed(self.running, Fraction(0))
            if self._prefer(plain, chosen, money=rule["comparison"] == "money"):
                return plain
        return chosen

    def _goes_on(self, chosen: list[int]) -> bool:
        if len(chosen) == len(self.backers):
            return False
        left = self.budget - sum(self.costs[place] for place in chosen)
        rest = [place for place in self.running if place not in chosen]
        return not self.rule["stop_when_exhausted"] or any(self.costs[place] <= left for place in rest)

    def _prefer(self, plain: list[int], chosen: list[int], money: bool) -> bool:
        """Do more voters gain by the plain list than by equal shares?"""
        gain: dict[int, Fraction] = {
            place: (self.costs[place] if money else Fraction(1)) for place in plain if place not in chosen
        }
        gain.update({place: -(self.costs[place] if money else Fraction(1)) for place in chosen if place not in plain})
        balance = 0
        for marks, times in self.ballots.items():
            here = sum(gain.get(place, 0) for place, weight in marks if weight > 0)
            balance += times * ((here > 0) - (here < 0))
        return balance > 0

    def _gather(self) -> None:
        """Who supports which project: one entry for each voter, by the group of equal ballots."""
        groups = [(marks, times) for marks, times in self.ballots.items() if marks]
        self.groups = len(groups)
        entries: dict[int, list[tuple[int, int]]] = {place: [] for place in self.running}
        for group, (marks, times) in enumerate(groups):
            for place, weight in marks:
                if place in entries:
                    entries[place] += [(group, weight)] * times
        self.backers: dict[int, tuple[Any, list[int] | None, list[tuple[int, int]]]] = {}
        for place, pairs in entries.items():
            if pairs:
                numbers = [group for group, _ in pairs]
                take = itemgetter(*numbers) if len(numbers) > 1 else lambda of, only=numbers[0]: (of[only],)
                weights = None if all(weight == 1 for _, weight in pairs) else [weight for _, weight in pairs]
                self.backers[place] = (take, weights, list(dict.fromkeys(pairs)))

    def _run(self, purse: Fraction, ceiling: Fraction | None = None) -> list[int] | None:
        """Equal shares with one size of purse; None when the projects bought cost more than *ceiling*.

        Voters with equal money are one class; money is whole numbers of 1/scale, made finer whenever a price asks it.
        """
        classes, money, scale = [1] * self.groups, [0, purse.numerator], purse.denominator
        cardinal = self.rule["utility"] == "cardinality"
        waiting: list[tuple[Fraction, int, int, int, Any]] = [
            (Fraction(0), self.rank[place], place, -1, None) for place in self.backers
        ]
        heapify(waiting)
        chosen: list[int] = []
        spent = Fraction(0)
        while waiting:
            _, rank, place, seen, price = heappop(waiting)
            if seen != len(chosen):
                price = self._price(place, classes, money, scale)
                if price is not None:
                    per_gain = price if cardinal else price / self.costs[place]
                    heappush(waiting, (per_gain / scale, rank, place, len(chosen), price))
                continue
            spent += self.costs[place]
            if ceiling is not None and spent > ceiling:
                return None
            chosen.append(place)
            finer = price.denominator
            if finer > 1:
                live = set(classes)
                money = [amount * finer if at in live else 0 for at, amount in enumerate(money)]
                scale, price = scale * finer, price * finer
            moved: dict[tuple[int, int], int] = {}
            for group, weight in self.backers[place][2]:
                key = classes[group], weight
                if key not in moved:
                    rest = money[key[0]] - price.numerator * weight
                    moved[key] = len(money) if rest > 0 else 0
                    if rest > 0:
                        money.append(rest)
                classes[group] = moved[key]
        return chosen

    def _price(self, place: int, classes: list[int], money: list[int], scale: int) -> Fraction | None:
        """What one unit of support pays when all pay that or whatever they have left; None: it isn't enough."""
        take, weights, _ = self.backers[place]
        if weights is None:
            counts: dict[tuple[int, int], int] = {(at, 1): voters for at, voters in Counter(take(classes)).items()}
        else:
            counts = Counter(zip(take(classes), weights, strict=True))
        able = sorted(
            ((Fraction(money[at], weight) if weight > 1 else money[at]), voters * weight)
            for (at, weight), voters in counts.items()
            if money[at]
        )
        cost, left = self.costs[place] * scale, sum(units for _, units in able)
        for each, units in able:
            if each * left >= cost:
                return Fraction(cost) / left
            cost, left = cost - each * units, left - units
        return None


# --- the checks ------------------------------------------------------------------------------------------------------


class Check:
    """Reads a publication and gathers what doesn't fit."""

    def __init__(self, files: dict[str, bytes], language: str = "en") -> None:
        self.files = files
        self.language = language
        self.findings: list[str] = []
        self.facts: list[str] = []

    def wrong(self, text: str, **values: object) -> None:
        self.findings.append(said(text, self.language, **values))

    def seen(self, text: str, **values: object) -> None:
        self.facts.append(said(text, self.language, **values))

    def json(self, name: str) -> Json:
        return json.loads(self.files[name])

    def all(self, wanted: argparse.Namespace) -> None:
        manifest = self.json("manifest.json")
        if manifest["format"] != FORMAT:
            raise ValueError(
                said("the publication has the format {found}; this program knows {known}", self.language,
                     found=manifest["format"], known=FORMAT)
            )  # fmt: skip
        seen = hashlib.sha256(self.files["manifest.json"]).hexdigest()
        self.seen("{election}: manifest SHA-256 {seen}", election=manifest["election"], seen=seen)
        if wanted.manifest and wanted.manifest.lower() != seen:
            self.wrong("The manifest isn't the one whose SHA-256 you gave ({given}).", given=wanted.manifest)
        if wanted.key and wanted.key.lower() != manifest["signing_key"]:
            self.wrong("The heads are signed by another key than the one you gave.")
        for name, digest in manifest["files"].items():
            if name not in self.files:
                self.wrong("{name} is missing.", name=name)
            elif hashlib.sha256(self.files[name]).hexdigest() != digest:
                self.wrong("{name} was changed: its SHA-256 isn't the one in the manifest.", name=name)
        for name in sorted(set(self.files) - set(manifest["files"]) - {"manifest.json", Path(__file__).name}):
            self.wrong("{name} doesn't belong here: the manifest doesn't name it.", name=name)
        self.log(manifest, wanted)
        gone = self.json("withdrawals.json") if "withdrawals.json" in self.files else []
        frozen = {}
        for key, told in manifest["papers"].items():
            frozen[key] = hashlib.sha256(self.files[f"paper-{key}.json"]).hexdigest()
            if sorted(told.get("withdrawn", [])) != sorted(each["option"] for each in gone if each["paper"] == key):
                self.wrong("Paper {key}: the manifest and withdrawals.json name other options as withdrawn.", key=key)
            self.paper(manifest, key, told, frozen[key])
        if sha256(b"ortaq papers\x00" + compact(frozen)).hex() != manifest["frozen_sha256"]:
            self.wrong("The papers aren't those that the envelopes were sealed for.")
        if wanted.terms and wanted.terms.lower() != manifest["files"].get("terms.json"):
            self.wrong("The terms aren't those whose SHA-256 you gave: something that was announced was changed.")
        if "terms.json" in self.files:
            terms = self.json("terms.json")
            told = terms["papers"], terms["suppress_below"], terms["trustees_needed"]
            if told != (frozen, manifest["suppress_below"], manifest["trustees_needed"]):
                self.wrong("Papers, keepers or what is kept back aren't as they were announced.")
            if gone and terms.get("withdrawal") != "marks-passed-over":
                self.wrong("Options were withdrawn, and what was announced doesn't say how they are counted.")

    def log(self, manifest: Json, wanted: argparse.Namespace) -> None:
        log = [bytes.fromhex(line.decode()) for line in self.files["log.txt"].split()]
        counted = [bytes.fromhex(line.decode()) for line in self.files["counted.txt"].split()]
        heads, counts = self.json("heads.json"), manifest["counts"]
        roots = roots_at(log, [head["size"] for head in heads])
        key, before = bytes.fromhex(manifest["signing_key"]), 0
        for head in heads:
            text = {name: head[name] for name in ("election", "number", "size", "root", "made_at")}
            where = {"number": head["number"], "made_at": head["made_at"]}
            if not before <= head["size"] <= len(log) or roots[head["size"]].hex() != head["root"]:
                self.wrong(
                    "The log's head {number} ({made_at}) doesn't fit the log: entries before it were changed or taken out.",
                    **where,
                )
            if not signature_fits(key, b"ortaq log head 1\x00" + compact(text), bytes.fromhex(head["signature"])):
                self.wrong("The log's head {number} ({made_at}) has a false signature.", **where)
            part = log[before : head["size"]]
            if part != sorted(part):
                self.wrong("The log's head {number} ({made_at}): the entries that came with it aren't sorted, so they may tell the order of votes.", **where)  # fmt: skip
            before = max(before, head["size"])
        if before != len(log):
            self.wrong("{many} entries of the log stand under no head.", many=len(log) - before)
        for path in wanted.head:
            kept = json.loads(Path(path).read_text(encoding="utf-8"))
            if not any(head["number"] == kept["number"] and head["root"] == kept["root"] for head in heads):
                self.wrong("The head that you kept ({path}, number {number}) isn't among the published ones.", path=path, number=kept["number"])  # fmt: skip
        for name, of in (("log.txt", log), ("counted.txt", counted)):
            if len(set(of)) != len(of):
                self.wrong("{many} entries of {name} are there twice.", many=len(of) - len(set(of)), name=name)
        stray = len(set(counted) - set(log))
        if stray:
            self.wrong("{many} counted votes never stood in the log.", many=stray)
        envelopes, marked = counts["envelopes"], counts["marked"]
        if counts["spoilt"]:
            self.wrong("{many} envelopes couldn't be read and weren't counted.", many=counts["spoilt"])
        if len(log) != counts["logged"] or len(counted) != sum(envelopes.values()):
            self.wrong("The manifest says {logged} entries and {envelopes} envelopes, the files have {log} and {counted}.", logged=counts["logged"], envelopes=sum(envelopes.values()), log=len(log), counted=len(counted))  # fmt: skip
        if sum(marked.values()) > counts["roll"]:
            self.wrong(
                "{voted} people voted, and only {roll} are on the roll.",
                voted=sum(marked.values()),
                roll=counts["roll"],
            )
        for channel in sorted({*envelopes, *marked}):
            held, told = envelopes.get(channel, 0), marked.get(channel, 0)
            sheets = held + counts["spoilt_sheets"]
            if (channel == "paper" and sheets > told) or (channel != "paper" and held != told):
                self.wrong("By {channel} {told} people voted by the roll, and there are {held} envelopes.", channel=channel, told=told, held=held)  # fmt: skip
        self.seen("{log} entries in the log, {heads} heads, {counted} votes counted", log=len(log), heads=len(heads), counted=len(counted))  # fmt: skip
        for code in wanted.receipt:
            self.receipt(code, log, counted)

    def receipt(self, code: str, log: list[bytes], counted: list[bytes]) -> None:
        signs = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
        typed = "".join(code.upper().split()).replace("-", "").translate(str.maketrans("OIL", "011"))
        if len(typed) != 16 or any(sign not in signs for sign in typed):
            self.wrong("{code} is no receipt: it has sixteen digits and letters.", code=code)
            return
        bits = int("".join(f"{signs.index(sign):05b}" for sign in typed[:15]), 2)
        found = [entry for entry in log if int.from_bytes(entry[:10], "big") >> 5 == bits]
        if not found:
            self.wrong("The receipt {code} is in no log: complain, and show it.", code=code)
            return
        at = log.index(found[0]) + 1
        if set(found) & set(counted):
            self.seen("Receipt {code}: entry {at} of the log, counted", code=code, at=at)
        else:
            self.seen(
                "Receipt {code}: entry {at} of the log, replaced by a later vote of the same person", code=code, at=at
            )

    def paper(self, manifest: Json, key: str, told: Json, digest: str) -> None:
        raw, counts = self.files[f"paper-{key}.json"], manifest["counts"]
        paper, result = json.loads(raw), self.json(f"result-{key}.json")
        if compact(paper) != raw or digest != told["paper_sha256"] or paper["election"] != manifest["election"]:
            self.wrong("Paper {key} isn't the one that was published before the vote.", key=key)
        rule = sha256(compact(paper["rule"])).hex()
        if not rule == paper["rule_sha256"] == told["rule_sha256"] == result["rule_sha256"]:
            self.wrong("Paper {key}: the rule isn't the one that was published before the vote.", key=key)
        most = sum(counts["envelopes"].values())
        if told["ballots"] > most or (len(manifest["papers"]) == 1 and told["ballots"] != most):
            self.wrong(
                "Paper {key}: {ballots} ballots out of {most} envelopes.", key=key, ballots=told["ballots"], most=most
            )
        places = {option["number"]: place for place, option in enumerate(paper["options"])}
        gone = frozenset(places[option] for option in told.get("withdrawn", []))
        if gone:
            options = ", ".join(told["withdrawn"])
            self.seen(
                "Paper {key}: withdrawn by a decision, marks for them aren't counted: {options}",
                key=key,
                options=options,
            )
        if told["published"] != "ballots":
            self.sums(key, paper, told, result, gone)
            return
        ballots = self.ballots(key, paper, told, places, gone)
        count = Count(paper, ballots, gone)
        for at, project in enumerate(result["projects"]):
            found, named = (count.votes[at], count.scores[at]), (project["votes"], project["score"])
            if found != named:
                self.wrong("Paper {key}, project {project}: the ballots give {votes} votes (score {score}), the result says {named} ({points}).", key=key, project=project["project"], votes=found[0], score=found[1], named=named[0], points=named[1])  # fmt: skip
        self.winners(key, told, result, count)
        if count.purse is not None and result["purses"]:
            final = Fraction(result["purses"]["final"])
            if abs(count.purse - final) > Fraction(1, 10**6):
                self.wrong("Paper {key}: the last purse is {found}, the result says {named}.", key=key, found=f"{float(count.purse):.6f}", named=result["purses"]["final"])  # fmt: skip

    def ballots(
        self, key: str, paper: Json, told: Json, places: dict[str, int], gone: frozenset[int]
    ) -> Counter[Marks]:
        """The ballots of a paper as they count: each is checked as it was cast, and the .pb file has to have the same.

        Marks for options that are *gone*, withdrawn by a decision, are passed over.
        """
        costs, form = [option["cost"] for option in paper["options"]], paper["form"]
        table = csv.reader(io.StringIO(self.files[f"ballots-{key}.csv"].decode(), newline=""))
        rows = list(table)[1:]
        ballots: Counter[Marks] = Counter()
        known: dict[str, Marks] = {}
        numbers: list[str] = []
        for number, text, _ in rows:
            if text not in known:
                known[text] = self.marks(key, number, text, places, form, costs, paper["budget"])
            ballots[tuple(mark for mark in known[text] if mark[0] not in gone)] += 1
            numbers.append(number)
        if len(set(numbers)) != len(numbers) or numbers != sorted(numbers):
            self.wrong("ballots-{key}.csv: numbers stand there twice or unsorted.", key=key)
        if len(rows) != told["ballots"]:
            self.wrong("Paper {key}: {rows} ballots are published, the manifest says {ballots}.", key=key, rows=len(rows), ballots=told["ballots"])  # fmt: skip
        for name, size in Counter(row[2] for row in rows).items():
            if name and size < self.json("manifest.json")["suppress_below"]:
                self.wrong("ballots-{key}.csv names {name} beside only {size} ballots: voters could be recognised.", key=key, name=name, size=size)  # fmt: skip
        other = self.pabulib(key, places)
        if other != ballots:
            self.wrong("ballots-{key}.pb and .csv differ in {many} ballots.", key=key, many=(other - ballots).total() + (ballots - other).total())  # fmt: skip
        return ballots

    def marks(
        self, key: str, number: str, text: str, places: dict[str, int], form: Json, costs: list[int], budget: int
    ) -> Marks:
        marks = []
        for mark in text.split(",") if text else []:
            option, _, weight = mark.partition(":")
            if option not in places or not (weight or "1").isdigit():
                self.wrong(
                    "Paper {key}, ballot {number}: {mark} isn't on the paper.", key=key, number=number, mark=repr(mark)
                )
            else:
                marks.append((places[option], int(weight or 1)))
        points = sum(weight for _, weight in marks)
        good = form["minimum"] <= len(marks) <= (form["maximum"] or len(places)) and len(set(dict(marks))) == len(marks)
        if form["kind"] == "points":
            good = good and points <= form["points"] and all(weight > 0 for _, weight in marks)
        else:
            good = good and points == len(marks)
        if form["kind"] == "knapsack":
            good = good and sum(costs[place] for place, _ in marks) <= budget
        if not good:
            self.wrong("Paper {key}, ballot {number}: {marks} isn't allowed by the paper.", key=key, number=number, marks=repr(text))  # fmt: skip
        return tuple(sorted(marks))

    def pabulib(self, key: str, places: dict[str, int]) -> Counter[Marks]:
        text = self.files[f"ballots-{key}.pb"].decode()
        rows = csv.reader(io.StringIO(text[text.index("\nVOTES\n") + 7 :], newline=""), delimiter=";")
        columns = next(rows)
        ballots: Counter[Marks] = Counter()
        for row in rows:
            fields = dict(zip(columns, row, strict=True))
            options = fields["vote"].split(",") if fields["vote"] else []
            weights = fields["points"].split(",") if fields.get("points") else ["1"] * len(options)
            ballots[
                tuple(
                    sorted((places.get(name, -1), int(weight)) for name, weight in zip(options, weights, strict=True))
                )
            ] += 1
        return ballots

    def sums(self, key: str, paper: Json, told: Json, result: Json, gone: frozenset[int]) -> None:
        """Without ballots, what can be counted from the sums alone is counted: lists."""
        self.seen("Paper {key}: the ballots are shown to auditors alone (too few, or too many unlike others)", key=key)
        if paper["rule"]["method"] == "equal-shares":
            self.seen("Paper {key}: equal shares can't be counted again from sums", key=key)
            return
        count = Count(paper, Counter(), gone)
        count.votes = [project["votes"] for project in result["projects"]]
        count.scores = [project["score"] for project in result["projects"]]
        count.voters = result["voters"]
        count.running = [place for place in range(len(count.names)) if count._takes_part(place)]
        count.rank = {place: rank for rank, place in enumerate(sorted(range(len(count.names)), key=count._tie))}
        count.chosen = count._listed(count.running, Fraction(0), paper["rule"]["method"] == "greedy-stop")
        count.winners = [count.names[place] for place in count.chosen]
        count.spent = sum((count.costs[place] for place in count.chosen), Fraction(0))
        self.winners(key, told, result, count)

    def winners(self, key: str, told: Json, result: Json, count: Count) -> None:
        for named, where in ((told["winners"], "manifest.json"), (result["winners"], f"result-{key}.json")):
            if named != count.winners:
                self.wrong("Paper {key}: the count gives the winners {winners}; {where} says {named}.", key=key, winners=", ".join(count.winners) or "—", where=where, named=", ".join(named) or "—")  # fmt: skip
        won = {project["project"] for project in result["projects"] if project["won"]}
        if won != set(count.winners) or Fraction(result["spent"]) != count.spent:
            self.wrong("Paper {key}: the result names other projects as won, or another sum (counted: {spent}).", key=key, spent=count.spent)  # fmt: skip
        self.seen("Paper {key}: {ballots} ballots, {won} of {all} projects win: {winners}", key=key, ballots=told["ballots"], won=len(count.winners), all=len(count.names), winners=", ".join(count.winners))  # fmt: skip


def read(path: Path) -> dict[str, bytes]:
    """The files of a publication by name, from a folder or a ZIP."""
    if path.is_dir():
        return {each.name: each.read_bytes() for each in path.iterdir() if each.is_file() and each.suffix != ".zip"}
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def main(arguments: list[str] | None = None) -> int:
    """Checks, prints what was found, gives the exit code."""
    grammar = argparse.ArgumentParser(description="Checks a published vote and counts it again.")
    grammar.add_argument("publication", type=Path, help="the folder or ZIP that was published")
    grammar.add_argument("--manifest", default="", help="SHA-256 of the manifest, as the protocol prints it")
    grammar.add_argument(
        "--terms", default="", help="SHA-256 of everything that was announced, as the vote's page had it"
    )
    grammar.add_argument("--key", default="", help="the key that signs heads, as it was published before the vote")
    grammar.add_argument("--head", action="append", default=[], help="a head that you kept while the vote was open")
    grammar.add_argument("--receipt", action="append", default=[], help="the code on a receipt")
    grammar.add_argument(
        "--lang", choices=("kk", "ru", "en"), default=preferred(), help="in which language findings are told"
    )
    wanted, begun = grammar.parse_args(arguments), time.perf_counter()
    try:
        check = Check(read(wanted.publication), wanted.lang)
        check.all(wanted)
    except (OSError, ValueError, KeyError, TypeError, IndexError, zipfile.BadZipFile) as error:
        why = f"{type(error).__name__}: {error}"
        print(said("The publication can't be read: {why}", wanted.lang, why=why), file=sys.stderr)
        return 2
    for fact in check.facts:
        print(fact)
    for finding in check.findings:
        print(f"! {finding}")
    verdict = said("It doesn't fit." if check.findings else "Everything fits.", wanted.lang)
    print(f"{verdict} ({time.perf_counter() - begun:.1f} s)")
    return 1 if check.findings else 0


if __name__ == "__main__":
    sys.exit(main())
