"""Three roles, one code base. The public process knows no staff page and no draft, not even in its database."""

import json
import os
import re
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from django.db import connection

ROOT = Path(__file__).parent.parent
PREPARE = """
from django.core.management import call_command
call_command("migrate", verbosity=0)
from disclosures import actions, workflow, copies
from tests.drafts import sound_budget
copies.render_pdf = lambda content, sha256, files: b"%PDF"
workflow.publish(budget=sound_budget(), by=None)
"""
DROP_THE_DRAFTS = """
from django.db import connection
with connection.constraint_checks_disabled(), connection.cursor() as cursor:
    drafts = [t for t in connection.introspection.table_names() if t.startswith("budgets_")]
    for table in drafts:
        cursor.execute(f'DROP TABLE "{table}"')
assert len(drafts) > 10
"""
ASK = """
import json, sys
from django.test import Client
client = Client()
print(json.dumps({address: client.get(address).status_code for address in json.loads(sys.argv[1])}))
"""
STAFF_ADDRESSES = """
import json
from django.urls import get_resolver
def walk(patterns, before=""):
    for pattern in patterns:
        route = before + str(pattern.pattern)
        if hasattr(pattern, "url_patterns"):
            yield from walk(pattern.url_patterns, route)
        elif route.startswith("admin/") and "(" not in route:
            yield "/" + route.replace("<path:object_id>", "1").replace("<int:pk>", "1").split("<")[0].rstrip("$")
print(json.dumps(sorted(set(walk(get_resolver().url_patterns)))))
"""
COOKIES = """
import json, sys
from django.test import Client
client = Client(headers={"Cookie": sys.argv[2]} if sys.argv[2] else {})
answers = {address: client.get(address) for address in json.loads(sys.argv[1])}
print(json.dumps({a: [bool(r.cookies), r.headers.get("Vary", "")] for a, r in answers.items()}))
"""
QUERIES = """
import json, sys
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
with CaptureQueriesContext(connection) as asked:
    for address in json.loads(sys.argv[1]):
        Client().get(address)
print(json.dumps([query["sql"] for query in asked]))
"""
WRITE = """
import json
from django.db import DatabaseError, connection
try:
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE scratch (x integer)")
        cursor.execute("DROP TABLE scratch")
    told = "written"
except DatabaseError as error:
    told = str(error)
print(json.dumps(told))
"""
PREVIEW = """
import json
from django.test import Client
from budgets.models import Budget
from budgets.signing_in.sessions import begin_session
from tests import people
client = Client()
client.force_login(people.finance_officer(), "budgets.signing_in.backend.StaffBackend")
session = client.session
begin_session(session)
session.save()
pk = Budget.objects.get().pk
page = client.get(f"/admin/budgets/budget/{pk}/preview/")
print(json.dumps([page.status_code, 'href="/430001/"' in page.content.decode(), client.get("/430001/").status_code]))
"""
INSTANT = """
import json
from tests.test_roles import counted_while_others_write
print(json.dumps(counted_while_others_write()))
"""
PUBLIC = ["/", "/430001/", "/430001/2025/", "/430001/101/2025/", "/en/430001/101/2025/v1/"]
PUBLIC += [
    f"/430001/101/2025/{name}"
    for name in ("disclosure.json", "disclosure.docx", "disclosure.xlsx", "tables/balance.csv")
]
PUBLIC += [
    "/data/",
    "/en/data/",
    "/rules/",
    "/en/rules/",
    "/robots.txt",
    "/api/v1/",
    "/api/v1/departments/",
    "/api/v1/figures/",
    "/api/v1/docs/",
    "/api/v1/projects/",
    "/api/v1/populations/",
    "/api/v1/code-changes/",
    "/api/v1/search/?q=2025",
    "/data/dictionary/",
    "/data/datapackage.zip",
    "/data/2025/datapackage.zip",
    "/feed/",
    "/430001/feed/",
    "/430001/101/feed/",
    "/sitemap.xml",
    "/sitemap-lists-1.xml",
    "/430001/101/2025/v1/citation.bib",
    "/healthz",
]


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    """run(role, script, *arguments): what a process of that role prints. All share one SQLite database."""
    home = tmp_path_factory.mktemp("roles")
    (home / "static").mkdir()
    kept = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}

    def run(role, script, *arguments):
        environment = kept | {"PORTAL_ROLE": role, "DATA_DIR": str(home), "DEBUG": "1"}
        start = (
            "import django; from django.test.utils import setup_test_environment as s; django.setup(); s()\n"
        )
        done = subprocess.run(
            [sys.executable, "-c", start + script, *arguments],
            cwd=ROOT,
            env=environment,
            capture_output=True,
            text=True,
        )
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout) if done.stdout.strip() else None

    run("all", PREPARE)
    return run


