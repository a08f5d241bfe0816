"""The social order in the Open Contracting Data Standard 1.1.5, with the extensions bids, metrics and lots.

One release for each thing that happened, never changed afterwards (reference: releases and records); a record is what
the releases say together. Topics are planning processes of their own, tied by ``relatedProcesses``. A process holds
everything of one call: several awards and agreements may stand in it.
"""

from collections.abc import Iterator
from datetime import datetime, time
from decimal import Decimal
from typing import Any

from ortaq.kernel.interchange.rules.publishing import CC_BY, Paid, Paper, Publisher, marked, moment, without_empty
from ortaq.systems.social_order.opendata.rules.processes import Award, Bid, Contract, Process, Tender, Topic, Version
from ortaq.systems.social_order.opendata.rules.records import compiled, record_of
from ortaq.systems.social_order.opendata.rules.story import Story, document, ocid, value

__all__ = ["compiled", "moment", "ocid", "package_of", "record_of", "releases", "topic_releases"]

VERSION = "1.1"
PORTAL = "kz-goszakup"
"""Scheme of numbers of the state procurement portal, and the relationship to what has one (open codelists)."""
EXTENSIONS = (
    "https://raw.githubusercontent.com/open-contracting-extensions/ocds_bid_extension/v1.1.5/extension.json",
    "https://raw.githubusercontent.com/open-contracting-extensions/ocds_metrics_extension/master/extension.json",
    "https://raw.githubusercontent.com/open-contracting-extensions/ocds_lots_extension/v1.1.5/extension.json",
)


def package_of(address: str, at: datetime, publisher: Publisher) -> dict[str, Any]:
    """What stands around the releases or records of a package. *address* is the package's own."""
    party = {"name": publisher.name, "uri": publisher.base}
    if publisher.bin:
        party |= {"scheme": "KZ-BIN", "uid": publisher.bin}
    return {
        "uri": address,
        "version": VERSION,
        "extensions": list(EXTENSIONS),
        "publishedDate": moment(at, publisher),
        "publisher": party,
        "license": CC_BY,
        "publicationPolicy": f"{publisher.base}/en/social-order/open-data/",
    }


def topic_releases(topic: Topic, publisher: Publisher) -> list[dict[str, Any]]:
    """A proposed topic: a planning process. People who proposed or supported it aren't named."""
    story = Story(ocid(topic.number, publisher, is_demo=topic.is_demo), topic.language, publisher)
    story.named(topic.buyer, "buyer")
    if topic.taken_down:
        gone = {"id": "taken-down", "type": "preProcurement", "status": "notMet"}
        return [story.release("planning-taken-down", "planningUpdate", topic.at, planning={"milestones": [gone]})]
    if topic.proposer:
        story.named(topic.proposer, "interestedParty")
    title = marked(topic.title, topic.is_demo)
    paper = Paper("topic", "needsAssessment", title, topic.url, topic.at)
    planning = {"rationale": topic.need, "documents": [document(paper, publisher)]}
    found = [
        story.release(
            "planning", "planning", topic.at, buyer=story.named(topic.buyer), planning=without_empty(planning)
        )
    ]
    if topic.decided_at:
        judged = {
            "id": "decision",
            "title": title,
            "type": "assessment",
            "description": topic.reason,
            "dateMet": moment(topic.decided_at, publisher) if topic.accepted else "",
            "status": "met" if topic.accepted else "notMet",
        }
        planning = {"milestones": [without_empty(judged)]}
        found.append(story.release("planning-decision", "planningUpdate", topic.decided_at, planning=planning))
    return found


def releases(process: Process, publisher: Publisher) -> list[dict[str, Any]]:
    """Every release of a process, the oldest first. What happened at one moment stands in the order of the stages."""
    steps = sorted(_happenings(process), key=lambda each: (each[0], each[1]))
    story = Story(ocid(process.number, publisher, is_demo=process.is_demo), process.language, publisher)
    story.named(process.buyer, "buyer")
    return [_told(story, process, kind, at, what) for at, _stage, kind, what in steps]


