"""The finance office's pages, and the first page of staff, under /admin/."""

from django.urls import path

from . import pages

urlpatterns = [
    path("", pages.home, name="first_page"),
    path("board/", pages.board, name="board"),
    path("board/publish/", pages.publish, name="board_publish"),
    path("board/unschedule/", pages.unschedule, name="board_unschedule"),
    path("board/dates/", pages.dates, name="board_dates"),
    path("board/open/", pages.open_year, name="board_open_year"),
    path("board/urge/", pages.urge, name="board_urge"),
    path("board/<int:pk>/", pages.budget, name="board_budget"),
    path("board/<int:pk>/withhold/", pages.withhold, name="board_withhold"),
    path("board/<int:pk>/withdraw/", pages.withdraw, name="board_withdraw"),
]
