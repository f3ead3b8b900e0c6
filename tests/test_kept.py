"""Nothing typed is lost when a session ends or a token no longer fits (rows 68 and 69); refusals in the staff's words."""

from datetime import timedelta

import pytest
from django.contrib.auth import get_user_model
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from budgets import kept
from tests import people, signing
from tests.drafts import sound_budget
from tests.people import words

pytestmark = pytest.mark.django_db
SIGN_IN = reverse("admin:login")


@pytest.fixture
def budget():
    return people.budget()


def end_sessions(client):
    """The person has worked here; half an hour later the session is over, and the picker already asked in vain."""
    client.get(reverse("admin:index"))
    Session.objects.update(expire_date=timezone.now() - timedelta(minutes=1))
    client.get(reverse("admin:index"))
    assert not client.cookies["sessionid"].value


def sign_in(client, sealed, path, username="zhou"):
    """Both steps; what was typed goes with the first."""
    user = signing.with_authenticator(get_user_model().objects.get(username=username))
    return signing.sign_in(client, user, next=path, kept=sealed)


def test_what_was_typed_when_the_session_ended_comes_back_unsaved(client, clerk, budget):
    section = people.page("section", budget.pk, "three-public")
    end_sessions(client)
    page = client.post(section, {"three_public__abroad": "12.5", "stamp": "as opened"})
    assert page.status_code == 403 and "登录已过期，重新登录后继续" in words(page)
    assert 'form="login-form"' in words(page) and f'action="{SIGN_IN}"' in words(page)
    answer = sign_in(client, page.context["kept"], section)
    assert answer["Location"] == section
    form = client.get(section)
    assert "这是您刚才填写、还没有保存的内容，请核对后保存。" in words(form)
    assert 'value="12.5"' in words(form) and 'value="as opened"' in words(form)
    assert not budget.particulars.exists()
    assert client.get(section).status_code == 302, "given back once"


@pytest.mark.parametrize("name", ["entries", "entry", "project_add"])
def test_every_page_of_entering_gives_back_what_was_typed(client, clerk, budget, name):
    entry = people.entry(budget, "1", function="2010601")
    args = {"entries": ["expenditure"], "entry": ["expenditure", entry.pk], "project_add": []}[name]
    page = people.page(name, budget.pk, *args)
    end_sessions(client)
    sealed = client.post(page, {"amount": "12.5", "reason": "说明"}).context["kept"]
    sign_in(client, sealed, page)
    assert 'value="12.5"' in words(client.get(page)) and budget.entries.count() == 1


def test_another_person_signing_in_gets_nothing_of_it(client, clerk, budget):
    section = people.page("section", budget.pk, "notes")
    end_sessions(client)
    sealed = client.post(section, {"note__scope": "只给周敏"}).context["kept"]
    people.clerk("wang")
    sign_in(client, sealed, section, "wang")
    assert "kept" not in client.session
    assert "只给周敏" not in words(client.get(section, follow=True))


def test_what_was_typed_is_kept_for_a_day_and_not_longer(client, clerk, budget, monkeypatch):
    section = people.page("section", budget.pk, "notes")
    end_sessions(client)
    sealed = client.post(section, {"note__scope": "文字"}).context["kept"]
    monkeypatch.setattr(kept, "LONGEST", -1)
    sign_in(client, sealed, section)
    assert "kept" not in client.session
    monkeypatch.undo()
    assert kept._unsealed(sealed[:-1]) is None, "and not altered"


def test_after_signing_out_nothing_is_kept(client, clerk, budget):
    end_sessions(client)
    client.force_login(clerk)
    client.post(reverse("admin:logout"))
    answer = client.post(people.page("section", budget.pk, "notes"), {"note__scope": "文字"})
    assert answer.status_code == 302 and answer["Location"].startswith(SIGN_IN)


