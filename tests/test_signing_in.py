"""How people come in: a password, then a one-time code; how often they may try; how long they stay."""

import re
import time
from datetime import timedelta

import pytest
from django.contrib.auth import get_user_model
from django.contrib.sessions.models import Session
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django_otp.plugins.otp_totp.models import TOTPDevice

from budgets.models import Event, Membership, Person, SignInCount
from budgets.signing_in import actions, attempts, codes, sessions
from tests import people, signing
from tests.people import words
from tests.signing import CODE, SET_UP, SIGN_IN, give_code, give_password, is_in, with_authenticator

pytestmark = pytest.mark.django_db
INDEX = reverse("admin:index")
LOCKED = "密码连续输错，请 15 分钟后再试，或请管理员重置。"


@pytest.fixture
def zhou():
    return with_authenticator(people.clerk())


def done(action):
    return Event.objects.filter(action=action)


# Two factors ------------------------------------------------------------------------------------------------------


def test_a_clerk_comes_in_with_a_password_and_a_code(client, zhou):
    answer = give_password(client, "zhou")
    assert answer["Location"] == CODE and not is_in(client), "a password alone opens nothing"
    assert give_code(client, zhou)["Location"] == INDEX
    assert is_in(client)
    assert done("登录").get().by == zhou


def test_a_password_alone_opens_no_staff_page(client, zhou):
    give_password(client, "zhou")
    for address in (
        INDEX,
        people.page("changelist"),
        reverse("admin:password_change"),
        reverse("admin:stay"),
    ):
        answer = client.get(address)
        assert answer.status_code == 302 and answer["Location"].startswith(SIGN_IN), address


def test_a_session_without_a_second_factor_is_none(client, zhou):
    client.force_login(zhou)
    session = client.session
    del session[sessions.SIGNED_IN]
    session.save()
    assert not is_in(client)


def test_a_code_works_once(zhou):
    code = signing.code_of(zhou)
    first, second = Client(), Client()
    for browser in (first, second):
        give_password(browser, "zhou")
    assert give_code(first, zhou, code=code).status_code == 302
    page = give_code(second, zhou, code=code)
    assert "验证码不对，或已经用过。" in words(page) and not is_in(second)


@pytest.mark.parametrize("typed", ["", "12345", "1234567", "abcdef", "٣٤٥٦٧٨", "0" * 41, "000000\x00"])
def test_what_is_no_code_is_refused(client, zhou, typed):
    give_password(client, "zhou")
    page = client.post(CODE, {"code": typed})
    assert page.status_code == 200 and not is_in(client)


def test_a_code_typed_in_full_width_or_with_a_space_is_a_code(client, zhou):
    code = signing.code_of(zhou).translate(str.maketrans("0123456789", "０１２３４５６７８９"))
    give_password(client, "zhou")
    assert give_code(client, zhou, code=f"{code[:3]} {code[3:]}").status_code == 302


def test_the_code_page_forgets_the_password_after_ten_minutes(client, zhou):
    give_password(client, "zhou")
    session = client.session
    session["pending"] |= {"at": (timezone.now() - timedelta(minutes=11)).isoformat()}
    session.save()
    assert give_code(client, zhou)["Location"] == SIGN_IN and not is_in(client)


def test_the_code_page_is_for_nobody_who_gave_no_password(client):
    assert client.get(CODE)["Location"] == SIGN_IN
    assert client.get(SET_UP)["Location"] == SIGN_IN


