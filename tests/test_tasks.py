"""Long work in the background: it goes on after whatever stops it, is done once, and says how far it is."""

import json
import os
import signal
import subprocess
import sys
import time
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import psycopg
import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import OperationalError, connection
from django.http import Http404
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from budgets.models import Event, Region, Work, WorkItem
from disclosures import store
from disclosures.background import files, kinds, queue, running
from disclosures.background.items import one, settle
from tests import people

State, Item = Work.State, WorkItem.State
#: What the made-up work of these tests did, in order; and how far the clock of a test is ahead.
did: list[str] = []
ahead = [timedelta()]


@pytest.fixture
def officer():
    return people.finance_officer()


@pytest.fixture(autouse=True)
def a_kind_of_work_for_these_tests(monkeypatch):
    did.clear()
    does_as_told(monkeypatch, Work.Kind.RENDER)


def does_as_told(monkeypatch, kind):
    """Have works of this kind done by ``note``."""
    monkeypatch.setitem(kinds.KINDS, kind, replace(kinds.KINDS[kind], does="tests.test_tasks.note"))


def note(work, items):
    """Writes down each name; what is called bad fails, and what is called by the name of a deed does that to the work."""
    for item in items:
        with one(item):
            if item.name == "bad":
                raise ValueError("bad")
            if item.name == "no database":
                raise OperationalError("the database went away")
            if item.name in ("pause", "stop"):
                {"pause": queue.pause, "stop": queue.stop}[item.name](work=work, by=work.by)
            if item.name == "pause and resume":
                queue.pause(work=work, by=work.by)
                queue.resume(work=work, by=work.by)
            if item.name == "somebody publishes":
                waited_for = Work(kind=Work.Kind.PUBLISH, title="", region=work.region, year=2025)
                queue.begin(work=waited_for, items=[WorkItem(name="waited for")], by=work.by)
            if item.name == "a minute":
                ahead[0] += timedelta(minutes=1)
            did.append(item.name)
            settle(item, Item.DONE, "")


@pytest.fixture
def clock(monkeypatch):
    """A clock that stands still, and is put on by ``ahead``."""
    ahead[0], start = timedelta(), timezone.now()
    monkeypatch.setattr(timezone, "now", lambda: start + ahead[0])


def begun(officer, *names):
    work = Work(kind=Work.Kind.RENDER, title="三项", region=people.region(), year=2025)
    return queue.begin(work=work, items=[WorkItem(name=name) for name in names], by=officer)


def worked():
    """Everything that is queued and due, as the worker does it."""
    call_command("work", once=True)


def states(work):
    return list(work.items.values_list("state", flat=True))


def again(work):
    work.refresh_from_db()
    return work


# One after the other ----------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_what_is_queued_is_done_by_the_worker_one_item_after_the_other(officer):
    work = begun(officer, "a", "b", "c")
    assert again(work).state == State.WAITING and not did
    worked()
    assert did == ["a", "b", "c"]
    assert again(work).state == State.DONE and work.started_at and work.ended_at
    assert Event.objects.filter(action="开始后台工作", by=officer).exists()


@pytest.mark.django_db
def test_what_people_wait_for_goes_first(officer, monkeypatch):
    does_as_told(monkeypatch, Work.Kind.PUBLISH)
    begun(officer, "left to itself")
    waited_for = Work(kind=Work.Kind.PUBLISH, title="", region=people.region(), year=2025)
    queue.begin(work=waited_for, items=[WorkItem(name="waited for")], by=officer)
    worked()
    assert did == ["waited for", "left to itself"]


@pytest.mark.django_db
def test_what_people_wait_for_does_not_wait_for_the_end_of_what_was_left_to_itself(officer, monkeypatch):
    does_as_told(monkeypatch, Work.Kind.PUBLISH)
    work = begun(officer, "a", "somebody publishes", "c")
    worked()
    assert did == ["a", "somebody publishes", "waited for", "c"]
    assert again(work).state == State.DONE


