"""The workbooks of a county, one after the other: each is written whole or not at all, and says what became of it."""

from __future__ import annotations

import hashlib
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import transaction
from django.db.models import Q, QuerySet
from django.http import Http404
from django.urls import reverse
from django.utils import timezone

from budgets import letters
from budgets.access import ENTERING, IMPORTING, NO_BUTTON, WrongState, duties_of
from budgets.intake.actions import Blocked, ChangedMeanwhile, Imported, NothingToImport, import_contents
from budgets.intake.contents import Level, Problem
from budgets.intake.lookup import charts_held
from budgets.intake.plan import Plan
from budgets.models import Budget, Department, Event, Region, Upload, Work, WorkItem

from ..background import files, queue
from ..background.items import GIVEN_UP_WORDS, MENDED, MENDED_WORDS, one, settle
from ..background.progress import NOT_OPENED, TO_CONFIRM
from ..intake.recognise import contents_of
from ..intake.sheets import Workbook, read_many
from ..reading.raw import Unreadable
from ..reading.sandbox import exact_reader_held
from .package import Package, Part, opened, parts_of
from .result import listed
from .whose import Roster

State = WorkItem.State
UNKNOWN = "没有写明部门名称，文件名也认不出。请选部门。"
STRANGER = "写的是“{}”，不属于本区划，或已改名。确是本区划部门的，请选部门。"
NOT_THEIRS = "{}。请选部门。"
NEWER = "已由较新的导入取代（“{}”）。确要用这一份的，请在该部门单独上传。"
NOT_YOURS = "已不再由您办理。"
#: Others changed the budget after the file was handed in: whoever looks at what differs decides.
CHANGED = f"{TO_CONFIRM}交来之后内容有改动，请核对。"
GONE = "上传的压缩包已不在，请重新上传。"
LONGEST_NAME = 100
#: Kinds of problems that say that a workbook is another department's.
OF_ANOTHER = ("department", "whose")
#: So many errors of one workbook are listed in the result; who has more mends the cause.
MOST_LISTED = 500


# Handed in --------------------------------------------------------------------------------------------------------


def begin(*, file: str, name: str, region: Region, year: int, by: Any) -> Work:
    """Have the workbooks of a zip imported that ``files.keep`` keeps. Raises Unreadable where it is not safe to unpack;
    Http404 where ``by`` does not keep the finance of the region."""
    _require_finance(region, by)
    parts = parts_of(files.place_of(file))
    work = Work(
        kind=Work.Kind.COUNTY,
        title=f"{name}，{len(parts)} 份文件"[:200],
        region=region,
        year=year,
        detail={"files": [file], "handed_in": {file: timezone.now().isoformat()}, "name": name},
    )
    return queue.begin(work=work, items=_items(parts, 0), by=by)


def add(*, work: Work, file: str, by: Any) -> Work:
    """More files for the same county and year: those that were wrong, mended. Raises as ``begin`` does."""
    _require_finance(work.region, by)
    parts = parts_of(files.place_of(file))
    return queue.add(work=work, file=file, items_of=lambda number: _items(parts, number), by=by)


def _require_finance(region: Region | None, by: Any) -> None:
    if region is None or region.pk not in duties_of(by).finance_of:
        raise Http404(NO_BUTTON)


def _items(parts: Iterable[Part], file_number: int) -> list[WorkItem]:
    return [_item(part, f"{file_number}:{part.number}") for part in parts]


def _item(part: Part, key: str) -> WorkItem:
    item = WorkItem(name=part.name[:300], key=key)
    if part.why_not:
        item.state = State.WRONG if part.is_wrong else State.SKIPPED
        item.message, item.at = part.why_not, timezone.now()
    return item


# Read and written -------------------------------------------------------------------------------------------------


@dataclass
class _Given:
    """What was given to the reader and not answered yet."""

    item: WorkItem
    data: bytes


