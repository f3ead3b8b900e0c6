"""What the workspace of one budget shows: sections with their forms, marks and trees, findings, the clock.

Everything is read once (``open_books``) and shown as plain objects; the page asks the database nothing more.
"""

from __future__ import annotations

from copy import copy
from dataclasses import dataclass
from urllib.parse import urlencode

from django.urls import reverse
from django.utils import timezone

from . import catalogue, forms, stale, waivers
from .books import open_books
from .clock import deadline
from .entry_list import entries_path
from .figures import Figures
from .ledger import EXPENDITURE, LEVELS
from .models import Entry
from .money import WANYUAN, YUAN, printed, rounded
from .rules import examine, rules_for
from .templatetags.staff import change as show_change
from .templatetags.staff import counted_change

ENDED = "C07"  # what stood on accounts that have ended is put on others on a page of its own
MISSING = ("C02", "C05", ENDED)  # the rules that say what has not been filled in and must be
WANTING = "C06"  # what should be filled in; told in one place, since every function may want it
WEEKDAYS = "一二三四五六日"


@dataclass(frozen=True)
class Section:
    slug: str
    title: str
    template: str
    columns: tuple[str, ...] = ()  # columns of Budget that are filled in here


SECTIONS = (
    Section("basics", "基本情况", "basics"),
    Section("staffing", "人员", "particulars"),
    Section("income", "收入", "entries"),
    Section("expenditure", "支出", "entries"),
    Section("purposes", "科目用途", "purposes"),
    Section("projects", "项目与绩效", "projects", ("no_projects",)),
    Section("three-public", "“三公”经费", "particulars"),
    Section("running", "机关运行经费", "particulars"),
    Section("procurement", "政府采购", "particulars"),
    Section("assets", "国有资产", "particulars", ("assets_on", "equipment_threshold")),
    Section("notes", "说明与原因", "notes"),
)
OPTIONAL = ("purposes",)
#: What a form may ask about the function codes.
PURPOSES = {"purposes", "executed"}
SECTION = {section.slug: section for section in SECTIONS}


def forms_of(budget, slug, *, data=None, books=None):
    """The forms of one section by name, filled from the books or from what was typed."""
    section, found = SECTION[slug], {}
    if section.columns:
        found["columns"] = forms.BudgetForm(data, instance=copy(budget), only=section.columns)
    items = "performance" if slug == "projects" else slug
    if catalogue.items_of(items):
        found["items"] = forms.ParticularsForm(data, budget=budget, section=items, books=books)
    if slug == "basics":
        found["lists"] = forms.ListsForm(data, budget=budget, books=books)
        found["rows"] = forms.UnitRows(data, instance=budget, prefix="units")
    if slug == "purposes":
        found["purposes"] = forms.PurposesForm(data, budget=budget, books=books)
    if slug == "projects":
        whole = budget.indicators.filter(project=None)
        found["rows"] = forms.BudgetIndicatorRows(data, instance=budget, prefix="indicators", queryset=whole)
    if slug == "procurement":
        found["rows"] = forms.PurchaseRows(data, instance=budget, prefix="purchases")
    if slug == "notes":
        found["notes"] = forms.NotesForm(data, budget=budget, books=books)
    return found


# The page ---------------------------------------------------------------------------------------------------------


@dataclass
class Fold:
    """One section on the page: its head line, its forms, and what is found in it."""

    section: Section
    mark: tuple[str, str]
    summary: str
    forms: dict
    is_open: bool
    findings: list
    extra: dict
    changes: dict
    ground: stale.Ground
    faults: forms.Faults
    conflict: object = None

    @property
    def template(self):
        return f"admin/budgets/section_{self.section.template}.html"


@dataclass(frozen=True)
class Shown:
    """A finding beside the work, where it is mended, and the waiver that lets it stand."""

    finding: object
    url: str
    waiver: object = None