def test_the_public_role_has_no_staff_page(run):
    """Not one of the addresses that the staff role knows."""
    known = run("staff", STAFF_ADDRESSES)
    assert len(known) > 20 and "/admin/login/code/" in known
    assert set(run("public", ASK, json.dumps(known)).values()) == {404}


def test_the_public_role_knows_neither_sessions_nor_accounts_nor_codes(run):
    installed = run(
        "public", "import json; from django.apps import apps; print(json.dumps(list(apps.app_configs)))"
    )
    assert not {"admin", "sessions", "messages", "otp_totp", "django_otp"} & set(installed)


def test_the_public_role_sets_no_cookie_and_reads_none(run):
    for cookie in ("", "sessionid=0123456789abcdef; csrftoken=x; whose=zhou"):
        answers = run("public", COOKIES, json.dumps(PUBLIC), cookie)
        assert [address for address, (set_cookie, _vary) in answers.items() if set_cookie] == []
        assert [address for address, (_set, vary) in answers.items() if "Cookie" in vary] == []


def test_the_public_role_asks_nothing_of_the_tables_of_drafts_or_people(run):
    asked = run("public", QUERIES, json.dumps(PUBLIC))
    assert asked, "something was asked"
    assert [sql for sql in asked if '"budgets_' in sql or '"auth_' in sql or '"otp_' in sql] == []


def test_the_public_role_asks_only_the_tables_that_operators_let_it_read(run):
    granted = re.search(
        r"GRANT SELECT ON ([^;]*) TO portal_public;", (ROOT / "docs/operators.md").read_text()
    )[1]
    asked = {
        table
        for sql in run("public", QUERIES, json.dumps(PUBLIC))
        for table in re.findall(r'(?:FROM|JOIN) "(\w+)"', sql)
    }
    assert asked and asked <= set(re.split(r"[,\s]+", granted))


def test_the_public_role_cannot_write_to_its_database(run):
    assert "readonly" in run("public", WRITE).replace("-", "")
    assert run("all", WRITE) == "written", "the others can"


def counted_while_others_write():
    """How often something is there, asked twice for one answer and once for the next, while another process adds one."""
    from disclosures.asking import asking
    from disclosures.models import Population

    writer = connection.copy()
    told = []
    with asking():
        told.append(Population.objects.count())
        with writer.cursor() as cursor:
            cursor.execute(
                "INSERT INTO disclosures_population (region_code, year, persons, source)"
                " VALUES ('999999', 2025, 1, '公报')"
            )
        writer.close()
        told.append(Population.objects.count())
    told.append(Population.objects.count())
    Population.objects.filter(region_code="999999").delete()
    return told


def test_one_answer_is_of_one_instant_and_keeps_nobody_from_writing(run):
    before, meanwhile, after = run("all", INSTANT)
    assert (meanwhile, after) == (before, before + 1)


@pytest.mark.django_db
@pytest.mark.skipif(connection.vendor == "sqlite", reason="the file of the test above is SQLite's")
def test_on_postgresql_too_one_answer_is_of_one_instant():
    def asked():
        try:
            return counted_while_others_write()
        finally:
            connection.close()

    with ThreadPoolExecutor() as others:  # with a connection of its own, outside the transaction of this test
        before, meanwhile, after = others.submit(asked).result()
    assert (meanwhile, after) == (before, before + 1)


def test_the_staff_role_previews_public_pages_that_it_does_not_serve(run):
    status, names_the_public_address, public_page = run("staff", PREVIEW)
    assert (status, names_the_public_address, public_page) == (200, True, 404)


def test_every_public_page_is_answered_with_the_draft_tables_dropped(run):
    run("all", DROP_THE_DRAFTS)
    assert run("public", ASK, json.dumps(PUBLIC)) == dict.fromkeys(PUBLIC, 200)


@pytest.mark.django_db
def test_in_every_test_the_public_is_answered_without_the_tables_of_drafts(client, monkeypatch):
    """A public view that looks at a draft fails whichever test asks it (conftest.py)."""
    from django.db import DatabaseError
    from django.http import HttpResponse
    from django.urls import clear_url_caches, path

    from budgets.models import Budget
    from config import urls

    def leaking(request):
        return HttpResponse(str(Budget.objects.count()))

    monkeypatch.setattr(urls, "urlpatterns", [path("leak/", leaking), *urls.urlpatterns])
    clear_url_caches()
    try:
        with pytest.raises(DatabaseError, match="a public address asked a table of drafts"):
            client.get("/leak/")
    finally:
        monkeypatch.undo()
        clear_url_caches()