class _Packages:
    """The zips of a work, each opened when the first file of it is wanted; more may come while one is at it."""

    def __init__(self, work: Work, stack: ExitStack):
        self.work, self.stack = work, stack
        self.open: dict[int, Package] = {}

    def read(self, item: WorkItem) -> bytes:
        """The bytes of a workbook; Unreadable where there are none."""
        file_number, number = map(int, item.key.split(":"))
        if file_number not in self.open:
            self.work.refresh_from_db(fields=["detail"])
            place = files.place_of(self.work.detail["files"][file_number])
            if not place.exists():
                raise Unreadable(GONE)
            self.open[file_number] = self.stack.enter_context(opened(place))
        return self.open[file_number].read(number)


def bring_in(work: Work, items: Iterable[WorkItem]) -> None:
    """Read each workbook and write it into the budget of its department."""
    departments = Department.objects.filter(region=work.region_id).select_related("region")
    roster = Roster(departments)
    given: deque[_Given] = deque()
    with charts_held(), exact_reader_held(), ExitStack() as stack:
        for _name, found in read_many(_readable(_Packages(work, stack), items, given)):
            answered = given.popleft()
            with one(answered.item):
                _bring_in(work, roster, answered.item, answered.data, found)


def _readable(
    packages: _Packages, items: Iterable[WorkItem], given: deque[_Given]
) -> Iterator[tuple[str, bytes]]:
    """Name and bytes of each workbook that can be unpacked; of the others it is said why not."""
    for item in items:
        data = None
        with one(item):
            data = _unpacked(packages, item)
        if data is not None:
            given.append(_Given(item, data))
            yield item.name, data


def _unpacked(packages: _Packages, item: WorkItem) -> bytes | None:
    try:
        return packages.read(item)
    except Unreadable as error:
        settle(item, State.WRONG, str(error))
        return None


def _bring_in(work: Work, roster: Roster, item: WorkItem, data: bytes, found: Workbook | Unreadable) -> None:
    if isinstance(found, Unreadable):
        item.department = item.department or roster.by_file_name(item.name)
        _keep(work, item, data, Upload.State.FAILED, str(found), 0)
        return
    is_said = item.department is not None
    if not is_said:
        item.department, stranger = roster.of(found, item.name)
    if item.department is None:
        words = STRANGER.format(stranger) if stranger else UNKNOWN
        _keep(work, item, data, Upload.State.WAITING, words, 1, state=State.UNKNOWN)
        return
    if _gives_way(work, item):
        return
    item.budget = Budget.objects.filter(department=item.department_id, year=work.year).first()
    if item.budget is None:
        words = f"{item.department.short_name} {work.year} 年{NOT_OPENED}"
        _keep(work, item, data, Upload.State.FAILED, words, 1)
        return
    _import(work, item, data, found, is_said=is_said)


def _gives_way(work: Work, item: WorkItem) -> bool:
    """Whether another workbook of the department stands before this one, which is then not written: of two in one zip the
    second would undo the first, and what was handed in later is newer, in whatever order they are read. A work may have
    been paused meanwhile, and somebody may have said only now whose this one is."""
    done = _of_the_same(work, item).filter(Q(state=State.DONE) | Q(upload__state__in=MENDED))
    if same := done.filter(_in_the_zip_of(item)).order_by("-number").first():
        words = f"与“{same.name}”是同一个部门（{item.department.short_name}），没有导入。"
        settle(item, State.WRONG, words, problems=1)
        return True
    if newer := done.filter(pk__gt=item.pk).order_by("-pk").first():  # numbered as they are handed in
        words = NEWER.format(newer.name)
        _end([item.upload_id], Upload.State.DISCARDED, words)
        settle(item, State.SKIPPED, words)
        return True
    return False


def _of_the_same(work: Work, item: WorkItem) -> QuerySet[WorkItem]:
    """The other workbooks of its department for the year, of whatever zip."""
    of_the_year = WorkItem.objects.filter(work__kind=Work.Kind.COUNTY, work__year=work.year)
    return of_the_year.filter(department=item.department_id).exclude(pk=item.pk)


def _in_the_zip_of(item: WorkItem) -> Q:
    return Q(work=item.work_id, key__startswith=item.key.partition(":")[0] + ":")


