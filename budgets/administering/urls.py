"""The administrators' pages, under /admin/people/."""

from django.urls import path

from . import people, record

urlpatterns = [
    path("", people.accounts, name="people"),
    path("new/", people.new_account, name="people_new"),
    path("accounts/<str:username>/", people.account, name="people_person"),
    path("roles/", people.roles, name="people_roles"),
    path("roles/<str:username>/", people.role, name="people_role"),
    path("events/", record.events, name="audit"),
    path("events/check/", record.check, name="audit_check"),
    path("events/export/", record.export, name="audit_export"),
]
