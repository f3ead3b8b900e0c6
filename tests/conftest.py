"""What every test shares: settings for tests, a data directory of their own, the fonts."""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

import django
import pytest

# Before Django reads its settings. DEBUG here means a development key and no HTTPS; the test
# runner turns settings.DEBUG itself off. Published files of tests never touch var/, but the
# trimmed fonts are taken from there: making them takes twelve seconds.
FONTS = Path(os.environ.get("DATA_DIR") or Path(__file__).parent.parent / "var").absolute() / "fonts"
FONTS.mkdir(parents=True, exist_ok=True)
DATA_DIR = Path(tempfile.mkdtemp(prefix="mingzhang-tests-"))
(DATA_DIR / "fonts").symlink_to(FONTS)
(DATA_DIR / "static").mkdir()  # WhiteNoise warns when it is absent
atexit.register(shutil.rmtree, DATA_DIR, ignore_errors=True)

os.environ["DATA_DIR"] = str(DATA_DIR)
os.environ["DEBUG"] = "1"
os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"
django.setup()


@pytest.fixture(scope="session")
def fonts():
    """The module that holds the faces, with the faces made."""
    from disclosures.rendering import fonts as module

    module.build()
    return module


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """The test database with the accounts of two years in it: loading them takes a second, and no test changes them."""
    from budgets.actions import load_chart

    with django_db_blocker.unblock():
        for year in (2021, 2025):
            load_chart(year=year)


@pytest.fixture(autouse=True)
def signing_in_is_done_with_both_factors(monkeypatch):
    """``force_login`` stands for a password and a one-time code; how one signs in is tried in test_signing_in.py."""
    from django.test import Client

    from budgets.signing_in.sessions import begin_session

    with_one_factor = Client.force_login

    def force_login(client, user, backend="budgets.signing_in.backend.StaffBackend"):
        with_one_factor(client, user, backend)
        session = client.session
        begin_session(session)
        session.save()

    monkeypatch.setattr(Client, "force_login", force_login)


@pytest.fixture(autouse=True)
def forms_are_opened_before_they_are_sent(monkeypatch):
    """Who sends a form and says nothing of what it was opened on has just opened it; see ``opened`` and test_stale.py."""
    from django.test import Client

    from tests.opened import with_stamp

    send = Client.post

    def post(client, path, data=None, *args, **kwargs):
        return send(client, path, with_stamp(path, data), *args, **kwargs)

    monkeypatch.setattr(Client, "post", post)


@pytest.fixture(autouse=True)
def the_public_is_answered_without_the_tables_of_drafts(monkeypatch):
    """For whoever asks a public address in any test these tables are not there (security.md §2.2, E2)."""
    from django.db import DatabaseError, connection
    from django.test import Client

    def without_drafts(execute, sql, params, many, context):
        if '"budgets_' in sql:
            raise DatabaseError(f"a public address asked a table of drafts: {sql[:200]}")
        return execute(sql, params, many, context)

    send = Client.request

    def request(client, **asked):
        if asked.get("PATH_INFO", "").startswith("/admin"):
            return send(client, **asked)
        with connection.execute_wrapper(without_drafts):
            return send(client, **asked)

    monkeypatch.setattr(Client, "request", request)


@pytest.fixture(autouse=True)
def a_worker_leaves_the_connection_of_its_test_open(monkeypatch):
    """Between two tasks it asks for a new one; the transaction of the test would be lost with the old."""
    monkeypatch.setattr("django_tasks_db.management.commands.db_worker.close_old_connections", lambda: None)


@pytest.fixture(autouse=True)
def nothing_points_to_what_was_rolled_back():
    """Rows go after each test; pointers and stored lists would stay, and so would the rest after a database failed."""
    yield
    from disclosures import asking

    for folder in ("current", "lists"):
        shutil.rmtree(DATA_DIR / "published" / folder, ignore_errors=True)
    asking.state.rests_until = 0.0


@pytest.fixture
def clerk(client):
    """周敏, signed in."""
    from tests import people

    user = people.clerk()
    client.force_login(user)
    return user
