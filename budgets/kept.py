"""Nothing typed is lost when a session ends or a page grew too old (states.md §9; security.md, rows 68 and 69).

What was typed travels signed in the login page, bound to its address and to the person whose session ended, and comes
back into the form, unsaved. Staff pages answer 403 (told why) and 404 (not there, or not theirs) in the staff's words.
The admin is imported where it is needed: the public role, which has none, loads this module too.
"""

from __future__ import annotations

import re

from django.conf import settings
from django.contrib import messages
from django.core import signing
from django.core.exceptions import PermissionDenied, RequestDataTooBig, TooManyFieldsSent
from django.http import Http404, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import Resolver404, resolve, reverse
from django.views.csrf import csrf_failure as djangos_csrf_failure
from django.views.defaults import bad_request as djangos_bad_request

from . import catalogue
from .access import NO_BUTTON
from .forms import EntryForm, ListsForm, note_field
from .models import BudgetUnit, Department, Entry, Indicator, ProcurementItem, Project, Purpose, Region

STAFF = "/admin/"
SALT = "budgets.kept"
LONGEST = 24 * 3600
LONGEST_SEARCH = 200
FIELD = "kept"
SESSION = "kept"
WHOSE = "__Secure-whose" if settings.SESSION_COOKIE_SECURE else "whose"
TOO_LONG = "页面打开太久，请重新提交。"
INCOMPLETE = "表单数据不完整，请刷新后重试"
UNREAD = {
    TooManyFieldsSent: "行数超过 500，请使用 Excel 导入",
    RequestDataTooBig: "一次提交的内容过多，请分几次保存，或使用 Excel 导入",
}
CHECK = "这是您刚才填写、还没有保存的内容，请核对后保存。"
#: What people write to each other about a budget.
REMARKS = {"text": "意见", "note": "附言", "late_reason": "超期原因"}
#: Pages that put back into their form what ``returned`` gives them.
PAGES = {
    f"budgets_budget_{name}"
    for name in ("section", "entries", "entry", "project", "project_add", "paste", "pasted")
}


class StaffAnswers:
    """Middleware: staff pages that refuse, and what was typed when a session ended."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        if request.path.startswith(STAFF):
            response = self._answer(request, response)
            _remember_whose(request, response)
        return response

    def _answer(self, request, response):
        if request.method != "POST" or response.status_code != 302:
            return response
        came_to_the_door = response["Location"].startswith(reverse("admin:login"))
        if came_to_the_door and not request.user.is_authenticated:
            return _login_page(request) or response
        return response

    def process_view(self, request, view, args, kwargs):
        """An address has one spelling: neither /１/ nor /01/ is /1/ (row 106). And nobody looks for 10,000 characters."""
        if not request.path.startswith(STAFF):
            return None
        if not all(_is_canonical(name, value, request.path) for name, value in kwargs.items()):
            return _page(request, "admin/refused.html", 404, words=NO_BUTTON)
        if len(request.GET.get("q", "")) > LONGEST_SEARCH:
            words = f"搜索词最多 {LONGEST_SEARCH} 字（收到 {len(request.GET['q'])} 字）"
            return _page(request, "admin/refused.html", 400, words=words)
        return None

    def process_exception(self, request, exception):
        if not request.path.startswith(STAFF) or not isinstance(exception, Http404 | PermissionDenied):
            return None
        if words := str(exception) if isinstance(exception, PermissionDenied) else "":
            return _page(request, "admin/refused.html", 403, words=words)
        # Django's stock pages refuse without a word whom they are not for: to them, there is no such page.
        return _page(request, "admin/refused.html", 404, words=NO_BUTTON)


def _is_canonical(name, value, path):
    """Whether a number stands in an address as we write it: in ASCII digits, without zeros before it."""
    if isinstance(value, int):
        return bool(re.search(rf"(?<![0-9]){value}(?![0-9])", path))
    return name != "object_id" or bool(re.fullmatch(r"[1-9][0-9]{0,17}", value))


def csrf_failure(request, reason=""):
    """A form whose token no longer fits: give it back with a new one, unless another site sent it."""
    if not request.path.startswith(STAFF) or not settings.SERVES_STAFF:
        return djangos_csrf_failure(request, reason)
    is_ours = not reason.startswith(("Origin", "Referer"))
    if is_ours and request.user.is_authenticated and (typed := typed_in(request)):
        return _send_again(
            request, request.get_full_path(), typed, f"{TOO_LONG}您填的内容已保留。", status=403
        )
    if is_ours and not request.user.is_authenticated and (page := _login_page(request)):
        return page
    return _page(request, "admin/refused.html", 403, words=TOO_LONG)


def bad_request(request, exception):
    """What cannot be read as a form at all (rows 66 and 67). Nothing is saved, and the page before still holds it."""
    if not request.path.startswith(STAFF) or not hasattr(request, "user"):
        return djangos_bad_request(request, exception)
    words = next((words for kind, words in UNREAD.items() if isinstance(exception, kind)), INCOMPLETE)
    return _page(request, "admin/refused.html", 400, words=words)


def returned(request):
    """What this person had typed at this address when the session ended; given once."""
    found = request.session.get(SESSION)
    if request.method != "GET" or not found or found["path"] != request.get_full_path():
        return None
    del request.session[SESSION]
    messages.warning(request, CHECK)
    return QueryDict(found["data"])


# The way over the login page --------------------------------------------------------------------------------------


def _login_page(request):
    """The login page with what was typed, for the person whose session ended, or with the word that a file was not taken;
    None where there is neither."""
    typed, username = typed_in(request), _whose_session(request)
    if request.FILES and not request.path.startswith(reverse("admin:login")) and not typed:
        return _page(request, "admin/login.html", 403, **_door(request), lost_file=True)
    if not typed or not username or request.path.startswith(reverse("admin:login")):
        return None
    path = request.get_full_path()
    sealed = signing.dumps(
        {"path": path, "user": username, "data": typed.urlencode()}, salt=SALT, compress=True
    )
    return _page(
        request, "admin/login.html", 403, **_door(request), kept=sealed, lost_file=bool(request.FILES)
    )


def _door(request):
    """What the login page is told, to lead back to where somebody was. Files are not kept over it: nobody is signed in whose
    they would be."""
    from .signing_in.forms import PasswordForm

    path = request.get_full_path()
    return {"form": PasswordForm(request), "app_path": reverse("admin:login"), "next": path, "title": "登录"}


def _remember_whose(request, response):
    """Who last worked in this browser, in a signed cookie of staff pages: an ended session tells it no more."""
    if not request.user.is_authenticated:
        if request.path == reverse("admin:logout"):
            response.delete_cookie(WHOSE, path=settings.SESSION_COOKIE_PATH)
        return
    response.set_signed_cookie(
        WHOSE,
        request.user.get_username(),
        salt=SALT,
        path=settings.SESSION_COOKIE_PATH,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def _whose_session(request):
    return request.get_signed_cookie(WHOSE, default="", salt=SALT, max_age=LONGEST)


def after_sign_in(request, sealed):
    """Back to the form with what was typed; None where nothing was, or it was somebody else's or is too old."""
    found = _unsealed(sealed)
    if not found or found["user"] != request.user.get_username():
        return None
    if _page_name(found["path"]) in PAGES:
        request.session[SESSION] = {"path": found["path"], "data": found["data"]}
        return HttpResponseRedirect(found["path"])
    return _send_again(request, found["path"], QueryDict(found["data"]), CHECK)