@dataclass(frozen=True)
class Workspace:
    budget: object
    figures: Figures
    folds: list
    findings: list
    missing: list
    wanting: list
    counts: dict
    clock: object
    rules: int
    is_open: bool

    @property
    def is_clean(self):
        return not (self.findings or self.missing or self.wanting)


@dataclass(frozen=True)
class Typed:
    """What was typed into one section and not saved, and what it was opened on."""

    forms: dict
    ground: stale.Ground
    conflict: object


def workspace(
    budget, *, opened="", data=None, ground=None, conflict=None, asks=(), earlier=None, is_open=True
):
    """Build the page: ``opened`` is the section to show open, ``data`` what was typed in it and not yet saved. Where it is
    not ``is_open``, what stands in its fields is only looked at.

    ``ground`` is what that section was opened on, ``conflict`` says that it is no longer what is stored; ``asks`` is
    what the form of this budget asks for (see ``rules.ASKS``), ``earlier`` what was published for the year before.
    """
    books = open_books(budget)
    figures = Figures(books, asks)
    findings = examine(books, asks, earlier)
    typed = None
    if data is not None:
        bound = forms_of(budget, opened, data=data, books=books)
        focus_first(bound)
        typed = Typed(bound, ground or stale.Ground(), conflict)
    folds = [
        _fold(section, budget, figures, findings, opened, typed if section.slug == opened else None, is_open)
        for section in SECTIONS
    ]
    shown = shown_of(findings, budget)
    return Workspace(
        budget=budget,
        figures=figures,
        folds=folds,
        findings=[each for each in shown if each.finding.rule not in (*MISSING, WANTING)],
        missing=[each for each in shown if each.finding.rule in MISSING],
        wanting=[each for each in shown if each.finding.rule == WANTING],
        counts=counts_of(findings),
        clock=clock_of(budget.approved_on, timezone.localdate()),
        rules=len(rules_for(asks)),
        is_open=is_open,
    )


def shown_of(findings, budget):
    """Findings as they are shown: each with its place and its waiver."""
    standing = waivers.standing(budget, findings)
    return [Shown(finding, url_of(finding, budget), standing.get(finding.id)) for finding in findings]


def focus_first(bound):
    """Put the cursor in the first field with an error."""
    any(form.focus() for form in (bound or {}).values())


def counts_of(findings):
    """How many of each level; what is merely not filled in yet is counted apart."""
    said = [finding for finding in findings if finding.rule not in MISSING]
    counts = {level: len([f for f in said if f.level == level]) for level in ("error", "warning", "info")}
    return counts | {"missing": len(findings) - len(said)}


def _fold(section, budget, figures, findings, opened, typed, is_open):
    here = [finding for finding in findings if section.slug in sections_of(finding)]
    shown = typed.forms if typed else forms_of(budget, section.slug, books=figures.books)
    if not is_open:
        forms.close(shown.values())
    faults = forms.faults_of(shown.values())
    mark = ("err", "未保存") if typed else _mark(section.slug, counts_of(here), figures)
    return Fold(
        section=section,
        mark=mark,
        summary=SUMMARIES[section.slug](figures),
        forms=shown,
        is_open=section.slug == opened,
        findings=here,
        extra=_extra(section.slug, budget, figures),
        changes={item.key: _change(figures, item) for item in catalogue.items_of(section.slug)},
        ground=typed.ground if typed else stale.ground_of(shown.values()),
        faults=faults,
        conflict=typed and typed.conflict,
    )


def sections_of(finding):
    """The sections a finding marks: its own, and 收入 too where income is one side of it."""
    is_of_income = any(side.key.startswith("income.") for side in finding.sides)
    return (
        {finding.section, "income"}
        if is_of_income and finding.section == "expenditure"
        else {finding.section}
    )


def _change(figures, item):
    """The change of a particular as it is shown; empty where it cannot be known."""
    change = figures.change(item.key)
    if change is None or not item.last:
        return ""
    return show_change(change) if item.is_money else counted_change(change)


