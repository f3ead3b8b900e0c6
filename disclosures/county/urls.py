"""The pages of a whole county, under /admin/county/."""

from django.urls import path

from . import pages

urlpatterns = [
    path("workbooks/", pages.workbooks, name="county_workbooks"),
    path("workbooks/<int:pk>/", pages.more, name="county_more"),
    path("workbooks/<int:pk>/result.xlsx", pages.result, name="county_result"),
    path("workbooks/<int:pk>/annotated.zip", pages.annotated_workbooks, name="county_annotated"),
    path("departments/", pages.roster, name="county_departments"),
]
