"""The three administrators: each has an area of their own, sees nothing else, and nobody helps themselves."""

import csv
import io
import json
import re

import pytest
from django.contrib import admin
from django.contrib.auth import authenticate, get_user_model
from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from budgets import audit
from budgets.actions import record
from budgets.administering import actions
from budgets.models import Event, Membership, Person
from tests import drafts, people
from tests.people import words
from tests.test_tending import aged_events

pytestmark = pytest.mark.django_db


@pytest.fixture
def staff(client):
    """Signs one of the administrators in."""
    made = {role: people.administrator(role, role) for role in ("system", "security", "audit")}

    def sign_in(role):
        client.force_login(made[role])
        return made[role]

    return sign_in


AREAS = {
    "system": ["people", "people_new"],
    "security": ["people_roles"],
    "audit": ["audit"],
}


@pytest.mark.parametrize("role", AREAS)
def test_each_administrator_sees_their_area_and_no_other(client, staff, role):
    staff(role)
    for whose, names in AREAS.items():
        for name in names:
            assert client.get(reverse(name)).status_code == (200 if whose == role else 404), name


@pytest.mark.parametrize("role", AREAS)
def test_no_administrator_sees_a_budget(client, staff, role):
    budget = drafts.sound_budget()
    staff(role)
    for name in ("change", "preview", "publish", "review"):
        assert client.get(people.page(name, budget.pk)).status_code == 404
    assert client.get(reverse("admin:budgets_budget_changelist")).status_code == 404


@pytest.mark.parametrize("who", [people.clerk, people.reviewer, people.finance_officer, people.publisher])
def test_for_others_the_areas_do_not_exist(client, who):
    client.force_login(who())
    for name in (name for names in AREAS.values() for name in names):
        assert client.get(reverse(name)).status_code == 404
    for name in ("audit_check", "audit_export"):
        assert client.post(reverse(name)).status_code == 404


def test_the_stock_pages_of_users_and_groups_are_gone():
    assert not {get_user_model(), Group, Event} & set(admin.site._registry)


# 系统管理员 -------------------------------------------------------------------------------------------------------

NEW = {"username": "wu", "name": "吴桐", "email": "wu@example.gov.cn", "phone": "021-5000 1234"}


def test_a_new_account_gets_a_password_that_is_shown_once(client, staff):
    staff("system")
    page = words(client.post(reverse("people_new"), NEW))
    password = re.search(r"<code>([^<]+)</code>", page)[1]
    user = get_user_model().objects.get(username="wu")
    assert user.check_password(password) and user.person.must_change_password
    assert password not in words(client.get(reverse("people_person", args=["wu"])))
    assert password not in json.dumps(list(Event.objects.values_list("detail", flat=True)))
    assert [e.action for e in Event.objects.order_by("seq")][-2:] == ["建立账号", "重置密码"]


def test_an_account_without_a_role_cannot_come_in(client, staff):
    staff("system")
    page = words(client.post(reverse("people_new"), NEW))
    password = re.search(r"<code>([^<]+)</code>", page)[1]
    assert authenticate(username="wu", password=password) is None
    user = get_user_model().objects.get(username="wu")
    Membership.objects.create(user=user, role="clerk", department=drafts.department())
    assert authenticate(username="wu", password=password) == user


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"username": "admin"}, "这个用户名人人都会先试，请另取一个。"),
        ({"username": "system"}, "这个用户名人人都会先试，请另取一个。"),
        ({"name": ""}, "请填写"),
        ({"name": "吴\n桐"}, "名称不能换行"),
        ({"email": "wu"}, "请填写完整的电子邮箱地址"),
        ({"username": "a b"}, "用户名"),
    ],
)
def test_an_account_that_cannot_be_is_refused(client, staff, given, said):
    staff("system")
    page = client.post(reverse("people_new"), NEW | given)
    assert page.status_code == 400 and said in words(page)
    assert not Person.objects.filter(phone=NEW["phone"]).exists()


def test_a_disabled_account_is_out_at_once(client, staff, django_user_model):
    other = people.clerk()
    client.force_login(other)
    assert client.get(reverse("admin:index")).status_code == 200
    actions.disable(user=other, by=staff("system"))
    client.force_login(other)
    assert client.get(reverse("admin:index")).status_code == 302
    assert Event.objects.filter(action="停用账号", detail__username="zhou").exists()


def test_an_account_is_disabled_and_enabled_on_its_page(client, staff):
    user = people.clerk()
    staff("system")
    client.post(reverse("people_person", args=["zhou"]), {"disable": "1"})
    user.refresh_from_db()
    assert not user.is_active
    client.post(reverse("people_person", args=["zhou"]), {"enable": "1"})
    user.refresh_from_db()
    assert user.is_active


def test_nobody_disables_themselves_or_resets_their_own_password(client, staff):
    staff("system")
    for what in ("disable", "reset"):
        page = client.post(reverse("people_person", args=["system"]), {what: "1"})
        assert page.status_code == 400
    assert get_user_model().objects.get(username="system").is_active