def test_a_clock_set_back_is_told_as_such(client, zhou):
    TOTPDevice.objects.update(last_t=int(time.time()) // 30 + 100)
    give_password(client, "zhou")
    assert "服务器时间异常，请联系系统管理员。" in words(give_code(client, zhou))


# Setting up -------------------------------------------------------------------------------------------------------


def test_at_the_first_sign_in_an_authenticator_is_set_up_and_ten_codes_are_told_once(client):
    user = people.clerk()
    assert give_password(client, "zhou")["Location"] == CODE
    assert client.get(CODE)["Location"] == SET_UP
    page = client.get(SET_UP)
    assert 'src="data:image/svg+xml' in words(page) and not re.search(r"\sstyle=", words(page))
    device = TOTPDevice.objects.get()
    assert codes.secret_of(device) in words(page) and not device.confirmed
    told = signing.recovery_codes(client.post(SET_UP, {"code": signing.code_of(user)}))
    assert len(set(told)) == 10 and is_in(client)
    assert not [code for code in told if code in str(list(user.recovery_codes.values_list("hashed")))]
    assert done("设置验证器").get().by == user
    assert client.get(SET_UP)["Location"] == SIGN_IN, "shown once"


def test_a_wrong_code_sets_nothing_up(client):
    user = people.clerk()
    give_password(client, "zhou")
    client.get(SET_UP)
    client.post(SET_UP, {"code": signing.wrong_code(user)})
    assert not codes.device_of(user) and not is_in(client)


def test_nobody_sets_up_a_second_authenticator_with_a_password_alone(client, zhou):
    give_password(client, "zhou")
    assert client.get(SET_UP)["Location"] == CODE
    assert TOTPDevice.objects.count() == 1


def test_a_recovery_code_comes_in_once(client):
    user = people.clerk()
    give_password(client, "zhou")
    client.get(SET_UP)
    told = signing.recovery_codes(client.post(SET_UP, {"code": signing.code_of(user)}))
    again, thief = Client(), Client()
    give_password(again, "zhou")
    assert give_code(again, user, code=told[0].upper()).status_code == 302
    assert "已使用一个恢复码，还剩 9 个。" in words(again.get(INDEX))
    give_password(thief, "zhou")
    give_code(thief, user, code=told[0])
    assert not is_in(thief)


def test_a_reset_ends_the_sessions_and_leads_to_setting_up_again(client, zhou):
    signing.sign_in(client, zhou)
    actions.reset_second_factor(user=zhou, by=people.administrator("an", "security"))
    assert not is_in(client)
    give_password(client, "zhou")
    assert client.get(CODE)["Location"] == SET_UP
    assert done("重置验证器").get().detail == {"username": "zhou"}


# The demo ---------------------------------------------------------------------------------------------------------


def test_a_sample_site_shows_the_code_of_its_people_as_often_as_they_sign_in(client, settings):
    settings.SITE_SAMPLE = True
    user = people.clerk()
    actions.give_demo_device(user=user)
    for _time in range(3):
        browser = Client()
        give_password(browser, "zhou")
        code = re.search(r"样例站点：本次验证码 <b>(\d{6})</b>", words(browser.get(CODE)))[1]
        assert give_code(browser, user, code=code).status_code == 302 and is_in(browser)


def test_any_other_site_neither_shows_nor_takes_the_code_of_the_demo(client, settings):
    settings.SITE_SAMPLE = False
    user = people.clerk()
    actions.give_demo_device(user=user)
    give_password(client, "zhou")
    assert "本次验证码" not in words(client.get(CODE))
    give_code(client, user)
    assert not is_in(client)


def test_a_sample_site_shows_nobody_the_code_of_a_real_authenticator(client, zhou, settings):
    settings.SITE_SAMPLE = True
    give_password(client, "zhou")
    assert "本次验证码" not in words(client.get(CODE))


# Trying too often -------------------------------------------------------------------------------------------------


def fail(username, times, address="10.1.1.1"):
    for _time in range(times):
        page = give_password(Client(), username, password="wrong-password-0", address=address)
    return words(page)


def test_five_wrong_passwords_lock_this_person_at_this_place_alone(client, zhou):
    assert LOCKED not in fail("zhou", 5)
    assert LOCKED in fail("zhou", 1)
    assert LOCKED in words(give_password(client, "zhou", address="10.1.1.1")), "the right one too"
    assert give_password(client, "zhou", address="10.1.1.2")["Location"] == CODE, "but not elsewhere"
    assert done("登录失败").count() == 5


def test_twenty_others_of_the_office_still_come_in(zhou):
    fail("zhou", 8)
    for number in range(20):
        other = with_authenticator(people.clerk(f"clerk{number}"))
        browser = Client()
        assert signing.sign_in(browser, other, address="10.1.1.1")["Location"] == INDEX


def test_an_office_from_which_somebody_guesses_many_names_is_not_locked_out(client, zhou):
    for number in range(attempts.SUSPECT_ADDRESS):
        attempts.may_try_password(f"guess{number}", "10.1.1.1")
    assert give_password(client, "zhou", address="10.1.1.1")["Location"] == CODE
    fail("li", 1)
    assert LOCKED in fail("li", 1), "but each name has one try, not five"


def test_a_thousand_guesses_are_five_that_are_looked_at(zhou):
    looked_at = [attempts.may_try_password("zhou", "10.1.1.1") for _guess in range(1000)]
    assert looked_at.count(True) == 5


def test_guesses_from_many_places_are_limited_by_the_name(zhou):
    looked_at = [
        attempts.may_try_password("zhou", f"10.{place}.1.{guess}")
        for place in range(200)
        for guess in range(2)
    ]
    assert looked_at.count(True) == attempts.MOST


def test_after_fifteen_minutes_one_may_try_again(client, zhou):
    fail("zhou", 6)
    SignInCount.objects.update(last_at=timezone.now() - timedelta(minutes=15, seconds=1))
    assert give_password(client, "zhou", address="10.1.1.1")["Location"] == CODE


def test_a_right_password_does_not_buy_more_codes(zhou):
    for _time in range(5):
        browser = Client()
        give_password(browser, "zhou")
        give_code(browser, zhou, code=signing.wrong_code(zhou))
    browser = Client()
    give_password(browser, "zhou")
    assert "验证码连续输错，请 15 分钟后再试，或请管理员重置。" in words(give_code(browser, zhou))
    assert not is_in(browser)


def test_an_administrator_lets_somebody_try_again(client, zhou):
    fail("zhou", 6)
    actions.unlock(user=zhou, by=people.administrator("an", "security"))
    assert give_password(client, "zhou", address="10.1.1.1")["Location"] == CODE
    assert done("解除锁定").get().detail == {"username": "zhou"}


def test_coming_in_forgives_the_slips_before_it(client, zhou):
    fail("zhou", 4, address="127.0.0.1")
    signing.sign_in(client, zhou)
    assert LOCKED not in fail("zhou", 4, address="127.0.0.1")


def test_a_made_up_forwarded_address_changes_nothing(client, zhou):
    for number in range(1000):
        sent = {"username": "zhou", "password": "wrong-password-0"}
        headers = {"X-Forwarded-For": f"1.1.{number // 250}.{number % 250}"}
        if number < 6 or number == 999:
            page = client.post(SIGN_IN, sent, headers=headers)
        else:
            assert not attempts.may_try_password("zhou", "127.0.0.1")
    assert LOCKED in words(page)
    assert set(done("登录失败").values_list("place", flat=True)) == {"127.0.0.1"}


@pytest.mark.parametrize(
    ("count", "header", "believed"),
    [
        (0, "1.1.1.1", "127.0.0.1"),
        (1, "1.1.1.1", "1.1.1.1"),
        (1, "9.9.9.9, 1.1.1.1", "1.1.1.1"),
        (2, "9.9.9.9, 1.1.1.1, 10.0.0.1", "1.1.1.1"),
        (2, "1.1.1.1", "127.0.0.1"),
        (1, "no-address", ""),
        (1, "2001:db8::1", "2001:db8::1"),
    ],
)
def test_the_address_is_the_one_that_the_front_server_wrote(rf, settings, count, header, believed):
    from budgets.origin import address_of

    settings.PROXY_COUNT = count
    assert address_of(rf.get("/", headers={"X-Forwarded-For": header})) == believed


def test_a_subscriber_of_ipv6_is_one_address():
    assert attempts.network_of("2001:db8:1:2::5") == attempts.network_of("2001:db8:1:2:ffff::1")
    assert attempts.network_of("2001:db8:1:2::5") != attempts.network_of("2001:db8:1:3::5")


def test_a_password_typed_as_a_name_is_written_down_nowhere(client):
    give_password(client, "my-own-secret-password")
    written = [
        *Event.objects.values_list("detail", flat=True),
        *SignInCount.objects.values_list("key", "name"),
    ]
    assert "my-own-secret-password" not in str(written)


# Who has nothing to do here ---------------------------------------------------------------------------------------


def refused(user, password=signing.PASSWORD):
    with_authenticator(user)
    page = give_password(Client(), user.get_username(), password=password)
    return "用户名或密码不对，请重新输入。" in words(page)


def test_a_superuser_is_nobody(client):
    boss = get_user_model().objects.create_superuser("boss", password=signing.PASSWORD)
    Person.objects.create(user=boss)
    Membership.objects.create(user=boss, role="system")
    assert refused(boss)
    client.force_login(boss)
    assert not is_in(client)


def test_who_has_no_duty_is_nobody(client, zhou):
    assert refused(people.outsider(), "not-a-member-of-staff")
    signing.sign_in(client, zhou)
    zhou.memberships.all().delete()
    assert not is_in(client), "from the next page on"


def test_rights_given_by_hand_count_for_nothing(zhou):
    from django.contrib.auth.models import Permission

    zhou.user_permissions.set(Permission.objects.all())
    assert not get_user_model().objects.get(pk=zhou.pk).has_perm("auth.delete_user")


# Sessions ---------------------------------------------------------------------------------------------------------


def test_signing_in_changes_the_key_of_the_session(client, zhou):
    client.get(SIGN_IN)
    keys = []
    give_password(client, "zhou")
    keys.append(client.cookies["sessionid"].value)
    give_code(client, zhou)
    keys.append(client.cookies["sessionid"].value)
    assert len(set(keys)) == 2 and not Session.objects.filter(session_key=keys[0]).exists()


def age(client, **span):
    session = client.session
    session[sessions.SIGNED_IN] = (timezone.now() - timedelta(**span)).isoformat()
    session.save()


def test_a_session_lasts_twelve_hours_whatever_happens_in_it(client, zhou):
    Person.objects.update(sessions_valid_from=timezone.now() - timedelta(days=1))
    signing.sign_in(client, zhou)
    age(client, hours=11, minutes=59)
    assert is_in(client)
    age(client, hours=12, seconds=1)
    assert not is_in(client)


def test_half_an_hour_without_a_page_ends_a_session(client, zhou):
    signing.sign_in(client, zhou)
    left = Session.objects.get().expire_date - timezone.now()
    assert timedelta(minutes=29) < left <= timedelta(minutes=30)
    Session.objects.update(expire_date=timezone.now())
    assert not is_in(client)


def test_a_clock_set_back_does_not_make_a_session_immortal(client, zhou):
    signing.sign_in(client, zhou)
    age(client, hours=-1)
    assert not is_in(client)


def test_a_disabled_person_is_out_at_the_next_page(client, zhou):
    signing.sign_in(client, zhou)
    get_user_model().objects.filter(pk=zhou.pk).update(is_active=False)
    assert not is_in(client)


def test_a_change_of_duties_ends_the_sessions(client, zhou):
    signing.sign_in(client, zhou)
    actions.end_sessions(user=zhou, by=None)
    assert not is_in(client)


def test_signing_out_is_written_down_and_ends_the_session(client, zhou):
    signing.sign_in(client, zhou)
    assert "已退出。" in words(client.post(reverse("admin:logout")))
    assert not is_in(client) and done("退出").get().by == zhou


def test_asking_to_stay_tells_how_long(client, zhou):
    signing.sign_in(client, zhou)
    assert 1700 < client.get(reverse("admin:stay")).json()["seconds"] <= 1800
    age(client, hours=11, minutes=58)
    Person.objects.update(sessions_valid_from=timezone.now() - timedelta(days=1))
    assert client.get(reverse("admin:stay")).json()["seconds"] <= 120, "no longer than twelve hours in all"


@pytest.mark.parametrize(
    "wanted",
    [
        "//evil.example",
        "javascript:alert(1)",
        "https://evil.example/admin/",
        "/",
        "\\\\evil",
        "/admin/login/",
    ],
)
def test_signing_in_leads_nowhere_else(client, zhou, wanted):
    assert signing.sign_in(client, zhou, next=wanted)["Location"] == INDEX


def test_signing_in_leads_to_the_page_that_was_asked_for(client, zhou):
    wanted = people.page("changelist")
    assert client.get(wanted)["Location"] == f"{SIGN_IN}?next={wanted}"
    assert signing.sign_in(client, zhou, next=wanted)["Location"] == wanted


# Passwords --------------------------------------------------------------------------------------------------------

CHANGE = reverse("admin:password_change")


def choose(client, new, old=signing.PASSWORD):
    return client.post(CHANGE, {"old_password": old, "new_password1": new, "new_password2": new})


@pytest.mark.parametrize(
    ("password", "sentence"),
    [
        ("short-one-1", "12"),
        ("x" * 129, "密码最多 128 个字符。"),
        ("password1234", "常见"),
        ("123456789012", "数字"),
        ("Mingzhang-2026!", "密码主要由机构名称、年份或常用词组成，太容易猜到。"),
        ("财政局2025预算公开财政局", "密码主要由机构名称、年份或常用词组成，太容易猜到。"),
        ("zhou-zhou-zhou", "太"),
        (signing.PASSWORD, "新密码不能与原密码相同。"),
    ],
)
def test_a_password_that_is_easily_guessed_is_refused(client, zhou, password, sentence):
    signing.sign_in(client, zhou)
    assert sentence in words(choose(client, password))
    zhou.refresh_from_db()
    assert zhou.check_password(signing.PASSWORD)


def test_the_pages_of_the_password_address_people_politely(client, zhou):
    signing.sign_in(client, zhou)
    for page in (client.get(CHANGE), choose(client, "x", old="wrong"), client.get(f"{CHANGE}done/")):
        assert "您" in words(page) and "你" not in words(page)


def test_a_long_sentence_needs_no_signs_or_capitals(client, zhou):
    other = Client()
    signing.sign_in(client, zhou)
    other.force_login(zhou)
    assert choose(client, "seven green lanterns over water").status_code == 302
    assert is_in(client) and not is_in(other), "one's own session goes on, the others end"
    zhou.refresh_from_db()
    assert zhou.password.startswith("argon2")
    assert done("改密码").get().by == zhou


def test_for_an_assessment_three_kinds_of_signs_can_be_asked_for():
    from budgets.signing_in.passwords import OfSeveralKinds

    with pytest.raises(ValidationError, match="三种"):
        OfSeveralKinds().validate("seven green lanterns")
    OfSeveralKinds().validate("Seven green lanterns 7")


def test_for_an_assessment_passwords_can_be_made_to_expire(client, zhou, settings):
    signing.sign_in(client, zhou)
    Person.objects.update(password_changed_at=timezone.now() - timedelta(days=91))
    assert is_in(client), "not by itself"
    settings.PASSWORD_MAX_AGE_DAYS = 90
    assert client.get(INDEX)["Location"] == CHANGE
    assert client.post(reverse("admin:sign_in_onward"))["Location"] == INDEX, (
        "what is being sent is still taken"
    )
    assert choose(client, "seven green lanterns over water").status_code == 302
    assert is_in(client)


def test_a_password_given_by_somebody_else_must_be_changed_first(client, zhou):
    told = actions.give_one_time_password(user=zhou, by=people.administrator("xi", "system"))
    signing.sign_in(client, zhou, password=told)
    assert client.get(people.page("changelist"))["Location"] == CHANGE
    assert "请先设一个自己的密码。" in words(client.get(CHANGE))
    assert choose(client, "seven green lanterns over water", old=told).status_code == 302
    assert is_in(client)


# The first administrator ------------------------------------------------------------------------------------------


def test_the_first_administrator_comes_in_with_what_the_command_prints(client, capsys):
    call_command("create_administrator", "gh2026017", "--role", "security")
    told = re.search(r"一次性密码  (\S+)", capsys.readouterr().out)[1]
    user = get_user_model().objects.get()
    assert not user.is_superuser and user.memberships.get().role == "security"
    give_password(client, "gh2026017", password=told)
    client.get(SET_UP)
    client.post(SET_UP, {"code": signing.code_of(user)})
    assert client.get(INDEX)["Location"] == CHANGE
    assert done("建立管理员").get().detail == {"username": "gh2026017", "role": "security"}


@pytest.mark.parametrize(
    ("name", "role"),
    [("admin", "system"), ("ROOT", "system"), ("xy", "system"), ("gh2026017", "clerk"), ("a b", "audit")],
)
def test_a_name_that_everybody_tries_or_a_wrong_role_is_refused(name, role):
    with pytest.raises(CommandError):
        call_command("create_administrator", name, "--role", role)
    assert not get_user_model().objects.exists()


# Single sign-on ---------------------------------------------------------------------------------------------------


class Gateway:
    """A backend such as a county might write: the front server tells the number on the staff card."""

    with_second_factor = True

    def authenticate(self, request):
        user = get_user_model().objects.filter(username=request.headers.get("X-Staff-Card", "")).first()
        if user:
            user.has_second_factor = self.with_second_factor
        return user

    def get_user(self, user_id):
        return None


class GatewayWithoutSecondFactor(Gateway):
    with_second_factor = False


def through_the_gateway(client, settings, backend):
    settings.AUTHENTICATION_BACKENDS = [*settings.AUTHENTICATION_BACKENDS, f"tests.test_signing_in.{backend}"]
    return client.get(f"{SIGN_IN}?next={INDEX}", headers={"X-Staff-Card": "zhou"})


def test_single_sign_on_takes_the_place_of_both_steps(client, zhou, settings):
    assert through_the_gateway(client, settings, "Gateway")["Location"] == INDEX
    assert is_in(client) and done("登录").get().detail == {"how": "单点登录"}


def test_single_sign_on_without_a_second_factor_is_asked_for_ours(client, zhou, settings):
    assert through_the_gateway(client, settings, "GatewayWithoutSecondFactor")["Location"] == CODE
    assert not is_in(client)


def test_single_sign_on_knows_nobody_without_a_duty(client, zhou, settings):
    zhou.memberships.all().delete()
    assert through_the_gateway(client, settings, "Gateway").status_code == 200, "the page for a password"
    assert not done("登录").exists()
