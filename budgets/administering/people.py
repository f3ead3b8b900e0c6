"""The pages of 系统管理员 and 安全管理员: who works here, and what they may do."""

from __future__ import annotations

from datetime import timedelta
from functools import wraps

from django.contrib import admin, messages
from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db.models import Prefetch, Q
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.debug import sensitive_variables

from .. import letters
from ..access import duties_of
from ..holders import shown
from ..models import Membership
from ..signing_in import actions as signing_in
from . import actions
from .forms import GrantForm, NewPersonForm, PersonForm

Role = Membership.Role
PAGE = 50
#: An account that nobody used for so long is listed (GB/T 22239 8.1.4.2c).
DORMANT_DAYS = 90


def area_of(role):
    """A page of one administrator; to everybody else it does not exist."""

    def wrap(view):
        @wraps(view)
        def page(request, *args, **kwargs):
            if duties_of(request.user).administration != role:
                raise Http404
            return view(request, *args, **kwargs)

        return admin.site.admin_view(page)

    return wrap


def render(request, template, title, *, status=200, **context):
    context = admin.site.each_context(request) | {"title": title, **context}
    return TemplateResponse(request, f"admin/people/{template}.html", context, status=status)


def people(request):
    """Everybody, as asked for: by name, the dormant, the disabled."""
    memberships = Membership.objects.select_related("department", "region")
    found = (
        get_user_model()
        .objects.select_related("person")
        .prefetch_related(Prefetch("memberships", memberships))
    )
    found = found.filter(is_superuser=False).order_by("-is_active", "username")
    asked = request.GET.get("q", "").replace("\0", "").strip()[:40]
    if asked:
        found = found.filter(Q(username__contains=asked) | Q(first_name__contains=asked))
    kind = request.GET.get("kind", "")
    if kind in KINDS:
        found = found.filter(KINDS[kind](timezone.now()))
    return {
        "page": Paginator(found, PAGE).get_page(request.GET.get("page")),
        "asked": asked,
        "kind": kind,
        "dormant_days": DORMANT_DAYS,
        "dormant": get_user_model().objects.filter(is_dormant(timezone.now()), is_superuser=False).count(),
    }


def is_dormant(now):
    since = now - timedelta(days=DORMANT_DAYS)
    return Q(is_active=True) & (Q(last_login__lt=since) | Q(last_login=None, date_joined__lt=since))


KINDS = {
    "dormant": is_dormant,
    "disabled": lambda now: Q(is_active=False),
    "idle": lambda now: Q(memberships=None, is_active=True),
}


def person_of(username):
    people = (
        get_user_model().objects.filter(is_superuser=False, person__isnull=False).select_related("person")
    )
    return get_object_or_404(people, username=username)


# 系统管理员 ---------------------------------------------------------------------------------------------------------


@area_of(Role.SYSTEM)
def accounts(request):
    return render(request, "accounts", "账号", unsent=letters.unsent(), **people(request))


@area_of(Role.SYSTEM)
@sensitive_variables("password")
def new_account(request):
    form = NewPersonForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            user, password = actions.add_person(**form.cleaned_data, by=request.user)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            # Answered at once and kept nowhere: the one time this password is seen.
            return render(request, "password", "建立账号", person=user, password=password, is_new=True)
    return render(request, "account", "建立账号", status=400 if form.is_bound else 200, form=form)


@area_of(Role.SYSTEM)
@sensitive_variables("password")
def account(request, username):
    user = person_of(username)
    told = {"name": user.first_name, "email": user.email, "phone": user.person.phone}
    form = PersonForm(initial=told)
    if request.method == "POST":
        try:
            if "reset" in request.POST:
                password = actions.reset_password(user=user, by=request.user)
                return render(request, "password", "重置密码", person=user, password=password)
            if "disable" in request.POST:
                actions.disable(user=user, by=request.user)
                messages.success(request, f"{shown(user)} 的账号已停用，正在使用的会话已结束。")
                return HttpResponseRedirect(request.path)
            if "enable" in request.POST:
                actions.enable(user=user, by=request.user)
                messages.success(request, f"{shown(user)} 的账号已启用。")
                return HttpResponseRedirect(request.path)
            form = PersonForm(request.POST, initial=told)
            if form.is_valid():
                actions.change_person(user=user, **form.cleaned_data, by=request.user)
                messages.success(request, f"{shown(user)}：已保存。")
                return HttpResponseRedirect(request.path)
        except ValidationError as error:
            messages.error(request, "；".join(error.messages))
    status = 400 if request.method == "POST" else 200
    title = f"账号 {user.get_username()}"
    return render(
        request, "account", title, status=status, form=form, person=user, is_self=user == request.user
    )


# 安全管理员 ---------------------------------------------------------------------------------------------------------


@area_of(Role.SECURITY)
def roles(request):
    return render(request, "roles", "职责", **people(request))


@area_of(Role.SECURITY)
def role(request, username):
    """One person's roles, second factor, lock-out and sessions."""
    user = person_of(username)
    form = GrantForm()
    if request.method == "POST":
        form = GrantForm(request.POST) if "grant" in request.POST else form
        try:
            if done := _done(request, user, form):
                messages.success(request, done)
                return HttpResponseRedirect(reverse("people_role", args=[username]))
        except ValidationError as error:
            if form.is_bound and user != request.user:
                form.add_error(None, error.messages)
            else:
                messages.error(request, "；".join(error.messages))
    memberships = user.memberships.select_related("department__region", "region")
    status = 400 if request.method == "POST" else 200
    context = {"person": user, "memberships": memberships, "form": form, "is_self": user == request.user}
    return render(request, "role", f"职责 {user.get_username()}", status=status, **context)


def _done(request, user, form):
    """Do what was asked; the sentence for it, or "" where a form is to be mended."""
    if "grant" in request.POST:
        if not form.is_valid():
            return ""
        membership = actions.grant(user=user, by=request.user, **form.cleaned_data)
        return f"已授予 {shown(user)}：{membership}。正在使用的会话已结束。"
    if "revoke" in request.POST:
        membership = get_object_or_404(user.memberships, pk=_number(request.POST["revoke"]))
        told = str(membership)
        actions.revoke(membership=membership, by=request.user)
        return f"已收回 {shown(user)}：{told}。正在使用的会话已结束。"
    for name, (action, words) in LET_IN_AGAIN.items():
        if name in request.POST:
            action(user=user, by=request.user)
            return f"{shown(user)}：{words}"
    raise Http404


LET_IN_AGAIN = {
    "reset": (signing_in.reset_second_factor, "已重置验证器，下次登录时重新设置。"),
    "unlock": (signing_in.unlock, "已解除锁定。"),
    "end": (signing_in.end_sessions, "正在使用的会话已结束。"),
}


def _number(typed):
    if not (typed.isdecimal() and len(typed) < 19):
        raise Http404
    return int(typed)
