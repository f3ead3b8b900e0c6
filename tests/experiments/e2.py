"""E2: every number, name and sentence of a draft is a token that stands nowhere else; every public address is asked for, by
everybody to whom the drafts do not belong, at every stage, before and after staff looked at them: no token in any byte.

Asked are the addresses of the resolver and what they link to, guessed files and versions, digests of drafts as addresses and
as ETags, parts of files, heads; then every staff address by people of other departments. All files that are kept for the
public are read too. At the end the tables of drafts are dropped, and every public answer is the same.
The controls are a view that shows a draft, and staff whose lists are not narrowed.
"""

from __future__ import annotations

import io
import itertools
import random
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any
from unittest.mock import patch

from tests.experiments.common import Result, signed_in

TITLE = "no byte of a draft leaves before it is published"
SHORT, FULL = 40, 5000
DATABASES = ("sqlite", "postgresql")
REGION, OTHER = "430001", "430002"
STAGES = (
    "editing",
    "submitted",
    "reviewed",
    "approved",
    "scheduled",
    "correcting",
    "withheld",
    "withdrawn",
    "published",
)
#: A department's name, which those who keep departments and place people in them are to see.
NAME, KEEPERS = "name of", ("system", "security")
KEPT = ("/admin/budgets/department/", "/admin/people/")
#: What was done to every budget, which the administrator of audit is to see.
RECORD = "/admin/people/events/"
BASIS = "《政府信息公开条例》第十四条"
LINK = re.compile(rb"""(?:href|src|action)=["']([^"'#]+)""")
#: What somebody who guesses would try beside what the resolver names.
GUESSED = (
    "static/{region}/{code}.json",
    "media/{code}.pdf",
    "published/{region}/{code}/2025.json",
    "{region}/{code}/2025/v{number}/",
    "{region}/{code}/2025/v{number}/disclosure.json",
    "{region}/{code}/2025/draft/",
    "{region}/{code}/2025/?number={number}&draft=1",
    "api/v1/versions/{digest}/",
    "api/v1/versions/{digest}/tables/balance/",
    "api/v1/figures/?department={code}&year=2025",
    "api/v1/departments/?search={word}",
    "?q={word}",
    "en/?q={word}",
)
HEADERS: tuple[dict[str, str], ...] = (
    {},
    {"Range": "bytes=0-199"},
    {"Accept-Language": "en"},
    {"Accept": "text/csv"},
)


@dataclass
class Canaries:
    """The tokens, and the budgets that hold them."""

    dice: random.Random
    tokens: dict[bytes, str] = field(default_factory=dict)  # → the stage that holds it
    budgets: dict[str, Any] = field(default_factory=dict)

    def word(self, stage: str) -> str:
        token = f"{self.dice.getrandbits(48):012x}"
        self.tokens[token.encode()] = stage
        return f"密语{token}"

    def amount(self, stage: str) -> int:
        """So many 元; every way in which it may be printed is a token."""
        yuan = self.dice.randrange(10**9, 9 * 10**9) // 100 * 100 + self.dice.choice((10, 30, 70, 90))
        ten_thousands = f"{yuan // 10_000}.{yuan % 10_000 // 100:02}"
        for shown in (f"{yuan}", f"{yuan:,}", ten_thousands, f"{yuan // 10_000:,}{ten_thousands[-3:]}"):
            self.tokens[shown.encode()] = stage
        return yuan

    def in_bytes(self, data: bytes) -> list[str]:
        found = {stage for piece in pieces(data) for token, stage in self.tokens.items() if token in piece}
        return sorted(found)


def pieces(data: bytes) -> Iterator[bytes]:
    """The bytes, and what is packed in them."""
    yield data
    if data.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            yield from map(packed.read, packed.namelist())


# The drafts -------------------------------------------------------------------------------------------------------


def make(canaries: Canaries, officer: Any) -> None:
    for number, stage in enumerate(STAGES, 101):
        canaries.budgets[stage] = make_budget(canaries, stage, str(number), officer)


