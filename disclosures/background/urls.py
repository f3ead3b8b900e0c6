"""The pages of long work, under /admin/work/."""

from django.urls import path

from . import pages

urlpatterns = [
    path("", pages.works, name="works"),
    path("<int:pk>/", pages.work, name="work"),
    path("<int:pk>/do/", pages.deed, name="work_deed"),
    path("<int:pk>/<int:number>/", pages.item, name="work_item"),
]