def _happenings(process: Process) -> Iterator[tuple[datetime, int, str, Any]]:
    tender = process.tender
    if process.planned:
        yield process.planned.approved_at, 0, "planning", None
        for change in process.planned.changes:
            yield change.at, 0, "revised", change
        if process.planned.cancelled_at:
            yield process.planned.cancelled_at, 12, "cancelled", None
    if tender:
        yield tender.announced_at, 1, "tender", tender
        for paper in tender.papers:
            yield paper.at, 2, "tender-paper", (tender, paper)
        if tender.opened_at and process.bids:
            yield tender.opened_at, 2, "bids", (tender, process.bids)
        if tender.outcome and tender.decided_at:
            yield tender.decided_at, 3, "outcome", (tender, 1)
        for number, (again, decided) in enumerate(tender.reconsidered, start=2):
            yield again, 3, "reopened", (tender, number)
            if decided:
                yield decided, 3, "outcome", (tender, number)
    for award in process.awards:
        yield award.at, 4, "award", award
        if award.cancelled_at:
            yield award.cancelled_at, 4, "taken-back", award
    for contract in process.contracts:
        for version in contract.versions:
            yield version.at, 5 if version.number == 1 else 6, "contract", (contract, version)
        for step in contract.steps:
            if step.met_at:
                yield step.met_at, 7, "step", (contract, step)
        for report in sorted({(at, name) for each in contract.measures for name, at, _fact in each.facts}):
            yield report[0], 8, "facts", (contract, report[1])
        for paid in contract.payments:
            yield _start_of(paid, contract), 9, "paid", (contract, paid)
        for paper in contract.papers:
            yield paper.at, 10, "paper", (contract, paper)
        if contract.ended_at:
            yield contract.ended_at, 11, "ended", contract


def _start_of(paid: Paid, contract: Contract) -> datetime:
    """The moment a payment is told at: its day, but not before the agreement that it rests on."""
    signed = contract.versions[0].at
    return max(signed, datetime.combine(paid.on, time(), signed.tzinfo))


def _told(story: Story, process: Process, kind: str, at: datetime, what: Any) -> dict[str, Any]:
    match kind:
        case "planning":
            return _planning(story, process, at)
        case "revised":
            assert process.planned
            budget = {"id": process.planned.number, **_budgeted(process, what.title, what.amount)}
            return story.release(f"planning-{what.version}", "planningUpdate", at, planning={"budget": budget})
        case "cancelled":
            gone = {"id": process.number, "status": "cancelled"}
            return story.release("planning-cancelled", "tenderCancellation", at, tender=gone)
        case "tender":
            return _tender(story, process, what)
        case "bids":
            return _bids(story, what[0], what[1], at)
        case "tender-paper":
            body = {"id": what[0].number, "documents": [document(what[1], story.publisher)]}
            return story.release(f"document-{what[1].id}", "tenderUpdate", at, tender=body)
        case "outcome" | "reopened":
            called, number = what
            status = called.outcome if kind == "outcome" else "active"
            tag = "tenderCancellation" if status == "cancelled" else "tenderUpdate"
            code = kind if number == 1 else f"{kind}-{number}"
            return story.release(code, tag, at, tender={"id": called.number, "status": status})
        case "award":
            return _award(story, what, process)
        case "taken-back":
            back = {"id": what.number, "status": "cancelled"}
            return story.release(
                f"{what.code or f'award-{what.number}'}-cancelled", "awardCancellation", at, awards=[back]
            )
        case "contract":
            return _contract(story, process, *what)
        case _:
            return _implementation(story, process, kind, at, what)