def _import(work: Work, item: WorkItem, data: bytes, workbook: Workbook, *, is_said: bool) -> None:
    """Asked anew with each file whether whoever began it may: the duty may have gone to somebody else since. ``is_said``:
    whose it is was said by a person."""
    by = get_user_model().objects.get(pk=work.by_id)
    contents = contents_of(data, item.budget, workbook=workbook)
    try:
        with transaction.atomic():
            if _is_settled_meanwhile(work, item):
                return
            # Another worker may have written a newer one since; none can while this is held.
            Budget.objects.select_for_update().get(pk=item.budget_id)
            if _gives_way(work, item):
                return
            is_changed = _is_changed_since(work, item)
            imported = import_contents(
                budget=item.budget,
                contents=contents,
                by=by,
                source=item.name,
                sha256=hashlib.sha256(data).hexdigest(),
            )
            if is_changed:
                raise ChangedMeanwhile  # what was written goes back with it; that there was nothing to write is said first
            _done(work, item, _counted(imported), Upload.State.IMPORTED)
    except ChangedMeanwhile:
        _keep(work, item, data, Upload.State.READ, CHANGED, 1)
    except NothingToImport as same:
        _done(work, item, str(same), Upload.State.SAME)
    except Blocked as blocked:
        if not is_said and (words := _says_another(blocked.plan)):
            item.department = item.budget = None
            _keep(work, item, data, Upload.State.WAITING, words, 1, state=State.UNKNOWN)
            return
        words, number, told = _what_is_wrong(blocked.plan, [sheet.name for sheet in workbook.sheets])
        _keep(work, item, data, Upload.State.READ, words, number, found=told)
    except WrongState as error:
        _keep(work, item, data, Upload.State.FAILED, str(error), 1)
    except Http404:
        settle(item, State.WRONG, NOT_YOURS, problems=1)


def _is_settled_meanwhile(work: Work, item: WorkItem) -> bool:
    """Whether somebody imported it from its page while it waited, or gave it up there. Its upload and those it replaces are
    held until the transaction ends, before the budget: so does whoever confirms one of them."""
    pks = [item.upload_id, *_replaced(work, item).values_list("upload", flat=True)]
    held = Upload.objects.select_for_update().defer("data").filter(pk__in=pks).order_by("pk")
    return _is_settled(item, {upload.pk: upload for upload in held}.get(item.upload_id))


def _is_settled(item: WorkItem, kept: Upload | None) -> bool:
    """Whether what was kept of an item has been decided on, which the item says then. A department that gave it up decided
    for itself alone."""
    if kept and kept.state in MENDED:
        settle(item, State.DONE, MENDED_WORDS)
        return True
    if kept and kept.state == Upload.State.DISCARDED and kept.budget_id == item.budget_id:
        settle(item, State.SKIPPED, GIVEN_UP_WORDS)
        return True
    return False


def _is_changed_since(work: Work, item: WorkItem) -> bool:
    """Whether the budget was changed after the item was handed in, by anything but the workbooks of a county: of these, the
    later ones go first (``_gives_way``)."""
    events = Event.objects.filter(
        budget=item.budget_id, at__gt=_handed_in(work, item), action__in=(*ENTERING, *IMPORTING)
    )
    written = set(_of_the_same(work, item).filter(state=State.DONE).values_list("work__by", "name"))
    return any(told not in written for told in events.values_list("by", "detail__source"))


def _handed_in(work: Work, item: WorkItem) -> datetime:
    """When its zip was; of what was handed in before this was noted, when the work was begun."""
    file = work.detail["files"][int(item.key.partition(":")[0])]
    noted = work.detail.get("handed_in", {}).get(file)
    return datetime.fromisoformat(noted) if noted else work.at


def _replaced(work: Work, item: WorkItem) -> QuerySet[WorkItem]:
    """What was wrong with files of the same department in earlier zips. In the same zip it is another workbook, of which
    nobody said that it is not to be imported."""
    theirs = work.items.filter(Q(department=item.department_id) | Q(upload__budget=item.budget_id))
    return theirs.filter(state=State.WRONG, number__lt=item.number).exclude(_in_the_zip_of(item))