def make_budget(canaries: Canaries, stage: str, code: str, officer: Any) -> Any:
    from disclosures import workflow
    from tests import drafts, stages

    department = drafts.department(code, REGION, f"某县第{code}局")
    if stage in ("correcting", "published"):  # public as it is; what is then entered is not
        budget = drafts.sound_budget(code, REGION)
        workflow.publish(budget=budget, by=None)
        if stage == "published":
            return stages.again(budget)
        workflow.correct(budget=budget, by=None, reason=f"更正 {canaries.word(stage)}")
        drafts.raise_by(stages.again(budget), canaries.amount(stage))
    else:
        if stage != "withdrawn":  # that it was, and whose it was, stays public
            department.short_name = canaries.word(f"{NAME} {stage}")
            department.save()
        budget = drafts.sound_budget(code, REGION, amount=str(canaries.amount(stage)))
    write(canaries, stages.again(budget), stage, officer)
    bring(budget, stage, officer)
    budget.remarks.create(by=officer, text=canaries.word(stage))
    return stages.again(budget)


def write(canaries: Canaries, budget: Any, stage: str, officer: Any) -> None:
    """Names and sentences, in every kind of place."""
    from budgets.intake.our_workbook_writer import workbook_of
    from budgets.intake.paste import keep_block
    from budgets.models import Note, Upload

    budget.duties.update(text=f"管理{canaries.word(stage)}。")
    budget.units.create(name=canaries.word(stage), kind="administrative")
    Note.objects.create(budget=budget, key="scope", text=canaries.word(stage))
    place = {"region": budget.department.region, "year": budget.year}
    file = {"name": f"{canaries.word(stage)}.xlsx", "data": workbook_of(budget), "state": Upload.State.READ}
    budget.uploads.create(**place, **file, by=officer)
    pasted = f"30217\t{canaries.word(stage)}\t1"
    keep_block(budget=budget, by=officer, text=pasted, direction="expenditure", tab="economic")


def bring(budget: Any, stage: str, officer: Any) -> None:
    from django.utils import timezone

    from disclosures import workflow
    from tests import stages

    today = timezone.localdate()
    workflow.set_approval_date(budget=budget, by=None, approved_on=today)
    budget = stages.again(budget)
    if stage == "withheld":
        workflow.withhold(budget=budget, by=officer, basis=BASIS)
    elif stage in ("submitted", "reviewed"):
        getattr(stages, stage)(budget)
    elif stage in ("approved", "scheduled"):
        stages.approved(budget)
        if stage == "scheduled":
            workflow.schedule(budgets=[budget], by=None, at=timezone.now() + timedelta(days=2))
    elif stage == "withdrawn":
        workflow.publish(budget=budget, by=None)
        workflow.withdraw(budget=budget, by=officer, basis=BASIS, name_typed=budget.department.name)


# Asking -----------------------------------------------------------------------------------------------------------


@dataclass
class Crawl:
    """What somebody asked for, and which stages' tokens they were told."""

    canaries: Canaries
    asked: int = 0
    leaks: list[str] = field(default_factory=list)
    answers: dict[str, bytes] = field(default_factory=dict)

    def ask(self, browser: Any, who: str, address: str, method: str = "GET", **headers: str) -> bytes:
        self.asked += 1
        response = browser.generic(method, address, headers=headers)
        body = b"".join(response.streaming_content) if response.streaming else response.content
        told = body + str(sorted(response.headers.items())).encode()
        for stage in {*self.canaries.in_bytes(body), *self.canaries.in_bytes(told)}:
            is_theirs = stage.startswith(NAME) and who.startswith(KEEPERS) and address.startswith(KEPT)
            is_theirs = is_theirs or (who.startswith("audit") and address.startswith(RECORD))
            if f"word={stage}" not in address and not is_theirs:
                self.leaks.append(f"{who} {method} {address} {headers or ''}: {stage}")
        return body

    def public(self, browser: Any, who: str, size: int) -> None:
        """Every public address, and what these link to."""
        waiting = spread(list(addresses(self.canaries)), size)
        seen = set(waiting)
        for address in waiting:  # grows while it is read
            body = self.ask(browser, who, address)
            self.answers[address] = body
            self.ask(browser, who, address, "HEAD")
            for headers in (
                *HEADERS[1:],
                *({"If-None-Match": f'"{each}"'} for each in digests(self.canaries)[:2]),
            ):
                self.ask(browser, who, address, **headers)
            found = {match.decode() for match in LINK.findall(body)}
            new = sorted(
                each for each in found - seen if each.startswith("/") and not each.startswith("/admin")
            )
            seen.update(new)
            waiting += new[: max(0, 4 * size - len(waiting))]

    def staff(self, browser: Any, who: str, size: int) -> None:
        """Every staff address, of every budget that is not theirs."""
        for address in spread(list(staff_addresses(self.canaries)), size):
            self.ask(browser, who, address)

    def kept(self) -> None:
        """Every file that is there for the public."""
        from django.conf import settings

        for path in Path(settings.DATA_DIR, "published").rglob("*"):
            if path.is_file():
                self.asked += 1
                self.leaks += [f"{path}: {stage}" for stage in self.canaries.in_bytes(path.read_bytes())]