def _planning(story: Story, process: Process, at: datetime) -> dict[str, Any]:
    planned = process.planned
    assert planned is not None
    budget = {
        "id": planned.number,
        **_budgeted(process, planned.title, planned.amount),
        "projectID": planned.number,
        "uri": planned.url,
    }
    parts: dict[str, Any] = {
        "buyer": story.named(process.buyer),
        "planning": {"budget": without_empty(budget)},
        "relatedProcesses": _ties(story, process, planning=planned.topics),
    }
    return story.release("planning", "planning", at, **without_empty(parts))


def _budgeted(process: Process, title: str, amount: Decimal) -> dict[str, Any]:
    """What a change of the plan may change of a line."""
    return {"description": title, "amount": value(amount), "project": marked(title, process.is_demo)}


def _ties(story: Story, process: Process, **numbers: tuple[str, ...]) -> list[dict[str, Any]]:
    """Other processes by their relationship and the numbers of their records."""
    return [
        {
            "id": f"{relationship}-{number}",
            "relationship": [relationship],
            "scheme": "ocid",
            "identifier": ocid(number, story.publisher, is_demo=process.is_demo),
        }
        for relationship, several in numbers.items()
        for number in several
    ]


def _elsewhere(number: str, title: str) -> list[dict[str, Any]]:
    """The same process on the state procurement portal, where it has a number there."""
    if not number:
        return []
    return [
        {
            "id": f"portal-{number}",
            "relationship": [PORTAL],
            "scheme": PORTAL,
            "identifier": number,
            "title": title,
        }
    ]


def _tender(story: Story, process: Process, tender: Tender) -> dict[str, Any]:
    body = {
        "id": tender.number,
        "title": marked(tender.title, process.is_demo),
        "description": tender.description,
        "status": "active",
        "procuringEntity": story.named(process.buyer, "procuringEntity"),
        "value": value(tender.value),
        "procurementMethod": "open",
        "procurementMethodDetails": tender.details,
        "mainProcurementCategory": "services",
        "awardCriteria": "ratedCriteria",
        "awardCriteriaDetails": tender.criteria,
        "eligibilityCriteria": tender.eligibility,
        "submissionMethod": ["electronicSubmission"],
        "tenderPeriod": story.period(tender.opens_at, tender.deadline),
        "lots": [
            {"id": lot.code, "title": marked(lot.title, process.is_demo), "status": "active", "value": value(lot.value)}
            for lot in tender.lots
        ],
        "documents": [
            document(Paper("notice", "tenderNotice", tender.title, tender.url, tender.announced_at), story.publisher)
        ]
        if tender.url
        else [],
    }
    parts: dict[str, Any] = {"buyer": story.named(process.buyer), "tender": without_empty(body)}
    ties = _ties(story, process, planning=tender.lines, unsuccessfulProcess=tender.follows)
    if ties := [*ties, *_elsewhere(tender.external_number, tender.title)]:
        parts["relatedProcesses"] = ties
    return story.release("tender", "tender", tender.announced_at, **parts)


def _bids(story: Story, tender: Tender, bids: tuple[Bid, ...], at: datetime) -> dict[str, Any]:
    tenderers = {bid.tenderer.id: story.named(bid.tenderer, "tenderer") for bid in bids}
    details = [
        {
            "id": bid.number,
            **({"date": moment(bid.at, story.publisher)} if bid.at else {}),
            "status": bid.status,
            "tenderers": [tenderers[bid.tenderer.id]],
            **({"value": value(bid.amount)} if bid.amount is not None else {}),
            **({"relatedLots": [bid.lot]} if bid.lot else {}),
        }
        for bid in bids
    ]
    valid = sum(bid.status == "valid" for bid in bids)
    statistics = [
        {"id": "bids", "measure": "bids", "value": len(bids)},
        {"id": "validBids", "measure": "validBids", "value": valid},
    ]
    return story.release(
        "bids",
        "tenderUpdate",
        at,
        tender={"id": tender.number, "numberOfTenderers": len(tenderers), "tenderers": list(tenderers.values())},
        bids={"statistics": statistics, "details": details},
    )