def _mark(slug, counts, figures):
    """(class, words) of a section's mark: always a word with the colour."""
    if counts["error"]:
        return "err", f"错误 {counts['error']}"
    if counts["missing"]:
        return "todo", f"缺 {counts['missing']} 项"
    if counts["warning"]:
        return "warn", f"警告 {counts['warning']}"
    if _is_filled(slug, figures):
        return "ok", "已填好"
    return ("todo", "可不填") if slug in OPTIONAL else ("todo", "未填")


def _is_filled(slug, figures):
    books = figures.books
    if slug in ("income", "expenditure"):
        return any(posting.amount for posting in books.ledger.postings if posting.direction == slug)
    own = {
        "notes": books.notes,
        "basics": books.duties or books.offices or books.units,
        "projects": books.projects or books.no_projects,
        "purposes": _purposed(figures) and (figures.asks & PURPOSES or not _unpurposed(figures)),
    }
    if slug in own:
        return bool(own[slug])
    return any(figures.value(item.key) is not None for item in catalogue.items_of(slug))


def _extra(slug, budget, figures):
    """What a section shows beside its forms."""
    if slug in ("income", "expenditure"):
        entered = [posting for posting in figures.books.ledger.postings if posting.direction == slug]
        trees = [tree(figures, measure, letter) for measure, letter in TREES[slug]]
        return {"trees": trees, "direction": slug, "count": len(entered)}
    if slug == "projects":
        # Read apart from the books: somebody may add one in between, and the page must still open.
        sheets = figures.books.projects
        carried = any(sheet.last and not sheet.amount for sheet in sheets)
        return {"projects": list(zip(budget.projects.all(), sheets, strict=False)), "carried": carried}
    if slug == "purposes":
        changes = {code: figures.change(f"against.f{code}") for code in _purposed(figures)}
        return {"changes": changes, "asks": figures.asks}
    totals = [total.key for total in catalogue.TOTALS if total.section == slug]
    return {"totals": [pair(figures, key) for key in totals]}


# Trees ------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Row:
    """One line with this year's, last year's and the change; ``natures`` where a tree has such columns."""

    label: str
    this: object
    last: object
    change: object
    percent: object = None
    code: str = ""
    level: int = 0
    natures: tuple = ()
    url: str = ""
    is_money: bool = True


@dataclass(frozen=True)
class Tree:
    title: str
    by: str
    natures: tuple
    rows: list
    total: Row


TREES = {"income": [("income", "s")], "expenditure": [("expenditure", "f"), ("economic", "e")]}
TABS = {"expenditure": "function", "economic": "economic"}
TREE_TITLES = {"income": "按来源", "expenditure": "按功能分类", "economic": "按部门经济分类（同一笔钱）"}


def pair(figures, key, **kwargs):
    """A figure's line: this year's, last year's, change."""
    figure, label = figures[key], kwargs.pop("label", figures.label(key))
    kwargs |= {"percent": figures[f"{key}.percent"].value, "is_money": figure.is_money}
    return Row(label, figure.value, figures.last(key), figures.change(key), **kwargs)


def tree(figures, measure, letter):
    """Every code that carries money under a measure, headings before what stands under them."""
    books = figures.books
    natures = tuple(nature for nature in Entry.Nature if f"{measure}.{nature.value}" in books.ledger)

    def row(key, **kwargs):
        amounts = tuple(
            figures.value(f"{key.removesuffix('.total')}.{nature.value}") or None for nature in natures
        )
        return pair(figures, key, natures=amounts, **kwargs)

    rows = [
        row(
            f"{measure}.{letter}{code}",
            label=books.name_of(letter, code),
            code=code,
            level=LEVELS[letter].index(len(code)) + 1 if len(code) in LEVELS[letter] else 3,
        )
        for code in books.ledger.codes(measure, letter=letter)
    ]
    return Tree(
        TREE_TITLES[measure], TABS.get(measure, ""), natures, rows, row(f"{measure}.total", label="合计")
    )


# Head lines -------------------------------------------------------------------------------------------------------


