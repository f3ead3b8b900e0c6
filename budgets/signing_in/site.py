"""The admin site: in two steps, for people who have a responsibility here."""

from __future__ import annotations

from django.contrib import admin
from django.urls import path
from django.views.decorators.http import require_http_methods

from . import sessions

#: Nothing here is asked or told otherwise; Django's own pages would answer anything else as if it were a look.
asked_as_usual = require_http_methods(["GET", "HEAD", "POST"])


class StaffSite(admin.AdminSite):
    """Whoever is signed in has given both factors (sessions.py) and has a role (backend.py)."""

    def has_permission(self, request):
        return request.user.is_authenticated

    def get_urls(self):
        steps = [
            path("login/code/", asked_as_usual(views().code), name="sign_in_code"),
            path("login/set-up/", asked_as_usual(views().set_up), name="sign_in_set_up"),
            path("login/onward/", self.admin_view(views().onward), name="sign_in_onward"),
            path("login/stay/", self.admin_view(views().stay), name="stay"),
        ]
        return steps + super().get_urls()

    def admin_view(self, view, cacheable=False):
        return asked_as_usual(super().admin_view(view, cacheable))

    def each_context(self, request):
        return super().each_context(request) | {"seconds_left": sessions.seconds_left(request.session)}

    def login(self, request, extra_context=None):
        return asked_as_usual(views().password)(request)

    def logout(self, request, extra_context=None):
        return views().sign_out(request, super().logout)

    def password_change(self, request, extra_context=None):
        return views().change_password(request)


def views():
    """The views, which need the models; sites are made before there are any."""
    from . import views

    return views