def test_accounts_that_slept_ninety_days_are_listed(client, staff):
    staff("system")
    now = timezone.now()
    for name, days in (("zhou", 91), ("gu", 89)):
        people.member(name, "clerk", drafts.department())
        get_user_model().objects.filter(username=name).update(last_login=now - timezone.timedelta(days=days))
    found = client.get(reverse("people"), {"kind": "dormant"}).context["page"]
    assert [user.username for user in found] == ["zhou"]


def test_the_administrator_of_the_system_keeps_departments_and_grants_nothing(client, staff):
    staff("system")
    assert client.get(reverse("admin:budgets_department_add")).status_code == 200
    page = client.post(reverse("people_person", args=["audit"]), {"grant": "1", "role": "system"})
    assert page.status_code == 400
    assert not Membership.objects.filter(user__username="audit", role="system").exists()


# 安全管理员 -------------------------------------------------------------------------------------------------------


def grant(client, username, **given):
    return client.post(reverse("people_role", args=[username]), {"grant": "1"} | given)


@pytest.fixture
def newcomer():
    """An account that has no role yet."""
    user = get_user_model().objects.create_user("wu", password="a-long-password-1", is_staff=True)
    Person.objects.create(user=user)
    return user


def test_a_role_is_granted_with_its_event_and_ends_the_sessions(client, staff, newcomer):
    staff("security")
    before = newcomer.person.sessions_valid_from
    department = drafts.department()
    assert grant(client, "wu", role="clerk", department=department.pk).status_code == 302
    assert [str(each) for each in newcomer.memberships.all()] == ["填报人 某县财政局"]
    newcomer.person.refresh_from_db()
    assert newcomer.person.sessions_valid_from > before
    event = Event.objects.get(action="授予职责")
    assert event.detail == {"username": "wu", "role": "clerk", "scope": "430001/101"}
    assert event.who == "security"


def test_a_role_is_revoked_with_its_event(client, staff):
    user = people.clerk("zhou", drafts.department())
    staff("security")
    membership = user.memberships.get()
    client.post(reverse("people_role", args=["zhou"]), {"revoke": membership.pk})
    assert not user.memberships.exists()
    assert Event.objects.get(action="收回职责").detail["scope"] == "430001/101"


def test_nobody_grants_to_themselves(client, staff):
    staff("security")
    page = grant(client, "security", role="clerk", department=drafts.department().pk)
    assert page.status_code == 400 and "不能给本人授予职责。" in words(page)
    for what in ("reset", "unlock", "end"):
        assert client.post(reverse("people_role", args=["security"]), {what: "1"}).status_code == 400
    own = Membership.objects.get(user__username="security")
    assert client.post(reverse("people_role", args=["security"]), {"revoke": own.pk}).status_code == 400
    assert Membership.objects.filter(pk=own.pk).exists()


@pytest.mark.parametrize(
    ("who", "role", "said"),
    [
        ("audit", "system", "三类管理员不能由一人兼任"),
        ("audit", "clerk", "三类管理员不能由一人兼任"),
        ("zhou", "audit", "三类管理员不能由一人兼任"),
        ("wu", "clerk", "填报人、复核人须选部门"),
        ("wu", "finance", "财政局、公开岗须选地区"),
    ],
)
def test_roles_that_do_not_go_together_are_refused(client, staff, newcomer, who, role, said):
    people.clerk("zhou", drafts.department())
    staff("security")
    place = {"department": drafts.department().pk} if role == "clerk" and who == "audit" else {}
    page = grant(client, who, role=role, **place)
    assert page.status_code == 400 and said in words(page)


def test_the_database_refuses_the_mixture_too():
    """The negative control of the action: straight into the table."""
    user = people.administrator("lu", "security")
    with pytest.raises(IntegrityError), transaction.atomic():
        Membership.objects.create(user=user, role="clerk", department=drafts.department())


def test_a_membership_of_another_person_is_not_revoked_from_here(client, staff, newcomer):
    other = people.clerk("zhou", drafts.department()).memberships.get()
    staff("security")
    assert client.post(reverse("people_role", args=["wu"]), {"revoke": other.pk}).status_code == 404
    assert client.post(reverse("people_role", args=["wu"]), {"revoke": "x"}).status_code == 404
    assert client.post(reverse("people_role", args=["wu"]), {"nonsense": "1"}).status_code == 404
    assert Membership.objects.filter(pk=other.pk).exists()


def test_a_disabled_account_is_granted_nothing(staff, newcomer):
    newcomer.is_active = False
    newcomer.save()
    with pytest.raises(ValidationError, match="账号已停用"):
        actions.grant(user=newcomer, role="clerk", department=drafts.department(), by=staff("security"))