def _money(figures, key):
    value = figures.value(key)
    return "—" if value is None else printed(value, WANYUAN)


def _count(figures, key):
    value = figures.value(key)
    return "—" if value is None else f"{value.normalize():f}"


def _moved(figures, key):
    """合计 3,121.42　上年 3,013.80　+107.62（+3.57%）; of what nobody entered, no total."""
    if key not in catalogue.TOTAL and key not in figures.books.ledger:
        return "合计 —"
    words = [f"合计 {_money(figures, key)}"]
    last, change = figures.last(key), figures.change(key)
    if last is not None:
        words.append(f"上年 {printed(last, WANYUAN)}")
    if change is not None:
        words.append(_signed(change, figures[f"{key}.percent"].value))
    return "　".join(words)


def _signed(change, percent):
    if not change:
        return "持平"
    rate = "" if percent is None else f"（{_with_sign(percent, YUAN)}%）"  # two places, as 元 have
    return f"{_with_sign(change, WANYUAN)}{rate}"


def _with_sign(value, unit):
    """What rounds to nothing has no sign, as on public pages."""
    return f"{'+' if rounded(value, unit) > 0 else ''}{printed(value, unit)}"


def _basics(figures):
    books = figures.books
    return f"职能 {len(books.duties)} 项 · 科室 {len(books.offices)} 个 · 预算单位 {len(books.units)} 家"


def _staffing(figures):
    return f"编制 {_count(figures, 'staff.posts')} 人 · 实有 {_count(figures, 'staff.actual')} 人"


def _purposed(figures):
    """The function codes that purposes are written for."""
    return figures.books.ledger.lowest(EXPENDITURE, "grant", letter="f")


def _unpurposed(figures):
    """Those of them that have no purpose yet."""
    purposes = figures.books.purposes
    return [code for code in _purposed(figures) if code not in purposes or not purposes[code].use]


def _purposes(figures):
    codes = _purposed(figures)
    written = len(codes) - len(_unpurposed(figures))
    return f"{len(codes)} 个科目 · 已写用途 {written} 个" if codes else "没有财政拨款支出"


def _projects(figures):
    books = figures.books
    if not books.projects:
        return "本年无项目支出" if books.no_projects else "没有项目"
    listed, booked = _money(figures, "project.total"), _money(figures, "expenditure.project")
    return f"{len(books.projects)} 个项目 {listed}　项目支出 {booked}"


def _running(figures):
    public = _money(figures, "economic.general.basic.public")
    return f"{_money(figures, 'running')}　（公用经费 {public}）"


def _procurement(figures):
    goods, works, services = (_money(figures, f"procurement.{k}") for k in ("goods", "works", "services"))
    total = _money(figures, "procurement.total")
    return f"{total} ＝ 货物 {goods} ＋ 工程 {works} ＋ 服务 {services}"


def _assets(figures):
    threshold = figures.books.equipment_threshold
    vehicles, sets = _count(figures, "assets.vehicles"), _count(figures, "assets.equipment")
    return f"车辆 {vehicles} 辆 · 单价 {threshold} 万元以上设备 {sets} 台（套）"


def _notes(figures):
    return f"已写 {len(figures.books.notes)} 处"


SUMMARIES = {
    "basics": _basics,
    "staffing": _staffing,
    "income": lambda figures: _moved(figures, "income.total"),
    "expenditure": lambda figures: _moved(figures, "expenditure.total"),
    "purposes": _purposes,
    "projects": _projects,
    "three-public": lambda figures: _moved(figures, "three-public.total"),
    "running": _running,
    "procurement": _procurement,
    "assets": _assets,
    "notes": _notes,
}


# Where a finding is mended ----------------------------------------------------------------------------------------


