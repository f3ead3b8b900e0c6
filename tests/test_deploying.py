"""What an installation must not go without is an error of ``check --deploy``; each guard taken away is found."""

import re
from datetime import datetime, timedelta

import pytest
from django.contrib.auth import get_user_model
from django.core.checks import run_checks
from django.test import Client
from django.utils import timezone

from budgets.signing_in import actions
from tests import people

OURS = {f"disclosures.E01{number}" for number in range(8)}


def found():
    return {error.id for error in run_checks(include_deployment_checks=True) if error.id in OURS}


@pytest.mark.django_db
def test_nothing_is_missing_by_itself():
    assert found() == set()


TAKEN_AWAY = [
    ("disclosures.E010", "CONTENT_SECURITY_POLICY", {"script-src": "'unsafe-inline'"}),
    ("disclosures.E010", "CONTENT_SECURITY_POLICY", {"base-uri": "'self'"}),
    ("disclosures.E011", "AUDIT_DAYS", 183),
    ("disclosures.E012", "DATA_UPLOAD_MAX_MEMORY_SIZE", None),
    ("disclosures.E012", "DATA_UPLOAD_MAX_NUMBER_FIELDS", None),
    ("disclosures.E013", "INSTALLED_APPS", "budgets.signing_in.apps.StaffSiteConfig"),
    ("disclosures.E013", "MIDDLEWARE", "budgets.signing_in.sessions.Sessions"),
    ("disclosures.E010", "MIDDLEWARE", "config.middleware.Headers"),
    ("disclosures.E014", "SESSION_COOKIE_AGE", 1209600),
    ("disclosures.E014", "SESSION_LONGEST", 86400),
    ("disclosures.E015", "PASSWORD_HASHERS", "django.contrib.auth.hashers.Argon2PasswordHasher"),
]


@pytest.mark.parametrize(("id", "name", "value"), TAKEN_AWAY)
def test_a_guard_that_is_taken_away_is_missed(settings, id, name, value):
    from disclosures.checks import unguarded

    class Changed:
        def __getattr__(self, asked):
            now = getattr(settings, asked)
            if asked != name:
                return now
            if isinstance(now, dict):
                return now | value
            return [each for each in now if each != value] if isinstance(now, list) else value

    assert id in {told for told, problem in unguarded(Changed()) if problem}


@pytest.mark.django_db
def test_a_superuser_is_an_error():
    get_user_model().objects.create_superuser("boss", password="a-long-password-1")
    assert found() == {"disclosures.E016"}


@pytest.mark.django_db
def test_a_person_of_the_demo_is_an_error_where_the_site_is_no_sample(settings):
    actions.give_demo_device(user=people.clerk())
    settings.SITE_SAMPLE = False
    assert found() == {"disclosures.E017"}
    settings.SITE_SAMPLE = True
    assert found() == set()


# Headers of every answer ------------------------------------------------------------------------------------------

EVERYWHERE = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
}
PLAIN = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'; object-src 'none'"
)


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/", "/en/", "/data/", "/nothing/", "/healthz", "/robots.txt", "/api/v1/"])
def test_a_public_answer_has_the_headers_and_no_cookie(client, path):
    answer = client.get(path)
    assert {name: answer.headers[name] for name in EVERYWHERE} == EVERYWHERE
    assert answer.headers["Content-Security-Policy"] == PLAIN
    assert "camera=()" in answer.headers["Permissions-Policy"]
    assert "Set-Cookie" not in answer.headers and "X-Robots-Tag" not in answer.headers


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/admin/login/", "/admin/", "/admin/nothing/", "/admin/jsi18n/"])
@pytest.mark.parametrize("is_in", [True, False])
def test_a_staff_answer_is_kept_by_nobody_and_found_by_nobody(client, path, is_in):
    if is_in:
        client.force_login(people.clerk())
    answer = client.get(path)
    assert {name: answer.headers[name] for name in EVERYWHERE} == EVERYWHERE
    assert answer.headers["Cache-Control"] == "no-store, private"
    assert answer.headers["X-Robots-Tag"] == "noindex, nofollow"
    assert answer.headers["Content-Security-Policy"] == PLAIN


@pytest.mark.django_db
@pytest.mark.parametrize(
    "path", ["/", "/310107/101/2025/", "/nothing/", "/api/v1/", "/healthz", "/admin/login/"]
)
def test_sessions_and_messages_are_the_staff_side_s_alone(client, path):
    client.force_login(people.clerk())
    asked = client.get(path).wsgi_request
    assert {hasattr(asked, name) for name in ("session", "_messages")} == {path.startswith("/admin/")}


@pytest.mark.django_db
def test_only_the_page_that_needs_a_nonce_allows_it_and_never_twice(client):
    policies = {client.get("/api/v1/docs/").headers["Content-Security-Policy"] for _time in range(3)}
    assert len(policies) == 3 and all("style-src 'self' 'nonce-" in policy for policy in policies)


@pytest.mark.django_db
def test_a_front_server_that_was_told_another_host_is_refused(client):
    assert client.get("/", headers={"X-Forwarded-Host": "evil.example"}).status_code == 400
    assert client.get("/", headers={"X-Forwarded-Host": "testserver"}).status_code == 200


@pytest.mark.django_db
def test_cookies_of_staff_stay_under_their_path_and_away_from_scripts():
    client = Client()
    client.force_login(people.clerk())
    client.get("/admin/password_change/")
    for name in ("sessionid", "csrftoken", "whose"):
        cookie = client.cookies[name]
        assert (cookie["path"], cookie["samesite"], bool(cookie["httponly"])) == ("/admin/", "Lax", True), (
            name
        )


def test_whom_to_tell_of_a_hole_is_said_where_the_operator_says_so(client, settings):
    assert client.get("/.well-known/security.txt").status_code == 404
    settings.SECURITY_CONTACT = "mailto:security@budget.example.gov.cn"
    answer = client.get("/.well-known/security.txt")
    told = dict(line.split(": ", 1) for line in answer.content.decode().splitlines())
    assert told["Contact"] == settings.SECURITY_CONTACT
    assert told["Canonical"] == f"{settings.SITE_URL}/.well-known/security.txt"
    assert timezone.now() < datetime.fromisoformat(told["Expires"]) < timezone.now() + timedelta(days=366)


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/nothing-broken-yet/", "/admin/login/"])
def test_what_is_our_fault_is_told_with_a_number_that_stands_in_the_log(client, monkeypatch, caplog, path):
    from config import middleware

    def breaks(path):
        raise RuntimeError("broken")

    client.raise_request_exception = False
    monkeypatch.setattr(middleware, "language_of", breaks)
    answer = client.get(path)
    number = re.search(
        r"没有办成，内容没有变化。已记下（编号 ([0-9a-f]{8})），可以再试一次。", answer.content.decode()
    )[1]
    assert answer.status_code == 500 and f"编号 {number}" in caplog.text
    assert answer.headers["Content-Security-Policy"] == PLAIN