def test_a_wrong_password_keeps_what_was_typed(client, clerk, budget):
    section = people.page("section", budget.pk, "notes")
    end_sessions(client)
    sealed = client.post(section, {"note__scope": "文字"}).context["kept"]
    answer = client.post(SIGN_IN, {"username": "zhou", "password": "wrong", "kept": sealed})
    assert f'name="kept" value="{sealed}"' in words(answer)


def test_what_was_typed_survives_the_setting_up_of_an_authenticator(client, clerk, budget):
    section = people.page("section", budget.pk, "three-public")
    end_sessions(client)
    sealed = client.post(section, {"three_public__abroad": "12.5"}).context["kept"]
    signing.give_password(client, "zhou", next=section, kept=sealed)
    page = client.get(signing.SET_UP)
    page = client.post(signing.SET_UP, {"code": signing.code_of(clerk)})
    answer = client.post(reverse("admin:sign_in_onward"), {"next": section, "kept": page.context["kept"]})
    assert answer["Location"] == section and 'value="12.5"' in words(client.get(section))


def test_stock_pages_are_given_back_as_a_list(client):
    client.force_login(people.finance_officer())
    add = reverse("admin:budgets_region_add")
    end_sessions(client)
    sealed = client.post(add, {"name": "某县", "code": "430999", "level": "县"}).context["kept"]
    page = words(sign_in(client, sealed, add, "shen"))
    assert f'action="{add}"' in page and "某县</textarea>" in page and 'name="level" value="县"' in page


def test_a_token_that_no_longer_fits_gives_the_form_back(clerk, budget):
    client = Client(enforce_csrf_checks=True)
    client.force_login(clerk)
    section = people.page("section", budget.pk, "three-public")
    page = client.post(section, {"three_public__abroad": "12.5"})
    assert page.status_code == 403 and "页面打开太久，请重新提交。您填的内容已保留。" in words(page)
    assert f'action="{section}"' in words(page) and "12.5</textarea>" in words(page)
    token = client.cookies["csrftoken"].value
    sent = {"three_public__abroad": "12.5", "csrfmiddlewaretoken": token}
    assert client.post(section, sent).status_code == 302
    assert budget.particulars.get().value == people.yuan("12.5")


def test_what_another_site_sent_is_not_offered_again(clerk, budget):
    client = Client(enforce_csrf_checks=True)
    client.force_login(clerk)
    section = people.page("section", budget.pk, "three-public")
    page = client.post(section, {"three_public__abroad": "12.5"}, headers={"Origin": "https://evil.example"})
    assert page.status_code == 403 and "12.5" not in words(page) and "回首页" in words(page)


def test_a_password_is_never_given_back(clerk):
    client = Client(enforce_csrf_checks=True)
    page = client.post(SIGN_IN, {"username": "zhou", "password": "a-long-password-1"})
    assert page.status_code == 403 and "a-long-password-1" not in words(page)


def test_a_staff_page_that_is_not_there_says_so_in_chinese(client, clerk, budget):
    for path in ("/admin/nothing/", people.page("change", 999)):
        page = client.get(path)
        assert page.status_code == 404 and "没有这一页，或不在您负责的部门内。" in words(page)
        assert f'<a href="{reverse("admin:index")}">回首页</a>' in words(page)


def test_a_stock_page_that_is_not_theirs_does_not_exist_and_whoever_is_not_signed_in_is_led_to_it(
    client, clerk
):
    lists = [reverse(f"admin:{name}_changelist") for name in ("budgets_region", "disclosures_version")]
    for path in (*lists, reverse("admin:budgets_region_add")):
        page = client.get(path)
        assert page.status_code == 404 and "没有这一页，或不在您负责的部门内。" in words(page)
        assert Client().get(path)["Location"].startswith(SIGN_IN)


def test_the_page_for_publishing_does_not_exist_for_a_clerk(client, clerk):
    page = client.get(people.page("publish", sound_budget().pk))
    assert page.status_code == 404 and "没有这一页，或不在您负责的部门内。" in words(page)
