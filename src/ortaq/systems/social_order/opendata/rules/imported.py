"""What is taken from packages of others: who gave whom how much, in which currency, and nothing that executes. Pure.

Members that no standard knows are no error and aren't taken. References and sums, which no schema checks, are looked at
here: a reference that leads nowhere is a remark beside the figures, for published files hold many.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from ortaq.kernel.language.rules import Text
from ortaq.kernel.money.rules import LARGEST

MOST_ITEMS = 500_000
LONGEST = {"identifier": 200, "title": 500, "description": 5000, "url": 500}
_DAY_FIRST = re.compile(r"(\d\d?)[./](\d\d?)[./](\d{4})(?:\s.*)?", re.ASCII)
_CURRENCY = re.compile(r"[A-Z]{3}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Trouble:
    """What is wrong with a file: where (a path such as ``grants/3/awardDate``) and why."""

    where: str
    reason: Text


@dataclass(frozen=True, slots=True)
class Named:
    """An organisation as its publisher names it."""

    id: str
    name: str


@dataclass
class Taken:
    """One project of elsewhere. Amounts in ``currency``; None when nothing is said, or when currencies are mixed."""

    identifier: str
    title: str = ""
    description: str = ""
    currency: str = ""
    amount: Decimal | None = None
    paid: Decimal | None = None
    decided_on: date | None = None
    recipients: list[Named] = field(default_factory=list)
    funders: list[Named] = field(default_factory=list)
    url: str = ""


def day_of(text: Any) -> date | None:
    """The day in a date, or in a moment of RFC 3339; None when there is none."""
    if not isinstance(text, str) or not text:
        return None
    try:
        return date.fromisoformat(text[:10])
    except ValueError:
        return None


@dataclass
class Days:
    """Days that a file writes as 31/12/2018, as older files do: read day first, unless a day of the same file can only be
    read month first. Then, and where only a month is told, no day is taken: a guess would be a wrong date.
    """

    waiting: list[tuple["Taken", str, str]] = field(default_factory=list)

    def add(self, taken: "Taken", where: str, text: str) -> None:
        """Notes that the day of *taken* stands as *text* at *where*."""
        self.waiting.append((taken, where, text))

    def settled(self) -> Iterator[Trouble]:
        """Gives the days that can be read to their projects; a remark says how many were read and how many not."""
        read = [
            (taken, where, text, found) for taken, where, text in self.waiting if (found := _DAY_FIRST.fullmatch(text))
        ]
        months_first = any(int(found[2]) > 12 for *_rest, found in read)
        taken_first: list[tuple[str, str]] = []
        for taken, where, text, found in [] if months_first else read:
            try:
                taken.decided_on = date(int(found[3]), int(found[2]), int(found[1]))
            except ValueError:
                continue
            taken_first.append((where, text))
        if taken_first:
            where, text = taken_first[0]
            count = len(taken_first)
            yield Trouble(
                where,
                Text(
                    f"«{text}» алдымен күні, сосын айы деп оқылды. Мұндай күндер: {count}.",
                    f"«{text}» прочитано: сначала день, затем месяц. Таких дат: {count}.",
                    f"“{text}” was read day first, then month. Such dates: {count}.",
                ),
            )
        left = [(where, text) for taken, where, text in self.waiting if taken.decided_on is None]
        if left:
            where, text = left[0]
            yield Trouble(
                where,
                Text(
                    f"«{text}» қай күн екені белгісіз: күнсіз алынды. Мұндайы: {len(left)}.",
                    f"По «{text}» день не определить: взято без даты. Таких: {len(left)}.",
                    f"“{text}” doesn't say which day: taken without a date. Such entries: {len(left)}.",
                ),
            )


def is_moment(text: object) -> bool:
    """Is *text* a date and time by RFC 3339, with its offset?"""
    if not isinstance(text, str):
        return True
    if not re.fullmatch(r"\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(\.\d+)?([Zz]|[+-]\d\d:\d\d)", text, re.ASCII):
        return False
    try:
        datetime.fromisoformat(re.sub(r"\.\d+", "", text.upper()))
    except ValueError:
        return False
    return True


def bounded(taken: Taken) -> Taken:
    """*taken* with texts that fit; addresses that aren't of the web are dropped, never followed."""
    for name, longest in LONGEST.items():
        text = str(getattr(taken, name)).replace("\x00", "")
        setattr(taken, name, text if len(text) <= longest else f"{text[: longest - 1]}…")
    if not re.match(r"https?://[^\s]+$", taken.url):
        taken.url = ""
    return taken


