"""What an upload costs: as many queries for a few rows as for many, one chart for a page, one reader for a county."""

from decimal import Decimal

import openpyxl
import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from budgets.actions import load_chart
from budgets.intake import lookup
from budgets.intake.contents import Contents, Level, Row
from budgets.intake.inserting import insert
from budgets.intake.lookup import chart_of, charts_held
from budgets.intake.plan import plan_of
from budgets.models import Account, Budget, Entry, Project, Upload
from disclosures.limited import Line
from disclosures.reading.reader import read, read_as
from disclosures.reading.sandbox import exact_reader_held
from tests import people
from tests.drafts import sound_budget
from tests.samples_text import SHARED
from tests.test_paste import send as paste
from tests.test_uploads import page, saved, send

FORM = SHARED / "shanghai-department-form-2026.xlsx"
INSERT = 'INSERT INTO "budgets_entry"'
HEADS = ("功能科目编码", "部门经济科目编码", "资金来源", "支出性质", "本年预算（元）")


@pytest.fixture
def budget(db):
    load_chart(year=2025)
    return sound_budget()


@pytest.fixture
def clerk(client, budget):
    person = people.clerk()
    client.force_login(person)
    return person


def rows(number):
    economics = ("30201", "30202", "30211", "30215")
    source = "一般公共预算拨款收入"
    return [("2010601", economics[n % 4], source, "基本支出", 1000 + n) for n in range(number)]


def listed(number):
    book = openpyxl.Workbook()
    for row in (HEADS, *rows(number)):
        book.active.append(row)
    return saved(book)


def queries(work):
    """All that it asks; SQLite takes no more than some dozen rows in one INSERT."""
    with CaptureQueriesContext(connection) as asked:
        answer = work()
    assert answer.status_code in (200, 302)
    return [q["sql"] for q in asked.captured_queries if not q["sql"].startswith(INSERT)]


def charts_read(asked):
    return len([sql for sql in asked if 'FROM "budgets_account"' in sql and '"is_local"' in sql])


def everything_ticked(client, address):
    preview = client.get(address).context["preview"]
    return {"seen": preview.plan.digest, "tick": [each.tick for each in preview.questions]}


def looked_at_and_confirmed(client, budget, number):
    """The queries of looking at an upload of so many rows, and of confirming it."""
    send(client, budget, listed(number), f"{number}.xlsx")
    address = page("uploaded", Upload.objects.latest("pk"))
    client.post(address, {"check": ""} | everything_ticked(client, address))
    sent = everything_ticked(client, address)
    looked = queries(lambda: client.get(address))
    confirmed = queries(lambda: client.post(address, {"confirm": ""} | sent))
    assert Upload.objects.latest("pk").state == Upload.State.IMPORTED
    return looked, confirmed


def test_looking_at_an_upload_and_confirming_it_cost_the_same_whatever_its_rows(client, clerk, budget):
    looked_at_and_confirmed(client, budget, 2)  # what is read once for a process is read
    few = looked_at_and_confirmed(client, budget, 8)
    many = looked_at_and_confirmed(client, budget, 120)
    assert [len(each) for each in many] == [len(each) for each in few]
    assert [charts_read(each) for each in many] == [1, 1]


def test_a_paste_costs_the_same_whatever_its_rows(client, clerk, budget):
    def shown(number):
        block = "\n".join("\t".join(map(str, row)) for row in (HEADS, *rows(number)))
        address = paste(client, budget, block)
        return queries(lambda: client.get(address))

    shown(2)
    few, many = shown(8), shown(120)
    assert len(many) == len(few) and charts_read(many) == 1


class Counted(dict):
    """A chart that counts how often somebody goes through all of it."""

    walks = 0

    def values(self):
        self.walks += 1
        return super().values()


def test_codes_that_nobody_knows_are_not_held_against_every_account(budget):
    chart = chart_of(2025)
    chart.charts["function"] = known = Counted(chart.charts["function"])
    named, walks = chart.named, known.walks
    found = [chart.find("function", f"9{n:06}") for n in range(200)]
    assert named and known.walks == walks
    assert all(each.wanted.startswith("科目 9") and not each.suggestion for each in found)


@pytest.mark.parametrize("typed", ["2010610", "210601", "20106012", "0210601", "201601", "12010601"])
def test_a_code_with_one_slip_is_still_known(budget, typed):
    """One digit missing or too many, or two in each other's place."""
    chart = chart_of(2025)
    near = {line.code for line in chart.charts["function"].values() if _is_slip(typed, line.code)}
    found = chart.find("function", typed)
    assert found.suggestion == (near.pop() if len(near) == 1 else "")