def spread(found: list[str], size: int) -> list[str]:
    step = max(1, len(found) // size)
    return found[::step]


def digests(canaries: Canaries) -> list[str]:
    """Of every draft: as it is approved, and as it would be published."""
    if "digests" not in vars(canaries):
        from disclosures.document import digest
        from disclosures.drafts import draft_of

        drafts = [draft_of(each) for stage, each in canaries.budgets.items() if stage != "withdrawn"]
        vars(canaries)["digests"] = [each for d in drafts for each in (d.sha256, digest(d.content))]
    return vars(canaries)["digests"]


def addresses(canaries: Canaries) -> Iterator[str]:
    from tests import matrix

    routes = [route for route in matrix.routes() if not route.startswith("admin/")]
    tokens = [token.decode() for token in itertools.islice(canaries.tokens, 3)]
    for budget in canaries.budgets.values():
        code = budget.department.code
        values = {
            "region": REGION,
            "department": code,
            "year": 2025,
            "seq": 1,
            "sha256": digests(canaries)[0],
        }
        values |= {"old": 1, "new": 2, "table": "balance", "key": "balance", "part": 1}
        values |= {"slug": "basic", "measure": "total", "ending": "json", "kind": "json"}
        for route, number in itertools.product(routes, (1, 2)):
            names = next(names for kind, names in NAMES.items() if kind in route)
            for name in names if "name>" in route else names[:1]:
                yield from _both(fill(route, values | {"number": number, "name": name}))
        for guess, number in itertools.product(GUESSED, (1, 2, 3)):
            given = {"region": REGION, "code": code, "number": number, "word": tokens[0]}
            yield "/" + guess.format(**given, digest=digests(canaries)[number])


FILES = ("disclosure.json", "disclosure.pdf", "disclosure.docx", "disclosure.xlsx")
#: What is called by a name, by the kind of name that its address wants.
NAMES = {
    "<proof:": ("manifest.json", "SHA256SUMS"),
    "<citation:": ("citation.bib", "citation.ris"),
    "<sitemap:": ("lists", "departments", "2025"),
    "": FILES,
}


def _both(address: str) -> Iterator[str]:
    yield address
    if not address.startswith(("/api", "/healthz")):
        yield f"/en{address}"


def fill(route: str, values: dict[str, Any]) -> str:
    made = route.replace("^", "").replace("$", "")
    made = re.sub(r"\(\?P<(\w+)>(?:[^()]|\([^()]*\))*\)", lambda m: str(values[m[1]]), made)
    return "/" + re.sub(r"<(?:\w+:)?(\w+)>", lambda m: str(values[m[1]]), made)


def staff_addresses(canaries: Canaries) -> Iterator[str]:
    from budgets.models import Entry, Remark
    from tests import matrix

    for budget in canaries.budgets.values():
        entry, remark = (
            Entry.objects.filter(budget=budget).first(),
            Remark.objects.filter(budget=budget).first(),
        )
        uploads = budget.uploads.values_list("pk", flat=True)
        values = {"pk": budget.pk, "object_id": budget.pk, "slug": "basics", "direction": "expenditure"}
        values |= {
            "entry": entry.pk,
            "project": 1,
            "remark": remark.pk if remark else 1,
            "upload": min(uploads, default=1),
            "paste": max(uploads, default=1),
            "number": 1,
            "url": "x",
            "username": "clerk",
        }
        values |= {"content_type_id": 1, "app_label": "budgets"}
        for route in matrix.routes():
            if route.startswith("admin/") and "logout" not in route:
                yield fill(route, values)


# The experiment ---------------------------------------------------------------------------------------------------


def run(size: int) -> Result:
    from django.test import Client

    from disclosures import copies
    from tests import drafts, people

    copies.render_pdf = lambda content, sha256, files: b"%PDF" + repr(content).encode()
    region = drafts.department("101", REGION, "某县第101局").region
    officer = people.finance_officer("finance", region)
    own_clerk = people.clerk(
        "own", *(drafts.department(str(n), REGION, f"某县第{n}局") for n in range(101, 110))
    )
    canaries = Canaries(random.Random(20250120))
    make(canaries, officer)
    others = {
        "clerk of another department": people.clerk("other", drafts.department("201", REGION, "某县另一局")),
        "finance office of another region": people.finance_officer(
            "far", drafts.department("101", OTHER, "某市财政局").region
        ),
        **{role: people.administrator(role, role) for role in ("system", "security", "audit")},
    }
    crawl = Crawl(canaries)
    for moment in ("before", "after"):
        crawl.public(Client(), f"anonymous, {moment}", size)
        for who, user in others.items():
            browser = signed_in(user)
            crawl.public(browser, f"{who}, {moment}", max(20, size // 10))
            crawl.staff(browser, f"{who}, {moment}", max(40, size // 2))
        if moment == "before":
            warm([signed_in(officer), signed_in(own_clerk)], canaries)
    crawl.kept()
    controls = {"a view": leaking_view(canaries), "lists": not_narrowed(canaries, others)}
    different = without_drafts(crawl.answers)
    return Result(
        faults=crawl.asked,
        survived=crawl.asked - len(crawl.leaks),
        control=min(controls.values()),
        lost=len(different),
        failures=tuple([*crawl.leaks, *different][:20]),
        notes={"tokens": len(canaries.tokens), "stages": list(STAGES), "controls": controls},
    )


def warm(browsers: list[Any], canaries: Canaries) -> None:
    """Those whose drafts they are look at all of it."""
    told = 0
    for browser in browsers:
        for stage, budget in canaries.budgets.items():
            for page in ("change", "preview", "review", "submit", "publish"):
                body = browser.get(f"/admin/budgets/budget/{budget.pk}/{page}/").content
                told += stage in canaries.in_bytes(body)
        browser.get("/admin/board/")
    assert told > len(STAGES), "the tokens are what staff see"


def leaking_view(canaries: Canaries) -> int:
    """Leaks found where a view shows a draft to whoever asks."""
    from django.http import JsonResponse
    from django.test import Client
    from django.urls import clear_url_caches, path

    from config import urls
    from disclosures.drafts import draft_of

    def leaking(request: Any, region: str) -> JsonResponse:
        return JsonResponse(draft_of(canaries.budgets["approved"]).content)

    leak = path("leak/<region:region>/", leaking)
    urls.urlpatterns.insert(0, leak)
    clear_url_caches()
    crawl = Crawl(canaries)
    for address in addresses(canaries):
        if address.startswith("/leak/"):
            crawl.ask(Client(), "anonymous", address)
    urls.urlpatterns.remove(leak)
    clear_url_caches()
    return len(crawl.leaks)


def not_narrowed(canaries: Canaries, others: dict[str, Any]) -> int:
    """Leaks found where every budget exists for everybody."""
    from budgets.models import Budget

    crawl = Crawl(canaries)
    with patch("budgets.access.budgets_of", lambda user: Budget.objects.all()):
        crawl.staff(signed_in(others["clerk of another department"]), "clerk", 200)
    return len(crawl.leaks)


def without_drafts(answers: dict[str, bytes]) -> list[str]:
    """Public addresses that answer otherwise once the tables of drafts are gone."""
    from django.db import connection
    from django.test import Client

    cascade = " CASCADE" if connection.vendor == "postgresql" else ""
    with connection.constraint_checks_disabled(), connection.cursor() as cursor:
        for table in connection.introspection.table_names():
            if table.startswith("budgets_"):
                cursor.execute(f'DROP TABLE "{table}"{cascade}')
    client = Client(raise_request_exception=False)

    def ask(address: str) -> tuple[int, bytes]:
        response = client.get(address)
        body = b"".join(response.streaming_content) if response.streaming else response.content
        return response.status_code, body

    found = []
    for address, before in answers.items():
        status, now = ask(address)
        is_other = (
            now != before and ask(address)[1] == now
        )  # some say something new each time: a token of a form
        if status >= 500 or is_other:
            found.append(f"{address}: otherwise without drafts ({status})")
    return found
