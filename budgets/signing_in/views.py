"""The pages of the way in: password → one-time code, or the setting up of what tells codes → where one wanted to go."""

from __future__ import annotations

from django.contrib import admin, messages
from django.contrib.auth import REDIRECT_FIELD_NAME, authenticate
from django.contrib.auth.views import PasswordChangeView
from django.http import HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_protect
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_POST

from .. import kept
from ..origin import address_of
from . import actions, attempts, codes, sessions
from .backend import may_come_in
from .forms import ChosenPasswordForm, CodeForm, PasswordForm
from .pending import Pending, pending, remember, sign_in

FEW_CODES = 3


@sensitive_post_parameters()
@csrf_protect
@never_cache
def password(request):
    """The first step; single sign-on may take its place."""
    wanted = wanted_page(request)
    if request.method == "GET" and request.user.is_authenticated:
        return HttpResponseRedirect(wanted)
    if request.method == "GET" and (user := authenticate(request)) and may_come_in(user):
        return _known_elsewhere(request, user, wanted)
    form = PasswordForm(request, data=request.POST if request.method == "POST" else None)
    if form.is_valid():
        remember(request, form.get_user(), next=wanted, kept=request.POST.get(kept.FIELD, ""))
        return HttpResponseRedirect(reverse("admin:sign_in_code"))
    context = {"form": form, "app_path": reverse("admin:login"), REDIRECT_FIELD_NAME: wanted, "title": "登录"}
    return page(request, "admin/login.html", **context)


def _known_elsewhere(request, user, wanted):
    """Another system knows this person: our own code is asked for, unless that system has asked for a second factor."""
    if getattr(user, "has_second_factor", False):
        sign_in(request, user, how="单点登录")
        return HttpResponseRedirect(wanted)
    remember(request, user, next=wanted, kept="")
    return HttpResponseRedirect(reverse("admin:sign_in_code"))


@sensitive_post_parameters()
@csrf_protect
@never_cache
def code(request):
    """The second step."""
    somebody = pending(request)
    if somebody is None:
        return HttpResponseRedirect(reverse("admin:login"))
    if codes.device_of(somebody.user) is None:
        return HttpResponseRedirect(reverse("admin:sign_in_set_up"))
    form = CodeForm(request.POST or None, user=somebody.user, is_right=codes.is_right)
    if form.is_valid():
        enter(request, somebody, how=form.how)
        return go_on(request, somebody.next, somebody.kept)
    context = {"form": form, "title": "验证码", "sample_code": codes.code_to_show(somebody.user)}
    return page(request, "admin/sign_in/code.html", **context)


@sensitive_post_parameters()
@csrf_protect
@never_cache
def set_up(request):
    """At the first sign-in, and after a reset: the secret, and the proof that it was taken over. Then ten recovery codes."""
    somebody = pending(request)
    if somebody is None or codes.device_of(somebody.user):
        return HttpResponseRedirect(reverse("admin:sign_in_code" if somebody else "admin:login"))
    form = CodeForm(request.POST or None, user=somebody.user, is_right=codes.proves)
    if form.is_valid():
        told = actions.set_up_second_factor(by=somebody.user)
        enter(request, somebody, how="首次设置")
        context = {"codes": told, "next": somebody.next, "kept": somebody.kept, "title": "恢复码"}
        return page(request, "admin/sign_in/recovery_codes.html", **context)
    device = codes.device_to_set_up(somebody.user)
    shown = {"secret": codes.secret_of(device), "picture": codes.picture_of(device)}
    return page(request, "admin/sign_in/set_up.html", form=form, title="设置验证器", **shown)


def enter(request, somebody: Pending, *, how: str) -> None:
    """Both factors were right."""
    attempts.succeeded(somebody.user.get_username(), address_of(request))
    sign_in(request, somebody.user, how=how)
    if how == "恢复码":
        left = codes.recovery_codes_left(somebody.user)
        tell = messages.warning if left <= FEW_CODES else messages.info
        tell(request, f"已使用一个恢复码，还剩 {left} 个。验证器丢失的，请安全管理员重置。")


def go_on(request, wanted, sealed):
    """Where somebody wanted to go; first the page they had not saved."""
    return kept.after_sign_in(request, sealed) or HttpResponseRedirect(wanted)


@require_POST
def onward(request):
    """From the recovery codes to where one wanted to go."""
    return go_on(request, wanted_page(request), request.POST.get(kept.FIELD, ""))


@require_GET
@never_cache
def stay(request):
    """继续使用: asking is enough, the session goes on with every request."""
    return JsonResponse({"seconds": sessions.seconds_left(request.session)})


@require_POST
def sign_out(request, djangos_logout):
    if request.user.is_authenticated:
        actions.signed_out(by=request.user)
    return djangos_logout(request)


def change_password(request):
    context = admin.site.each_context(request) | {"must_change": sessions.must_change(request.user.person)}
    done = reverse("admin:password_change_done")
    view = PasswordChangeView.as_view(form_class=ChosenPasswordForm, success_url=done, extra_context=context)
    return view(request)


def wanted_page(request):
    """The staff page that was asked for before signing in; the first page where that is none of ours."""
    wanted = request.POST.get(REDIRECT_FIELD_NAME) or request.GET.get(REDIRECT_FIELD_NAME, "")
    is_ours = url_has_allowed_host_and_scheme(
        wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    is_staff_page = wanted.startswith(sessions.STAFF) and not wanted.startswith(reverse("admin:login"))
    return wanted if is_ours and is_staff_page else reverse("admin:index")


def page(request, template, **context):
    return render(request, template, admin.site.each_context(request) | context)