def _award(story: Story, award: Award, process: Process) -> dict[str, Any]:
    body = {
        "id": award.number,
        "title": marked(award.title, process.is_demo),
        "status": "active",
        "date": moment(award.at, story.publisher),
        "value": value(award.amount),
        "suppliers": [story.named(award.supplier, "supplier")],
        "relatedBid": award.bid,
        "relatedLots": [award.lot] if award.lot else [],
        "documents": [document(paper, story.publisher) for paper in award.papers],
    }
    return story.release(award.code or f"award-{award.number}", "award", award.at, awards=[without_empty(body)])


def _contract(story: Story, process: Process, contract: Contract, version: Version) -> dict[str, Any]:
    body: dict[str, Any] = {
        "id": contract.number,
        "awardID": contract.award,
        "period": story.period(version.starts_on, version.ends_on),
        "value": value(version.amount),
    }
    if version.number > 1:
        body["amendments"] = [
            without_empty(
                {
                    "id": str(version.number),
                    "date": moment(version.at, story.publisher),
                    "rationale": version.reason,
                }
            )
        ]
        code = f"contract-{contract.number}-{version.number}"
        return story.release(code, "contractAmendment", version.at, contracts=[body])
    story.named(contract.supplier, "supplier")
    body |= {
        "title": marked(contract.title, process.is_demo),
        "status": "active",
        "dateSigned": moment(version.at, story.publisher),
        "relatedProcesses": _elsewhere(contract.external_number, contract.title),
        "agreedMetrics": [
            {
                "id": measure.id,
                "title": measure.title,
                "observations": [_observation("plan", measure.plan, measure.unit)],
            }
            for measure in contract.measures
        ],
        "implementation": without_empty(
            {
                "milestones": [
                    {
                        "id": step.id,
                        "title": step.title,
                        "type": "delivery",
                        "dueDate": moment(step.due_on, story.publisher),
                        "status": "scheduled",
                    }
                    for step in contract.steps
                ]
            }
        ),
    }
    return story.release(f"contract-{contract.number}", "contract", version.at, contracts=[without_empty(body)])


def _observation(code: str, measure: Decimal, unit: str) -> dict[str, Any]:
    return {"id": code, "measure": format(measure, "f"), **({"unit": {"name": unit}} if unit else {})}


def _implementation(story: Story, process: Process, kind: str, at: datetime, what: Any) -> dict[str, Any]:
    if kind == "ended":
        ended = {"id": what.number, "awardID": what.award, "status": "terminated"}
        return story.release(f"end-{what.number}", "contractTermination", at, contracts=[ended])
    contract, part = what
    done: dict[str, Any]
    if kind == "step":
        code = f"step-{part.id}"
        done = {"milestones": [{"id": part.id, "status": "met", "dateMet": moment(at, story.publisher)}]}
    elif kind == "facts":
        code = f"facts-{part}"
        done = {
            "metrics": [
                {
                    "id": measure.id,
                    "title": measure.title,
                    "observations": [_observation(name, fact, measure.unit)],
                }
                for measure in contract.measures
                for name, _at, fact in measure.facts
                if name == part
            ]
        }
    elif kind == "paid":
        code = f"transaction-{part.id}"
        ends = [(process.buyer, "payer"), (contract.supplier, "payee")]
        payer, payee = reversed(ends) if part.back else ends
        moved = {
            "id": part.id,
            "date": moment(part.on, story.publisher),
            "value": value(part.amount),
            "payer": story.named(payer[0], "payer"),
            "payee": story.named(payee[0], "payee"),
        }
        done = {"transactions": [moved]}
    else:
        code = f"document-{part.id}"
        done = {"documents": [document(part, story.publisher)]}
    body = {"id": contract.number, "awardID": contract.award, "implementation": done}
    return story.release(f"{contract.number}-{code}", "implementation", at, contracts=[body])