def _unsealed(sealed):
    try:
        return signing.loads(sealed, salt=SALT, max_age=LONGEST) if sealed else None
    except signing.BadSignature:
        return None


def _page_name(path):
    try:
        return resolve(path.partition("?")[0]).url_name
    except Resolver404:
        return ""


# What was typed, given back ---------------------------------------------------------------------------------------


def typed_in(request):
    """What was posted, without tokens and passwords; empty where nothing was filled in."""
    typed = request.POST.copy()
    for name in [name for name in typed if name == "csrfmiddlewaretoken" or "password" in name]:
        del typed[name]
    return typed if any(value for _name, values in typed.lists() for value in values) else None


def _send_again(request, path, typed, words, status=200):
    """A page with what was typed that sends it to the same address again."""
    labels = _labels()
    shown, hidden = [], []
    for name, values in typed.lists():
        label = labels.get(name.rpartition("-")[2], "")
        for value in values:
            if label and value:
                shown.append((name, label, value))
            else:
                hidden.append((name, value))
    return _page(request, "admin/send_again.html", status, words=words, path=path, shown=shown, hidden=hidden)


def _labels():
    """The names of the fields that hold text or numbers, as they stand on the pages."""
    found = {}
    for model in (Region, Department, BudgetUnit, Indicator, ProcurementItem, Project, Purpose, Entry):
        plain = [f for f in model._meta.fields if not (f.choices or f.is_relation or f.primary_key)]
        found |= {
            field.name: field.verbose_name for field in plain if field.get_internal_type() != "BooleanField"
        }
    found |= {name: label for name, (label, _help) in EntryForm.ACCOUNTS.items()}
    found |= {name: field.label for name, field in ListsForm.base_fields.items()}
    for item in catalogue.ITEMS:
        found |= {item.field: item.label, f"{item.field}__last": f"{item.label}：上年"}
        found[f"{item.field}__reason"] = f"{item.label}：说明"
    notes = {note_field(note.key): note.label for note in catalogue.NOTES}
    return (
        found | notes | REMARKS | {"reason": "说明", "approved_on": "批复日期", "assets_on": "资产数截止日期"}
    )


def _page(request, template, status, **context):
    from django.contrib import admin

    return render(request, template, admin.site.each_context(request) | context, status=status)