@pytest.mark.django_db
def test_one_item_that_fails_stops_no_other_and_can_be_tried_again(officer):
    work = begun(officer, "a", "bad", "c")
    worked()
    assert did == ["a", "c"] and again(work).state == State.DONE
    (failed,) = work.items.filter(state=Item.WRONG)
    assert "没有办成，内容没有变化。已记下" in failed.message
    WorkItem.objects.filter(pk=failed.pk).update(name="mended")
    queue.try_again(item=failed, by=officer)
    assert again(work).state == State.WAITING
    worked()
    assert did == ["a", "c", "mended"] and again(work).state == State.DONE


@pytest.mark.django_db
def test_what_is_done_is_not_tried_again(officer):
    work = begun(officer, "a")
    worked()
    with pytest.raises(ValidationError, match="不用再做"):
        queue.try_again(item=work.items.get(), by=officer)


# Paused, stopped, taken up again ----------------------------------------------------------------------------------


@pytest.mark.django_db
@pytest.mark.parametrize(("deed", "state"), [("pause", State.PAUSED), ("stop", State.STOPPED)])
def test_what_was_paused_or_stopped_goes_on_from_there(officer, deed, state):
    work = begun(officer, "a", deed, "c")
    worked()
    assert did == ["a", deed] and again(work).state == state
    worked()
    assert did == ["a", deed]
    queue.resume(work=work, by=officer)
    worked()
    assert did == ["a", deed, "c"] and again(work).state == State.DONE


@pytest.mark.django_db
def test_paused_and_taken_up_again_while_an_item_is_being_done_it_simply_goes_on(officer):
    work = begun(officer, "a", "pause and resume", "c")
    worked()
    assert did == ["a", "pause and resume", "c"] and again(work).state == State.DONE


@pytest.mark.django_db
def test_what_waits_can_be_stopped_before_it_was_begun(officer):
    work = begun(officer, "a")
    queue.stop(work=work, by=officer)
    worked()
    assert not did and again(work).state == State.STOPPED
    with pytest.raises(ValidationError, match="已停止，现在不能这样做"):
        queue.pause(work=work, by=officer)


@pytest.mark.django_db
def test_nobody_elses_work_can_be_touched(officer):
    work = begun(officer, "a")
    for by in (people.clerk(), people.finance_officer("qian", elsewhere())):
        for deed in (queue.pause, queue.stop, queue.resume):
            with pytest.raises(Http404):
                deed(work=work, by=by)


@pytest.mark.django_db
def test_nobody_publishes_in_the_name_of_a_colleague(client, officer, monkeypatch):
    does_as_told(monkeypatch, Work.Kind.PUBLISH)
    colleague = people.finance_officer("qian")
    work = Work(kind=Work.Kind.PUBLISH, title="", region=people.region(), year=2025)
    queue.begin(
        work=work, items=[WorkItem(name="bad"), WorkItem(name="stop"), WorkItem(name="c")], by=officer
    )
    worked()
    failed = work.items.get(name="bad")
    for deed in ({"work": work}, {"item": failed}):
        with pytest.raises(ValidationError, match="只能由其本人接着做"):
            (queue.resume if "work" in deed else queue.try_again)(by=colleague, **deed)
    assert failed.state == Item.WRONG and again(work).state == State.STOPPED
    assert buttons(client, colleague, work) == []
    assert buttons(client, officer, work) == ["接着做", "再试一次"]
    queue.resume(work=work, by=officer)
    worked()
    assert did == ["stop", "c"]


def buttons(client, user, work):
    """What the page of a work offers this person to go on with."""
    client.force_login(user)
    page = client.get(reverse("work", args=[work.pk])).content.decode()
    return [word for word in ("接着做", "再试一次") if f">{word}</button>" in page]


def elsewhere():
    return Region.objects.create(code="110101", name="东城区", level="区")


# Done once --------------------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_a_work_that_somebody_is_at_is_left_to_them(officer):
    work = begun(officer, "a")
    with store.alone(queue.lock_of(work.pk)):
        assert running.do.call(work.pk) is False
    assert not did and again(work).state == State.WAITING
    assert running.do.call(work.pk) is True
    assert running.do.call(work.pk) is True
    assert did == ["a"]


