"""What an officer can do with an appeal: for each transition its form, and the action that it calls."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext as _

from ortaq.kernel.clocks.rules import NotExtendable, local_day
from ortaq.kernel.documents.actions import keep_made
from ortaq.kernel.documents.pdf import render as render_pdf
from ortaq.kernel.language.queries import shown
from ortaq.kernel.language.rules import Text
from ortaq.kernel.lifecycle.actions import Refused
from ortaq.kernel.parties.rules import Actor
from ortaq.kernel.records.rules import parse_number
from ortaq.kernel.web.templatetags.formats import day as day_words
from ortaq.systems.reception import actions
from ortaq.systems.reception.forms import office as forms
from ortaq.systems.reception.lifecycle import APPEAL
from ortaq.systems.reception.queries import office
from ortaq.systems.reception.rules import RETURN_GROUNDS, draft_mark, fill_in, law_named

if TYPE_CHECKING:
    from ortaq.systems.reception.models import Answer, Appeal

DRAFT = "draft"
"""The code of the deed that is no transition: writing the draft of the answer."""


@dataclass(frozen=True, slots=True)
class Case:
    """One officer before one appeal at one moment. ``template``: the answer template that they picked."""

    appeal: Appeal
    actor: Actor
    now: datetime
    template: str = ""


@dataclass(frozen=True, slots=True)
class Doing:
    """One form that was sent: by whom, when, drawn from which version, with which data."""

    by: Actor
    at: datetime
    version: int
    form: Any

    @property
    def data(self) -> dict[str, Any]:
        """What was typed, cleaned."""
        cleaned: dict[str, Any] = self.form.cleaned_data
        return cleaned

    @property
    def common(self) -> dict[str, Any]:
        """What every action takes."""
        return {"by": self.by, "at": self.at, "version": self.version}


@dataclass(frozen=True, slots=True)
class Deed:
    """A thing to do: the form that asks for what it needs, the action that does it."""

    form: Callable[[Case, Any], Any]
    act: Callable[[Appeal, Doing], object]


def _plain(case: Case, data: Any) -> Any:
    return forms.DeedForm(data)


def _text(code: str, label: Callable[[], str]) -> Callable[[Case, Any], Any]:
    """A deed of one text; where it goes into the log as a reason, the form says who reads it."""
    declared = APPEAL.transitions[code]
    reason = forms.TO_THE_APPELLANT if "appellant" in declared.reason_to else forms.AMONG_OFFICERS
    return lambda case, data: forms.TextForm(
        data, prefix=code, label=label(), hint=reason if declared.reason_needed else ""
    )


def _body_choices(case: Case) -> list[tuple[int, str]]:
    return [(body.pk, body.name) for body in office.competent_bodies(case.appeal.body_id)]


def _split_form(case: Case, data: Any) -> Any:
    return forms.SplitForm(data, prefix="split", bodies=[(body.pk, body.name) for body in office.competent_bodies()])


def _extend_form(case: Case, data: Any) -> Any:
    try:
        until = office.extension_until(case.appeal, case.now)
    except NotExtendable as refusal:
        limit = shown(refusal.reason)
    else:
        limit = _("By law at most until %(day)s. The appellant is told.") % {"day": day_words(until)} if until else ""
    return forms.ExtendForm(data, prefix="extend", limit=limit)


def _draft_form(case: Case, data: Any) -> Any:
    appeal = case.appeal
    kept = office.answer_draft(appeal)
    law = law_named(appeal.regime).in_language(appeal.language)
    initial = {"outcome": kept.outcome, "text": kept.text, "law": kept.law} if kept else {"law": law}
    picked = next(
        (
            each
            for each in office.answer_templates(appeal.body_id or 0, appeal.language)
            if str(each.pk) == case.template
        ),
        None,
    )
    if picked:
        body = getattr(appeal.body, f"name_{appeal.language}", "")
        initial["text"] = fill_in(picked.text, number=appeal.number, day=f"{local_day(case.now):%d.%m.%Y}", body=body)
    initial["seen"] = draft_mark(kept.drafted_at if kept else None)
    return forms.DraftForm(data, prefix=DRAFT, initial=initial)


def _return(appeal: Appeal, doing: Doing) -> None:
    ground, words = doing.data["ground"], doing.data["text"]
    named = "" if ground == "other" else RETURN_GROUNDS[ground].in_language(appeal.language)
    actions.return_appeal(appeal=appeal, reason=". ".join(part for part in (named, words) if part), **doing.common)


def _forward(appeal: Appeal, doing: Doing) -> None:
    data = doing.data
    body = office.competent_bodies(appeal.body_id).filter(pk=data["body"]).first() if data["body"] else None
    actions.forward_appeal(appeal=appeal, reason=data["text"], body=body, outside=data["outside"], **doing.common)


def _merge(appeal: Appeal, doing: Doing) -> None:
    number = parse_number(doing.data["into"])
    into = office.office_appeal(str(number), doing.by) if number else None
    if into is None:
        raise Refused(
            Text(
                "Осы органда мұндай нөмірлі жолданым жоқ.",
                "В этом органе нет обращения с таким номером.",
                "This body has no appeal of this number.",
            )
        )
    actions.merge_appeal(
        appeal=appeal,
        into=into,
        reason=doing.data["text"],
        same_person=doing.data["same_person"],
        **doing.common,
    )


@transaction.atomic
def _sign(appeal: Appeal, doing: Doing) -> None:
    """Signs, and keeps the answer as a PDF beside the appeal: an answer that can't be drawn isn't signed."""
    answer = actions.sign_answer(appeal=appeal, **doing.common)
    content = render_pdf("answer", answer_letter(appeal, answer), language=answer.language)
    keep_made(record=appeal, name=f"{appeal.number}.pdf", content=content, purpose="answer", by=doing.by, at=doing.at)


def answer_letter(appeal: Appeal, answer: Answer) -> dict[str, object]:
    """What the PDF of a signed answer says (APPC 80(5); Law No 221, article 10)."""
    language, body, person = answer.language, appeal.body, appeal.author
    return {
        "sender": getattr(body, f"name_{language}", ""),
        "number": appeal.number,
        "date": answer.signed_at,
        "reply_to": appeal.number,
        "addressee": person.name if person else "",
        "addressee_address": person.address if person else "",
        "heading": appeal.subject,
        "text": answer.text,
        "law": answer.law,
        "complaint": answer.how_to_complain,
        "signer": office.called(answer.signed_by, "head", language),
        "executor": office.called(answer.drafted_by, "executor", language),
        "is_demo": appeal.is_demo,
    }


DEEDS: dict[str, Deed] = {
    "register": Deed(
        lambda case, data: forms.RegisterForm(
            data, prefix="register", initial={"external_number": case.appeal.external_number}
        ),
        lambda appeal, do: actions.register_appeal(
            appeal=appeal, external_number=do.data["external_number"], **do.common
        ),
    ),
    "assign": Deed(
        lambda case, data: forms.AssignForm(
            data, prefix="assign", executors=office.executors_of(case.appeal.body_id or 0)
        ),
        lambda appeal, do: actions.assign(
            appeal=appeal,
            text=do.data["text"],
            lead_id=do.data["lead"],
            coexecutor_ids=tuple(do.data["coexecutors"]),
            **do.common,
        ),
    ),
    "start": Deed(_plain, lambda appeal, do: actions.start_work(appeal=appeal, **do.common)),
    DRAFT: Deed(
        _draft_form,
        lambda appeal, do: actions.draft_answer(appeal=appeal, by=do.by, at=do.at, **do.data),
    ),
    "propose_answer": Deed(_plain, lambda appeal, do: actions.propose_answer(appeal=appeal, **do.common)),
    "sign": Deed(_plain, _sign),
    "rework": Deed(
        _text("rework", lambda: _("What must be reworked")),
        lambda appeal, do: actions.rework_answer(appeal=appeal, reason=do.data["text"], **do.common),
    ),
    "deliver": Deed(
        lambda case, data: forms.DeliverForm(data, prefix="deliver", initial={"how": case.appeal.delivery}),
        lambda appeal, do: actions.deliver_answer(appeal=appeal, how=do.data["how"], **do.common),
    ),
    "clarify": Deed(
        _text("clarify", lambda: _("What the appellant said")),
        lambda appeal, do: actions.clarify(appeal=appeal, text=do.data["text"], **do.common),
    ),
    "ask_clarification": Deed(
        _text("ask_clarification", lambda: _("What the appellant should make clear")),
        lambda appeal, do: actions.ask_clarification(appeal=appeal, question=do.data["text"], **do.common),
    ),
    "ask_body": Deed(
        _text("ask_body", lambda: _("Which body is asked, and what")),
        lambda appeal, do: actions.ask_body(appeal=appeal, question=do.data["text"], **do.common),
    ),
    "receive_information": Deed(_plain, lambda appeal, do: actions.receive_information(appeal=appeal, **do.common)),
    "extend": Deed(
        _extend_form,
        lambda appeal, do: actions.extend_term(
            appeal=appeal, reason=do.data["text"], until=do.data["until"], **do.common
        ),
    ),
    "show_preliminary": Deed(
        _text("show_preliminary", lambda: _("Preliminary decision and its reasons")),
        lambda appeal, do: actions.show_preliminary(appeal=appeal, text=do.data["text"], **do.common),
    ),
    "waive_hearing": Deed(
        lambda case, data: forms.WaiveForm(data, prefix="waive_hearing"),
        lambda appeal, do: actions.waive_hearing(
            appeal=appeal, ground=do.data["ground"], words=do.data["text"], **do.common
        ),
    ),
    "hear": Deed(
        lambda case, data: forms.HearingForm(data, prefix="hear"),
        lambda appeal, do: actions.appoint_hearing(appeal=appeal, **do.data, **do.common),
    ),
    "record_hearing": Deed(
        _text("record_hearing", lambda: _("Protocol of the hearing")),
        lambda appeal, do: actions.record_hearing(appeal=appeal, protocol=do.data["text"], **do.common),
    ),
    "reopen": Deed(
        _text("reopen", lambda: _("What is to be done now")),
        lambda appeal, do: actions.reopen(appeal=appeal, reason=do.data["text"], **do.common),
    ),
    "uphold_answer": Deed(
        _text("uphold_answer", lambda: _("Why the answer stands")),
        lambda appeal, do: actions.uphold_answer(appeal=appeal, reason=do.data["text"], **do.common),
    ),
    "forward": Deed(lambda case, data: forms.ForwardForm(data, prefix="forward", bodies=_body_choices(case)), _forward),
    "split": Deed(
        _split_form,
        lambda appeal, do: actions.split_appeal(appeal=appeal, demands=do.form.demands, **do.common),
    ),
    "merge": Deed(
        lambda case, data: forms.MergeForm(
            data, prefix="merge", others=[(each.number, each.subject) for each in office.mergeable(case.appeal)]
        ),
        _merge,
    ),
    "return": Deed(lambda case, data: forms.ReturnForm(data, prefix="return"), _return),
    "terminate": Deed(
        _text("terminate", lambda: _("Ground in law and reasons")),
        lambda appeal, do: actions.terminate(appeal=appeal, reason=do.data["text"], **do.common),
    ),
    "replace_pin": Deed(
        lambda case, data: forms.NewPinForm(data, prefix="replace_pin"),
        lambda appeal, do: actions.replace_pin(appeal=appeal, **do.common),
    ),
    "protect": Deed(
        lambda case, data: forms.ProtectForm(data, prefix="protect"),
        lambda appeal, do: actions.protect_appeal(appeal=appeal, ground=do.data["ground"], **do.common),
    ),
    "unprotect": Deed(
        _text("unprotect", lambda: _("Why it needs no special protection")),
        lambda appeal, do: actions.unprotect_appeal(appeal=appeal, reason=do.data["text"], **do.common),
    ),
    "note": Deed(
        _text("note", lambda: _("Note for colleagues; the appellant never sees it")),
        lambda appeal, do: actions.note(appeal=appeal, text=do.data["text"], by=do.by, at=do.at),
    ),
}
"""In the order in which the page offers them. "forward" also sends an appeal outside the system."""

DRAFT_LABEL = Text("Жауаптың жобасын жазу", "Подготовить проект ответа", "Write the draft of the answer")
DRAFT_DONE = Text("Жоба сақталды", "Проект сохранён", "The draft is saved")


def label_of(code: str) -> Text:
    """What the button says."""
    return DRAFT_LABEL if code == DRAFT else APPEAL.transitions[code].label


LAWS = {
    "APPC": Text("ӘРПК", "АППК", "APPC"),
    "Law 221": Text("№ 221 Заң", "Закон № 221", "Law 221"),
    "Personal data law": Text("Дербес деректер туралы заң", "Закон о персональных данных", "Personal data law"),
}


def norm_words(norm: str) -> str:
    """A norm of the lifecycle ("APPC 64(3)") with its law named in the reader's language."""
    for code, name in LAWS.items():
        norm = norm.replace(code, shown(name))
    return norm


def done_words(code: str) -> Text:
    """What is said when it was done."""
    if code == DRAFT:
        return DRAFT_DONE
    transition = APPEAL.transitions[code]
    return transition.done or transition.label
