"""The pages on which a pasted block is looked at, mended and saved (states.md §8, §10, §13)."""

from __future__ import annotations

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse

from ..access import Act, require
from ..entry_list import TABS
from ..models import Entry, Upload
from ..workspace import entries_url
from . import paste, uploads
from .actions import Blocked
from .layouts import remember
from .lookup import charts_held

#: Sent where what was mended was only looked at again.
CHECKED = "已重新核对。"
OTHER_WINDOW = "这份粘贴的内容在另一个窗口改过。已按本页重新读取，请看过再保存。"
READ_ANEW = "列、单位或性质有变化，已重新读取，金额可能不同。请看过再保存。"
FOUND_THERE = "第 {} 行改好后，与现有的明细是同一科目。请看过怎样处理，再保存。"
KEPT = "已暂存，保留 30 天。在支出明细页可以找到，接着改。"


class PastePages:
    """The pages of a budget on which entries are pasted; for the admin of budgets."""

    def paste_routes(self):
        return [
            ("<int:pk>/entries/<str:direction>/paste/", self.paste_view, "paste"),
            ("<int:pk>/entries/<str:direction>/paste/<int:paste>/", self.pasted_view, "pasted"),
        ]

    def paste_view(self, request, pk, direction):
        """Where a block is pasted; what is sent is kept, and shown on a page of its own."""
        budget = self._entries_of(request, pk, direction)
        tab = request.GET.get("by") if request.GET.get("by") in TABS else "function"
        if request.method != "POST":
            require(request.user, Act.ENTER, budget)
            typed = self.typed_before(request, budget)
            return self._show_box(request, budget, direction, typed.get("text", "") if typed else "")
        text = request.POST.get("text", "")
        with self.entering(request, budget) as budget:
            if refusal := paste.refusal_of(text):
                return self._show_box(request, budget, direction, text, refusal, status=400)
            try:
                kept = paste.keep_block(
                    budget=budget, by=request.user, text=text, direction=direction, tab=tab
                )
            except uploads.TooManyOpen as refusal:
                words = "".join(refusal.messages)
                return self._show_box(request, budget, direction, text, words, status=409)
        return HttpResponseRedirect(_page(kept))

    def _show_box(self, request, budget, direction, text, refusal="", status=200):
        context = {"direction": direction, "text": text, "refusal": refusal}
        context["list"] = entries_url(budget, direction, by=request.GET.get("by") or "function")
        title = f"粘贴{Entry.Direction(direction).label}明细"
        return self.page(request, "admin/budgets/paste.html", budget, title, status, **context)

    @charts_held()
    def pasted_view(self, request, pk, direction, paste):
        budget = self._entries_of(request, pk, direction)
        upload = _own(request, budget, direction, paste)
        if request.method == "POST":
            try:
                with transaction.atomic():
                    upload = uploads.held_open(upload)
                    with self.entering(request, budget) as budget:
                        return self._pasted_sent(request, budget, upload)
            except uploads.Ended as ended:
                return self._paste_ended(request, upload, ended)
        require(request.user, Act.ENTER, budget)
        if upload.state not in uploads.OPEN:
            return self._paste_ended(request, upload, uploads.Ended(upload))
        typed = self.typed_before(request, budget)
        return self._show_pasted(request, budget, upload, typed)

    def _paste_ended(self, request, upload, ended):
        messages.info(request, str(ended))
        return HttpResponseRedirect(_list(upload))

    def _pasted_sent(self, request, budget, upload):
        if "discard" in request.POST:
            messages.info(request, uploads.discard(upload=upload, by=request.user))
            return HttpResponseRedirect(_list(upload))
        is_as_shown = request.POST.get("kept") == paste.kept_as(upload)
        paste.take(upload, request.POST)
        upload.save(update_fields=["mended", "mapping", "ticked", "unit"])
        if "keep" in request.POST:
            messages.success(request, KEPT)
            return HttpResponseRedirect(_list(upload))
        read = paste.Paste(budget, upload, request.user)
        if read.layout.is_usable:
            remember(by=request.user, layout=read.layout, unit=str(read.unit or read.reading.proposed))
        if "save" not in request.POST:
            return HttpResponseRedirect(
                _page(upload) + (f"#{read.first_fault.id}" if read.first_fault else "")
            )
        if not is_as_shown:
            messages.warning(request, OTHER_WINDOW)
            return self._show_pasted(request, budget, upload, read=read, status=409)
        return self._save_pasted(request, budget, upload, read)

    def _save_pasted(self, request, budget, upload, read):
        if words := _unseen(request, budget, upload, read):
            messages.warning(request, words)
            return self._show_pasted(request, budget, upload, read=read, status=409)
        if read.is_blocked:
            return self._show_pasted(request, budget, upload, read=read, status=400)
        try:
            # What was shown is held row by row above: others may have saved what this block does not touch.
            said = uploads.confirm(
                upload=upload, contents=read.contents, by=request.user, seen=None, ticked=read.ticks
            )
        except Blocked as blocked:
            messages.error(request, "".join(blocked.messages))
            return self._show_pasted(request, budget, upload, read=read, status=400)
        messages.success(request, said)
        return HttpResponseRedirect(_list(upload))

    def _show_pasted(self, request, budget, upload, typed=None, read=None, status=200):
        kept = paste.kept_as(upload)
        if typed:
            paste.take(upload, typed)
        read = read or paste.Paste(budget, upload, request.user, kept)
        context = {"paste": read, "upload": upload, "list": _list(upload), "is_unsaved": bool(typed)}
        title = f"粘贴{Entry.Direction(read.direction).label}明细"
        return self.page(request, "admin/budgets/pasted.html", budget, title, status, **context)


def _own(request, budget, direction, pk):
    """One of this person's own blocks of this list; to others it does not exist."""
    mine = Upload.objects.filter(budget=budget, by=request.user, mapping__kind=uploads.PASTE)
    upload = get_object_or_404(mine, pk=pk)
    if upload.mapping.get("direction") != direction:
        raise Http404
    return upload


def _page(upload):
    args = [upload.budget_id, upload.mapping["direction"], upload.pk]
    return reverse("admin:budgets_budget_pasted", args=args)


def _list(upload):
    return entries_url(upload.budget, upload.mapping["direction"], by=upload.mapping["by"])


def _unseen(request, budget, upload, read):
    """Why what would be saved is not what the page showed; empty where it is."""
    seen = request.POST.get("seen", "")
    if request.POST.get("read_as") != read.read_as:
        return READ_ANEW
    if changed := read.changed_since(seen):
        name, number = uploads.changed_by_others(upload, request.user)
        who = f"{name} " if number else "预算"
        return f"您粘贴之后 {who}改了 {changed} 处。已重新比较，请再看一遍差别。"
    if found := read.found_since(seen):
        return FOUND_THERE.format("、".join(found))
    return ""
