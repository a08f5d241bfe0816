"""Who may ask for an export, fetch its file, and read the log of exports."""

import hashlib

from ortaq.kernel.interchange.models import ExportJob
from ortaq.kernel.interchange.registry import Export, export_of
from ortaq.kernel.lifecycle.rules import ALLOWED, Decision, refused
from ortaq.kernel.parties.rules import Actor


def rights_of(actor: Actor) -> str:
    """A digest of the roles that *actor* holds: two are equal only while the same rows and columns may be seen."""
    grants = sorted((grant.role, grant.organisation_id) for grant in actor.grants)
    return hashlib.sha256(repr((actor.user_id, actor.person_id, actor.level, grants)).encode()).hexdigest()


def may_export(actor: Actor, export: Export) -> Decision:
    """May *actor* take this table out? Only people with an account, so that the log can name them."""
    if actor.user_id is None:
        return refused("Алдымен жүйеге кіріңіз.", "Сначала войдите в систему.", "Sign in first.")
    return export.may(actor)


def may_fetch(actor: Actor, job: ExportJob) -> Decision:
    """May *actor* fetch the file of *job*? Who asked for it, with the very roles that it was made for."""
    export = export_of(job.code)
    if export is None or actor.user_id != job.user_id:
        return refused("Файл табылмады.", "Файл не найден.", "There is no such file.")
    if rights_of(actor) != job.rights:
        return refused(
            "Файл жасалғаннан бері рөлдеріңіз өзгерді. Кестені қайта сұраңыз.",
            "С тех пор как файл сделан, ваши роли изменились. Запросите таблицу заново.",
            "Your roles have changed since the file was made. Ask for the table again.",
        )
    return may_export(actor, export)


def may_read_log(actor: Actor) -> Decision:
    """May *actor* see who exported personal data? The auditor."""
    if actor.holds("auditor"):
        return ALLOWED
    return refused("Журналды аудитор көреді.", "Журнал видит аудитор.", "The auditor sees the log.")
