"""The schedule of a version is judged, and put in force."""

from ortaq.kernel.language.rules import Text
from ortaq.kernel.lifecycle.actions import Refused
from ortaq.systems.social_order.models import (
    Agreement,
    AgreementVersion,
    EstimateLine,
    Indicator,
    Milestone,
    Payment,
    Report,
)
from ortaq.systems.social_order.rules import Schedule, amendment_faults, schedule_faults


def refuse_faults(agreement: Agreement, draft: AgreementVersion) -> None:
    """Raises Refused with everything that keeps the schedule of *draft* from being signed."""
    schedule = Schedule.from_json(draft.schedule)
    faults = schedule_faults(schedule, draft.amount, draft.starts_on, draft.ends_on)
    faults += amendment_faults(
        schedule,
        begun=Report.objects.filter(milestone__agreement=agreement).values_list("milestone__number", flat=True),
        paid=dict(Payment.objects.filter(agreement=agreement).values_list("milestone__number", "amount")),
        used=EstimateLine.objects.filter(agreement=agreement, expenses__isnull=False)
        .distinct()
        .values_list("number", flat=True),
    )
    if faults:
        raise Refused(
            Text(
                " ".join(each.kk for each in faults),
                " ".join(each.ru for each in faults),
                " ".join(each.en for each in faults),
            )
        )


def put_in_force(agreement: Agreement, schedule: Schedule) -> None:
    """Makes the rows of milestones, estimate and indicators those of *schedule*; rows keep their identity by number."""
    for step in schedule.steps:
        Milestone.objects.update_or_create(
            agreement=agreement,
            number=step.number,
            defaults={"title": step.title, "due_on": step.due, "amount": step.amount, "advance": step.advance},
        )
    Milestone.objects.filter(agreement=agreement).exclude(number__in=[s.number for s in schedule.steps]).delete()
    for line in schedule.lines:
        EstimateLine.objects.update_or_create(
            agreement=agreement,
            number=line.number,
            defaults={"category": line.category, "title": line.title, "amount": line.amount, "own": line.own},
        )
    EstimateLine.objects.filter(agreement=agreement).exclude(number__in=[n.number for n in schedule.lines]).delete()
    for measure in schedule.measures:
        Indicator.objects.update_or_create(
            agreement=agreement,
            number=measure.number,
            defaults={"title": measure.title, "unit": measure.unit, "plan": measure.plan},
        )
    gone = Indicator.objects.filter(agreement=agreement).exclude(number__in=[m.number for m in schedule.measures])
    gone.filter(facts__isnull=True).delete()  # what was reported on stays, or its facts would be lost
