from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SocialOrderConfig(AppConfig):
    name = "ortaq.systems.social_order"
    label = "social_order"

    def ready(self) -> None:
        from ortaq.kernel.documents.registry import declare_access
        from ortaq.kernel.lifecycle.registry import declare, declare_consequence, declare_follow
        from ortaq.kernel.web.navigation import Item, register
        from ortaq.procedures.competitions.registry import (
            declare_profile,
            declare_spheres,
            register_funding,
            register_ties,
        )
        from ortaq.procedures.publication.registry import declare_duty
        from ortaq.systems.social_order.actions.calling import LINE_FOLLOWS_CALL
        from ortaq.systems.social_order.kinds import (
            AGREEMENT_KIND,
            AGREEMENT_OF_WINNER,
            EVALUATION_KIND,
            EVALUATION_OF_AGREEMENT,
            PLAN_LINE_KIND,
            REPORT_KIND,
            TOPIC_FROM_APPEAL,
            TOPIC_FROM_EVALUATION,
            TOPIC_KIND,
        )
        from ortaq.systems.social_order.permissions import (
            CONTRACTING,
            PLANNERS,
            may_read_attachment,
            may_read_document,
        )
        from ortaq.systems.social_order.queries.calls import funding_by_agreements, ties_by_agreements
        from ortaq.systems.social_order.queries.reference import sphere_names
        from ortaq.systems.social_order.registry import PROFILES
        from ortaq.systems.social_order.rules import DUTIES

        for profile in PROFILES:
            declare_profile(profile)
        declare_spheres(sphere_names)
        declare(TOPIC_KIND)
        declare(PLAN_LINE_KIND)
        declare(AGREEMENT_KIND)
        declare(REPORT_KIND)
        declare(EVALUATION_KIND)
        declare_access("topic", may_read_attachment)
        declare_access("agreement", may_read_document)
        declare_access("report", may_read_document)
        declare_follow(TOPIC_FROM_APPEAL, TOPIC_FROM_EVALUATION, EVALUATION_OF_AGREEMENT, AGREEMENT_OF_WINNER)
        declare_consequence(LINE_FOLLOWS_CALL)
        register_funding("social_order", funding_by_agreements)
        register_ties("social_order", ties_by_agreements)
        for duty in DUTIES:
            declare_duty(duty)
        register(Item(label=_("Social projects"), url_name="social_order:projects", order=42))
        register(Item(label=_("My agreements"), url_name="social_order:own_agreements", order=13, place="account"))
        register(Item(label=_("Evaluations of projects"), url_name="social_order:evaluations", order=44))
        register(Item(label=_("Social order: topics"), url_name="social_order:topics", order=40))
        register(Item(label=_("Plan of the social order"), url_name="social_order:plan", order=42))
        register(Item(label=_("My topics"), url_name="social_order:topic_mine", order=12, place="account"))
        desk = {
            "topic_work": (_("Proposed topics"), PLANNERS),
            "plans_office": (_("Plans"), PLANNERS),
            "council_work": (_("Council: topics"), ("council",)),
            "agreement_work": (_("Agreements"), CONTRACTING),
            "evaluation_work": (_("Evaluations"), PLANNERS),
            "evaluation_seats": (_("My evaluations"), ("expert",)),
        }
        register(
            Item(
                label=_("Data from elsewhere"),
                url_name="opendata:office",
                order=49,
                place="office",
                roles=frozenset({"statistician", "head", "coordinator"}),
            )
        )
        for order, (name, (label, roles)) in enumerate(desk.items(), start=40):
            register(
                Item(label=label, url_name=f"social_order:{name}", order=order, place="office", roles=frozenset(roles))
            )
