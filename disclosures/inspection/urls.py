"""The pages of the inspection, under /admin/inspection/."""

from django.urls import path

from . import pages

urlpatterns = [
    path("", pages.region, name="inspections"),
    path("pack/", pages.pack, name="inspection_pack"),
    path("pack.pdf", pages.pack_pdf, name="inspection_pack_pdf"),
    path("<int:pk>/", pages.one, name="inspection"),
]