@pytest.mark.django_db
def test_what_a_dead_worker_held_is_queued_again_and_what_a_living_one_holds_is_not(officer):
    work = begun(officer, "a")
    Work.objects.filter(pk=work.pk).update(state=State.RUNNING)
    DBTaskResult.objects.update(status="RUNNING", started_at=timezone.now() - timedelta(minutes=2))
    with store.alone(queue.lock_of(work.pk)):
        assert queue.release(timezone.now()) == 0
    assert queue.release(timezone.now()) == 1
    assert again(work).state == State.WAITING
    assert sorted(DBTaskResult.objects.values_list("status", flat=True)) == ["FAILED", "READY"]
    assert queue.release(timezone.now()) == 0


@pytest.mark.django_db
def test_what_waits_and_has_lost_its_place_in_the_queue_gets_it_back(officer):
    begun(officer, "a")
    DBTaskResult.objects.all().delete()
    now = timezone.now()
    assert queue.release(now) == 0  # it may be at the worker that moment
    assert queue.release(now + timedelta(minutes=2)) == 1
    assert DBTaskResult.objects.filter(status="READY").count() == 1


@pytest.mark.django_db
def test_an_item_that_takes_its_worker_with_it_is_given_up_after_three_times(officer):
    work = begun(officer, "kills", "b")
    work.items.filter(name="kills").update(state=Item.RUNNING, tries=3)
    running.do.call(work.pk)
    assert did == ["b"] and states(work) == [Item.WRONG, Item.DONE]
    assert work.items.first().message == "读到这里中断了 3 次，没有再读。内容没有变化。"


@pytest.mark.django_db
def test_where_the_database_goes_away_all_of_it_is_tried_again_later_and_given_up_after_three_times(officer):
    work = begun(officer, "a", "no database")
    for wait in (1, 3):
        DBTaskResult.objects.all().delete()
        running.do.call(work.pk)
        assert again(work).state == State.WAITING
        (queued,) = DBTaskResult.objects.all()
        assert timedelta(minutes=wait - 1) < queued.run_after - timezone.now() <= timedelta(minutes=wait)
    running.do.call(work.pk)
    assert again(work).state == State.FAILED and work.message.startswith("没有办成，已办的保留。")
    assert states(work) == [Item.DONE, Item.WAITING] and did == ["a"]


# Workers that are killed ------------------------------------------------------------------------------------------

#: A worker of its own process whose items take a tenth of a second and say who did them.
SLOW = """
import os, sys, time, django
from dataclasses import replace
django.setup()
from budgets.models import Work
from disclosures.background import kinds, running
from disclosures.background.items import settle
def slowly(work, items):
    for item in items:
        time.sleep(0.1)
        item.key += str(os.getpid()) + " "
        settle(item, "done", "")
sys.modules["slow"] = sys.modules["__main__"]
kinds.KINDS[Work.Kind.RENDER] = replace(kinds.KINDS[Work.Kind.RENDER], does="slow.slowly")
print("ready", flush=True)
running.do.call(Work.objects.get().pk)
"""
#: What asks and does from outside, as pages and ``tend`` do.
BEGIN = """
from budgets.models import Work, WorkItem
from disclosures.background import queue
from django_tasks_db.models import DBTaskResult
Work.objects.all().delete()
DBTaskResult.objects.all().delete()
queue.begin(work=Work(kind="render", title="十项"), items=[WorkItem(name=n) for n in "abcdefghij"], by=None)
"""
RELEASE = """
from django.utils import timezone
from disclosures.background import queue
print(queue.release(timezone.now()))
"""
LOOK = """
import json
from budgets.models import Work
from django_tasks_db.models import DBTaskResult
work = Work.objects.get()
ready = DBTaskResult.objects.filter(status="READY").count()
print(json.dumps([work.state, list(work.items.values_list("state", flat=True)),
    [k.split() for k in work.items.values_list("key", flat=True)], ready]))
"""


