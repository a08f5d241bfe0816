"""Addresses of the plan."""

from django.urls import path

from ortaq.systems.social_order.views import plan_files, planning, plans

plan_patterns = [
    path("plan/", plans.index, name="plan"),
    path("plan/lines/<str:number>/", plans.line, name="plan_line"),
    path("plan/<int:year>/", plans.year, name="plan_year"),
    path("plan/<int:year>/table.<slug:kind>", plans.table, name="plan_table"),
    path("plan/<int:year>/<slug:slug>/", plans.body, name="plan_body"),
    path("office/plans/", planning.plans, name="plans_office"),
    path("office/plans/<int:plan_id>/", planning.plan, name="plan_office"),
    path("office/plans/<int:plan_id>/lines/new/", planning.new_line, name="plan_line_new"),
    path("office/plans/<int:plan_id>/import/", plan_files.send, name="plan_import"),
    path("office/plans/<int:plan_id>/do/<slug:code>/", planning.step, name="plan_step"),
    path("office/plans/lines/<str:number>/", planning.line, name="plan_line_office"),
    path("office/plans/lines/<str:number>/call/", planning.call, name="plan_line_call"),
    path("office/plans/changes/<int:change_id>/", planning.decide, name="plan_change"),
    path("office/plans/files/<int:file_id>/", plan_files.preview, name="plan_file"),
    path("office/plans/files/<int:file_id>/columns/", plan_files.columns, name="plan_file_columns"),
    path("office/plans/files/<int:file_id>/load/", plan_files.load, name="plan_file_load"),
]
