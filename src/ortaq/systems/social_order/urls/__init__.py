"""Addresses of the state social order, under /kk/, /ru/ and /en/."""

from django.urls import URLPattern

from ortaq.systems.social_order.urls.agreements import agreement_patterns
from ortaq.systems.social_order.urls.evaluation import evaluation_patterns
from ortaq.systems.social_order.urls.plans import plan_patterns
from ortaq.systems.social_order.urls.topics import topic_patterns

app_name = "social_order"
urlpatterns: list[URLPattern] = [*topic_patterns, *plan_patterns, *agreement_patterns, *evaluation_patterns]