@transaction.atomic
def _done(work: Work, item: WorkItem, words: str, ended_as: str) -> None:
    """It is in the budget; what was wrong with earlier files of the same department is settled with it. Nobody is asked
    any more to mend what was kept of them and, where it is done only now, of itself."""
    settle(item, State.DONE, words)
    replaced, by_this = _replaced(work, item), f"已由“{item.name}”替换"
    _end([item.upload_id], ended_as, words)
    _end(replaced.values_list("upload", flat=True), Upload.State.DISCARDED, f"{by_this}，没有导入。")
    replaced.update(state=State.SKIPPED, problems=0, message=by_this)


def _end(uploads: Iterable[int | None], state: str, words: str) -> None:
    still_asked = Upload.objects.filter(pk__in=list(uploads)).exclude(
        state__in=(*MENDED, Upload.State.DISCARDED)
    )
    still_asked.update(state=state, message=words, ended_at=timezone.now())


def _counted(imported: Imported) -> str:
    """新增 3，改动 4，删除 1."""
    told = (("新增", imported.new), ("改动", imported.changed), ("删除", imported.removed))
    return "，".join(f"{word} {number}" for word, number in told if number)


def _what_is_wrong(plan: Plan, sheets: Sequence[str]) -> tuple[str, int, list[list[str]]]:
    """The first thing to mend or to tick, in words; how many there are; and all of them, as they are listed and written
    beside their cells."""
    errors, asked = plan.of_level(Level.ERROR), plan.unticked(())
    every = [*errors, *asked]
    words = _told(every[0]) if errors else f"{TO_CONFIRM}{_told(every[0])}"
    words += f"；另有 {len(every) - 1} 处" if len(every) > 1 else ""
    return words, len(every), [list(map(str, listed(each, sheets))) for each in every[:MOST_LISTED]]


def _says_another(plan: Plan) -> str:
    """What its reader says of whose it is, where it is not of the department that it was taken for."""
    told = [problem for problem in plan.problems if problem.kind in OF_ANOTHER]
    return NOT_THEIRS.format(_told(told[0]).rstrip("。")) if told else ""


def _told(problem: Problem) -> str:
    """表 3 支出总表 · F18：“1.2亿”请只填数字，单位为元."""
    place = str(problem.origin)
    found = f"“{problem.found}”" if problem.found else ""
    return f"{place}：{found}{problem.wanted}" if place else f"{found}{problem.wanted}"


@transaction.atomic
def _keep(
    work: Work,
    item: WorkItem,
    data: bytes,
    kept_as: str,
    words: str,
    problems: int,
    *,
    state: str = State.WRONG,
    found: Sequence[Sequence[str]] = (),
) -> None:
    """What a person has to look at is kept as what they had uploaded themselves."""
    kept = Upload.objects.select_for_update().defer("data").filter(pk=item.upload_id).first()
    if _is_settled(item, kept):
        return
    upload = kept or Upload(region_id=work.region_id, year=work.year, by_id=work.by_id)
    if upload.budget_id != item.budget_id:
        upload.mended, upload.ticked = {}, []  # what was said of another department's
    upload.budget, upload.name = item.budget, item.name.rpartition("/")[2][-LONGEST_NAME:]
    upload.data, upload.sha256 = data, hashlib.sha256(data).hexdigest()
    upload.state, upload.message = kept_as, words
    upload.save()
    item.upload = upload
    settle(item, state, words, problems=problems, found=found)


# Afterwards -------------------------------------------------------------------------------------------------------


def tell(work: Work) -> None:
    """全区工作簿导入完成：57 份写入，5 份有误, to whoever began it."""
    is_all = not work.items.filter(state__in=(State.WRONG, State.UNKNOWN)).exists()
    letters.write(
        to=[work.by],
        cause=f"work-{work.pk}-{timezone.localtime(work.ended_at):%Y%m%d%H%M%S}",
        subject=f"全区工作簿导入完成：{work.message}",
        body="全部写入各部门预算，状态仍是“填报”。" if is_all else "有误的未写入，可只重传这几份。",
        budget=None,
        address=settings.STAFF_URL + reverse("work", args=[work.pk]),
    )
