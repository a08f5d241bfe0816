"""Addresses of sponsors, pledges, memoranda and the ledger."""

from django.urls import path

from ortaq.systems.fairs.views import ledger, memoranda, pledging, profiles, talks

sponsor_patterns = [
    path("sponsors/", ledger.index, name="sponsors"),
    path("sponsors/ledger.csv", ledger.table, name="ledger"),
    path("sponsors/mine/", profiles.index, name="profiles"),
    path("sponsors/new/", profiles.new, name="profile_new"),
    path("sponsors/mine/<str:number>/", profiles.write, name="profile_write"),
    path("sponsors/of/<str:number>/", ledger.by_number, name="sponsor_number"),
    path("sponsors/<slug:slug>/", ledger.business, name="business"),
    path("sponsors/<slug:slug>/ledger.csv", ledger.table, name="business_ledger"),
    path("sponsors/<slug:slug>/talks/", talks.ask, name="request_new"),
    path("requests/<str:number>/", talks.detail, name="request"),
    path("requests/<str:number>/<slug:code>/", talks.act, name="request_deed"),
    path("projects/<str:number>/help/", pledging.offer, name="offer"),
    path("pledges/", pledging.index, name="pledges"),
    path("pledges/<str:number>/", pledging.pledge, name="pledge"),
    path("pledges/<str:number>/change/", pledging.change, name="pledge_change"),
    path("pledges/<str:number>/messages/", pledging.talk, name="pledge_talk"),
    path("pledges/<str:number>/memorandum/", pledging.draw_up, name="draw_up"),
    path("pledges/<str:number>/<slug:code>/", pledging.act, name="pledge_deed"),
    path("memoranda/", memoranda.index, name="memoranda"),
    path("memoranda/<str:number>/", memoranda.detail, name="memorandum"),
    path("memoranda/<str:number>/own/", memoranda.own, name="own_memorandum"),
    path("memoranda/<str:number>/own/write/", memoranda.write, name="memorandum_write"),
    path("memoranda/<str:number>/own/given/<int:delivery_id>/<slug:code>/", memoranda.answer, name="delivery_answer"),
    path("memoranda/<str:number>/own/<slug:code>/", memoranda.act, name="memorandum_deed"),
    path("office/sponsors/", profiles.office, name="office_sponsors"),
    path("office/sponsors/<str:number>/", profiles.check, name="office_sponsor"),
    path("office/sponsors/<str:number>/<slug:code>/", profiles.act, name="office_sponsor_deed"),
]
