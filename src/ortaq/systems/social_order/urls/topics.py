"""Addresses of topics."""

from django.urls import path

from ortaq.systems.social_order.views import considering, proposing, topics

topic_patterns = [
    path("topics/", topics.index, name="topics"),
    path("topics/new/", proposing.write, name="topic_new"),
    path("topics/drafts/<int:draft_id>/", proposing.write, name="topic_draft"),
    path("topics/drafts/<int:draft_id>/check/", proposing.check, name="topic_check"),
    path("topics/drafts/<int:draft_id>/throw-away/", proposing.throw_away, name="topic_throw_away"),
    path("topics/mine/", proposing.mine, name="topic_mine"),
    path("topics/<str:number>/", topics.detail, name="topic"),
    path("topics/<str:number>/support/", topics.support, name="topic_support"),
    path("topics/<str:number>/own/", proposing.own, name="topic_own"),
    path("office/topics/", considering.work, name="topic_work"),
    path("office/topics/<str:number>/", considering.case, name="topic_case"),
    path("office/topics/<str:number>/files/<uuid:uuid>/", considering.copy, name="topic_copy"),
    path("office/topics/<str:number>/<slug:code>/", considering.act, name="topic_deed"),
    path("office/council/", considering.council, name="council_work"),
    path("office/council/<str:number>/", considering.council_case, name="council_case"),
]
