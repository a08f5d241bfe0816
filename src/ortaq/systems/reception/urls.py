"""Addresses of the Internet-reception, under /kk/, /ru/ and /en/."""

from django.urls import path

from ortaq.systems.reception.views import (
    answer_templates,
    filing,
    office,
    office_case,
    office_complaints,
    operator,
    own,
    public,
)

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
    path("office/", office.work, name="work"),
    path("office/together/", office.bulk, name="bulk"),
    path("office/filters/", office.save_filter, name="save_filter"),
    path("office/filters/<int:filter_id>/delete/", office.delete_filter, name="delete_filter"),
    path("office/new/", operator.enter, name="enter"),
    path("office/new/entered/", operator.entered, name="entered"),
    path("office/appeals/<str:number>/", office_case.case, name="case"),
    path("office/appeals/<str:number>/<slug:code>/", office_case.act, name="deed"),
    path("office/complaints/", office_complaints.index, name="complaints"),
    path("office/complaints/<str:number>/", office_complaints.detail, name="complaint"),
    path("office/complaints/<str:number>/<slug:code>/", office_complaints.act, name="complaint_deed"),
    path("office/templates/", answer_templates.index, name="templates"),
    path("office/templates/new/", answer_templates.edit, name="new_template"),
    path("office/templates/<int:template_id>/", answer_templates.edit, name="template"),
    path("office/templates/<int:template_id>/delete/", answer_templates.delete, name="delete_template"),
]