def url_of(finding, budget):
    """The place to mend a finding: the figure most likely wrong, the field where one can be named, else the section or
    the list of entries."""
    if finding.suspect:
        said = finding.suspect.said
        direction = "income" if said.key.startswith("income.") else "expenditure"
        return entries_url(budget, direction, **_of_key(said.key))
    if finding.rule == ENDED:
        return reverse("admin:budgets_budget_ended", args=[budget.pk])
    if finding.section in ("income", "expenditure"):
        return entries_url(budget, finding.section, **_narrowed(finding))
    page = reverse("admin:budgets_budget_change", args=[budget.pk])
    return f"{page}?open={finding.section}#{_anchor(finding)}"


def entries_url(budget, direction, **query):
    url = entries_path(budget, direction)
    return f"{url}?{urlencode(query)}" if query else url


def _narrowed(finding):
    """Which entries a finding speaks of: the tab and the code, where its figures name one."""
    for side in finding.sides:
        if narrowed := _of_key(side.key):
            return narrowed
    if any(_is_wanting_economic(finding, side) for side in finding.sides):
        return {"by": "economic"}
    code = finding.subject.rpartition("-")[2].lstrip("fe")
    return {"q": code} if code.isdigit() else {}


def _of_key(key):
    """The entries that a figure adds up; none where it names no code."""
    measure, *tokens = key.split(".")
    codes = [token for token in tokens if token[:1] in ("f", "e", "s") and token[1:].isdigit()]
    return {"by": "economic" if measure == "economic" else "function", "q": codes[-1][1:]} if codes else {}


def _is_wanting_economic(finding, side):
    """Whether this side is the economic one and to be looked at: not where the other side has nothing at all."""
    others = [other for other in finding.sides if other is not side]
    return side.key.startswith("economic.") and (not side.value or all(other.value for other in others))


#: Which of the fields of a function code a rule speaks of.
PURPOSE_FIELDS = {"C05": 0, "C06": 1, "N06": 2}


def _anchor(finding):
    """The id of the field, where the finding names a figure or a text that has one."""
    if finding.section == "purposes" and finding.rule in PURPOSE_FIELDS:
        code = finding.subject.removeprefix("against.f")
        return f"id_{forms.purpose_fields(code)[PURPOSE_FIELDS[finding.rule]]}"
    for key in (finding.subject, *(side.key for side in finding.sides)):
        if key in catalogue.ITEM:
            name = catalogue.ITEM[key].field
            return f"id_{name}__reason" if finding.rule == "N06" else f"id_{name}"
        for note in catalogue.NOTES:
            if note.explains and note.explains == key and finding.section == "notes":
                return f"id_{forms.note_field(note.key)}"
    if finding.subject in ("duties", "offices"):
        return f"id_{finding.subject}"
    return finding.section


# The clock --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Clock:
    words: str
    tone: str
    day: str = ""
    basis: str = ""


def clock_of(approved_on, today, published_on=None, late_reason=""):
    """How many days are left for publication (states.md §5); natural days, Beijing dates. Once it was published, whether
    that was in time, and ``late_reason``."""
    if approved_on is None:
        return Clock("财政局尚未登记批复日期，期限未起算。", "none")
    due = deadline(approved_on)
    day = f"{due.month}月{due.day}日（星期{WEEKDAYS[due.weekday()]}）24 时前公开"
    basis = f"财政批复 {approved_on.month}月{approved_on.day}日 ＋ 20 日，节假日照算"
    if published_on:
        return Clock(*_published(approved_on, due, published_on, late_reason), basis=basis)
    left = (due - today).days
    if left < 0:
        return Clock(f"已超期 {-left} 天", "over", day, basis)
    if left == 0:
        return Clock("今天 24 时前公开", "red", "", basis)
    return Clock(f"还剩 {left} 天", "red" if left < 5 else "amber" if left < 8 else "plain", day, basis)


def _published(approved_on, due, published_on, late_reason):
    if published_on > due:
        because = f"，原因：{late_reason}" if late_reason else ""
        return f"迟 {(published_on - due).days} 天公开{because}", "red"
    return f"按期公开（批复后第 {(published_on - approved_on).days} 天）", "good"
