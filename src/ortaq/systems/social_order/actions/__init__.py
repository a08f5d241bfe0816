"""Every change that the state social order makes to the world."""

from ortaq.systems.social_order.actions.considering import (
    accept_topic,
    ask_council,
    forward_topic,
    give_opinion,
    merge_topic,
    publish_topic,
    recall_from_council,
    redact_topic,
    reject_topic,
    return_topic,
    take_down_topic,
)
from ortaq.systems.social_order.actions.topics import (
    Proposal,
    complete_topic,
    drop_topic_draft,
    keep_topic_draft,
    propose_topic,
    set_name_consent,
    stop_supporting,
    support_topic,
    withdraw_topic,
)

__all__ = [
    "Proposal",
    "accept_topic",
    "ask_council",
    "complete_topic",
    "drop_topic_draft",
    "forward_topic",
    "give_opinion",
    "keep_topic_draft",
    "merge_topic",
    "propose_topic",
    "publish_topic",
    "recall_from_council",
    "redact_topic",
    "reject_topic",
    "return_topic",
    "set_name_consent",
    "stop_supporting",
    "support_topic",
    "take_down_topic",
    "withdraw_topic",
]
