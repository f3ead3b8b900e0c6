"""An operator's slip in the environment stops the process with one sentence that names it."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

BASE_DIR = Path(__file__).parent.parent
CONFIGURED = {
    "DEBUG",
    "SECRET_KEY",
    "ALLOWED_HOSTS",
    "CSRF_TRUSTED_ORIGINS",
    "DATABASE_URL",
    "PORTAL_ROLE",
    "SITE_URL",
    "SITE_SAMPLE",
    "HTTPS",
    "TRUST_PROXY",
    "PROXY_COUNT",
    "AUDIT_DAYS",
    "PASSWORD_MAX_AGE_DAYS",
    "PASSWORD_COMPLEXITY",
    "SECURITY_CONTACT",
    "SINGLE_SIGN_ON",
}


def read_settings(expression, data_dir, **environment):
    """Start a process in this environment alone and ask it for one expression."""
    inherited = {name: value for name, value in os.environ.items() if name not in CONFIGURED}
    return subprocess.run(
        [sys.executable, "-c", f"from config import settings; print({expression})"],
        cwd=BASE_DIR,
        env=inherited | {"DATA_DIR": str(data_dir), "SECRET_KEY": "k" * 50} | environment,
        capture_output=True,
        text=True,
    )


@pytest.mark.parametrize(
    ("name", "value", "wanted"),
    [
        ("DEBUG", "maybe", "must be 1 or 0"),
        ("HTTPS", "2", "must be 1 or 0"),
        ("PORTAL_ROLE", "both", "must be one of all, staff, public"),
        ("SITE_URL", "budget.example.gov.cn", "must be the public address"),
        ("SITE_URL", "https://budget.example.gov.cn/budgets", "without a path"),
        ("CSRF_TRUSTED_ORIGINS", "*.example.gov.cn", "a scheme and a host"),
        ("DATABASE_URL", "mysql://localhost/x", "must begin with sqlite or postgres"),
        ("DATA_DIR", "/dev/null/var", "must be a directory"),
        ("AUDIT_DAYS", "183", "a whole number from 184 to"),
        ("AUDIT_DAYS", "３６６", "a whole number"),
        ("PASSWORD_MAX_AGE_DAYS", "-1", "a whole number from 0"),
        ("PASSWORD_COMPLEXITY", "strong", "must be 1 or 0"),
        ("SECURITY_CONTACT", "security@example.gov.cn", "must begin with mailto:"),
        ("STAFF_URL", "https://staff.example.gov.cn/admin", "without a path"),
        ("EMAIL_URL", "mail.example.gov.cn", "must look like smtp+tls://"),
        ("EMAIL_URL", "smtp://", "names no host"),
    ],
)
def test_a_wrong_value_is_named_with_what_is_wanted(tmp_path, name, value, wanted):
    done = read_settings("1", tmp_path, **{name: value})
    sentence = done.stderr.strip().splitlines()[-1]
    assert done.returncode == 1
    assert "ImproperlyConfigured: " + name in sentence
    assert wanted in sentence


def test_production_needs_a_key_and_never_repeats_it(tmp_path):
    done = read_settings("1", tmp_path, SECRET_KEY="short-secret")
    assert "SECRET_KEY has 12 characters" in done.stderr
    assert "short-secret" not in done.stderr


def test_a_database_password_is_never_repeated(tmp_path):
    done = read_settings("1", tmp_path, DATABASE_URL="postgres://u:hush@host:port/x")
    assert "DATABASE_URL" in done.stderr.strip().splitlines()[-1]
    assert "hush" not in done.stderr.strip().splitlines()[-1]


def test_the_mail_server_is_told_in_one_line_and_its_password_is_never_repeated(tmp_path):
    asked = (
        "settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_HOST_PASSWORD, "
        "settings.EMAIL_USE_TLS, settings.EMAIL_USE_SSL"
    )
    done = read_settings(asked, tmp_path, EMAIL_URL="smtp+tls://u:p%40ss@mail.example.gov.cn")
    assert done.stdout == "mail.example.gov.cn 587 p@ss True False\n"
    done = read_settings(asked, tmp_path, EMAIL_URL="smtps://mail.example.gov.cn:4650")
    assert done.stdout == "mail.example.gov.cn 4650  False True\n"
    done = read_settings("1", tmp_path, EMAIL_URL="imap://u:hush@mail.example.gov.cn")
    assert done.returncode == 1 and "hush" not in done.stderr.strip().splitlines()[-1]


def test_https_is_on_unless_somebody_turns_it_off(tmp_path):
    asked = "settings.SECURE_SSL_REDIRECT, settings.SESSION_COOKIE_SECURE, settings.DEBUG"
    assert read_settings(asked, tmp_path).stdout == "True True False\n"
    assert read_settings(asked, tmp_path, HTTPS="0").stdout == "False False False\n"


def test_a_forwarded_scheme_is_believed_only_when_asked_for(tmp_path):
    asked = "hasattr(settings, 'SECURE_PROXY_SSL_HEADER')"
    assert read_settings(asked, tmp_path).stdout == "False\n"
    assert read_settings(asked, tmp_path, TRUST_PROXY="1").stdout == "True\n"


def test_the_number_of_front_servers_counts_only_where_they_are_trusted(tmp_path):
    assert read_settings("settings.PROXY_COUNT", tmp_path, PROXY_COUNT="2").stdout == "0\n"
    assert read_settings("settings.PROXY_COUNT", tmp_path, TRUST_PROXY="1").stdout == "1\n"
    assert read_settings("settings.PROXY_COUNT", tmp_path, TRUST_PROXY="1", PROXY_COUNT="2").stdout == "2\n"
    assert "PROXY_COUNT" in read_settings("1", tmp_path, TRUST_PROXY="1", PROXY_COUNT="0").stderr


def test_over_https_the_cookies_of_staff_say_that_they_are_secure(tmp_path):
    asked = "settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME, settings.SESSION_COOKIE_PATH"
    assert read_settings(asked, tmp_path).stdout == "__Secure-sessionid __Secure-csrftoken /admin/\n"


def test_what_an_assessment_asks_of_passwords_is_off_unless_turned_on(tmp_path):
    asked = "settings.PASSWORD_MAX_AGE_DAYS, 'OfSeveralKinds' in str(settings.AUTH_PASSWORD_VALIDATORS)"
    assert read_settings(asked, tmp_path).stdout == "0 False\n"
    asked_for = {"PASSWORD_MAX_AGE_DAYS": "90", "PASSWORD_COMPLEXITY": "1"}
    assert read_settings(asked, tmp_path, **asked_for).stdout == "90 True\n"


def test_single_sign_on_is_one_more_backend(tmp_path):
    backends = read_settings(
        "settings.AUTHENTICATION_BACKENDS[-1]", tmp_path, SINGLE_SIGN_ON="county.Gateway"
    ).stdout
    assert backends == "county.Gateway\n"


def test_the_public_role_knows_no_admin_and_no_session(tmp_path):
    asked = "*settings.INSTALLED_APPS, *settings.MIDDLEWARE"
    public = read_settings(asked, tmp_path, PORTAL_ROLE="public").stdout
    assert "budgets" in public
    assert not any(word in public for word in ("admin", "sessions", "messages", "Authentication"))


@pytest.mark.parametrize(
    ("path", "language"),
    [
        ("/", "zh-hans"),
        ("/en/", "en"),
        ("/en", "en"),
        ("/en/510000/", "en"),
        ("/entry/", "zh-hans"),
        ("/admin/en/", "zh-hans"),
        ("/zh-hans/", "zh-hans"),
    ],
)
def test_the_language_is_in_the_address(path, language):
    from config.middleware import language_of

    assert language_of(path) == language
