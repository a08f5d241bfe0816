from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SocialOrderConfig(AppConfig):
    name = "ortaq.systems.social_order"
    label = "social_order"

    def ready(self) -> None:
        from ortaq.kernel.lifecycle.registry import declare, declare_follow
        from ortaq.kernel.web.navigation import Item, register
        from ortaq.systems.social_order.kinds import PLAN_LINE_KIND, TOPIC_FROM_APPEAL, TOPIC_KIND
        from ortaq.systems.social_order.permissions import PLANNERS

        declare(TOPIC_KIND)
        declare(PLAN_LINE_KIND)
        declare_follow(TOPIC_FROM_APPEAL)
        register(Item(label=_("Social order: topics"), url_name="social_order:topics", order=40))
        register(Item(label=_("My topics"), url_name="social_order:topic_mine", order=12, place="account"))
        desk = {
            "topic_work": (_("Proposed topics"), PLANNERS),
            "council_work": (_("Council: topics"), ("council",)),
        }
        for order, (name, (label, roles)) in enumerate(desk.items(), start=40):
            register(
                Item(label=label, url_name=f"social_order:{name}", order=order, place="office", roles=frozenset(roles))
            )