def _is_slip(typed, code):
    def without_one(text):
        return {text[:n] + text[n + 1 :] for n in range(len(text))}

    swapped = {code[:n] + code[n : n + 2][::-1] + code[n + 2 :] for n in range(len(code) - 1)}
    return code in without_one(typed) or typed in without_one(code) or typed in swapped


def test_wrong_codes_of_a_file_cost_no_query_each(budget):
    def asked(number):
        rows = [
            Row({"direction": "expenditure", "nature": "basic", "function": f"9{n:06}", "amount": Decimal(1)})
            for n in range(number)
        ]
        with CaptureQueriesContext(connection) as queries:
            plan = plan_of(budget, Contents(rows={"entry": rows}))
        assert len(plan.of_level(Level.ERROR)) == number
        return len(queries)

    asked(1)
    assert asked(100) == asked(2)


def test_an_account_that_is_added_while_a_county_is_read_is_known_soon(budget, monkeypatch):
    with charts_held():
        assert not chart_of(2025).has("function", "2019998")
        Account.objects.create(system="function", year=2025, code="2019998", name="其他", path="其他")
        assert not chart_of(2025).has("function", "2019998")
        monkeypatch.setattr(lookup, "FRESH", -1)
        assert chart_of(2025).has("function", "2019998")
    assert chart_of(2025) is not chart_of(2025)


def test_rows_that_are_written_at_once_meet_the_walls_and_the_constraints(budget):
    another = Budget.objects.create(department=budget.department, year=2031)
    project = Project.objects.create(budget=another, name="别人的项目", amount=1)
    mine = {"budget": budget, "direction": "expenditure", "amount": 1}
    for wrong, words in (
        (Entry(project=project, nature="project", **mine), "不属于这一预算"),
        (Entry(budget=budget, direction="income", amount=1), "income_has_a_source"),
    ):
        with pytest.raises(IntegrityError, match=words), transaction.atomic():
            insert([Entry(nature="basic", **mine), wrong])
    assert budget.entries.filter(amount=1).count() == 0


def test_many_rows_are_sent_by_copy_where_the_database_has_it(budget):
    row = {"budget": budget, "direction": "expenditure", "nature": "basic", "amount": 1}
    with CaptureQueriesContext(connection) as sent, transaction.atomic():
        insert([Entry(**row), Entry(**row)])
    copied = [q["sql"] for q in sent.captured_queries if q["sql"].startswith('COPY "budgets_entry"')]
    written = [q["sql"] for q in sent.captured_queries if q["sql"].startswith(INSERT)]
    assert (len(copied), len(written)) == ((1, 0) if connection.vendor == "postgresql" else (0, 1))
    assert budget.entries.filter(amount=1).count() == 2


@pytest.mark.parametrize("event", ["insert", "update"])
@pytest.mark.parametrize("column", ["project", "unit"])
def test_the_walls_of_entries_look_only_at_rows_that_may_meet_them(db, column, event):
    """The database asks before it calls the trigger: most entries are of no project and of no unit."""
    definition = {
        "postgresql": "SELECT pg_get_triggerdef(oid) FROM pg_trigger WHERE lower(tgname) = lower(%s)",
        "sqlite": "SELECT sql FROM sqlite_master WHERE type = 'trigger' AND lower(name) = lower(%s)",
    }[connection.vendor]
    with connection.cursor() as cursor:
        cursor.execute(definition, [f"budgets_entry_own_{column}_{event}"])
        (sql,) = cursor.fetchone()
    _before, when, condition = sql.lower().partition(" when ")
    assert when and condition.lstrip("(").startswith(f"new.{column}_id is not null")


def test_an_entry_goes_with_the_project_that_is_written_before_it(budget):
    project = Project(budget=budget, name="新项目", amount=1)
    entry = Entry(budget=budget, direction="expenditure", nature="project", project=project, amount=1)
    with transaction.atomic():
        insert([project])
        insert([entry])
    assert budget.entries.get(project__name="新项目").amount == 1


def test_the_official_workbooks_of_a_county_are_read_by_one_process(monkeypatch):
    started, start = [], Line._started
    monkeypatch.setattr(Line, "_started", lambda line: started.append(line) or start(line))
    data = form()
    with exact_reader_held():
        readings = [read(data, ".xlsx", exactly=True) for _ in range(3)]
    assert len(started) == 1
    assert readings == [read_as("xlsx", data, exactly=True)] * 3


def form():
    if not FORM.exists():
        pytest.skip(f"the form is not here: {FORM}")
    return FORM.read_bytes()
