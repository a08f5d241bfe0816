"""Addresses of the Internet-reception, under /kk/, /ru/ and /en/."""

from django.urls import path

from ortaq.systems.reception.views import filing, own, public

app_name = "reception"
NUMBER = "<str:number>"
urlpatterns = [
    path("appeals/", public.index, name="list"),
    path("appeals/new/", filing.start, name="start"),
    path("appeals/new/what/", filing.what, name="new_what"),
    path("appeals/new/where/", filing.where, name="new_where"),
    path("appeals/new/who/", filing.who, name="new_who"),
    path("appeals/new/send/", filing.send, name="new_send"),
    path("appeals/new/sent/", filing.sent, name="sent"),
    path("appeals/new/throw-away/", filing.throw_away, name="throw_away"),
    path("appeals/status/", own.status, name="status"),
    path("appeals/mine/", own.mine, name="mine"),
    path("appeals/joined/", public.joined, name="joined"),
    path("appeals/<str:number>/", public.detail, name="public"),
    path("appeals/<str:number>/join/", public.join, name="join"),
    path("appeals/<str:number>/own/", own.detail, name="own"),
    path("appeals/<str:number>/own/<slug:code>/", own.act, name="act"),
    path("appeals/<str:number>/coupon.pdf", own.coupon, name="coupon"),
    path("appeals/<str:number>/qr.svg", own.qr, name="qr"),
]