def checked_money(taken: Taken, where: str) -> Iterator[Trouble]:
    """An amount that a currency can hold, with its currency."""
    for amount in (taken.amount, taken.paid):
        if amount is not None and abs(amount) > LARGEST:
            yield Trouble(where, Text(f"{amount}: тым үлкен.", f"{amount}: слишком велико.", f"{amount} is too large."))
    if taken.amount is not None and not _CURRENCY.fullmatch(taken.currency):
        reason = Text(
            f"«{taken.currency}» валюта емес.", f"«{taken.currency}» не валюта.", f"“{taken.currency}” is no currency."
        )
        yield Trouble(where, reason)


def to_cents(taken: Taken, where: str) -> Iterator[Trouble]:
    """Rounds what is finer than two decimals half up, and says so: real files hold the noise of binary fractions."""
    for name in ("amount", "paid"):
        amount = getattr(taken, name)
        if amount is None or amount == round(amount, 2):
            continue
        setattr(taken, name, amount.quantize(Decimal("0.01"), ROUND_HALF_UP))
        reason = Text(
            f"{amount}: екі таңбаға дейін дөңгелектелді.",
            f"{amount}: округлено до двух знаков.",
            f"{amount} was rounded to two decimals.",
        )
        yield Trouble(where, reason)


def _amount(value: Any) -> Decimal | None:
    return Decimal(value) if isinstance(value, int | Decimal) and not isinstance(value, bool) else None


def _organisations(found: Any) -> list[Named]:
    rows = found if isinstance(found, list) else []
    return [Named(str(each.get("id", ""))[:200], str(each.get("name", ""))[:300]) for each in rows[:50]]


def grant_taken(grant: dict[str, Any]) -> Taken:
    """A grant of 360Giving in which nothing that is taken is wrong. A person who got it is never taken over by name."""
    recipients = _organisations(grant.get("recipientOrganization"))
    return Taken(
        identifier=str(grant["id"]),
        title=str(grant["title"]),
        description=str(grant.get("description") or ""),
        currency=str(grant["currency"]),
        amount=_amount(grant["amountAwarded"]),
        paid=_amount(grant.get("amountDisbursed")),
        decided_on=day_of(grant["awardDate"]),
        recipients=recipients,
        funders=_organisations(grant.get("fundingOrganization")),
        url=str(grant.get("url") or ""),
    )