@pytest.mark.parametrize(
    ("what", "action"), [("reset", "重置验证器"), ("unlock", "解除锁定"), ("end", "结束会话")]
)
def test_people_are_let_in_again(client, staff, what, action):
    people.clerk("zhou", drafts.department())
    staff("security")
    assert client.post(reverse("people_role", args=["zhou"]), {what: "1"}).status_code == 302
    assert Event.objects.filter(action=action, detail__username="zhou", who="security").exists()


# 审计管理员 -------------------------------------------------------------------------------------------------------


@pytest.fixture
def past():
    """What a clerk and a reviewer did."""
    budget = drafts.sound_budget()
    clerk, reviewer = people.clerk("zhou", budget.department), people.reviewer("gu", budget.department)
    record(budget=budget, by=clerk, action="改明细", before={"amount": "1.20"}, after={"amount": "0.95"})
    record(budget=budget, by=reviewer, action="放行警告", reason="=cmd|' /C calc'!A0")
    record(budget=None, by=None, action="清点")
    return budget


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({}, ["清点", "放行警告", "改明细"]),
        ({"who": "zhou"}, ["改明细"]),
        ({"action": "放行警告"}, ["放行警告"]),
        ({"subject": "430001/101"}, ["放行警告", "改明细"]),
        ({"subject": "430002"}, []),
        ({"until": "2020-01-01"}, []),
        ({"since": "2020-01-01"}, ["清点", "放行警告", "改明细"]),
    ],
)
def test_events_are_searched(client, staff, past, asked, found):
    staff("audit")
    assert [event.action for event in client.get(reverse("audit"), asked).context["events"]] == found


def test_before_and_after_of_a_change_are_shown_in_words(client, staff, past):
    staff("audit")
    page = words(client.get(reverse("audit")))
    assert "本年：0.00012 万元 <span" in page and "0.000095 万元</li>" in page and "430001/101/2025" in page
    assert "&quot;" not in page


def test_a_date_that_cannot_be_finds_nothing_and_says_so(client, staff, past):
    staff("audit")
    page = client.get(reverse("audit"), {"since": "2026-02-30"})
    assert page.status_code == 400 and "2026 年 2 月没有 30 日" in words(page)
    assert page.context["events"] == []


def test_older_pages_stay_what_they_were_while_new_events_come(client, staff, past):
    for n in range(60):
        record(budget=None, by=None, action=f"第{n}次")
    staff("audit")
    first = client.get(reverse("audit"))
    record(budget=None, by=None, action="又一次")
    older = client.get(reverse("audit"), {"before": first.context["older"]}).context["events"]
    assert {event.seq for event in older} & {event.seq for event in first.context["events"]} == set()
    assert older[0].seq == first.context["events"][-1].seq - 1


def test_events_are_exported_as_csv_and_as_json(client, staff, past):
    staff("audit")
    answer = client.post(reverse("audit_export"), {"as": "csv"})
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    lines = list(csv.DictReader(io.StringIO(text)))
    assert [line["操作"] for line in lines[:3]] == ["改明细", "放行警告", "清点"]
    assert answer.headers["Content-Disposition"].endswith('.csv"')
    answer = client.post(reverse("audit_export"), {"as": "jsonl", "who": "zhou"})
    (line,) = b"".join(answer.streaming_content).decode().splitlines()
    assert json.loads(line)["detail"]["after"] == {"amount": "0.95"}
    told = Event.objects.filter(action="导出操作记录").order_by("seq").last()
    assert told.detail == {"query": {"who": "zhou"}, "format": "jsonl"} and told.who == "audit"


def test_no_cell_of_the_export_is_run_by_a_spreadsheet(client, staff, past):
    record(budget=None, by=None, action="=1+1")
    staff("audit")
    answer = client.post(reverse("audit_export"), {"as": "csv"})
    rows = list(csv.reader(io.StringIO(b"".join(answer.streaming_content).decode("utf-8-sig"))))
    assert not [cell for row in rows for cell in row if cell.startswith(("=", "+", "-", "@"))]
    assert "'=1+1" in [cell for row in rows for cell in row]


def test_the_chain_is_checked_and_a_break_is_found(client, staff, past):
    staff("audit")
    assert "首尾相接，与摘要全部相符" in words(client.post(reverse("audit_check")))
    assert Event.objects.get(action="校验操作记录").detail["faults"] == 0


def test_a_break_in_the_chain_is_told(client, staff):
    aged_events([300, 200])
    Event.objects.filter(seq=1).delete()
    staff("audit")
    page = words(client.post(reverse("audit_check")))
    assert "操作记录从第 2 条开始，之前的不见了" in page
    assert len(list(audit.faults())) == 1


def test_nothing_is_changed_by_looking(client, staff, past):
    staff("audit")
    before = Event.objects.count()
    client.get(reverse("audit"))
    client.get(reverse("audit"), {"who": "zhou"})
    assert Event.objects.count() == before
    assert client.get(reverse("audit_check")).status_code == 405
    assert client.get(reverse("audit_export")).status_code == 405
