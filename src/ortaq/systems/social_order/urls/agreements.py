"""Addresses of agreements and their delivery."""

from django.urls import path

from ortaq.systems.social_order.views import contracting, monitoring, projects, supplying, visit_photos

agreement_patterns = [
    path("projects/", projects.index, name="projects"),
    path("projects/<str:number>/", projects.detail, name="project"),
    path("reports/<str:number>/", projects.report, name="report"),
    path("suppliers/<str:key>/", projects.supplier, name="supplier"),
    path("agreements/mine/", supplying.index, name="own_agreements"),
    path("agreements/<str:number>/own/", supplying.own, name="own_agreement"),
    path("agreements/<str:number>/own/milestones/<int:step>/begin/", supplying.begin, name="own_report_begin"),
    path("agreements/<str:number>/own/milestones/<int:step>/report/", supplying.report, name="own_report"),
    path("agreements/<str:number>/own/milestones/<int:step>/autosave/", supplying.autosave, name="own_report_autosave"),
    path("agreements/<str:number>/own/milestones/<int:step>/papers/", supplying.evidence, name="own_report_papers"),
    path("agreements/<str:number>/own/milestones/<int:step>/receipt/", supplying.receipt, name="own_receipt"),
    path("agreements/<str:number>/own/<slug:code>/", supplying.act, name="own_agreement_deed"),
    path("office/agreements/", contracting.work, name="agreement_work"),
    path("office/agreements/new/<str:number>/", contracting.draw_up, name="agreement_new"),
    path("office/agreements/<str:number>/", contracting.case, name="agreement_case"),
    path("office/agreements/<str:number>/write/", contracting.edit, name="agreement_write"),
    path("office/agreements/<str:number>/milestones/<int:step>/", monitoring.review, name="report_review"),
    path("office/agreements/<str:number>/visits/<int:visit_id>/", monitoring.visit, name="visit"),
    path("office/agreements/<str:number>/visits/<int:visit_id>/photos/", visit_photos.photos, name="visit_photos"),
    path("office/agreements/<str:number>/<slug:code>/", contracting.act, name="agreement_deed"),
]
