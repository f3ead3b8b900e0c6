"""The finance office's pages, under /admin/board/."""

from django.urls import path

from . import pages

urlpatterns = [
    path("", pages.board, name="board"),
    path("publish/", pages.publish, name="board_publish"),
    path("unschedule/", pages.unschedule, name="board_unschedule"),
    path("dates/", pages.dates, name="board_dates"),
    path("open/", pages.open_year, name="board_open_year"),
    path("urge/", pages.urge, name="board_urge"),
    path("<int:pk>/", pages.budget, name="board_budget"),
    path("<int:pk>/withhold/", pages.withhold, name="board_withhold"),
    path("<int:pk>/withdraw/", pages.withdraw, name="board_withdraw"),
]