class Place:
    """A database and a folder for processes of their own, on the engine that these tests run on."""

    def __init__(self, folder, url):
        self.environment = os.environ | {"DATA_DIR": str(folder), "DATABASE_URL": url}

    def do(self, code):
        """What some code says, run in a process of its own."""
        return self.command(sys.executable, "-c", f"import django\ndjango.setup()\n{code}")

    def manage(self, *arguments):
        return self.command(sys.executable, "manage.py", *arguments)

    def command(self, *command):
        done = subprocess.run(command, env=self.environment, capture_output=True, text=True, check=True)
        return done.stdout.strip()

    def worker(self):
        process = self.start(sys.executable, "-c", SLOW)
        assert process.stdout.readline() == "ready\n"
        return process

    def start(self, *command):
        return subprocess.Popen(command, env=self.environment, stdout=subprocess.PIPE, text=True)

    def look(self):
        return json.loads(self.do(LOOK))


@pytest.fixture(scope="module")
def migrated(tmp_path_factory):
    folder = tmp_path_factory.mktemp("workers")
    with own_database(folder) as url:
        found = Place(folder, url)
        found.manage("migrate", "--verbosity", "0")
        yield found


@pytest.fixture
def place(migrated):
    migrated.do(BEGIN)
    return migrated


@contextmanager
def own_database(folder):
    if connection.vendor == "sqlite":
        yield f"sqlite:///{folder / 'db.sqlite3'}"
        return
    server, _slash, name = os.environ["DATABASE_URL"].rpartition("/")
    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as outside:
        outside.execute("CREATE DATABASE workers")
    yield f"{server}/workers"
    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as outside:
        outside.execute("DROP DATABASE workers WITH (FORCE)")


def test_killed_in_the_middle_another_worker_goes_on_and_nothing_is_done_twice(place):
    first = place.worker()
    time.sleep(0.45)
    first.kill()
    first.wait()
    state, items, _keys, _ready = place.look()
    assert state == State.RUNNING and Item.DONE in items and Item.WAITING in items
    assert place.do(RELEASE) == "1"
    second = place.worker()
    assert second.wait(30) == 0
    state, items, keys, _ready = place.look()
    assert state == State.DONE and set(items) == {Item.DONE}
    assert all(len(pids) == 1 for pids in keys)
    assert {pids[0] for pids in keys} == {str(first.pid), str(second.pid)}


def test_told_to_end_a_worker_finishes_the_item_it_is_at_and_gives_back_the_rest(place):
    worker = place.worker()
    time.sleep(0.25)
    worker.send_signal(signal.SIGTERM)
    worker.wait(5)
    state, items, _keys, ready = place.look()
    assert state == State.WAITING and set(items) == {Item.DONE, Item.WAITING} and ready


def test_two_workers_at_once_do_each_item_once(place):
    both = [place.worker(), place.worker()]
    assert [process.wait(30) for process in both] == [0, 0]
    state, items, keys, _ready = place.look()
    assert state == State.DONE and set(items) == {Item.DONE}
    assert all(len(pids) == 1 for pids in keys)


def test_tend_runs_a_worker_and_another_where_it_is_killed_and_takes_it_with_it(place):
    """Nothing of what is queued can be done here: the versions are not there. That is said of each of them."""
    tend = place.start(sys.executable, "manage.py", "tend")
    try:
        first = child_of(tend)
        os.kill(first, signal.SIGKILL)
        second = child_of(tend, besides=first)
        until(lambda: place.look()[0] == State.DONE)
        assert set(place.look()[1]) == {Item.WRONG}
    finally:
        tend.kill()
        tend.wait()
    until(lambda: not is_alive(second))


def child_of(process, besides=None):
    children = Path(f"/proc/{process.pid}/task/{process.pid}/children")

    def found():
        return [int(pid) for pid in children.read_text().split() if int(pid) != besides]

    until(found)
    return found()[0]


def is_alive(pid):
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def until(condition, seconds=60):
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.2)


