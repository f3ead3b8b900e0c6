"""What is done each minute without anybody asking: letters, reminders, what is due, and what was kept long enough."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core import mail
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from budgets import audit, letters, reminders
from budgets.actions import record
from budgets.models import Budget, ChainHead, Event, KeptInput, Letter, Tally
from disclosures import copies, store, tending, workflow
from disclosures.workflow import publishing
from tests import drafts, people, stages
from tests.drafts import sound_budget

pytestmark = pytest.mark.django_db
State = Budget.State
SHANGHAI = ZoneInfo("Asia/Shanghai")


@pytest.fixture
def team():
    """Clerk, reviewer and finance officer of the department, each with an address."""
    department = drafts.department()
    made = {
        "clerk": people.clerk("zhou", department),
        "reviewer": people.reviewer("gu", department),
        "finance": people.finance_officer("shen", department.region),
    }
    for name, user in made.items():
        user.email = f"{name}@example.gov.cn"
        user.save()
    return made


def due_in(budget, days):
    approved_on = timezone.localdate() + timedelta(days=days - 20)
    Budget.objects.filter(pk=budget.pk).update(approved_on=approved_on)
    return stages.again(budget)


def at_ten(days=0):
    """Ten in the morning of today, Beijing time, or so many days later."""
    return datetime.combine(
        timezone.localdate() + timedelta(days=days), datetime.min.time(), SHANGHAI
    ).replace(hour=10)


# Reminders --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("left", "subject"),
    [(10, "还剩 10 天"), (5, "还剩 5 天"), (2, "还剩 2 天"), (0, "今天 24 时前公开")],
)
def test_whoever_holds_a_budget_is_reminded_once(team, left, subject):
    due_in(sound_budget(), left)
    assert reminders.remind(at_ten()) == 1
    assert reminders.remind(at_ten()) == 0
    (letter,) = Letter.objects.all()
    assert (letter.to, letter.subject) == (team["clerk"], f"{subject}：财政局 2025 年部门预算")


def test_a_reminder_says_what_is_to_be_done_and_by_which_day(team):
    budget = due_in(stages.submitted(sound_budget()), 2)
    reminders.remind(at_ten())
    letter = Letter.objects.get(cause__startswith="reminder")
    due = timezone.localdate() + timedelta(days=2)
    weekday = "一二三四五六日"[due.weekday()]
    said, _empty, link, _end = letter.body.split("\n")
    assert said == f"现在由您复核。{due.month}月{due.day}日（星期{weekday}）24 时前公开。"
    assert letter.to == team["reviewer"] and link.endswith(f"/admin/budgets/budget/{budget.pk}/change/")


@pytest.mark.parametrize("left", [11, 9, 6, 4, 3, 1, -1])
def test_on_other_days_nobody_is_reminded(team, left):
    due_in(sound_budget(), left)
    assert reminders.remind(at_ten()) == 0


def test_nobody_is_reminded_before_the_office_opens(team):
    due_in(sound_budget(), 2)
    assert reminders.remind(at_ten().replace(hour=7, minute=59)) == 0
    assert reminders.remind(at_ten().replace(hour=8)) == 1


def test_nobody_is_reminded_of_what_appears_by_itself_or_is_corrected(team, monkeypatch):
    monkeypatch.setattr(copies, "render_pdf", lambda content, sha256, files: f"%PDF {sha256}".encode())
    scheduled = due_in(stages.approved(sound_budget("101")), 2)
    workflow.schedule(budgets=[scheduled], by=None, at=timezone.now() + timedelta(hours=1))
    corrected = due_in(sound_budget("102"), 2)
    workflow.publish(budget=corrected, by=None)
    stages.reopened(corrected)
    assert reminders.remind(at_ten()) == 0


def test_a_new_holder_is_not_told_again_the_same_day(team):
    budget = due_in(sound_budget(), 2)
    reminders.remind(at_ten())
    stages.submitted(budget)
    assert reminders.remind(at_ten()) == 0


def test_whoever_has_no_address_is_written_no_letter(team):
    team["clerk"].email = ""
    team["clerk"].save()
    due_in(sound_budget(), 2)
    assert reminders.remind(at_ten()) == 0 and not Letter.objects.exists()


# Letters ----------------------------------------------------------------------------------------------------------


@pytest.fixture
def letter(team):
    letters.write(
        to=[team["clerk"]], cause="test", subject="已退回：财政局", body="意见 2 条。", budget=sound_budget()
    )
    return Letter.objects.get()


def test_a_letter_goes_out_once_as_plain_text_with_one_link(letter):
    assert letters.send_waiting(timezone.now()) == 1
    assert letters.send_waiting(timezone.now()) == 0
    (sent,) = mail.outbox
    assert (sent.subject, sent.to, sent.attachments) == ("已退回：财政局", ["clerk@example.gov.cn"], [])
    assert sent.content_subtype == "plain" and sent.body.count("http") == 1


def test_the_same_cause_writes_no_second_letter(letter, team):
    again = {"to": [team["clerk"]], "cause": "test", "subject": "又", "body": "又", "budget": letter.budget}
    assert letters.write(**again) == 0
    assert letters.write(**(again | {"cause": "another"})) == 1


def test_of_two_who_send_at_once_one_sends(letter, monkeypatch):
    """The other has read the same letters, and finds this one taken."""
    stale = list(letters._waiting())
    assert letters.send_waiting(timezone.now()) == 1
    monkeypatch.setattr(letters, "_waiting", lambda: stale)
    assert letters.send_waiting(timezone.now()) == 0
    assert len(mail.outbox) == 1


def test_what_could_not_be_sent_is_tried_again_later_and_given_up_at_last(letter, monkeypatch):
    def refuse(message):
        raise OSError("550 mailbox unavailable")

    with monkeypatch.context() as patched:
        patched.setattr(letters.EmailMessage, "send", refuse)
        assert letters.send_waiting(letter.at) == 0
        assert letters.send_waiting(letter.at + timedelta(seconds=30)) == 0
        letter.refresh_from_db()
        assert (letter.tries, letter.sent_at) == (1, None)
        for hours in range(1, 2000, 100):
            letters.send_waiting(letter.at + timedelta(hours=hours))
        letter.refresh_from_db()
        assert letter.tries == letters.MOST_TRIES and letters.unsent() == 1
    assert letters.send_waiting(letter.at + timedelta(days=365)) == 0


def test_a_letter_that_failed_once_arrives(letter, monkeypatch):
    Letter.objects.update(tries=1)
    assert letters.send_waiting(letter.at) == 0
    assert letters.send_waiting(letter.at + timedelta(minutes=1)) == 1


def test_while_the_mail_server_is_away_letters_wait_uncounted(letter, monkeypatch):
    class Away:
        def open(self):
            raise OSError("connection refused")

    monkeypatch.setattr(letters, "get_connection", Away)
    assert letters.send_waiting(timezone.now()) == 0
    letter.refresh_from_db()
    assert (letter.tries, letter.sent_at) == (0, None)


# What is kept too long --------------------------------------------------------------------------------------------


def test_what_was_typed_is_kept_a_day(team):
    budget, now = sound_budget(), timezone.now()
    for path, hours in (("/old/", 25), ("/new/", 23)):
        kept = KeptInput.objects.create(budget=budget, by=team["clerk"], path=path, data="x")
        KeptInput.objects.filter(pk=kept.pk).update(at=now - timedelta(hours=hours))
    assert tending.forget_inputs(now) == 1
    assert KeptInput.objects.get().path == "/new/"


def aged_events(numbers_of_days):
    """Events so many days old each, in one chain; times can be chosen only before there are walls to pass."""
    for days in numbers_of_days:
        with_time = timezone.now() - timedelta(days=days)
        head, _ = ChainHead.objects.get_or_create(name=audit.CHAIN)
        event = Event(
            seq=head.seq + 1, at=with_time, action="试", detail={}, previous=head.sha256, subject="", place=""
        )
        event.sha256 = audit.digest(event)
        event.save()
        ChainHead.objects.filter(name=audit.CHAIN).update(seq=event.seq, sha256=event.sha256)


def test_events_are_purged_from_the_beginning_and_the_chain_still_holds(settings):
    settings.AUDIT_DAYS = 366
    aged_events([400, 380, 367, 300, 10])
    assert tending.purge_events(timezone.now()) == 3
    assert list(audit.faults()) == []
    told = Event.objects.order_by("seq").last()
    assert (told.action, told.detail["last"], told.detail["removed"]) == (audit.PURGED, 3, 3)
    assert tending.purge_events(timezone.now()) == 0


def test_what_is_removed_without_being_told_is_found():
    """The negative control: the same rows gone, and no event that tells."""
    aged_events([400, 380, 10])
    Event.objects.filter(seq=1).delete()
    assert list(audit.faults()) != []


def test_an_event_of_less_than_six_months_is_never_purged():
    aged_events([100, 50])
    record(budget=None, by=None, action="今天")
    with pytest.raises(Exception, match="六个月"):
        audit.purge(before=timezone.now() - timedelta(days=20))


# All of it --------------------------------------------------------------------------------------------------------


def test_a_chore_that_fails_keeps_no_other_from_its_turn(team, monkeypatch, caplog):
    due_in(sound_budget(), 3)

    def fail(now):
        raise RuntimeError("the disk is full")

    monkeypatch.setitem(tending.CHORES, "published", fail)
    done = dict(tending.tend(at_ten(1)))
    assert "published" not in done and done["reminders"] == 1 and done["letters"] == 1
    assert "published failed" in caplog.text


def test_of_two_that_tend_at_once_one_does_the_work(team):
    due_in(sound_budget(), 3)
    with store.alone("tending", waiting=False):
        assert dict(tending.tend(at_ten(1))) == {}
    assert dict(tending.tend(at_ten(1)))["reminders"] == 1


def test_what_is_taken_off_while_others_are_published_is_not_published(team, monkeypatch):
    """Publishing takes seconds a department; 撤销定时 holds until the very one has begun."""
    monkeypatch.setattr(copies, "render_pdf", lambda content, sha256, files: f"%PDF {sha256}".encode())
    first, second = (due_in(stages.approved(sound_budget(code)), 8) for code in ("101", "102"))
    workflow.schedule(budgets=[first, second], by=None, at=timezone.now() + timedelta(minutes=1))
    publish_one = publishing._publish_one

    def meanwhile(budget):
        outcome = publish_one(budget)
        if budget.pk == first.pk:
            workflow.unschedule(budgets=[second], by=None)
        return outcome

    monkeypatch.setattr(publishing, "_publish_one", meanwhile)
    outcomes = workflow.publish_due(now=timezone.now() + timedelta(minutes=2))
    assert [bool(outcome.version) for outcome in outcomes] == [True, False]
    assert [stages.again(each).state for each in (first, second)] == [State.PUBLISHED, State.APPROVED]


def test_what_somebody_published_a_second_before_brings_no_letter_of_failure(team, monkeypatch):
    monkeypatch.setattr(copies, "render_pdf", lambda content, sha256, files: f"%PDF {sha256}".encode())
    budget = due_in(stages.approved(sound_budget()), 8)
    workflow.schedule(budgets=[budget], by=None, at=timezone.now() + timedelta(minutes=1))
    published = publishing._publish_approved

    def too_late(budget, *, by):
        published(budget, by=by)  # by somebody else
        raise ValidationError("公开期间已有人公开了新的版本。")

    monkeypatch.setattr(publishing, "_publish_approved", too_late)
    (outcome,) = workflow.publish_due(now=timezone.now() + timedelta(minutes=2))
    assert outcome.version is None and not outcome.will_retry
    assert not Letter.objects.filter(subject__startswith="没有公开成功").exists()


def test_once_does_everything_once_and_ends(team, monkeypatch):
    monkeypatch.setattr(copies, "render_pdf", lambda content, sha256, files: f"%PDF {sha256}".encode())
    budget = due_in(stages.approved(sound_budget()), 8)
    workflow.schedule(budgets=[budget], by=None, at=timezone.now() + timedelta(minutes=1))
    Tally.objects.create(
        budget=budget, of=budget.updated_at, errors=9, missing=0, warnings=0, at=timezone.now()
    )
    Budget.objects.filter(pk=budget.pk).update(scheduled_for=timezone.now() - timedelta(minutes=1))
    call_command("tend", "--once")
    assert stages.again(budget).state == State.PUBLISHED
    assert not Tally.objects.filter(errors=9).exists()  # after an upgrade the rules may be others
    call_command("tend", "--once")
    assert budget.handovers.filter(move="publish").count() == 1
    assert connection.is_usable()