@dataclass
class Ledger:
    """Releases of many processes, added up by process in the order of their dates. Only what is shown is kept."""

    rows: dict[str, dict[str, Any]] = field(default_factory=dict)

    @staticmethod
    def reduced(release: dict[str, Any]) -> dict[str, Any]:
        """The members of a release that :meth:`add` reads: the rest needn't wait in memory."""
        kept = ("ocid", "id", "date", "parties", "planning", "tender", "buyer", "awards", "contracts")
        found = {key: release[key] for key in kept if release.get(key)}
        found["parties"] = [{"id": each["id"]} for each in release.get("parties") or [] if "id" in each]
        return found

    def add(self, release: dict[str, Any], where: str) -> None:
        """Takes one release in. Later values of one award, contract or payment replace earlier ones."""
        row = self.rows.setdefault(
            release["ocid"],
            {
                "where": where,
                "texts": ("", "", "", ""),
                "parties": set(),
                "awards": {},
                "contracts": {},
                "payments": {},
                "referred": set(),
            },
        )
        date_ = str(release["date"])
        row["parties"] |= {str(each["id"]) for each in release.get("parties") or [] if "id" in each}
        tender = release.get("tender") or {}
        project = (release.get("planning") or {}).get("budget") or {}
        title = str(tender.get("title") or project.get("project") or "")
        if title and date_ >= row["texts"][0]:
            row["texts"] = (date_, title, str(tender.get("description") or ""), "")
        for who in (release.get("buyer"), tender.get("procuringEntity"), *(tender.get("tenderers") or [])):
            _refer(row, who)
        if release.get("buyer"):
            row["buyer"] = release["buyer"]
        for award in release.get("awards") or []:
            held = row["awards"].setdefault(str(award["id"]), {})
            held.update({key: award[key] for key in ("value", "date", "suppliers", "status") if award.get(key)})
            for who in award.get("suppliers") or []:
                _refer(row, who)
        for contract in release.get("contracts") or []:
            held = row["contracts"].setdefault(str(contract["id"]), {})
            held.update({key: contract[key] for key in ("value", "awardID") if contract.get(key)})
            for paid in (contract.get("implementation") or {}).get("transactions") or []:
                row["payments"][str(contract["id"]), str(paid["id"])] = paid
                _refer(row, paid.get("payer"))
                _refer(row, paid.get("payee"))

    def taken(self) -> Iterator[tuple[str, Taken]]:
        """Every process with its path, in the order of the file."""
        for ocid, row in self.rows.items():
            awards = [
                each for each in row["awards"].values() if each.get("status") not in ("cancelled", "unsuccessful")
            ]
            money = [each["value"] for each in row["contracts"].values() if each.get("value")]
            money = money or [each["value"] for each in awards if each.get("value")]
            currencies = {str(each.get("currency", "")) for each in money}
            suppliers = {
                str(who.get("id", "")): Named(str(who.get("id", ""))[:200], str(who.get("name", ""))[:300])
                for each in awards
                for who in each.get("suppliers") or []
            }
            buyer = row.get("buyer") or {}
            amounts = [found for each in money if (found := _amount(each.get("amount"))) is not None]
            yield (
                row["where"],
                Taken(
                    identifier=ocid,
                    title=row["texts"][1] or ocid,
                    description=row["texts"][2],
                    currency=currencies.pop() if len(currencies) == 1 else "",
                    amount=sum(amounts, Decimal(0)) if amounts and len(currencies) <= 1 else None,
                    paid=self._paid(row, buyer),
                    decided_on=min((day for each in awards if (day := day_of(each.get("date")))), default=None),
                    recipients=list(suppliers.values())[:50],
                    funders=[Named(str(buyer.get("id", ""))[:200], str(buyer.get("name", ""))[:300])] if buyer else [],
                ),
            )

    def _paid(self, row: dict[str, Any], buyer: dict[str, Any]) -> Decimal | None:
        """What was paid less what came back to the buyer; None when nothing is said of payments."""
        if not row["payments"]:
            return None
        total = Decimal(0)
        for paid in row["payments"].values():
            amount = _amount((paid.get("value") or {}).get("amount")) or Decimal(0)
            back = buyer.get("id") is not None and (paid.get("payee") or {}).get("id") == buyer.get("id")
            total += -amount if back else amount
        return total

    def troubles(self) -> Iterator[Trouble]:
        """References that lead nowhere and sums that contradict each other: no schema tells of them."""
        for row in self.rows.values():
            where = row["where"]
            for missing in sorted(row["referred"] - row["parties"]) if row["parties"] else []:
                reason = Text(
                    f"«{missing}» ұйымы parties ішінде жоқ.",
                    f"Организации «{missing}» нет в parties.",
                    f"The organisation “{missing}” isn't among the parties.",
                )
                yield Trouble(where, reason)
            for number, contract in row["contracts"].items():
                award = contract.get("awardID")
                if award is not None and str(award) not in row["awards"]:
                    reason = Text(
                        f"{number} шарты жоқ {award} шешіміне сүйенеді.",
                        f"Договор {number} ссылается на решение {award}, которого нет.",
                        f"The contract {number} rests on the award {award}, which isn't there.",
                    )
                    yield Trouble(where, reason)
                agreed = _amount((contract.get("value") or {}).get("amount"))
                paid = [part for (of, _id), part in row["payments"].items() if of == number]
                moved = self._paid({"payments": dict(enumerate(paid))}, row.get("buyer") or {})
                if agreed is not None and moved is not None and moved > agreed:
                    reason = Text(
                        f"{number} шарты: төленгені ({moved}) шарт сомасынан ({agreed}) көп.",
                        f"Договор {number}: уплачено ({moved}) больше суммы договора ({agreed}).",
                        f"Contract {number}: paid ({moved}) is more than agreed ({agreed}).",
                    )
                    yield Trouble(where, reason)


def _refer(row: dict[str, Any], who: Any) -> None:
    if isinstance(who, dict) and who.get("id") is not None:
        row["referred"].add(str(who["id"]))