# What its page tells ----------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_the_page_tells_how_far_it_is_and_can_pause_and_go_on(client, officer):
    client.force_login(officer)
    work = begun(officer, "a", "bad", "c")
    address = reverse("work", args=[work.pk])
    page = client.get(address).content.decode()
    assert "已处理 0 / 3 份" in page and ">暂停</button>" in page and 'http-equiv="refresh"' in page
    client.post(reverse("work_deed", args=[work.pk]), {"do": "pause"})
    page = client.get(address).content.decode()
    assert "已暂停。" in page and ">接着做</button>" in page and 'http-equiv="refresh"' not in page
    client.post(reverse("work_deed", args=[work.pk]), {"do": "resume"})
    worked()
    page = client.get(address).content.decode()
    assert (
        "已处理 3 / 3 份，用时 1 秒。" in page and "<b>2</b>已完成" in page and ">再试一次</button>" in page
    )
    page = client.get(address, {"only": "wrong"}).content.decode()
    assert page.count('<th scope="row"') == 1


@pytest.mark.django_db
@pytest.mark.usefixtures("clock")
@pytest.mark.parametrize("deed", ["pause", "stop"])
def test_the_time_that_a_work_stood_still_is_not_told_as_its_own(client, officer, deed):
    client.force_login(officer)
    work = begun(officer, "a minute", deed, "a minute", "c")
    worked()
    ahead[0] += timedelta(hours=2)
    client.force_login(officer)
    page = client.get(reverse("work", args=[work.pk])).content.decode()
    assert "用时 1 分 0 秒" in page
    queue.resume(work=work, by=officer)
    worked()
    page = client.get(reverse("work", args=[work.pk])).content.decode()
    assert "已处理 4 / 4 份，用时 2 分 0 秒。" in page


@pytest.mark.django_db
@pytest.mark.usefixtures("clock")
def test_how_long_it_will_take_is_told_from_what_workers_did(client, officer):
    client.force_login(officer)
    work = begun(officer, "a minute", "pause", "c", "d")
    work.items.filter(name="d").update(state=Item.SKIPPED)  # nothing was read of it
    worked()
    queue.resume(work=work, by=officer)
    client.force_login(officer)
    page = client.get(reverse("work", args=[work.pk])).content.decode()
    assert "用时 1 分 0 秒，约还需 30 秒" in page


@pytest.mark.django_db
def test_a_page_left_open_does_not_keep_its_session_alive_for_ever(client, officer):
    client.force_login(officer)
    work = begun(officer, "a")
    page = client.get(reverse("work", args=[work.pk]), {"again": "600"}).content.decode()
    assert 'http-equiv="refresh"' not in page and '<div id="progress">' in page


@pytest.mark.django_db
def test_a_page_is_shown_whatever_number_stands_in_its_address(client, officer):
    client.force_login(officer)
    work = begun(officer, "a")
    assert client.get(reverse("work", args=[work.pk]), {"again": "9" * 5000}).status_code == 200


@pytest.mark.django_db
def test_a_thousand_items_take_as_many_queries_as_three(client, officer):
    client.force_login(officer)
    few, many = begun(officer, *"abc"), begun(officer, *(str(n) for n in range(1000)))
    numbers = []
    for work in (few, many):
        with CaptureQueriesContext(connection) as queries:
            assert client.get(reverse("work", args=[work.pk])).status_code == 200
        numbers.append(len(queries))
    assert numbers[0] == numbers[1]


@pytest.mark.django_db
def test_old_work_is_forgotten_with_what_was_handed_in_for_it(officer):
    work = begun(officer, "a")
    running.do.call(work.pk)
    now = timezone.now()
    assert queue.forget(now + timedelta(days=29)) == 0
    assert queue.forget(now + timedelta(days=31)) == 1
    assert not Work.objects.exists() and not WorkItem.objects.exists()


@pytest.mark.django_db
def test_what_a_killed_process_left_of_a_file_is_swept_away(tmp_path, settings):
    settings.DATA_DIR = tmp_path
    files.root().mkdir()
    names = {"half.upload.zip": 2, "a" * 32: 2, "b" * 32: 32, "fresh.upload.zip": 0}
    for name, days in names.items():
        place = files.root() / name
        place.touch()
        then = time.time() - days * 24 * 3600
        os.utime(place, (then, then))
    queue.forget(timezone.now())
    assert {place.name for place in files.root().iterdir()} == {"a" * 32, "fresh.upload.zip"}
