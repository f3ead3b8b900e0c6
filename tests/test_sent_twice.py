"""Whatever is sent to a page of the finance office or of the administrators, twice or unreadable: never our fault."""

import pytest
from django.urls import reverse

from budgets.administering import urls as people_urls
from disclosures import copies, workflow
from disclosures.board import urls as board_urls
from disclosures.inspection import urls as inspection_urls
from tests import people, stages
from tests.drafts import sound_budget

pytestmark = pytest.mark.django_db
NUL, LONG = "保\x00密法", "长" * 5000
BASIS = "保守国家秘密法第十三条"
#: By the name of the address: what its forms send. {budget} and {person} are filled in.
SENT = {
    "first_page": [{}],
    "board": [{}],
    "board_budget": [{}],
    "board_publish": [
        {"budget": "{budget}", "day": "2099-01-05", "minute": "10:00", "late_reason": ""},
        {"budget": "{budget}", "now": "1", "sure": "1", "late_reason": ""},
    ],
    "board_unschedule": [{"budget": "{budget}"}],
    "board_dates": [{"budget": "{budget}", "approved_on": "2025-01-20"}],
    "board_open_year": [{"year": "2026", "department": "{department}"}],
    "board_urge": [{"budget": "{budget}"}],
    "board_withhold": [
        {"basis": BASIS, "part": ""},
        {"basis": BASIS, "part": "procurement"},
        {"end": "1", "part": ""},
        {"end": "1", "part": "procurement"},
    ],
    "board_withdraw": [{"basis": BASIS, "name_typed": "某县财政局"}],
    "inspections": [{"region": "430001", "year": "2025"}],
    "inspection_pack": [{"region": "430001", "year": "2025"}],
    "inspection_pack_pdf": [],  # typeset; it takes nothing but what the page takes
    "inspection": [{}],
    "people": [{"q": "x"}],
    "people_new": [{"username": "wang", "name": "王芳", "email": "w@example.gov.cn"}],
    "people_person": [{"name": "王芳", "email": "w@example.gov.cn"}, {"reset": "1"}, {"disable": "1"}, {"enable": "1"}],
    "people_roles": [{"q": "x"}],
    "people_role": [
        {"grant": "1", "role": "clerk", "department": "{department}", "region": ""},
        {"revoke": "{budget}"},
        {"unlock": "1"},
        {"reset": "1"},
    ],
    "audit": [{"q": "x", "since": "2025-01-01"}],
    "audit_check": [{}],
    "audit_export": [{"as": "csv"}, {"as": "json"}],
}  # fmt: skip
AREA = {"people": "system", "people_new": "system", "people_person": "system", "people_roles": "security",
        "people_role": "security", "audit": "audit", "audit_check": "audit", "audit_export": "audit"}  # fmt: skip
#: What was done before it is sent: all that a finance officer may come upon.
STAGES = {
    "editing": lambda budget: None,
    "approved": stages.approved,
    "public": lambda budget: workflow.publish(budget=stages.approved(budget), by=None),
}


@pytest.fixture(autouse=True)
def quick_files(monkeypatch):
    for name in ("render_pdf", "render_word", "render_workbook"):
        monkeypatch.setattr(copies, name, lambda *_: b"%PDF")


def names():
    return [each.name for urls in (board_urls, inspection_urls, people_urls) for each in urls.urlpatterns]


def test_every_address_is_tried():
    assert set(SENT) == set(names())


def spoilt(sent):
    """What was meant, and the same with each value unreadable, too long, or not there."""
    yield sent
    for name in sent:
        for wrong in (NUL, LONG, "-1", "9" * 30):
            yield sent | {name: wrong}
        yield {other: value for other, value in sent.items() if other != name}


@pytest.mark.parametrize("stage", STAGES)
@pytest.mark.parametrize("name", [name for name in SENT if SENT[name]])
def test_nothing_that_is_sent_once_or_twice_is_the_servers_fault(client, name, stage):
    client.raise_request_exception = False
    if name in AREA and stage != "editing":
        pytest.skip("an administrator sees no budget")
    budget = sound_budget()
    STAGES[stage](budget)
    user = people.clerk("zhou", budget.department)
    officer = (
        people.administrator("an", AREA[name])
        if name in AREA
        else people.finance_officer("shen", budget.department.region)
    )
    client.force_login(officer)
    of = {"board_budget": budget.pk, "board_withhold": budget.pk, "board_withdraw": budget.pk, "inspection": budget.pk,
          "people_person": user.username, "people_role": user.username}  # fmt: skip
    address = reverse(name, args=[of[name]] if name in of else [])
    known = {"{budget}": str(budget.pk), "{department}": str(budget.department_id)}
    faults = []
    for sent in SENT[name]:
        for typed in spoilt({key: known.get(value, value) for key, value in sent.items()}):
            for ask in (client.get, client.post, client.post):
                answer = ask(address, typed)
                if answer.status_code >= 500:
                    faults.append((ask.__name__, {k: v[:20] for k, v in typed.items()}))
    assert faults == []
