"""Fill an empty portal with the sample departments and people, and publish their budgets once."""

import hashlib
from pathlib import Path

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group, Permission
from django.core.management.base import BaseCommand, CommandError
from django.urls import reverse

from budgets import demo
from budgets.actions import load_chart, waive
from budgets.books import open_books
from budgets.demo.load import SAMPLES, YEARS, load_all
from budgets.models import Account
from budgets.waivers import standing, unwaived
from disclosures.chain import findings_now
from disclosures.compose import form_of
from disclosures.examined import examine_file
from disclosures.models import Examination, Publication
from disclosures.workflow import publish

#: What 庐山市政务服务管理局 published for 2021: the figures and faults are its own, the sentences ours.
PUBLISHED = Path(demo.__file__).parent / "lushan_service_2021_published.txt"

#: What a clerk writes. A finance officer writes it too, and keeps departments, budgets and accounts.
FILLED_IN = (
    "entry",
    "project",
    "indicator",
    "particular",
    "procurementitem",
    "note",
    "duty",
    "office",
    "budgetunit",
)
GROUPS = {
    "填报": {
        ("view", "add", "change", "delete"): FILLED_IN,
        ("view", "change"): ("budget",),
        ("view",): ("region", "department", "account"),
        ("add",): ("examination",),  # to examine published files, and see their own
    },
    "复核": {
        ("view",): (*FILLED_IN, "region", "department", "account", "event"),
        ("view", "change"): ("budget",),
        ("view", "add", "delete"): ("waiver",),
        ("add",): ("examination",),
    },
    "财政局": {
        ("view", "add", "change", "delete"): FILLED_IN,
        ("view", "add", "change"): ("region", "department", "account", "budget"),
        ("view",): ("event", "publication", "version", "examination"),
        ("add",): ("version", "examination"),  # to publish, and to examine
    },
}
#: user name, group, the name shown, password
PEOPLE = (
    ("clerk", "填报", "周敏", "mingzhang-clerk-2026"),
    ("reviewer", "复核", "顾建华", "mingzhang-reviewer-2026"),
    ("finance", "财政局", "沈岚", "mingzhang-finance-2026"),
)


class Command(BaseCommand):
    help = "Demo departments, budgets, published versions and accounts. Idempotent; for sample sites only."

    def handle(self, **options):
        if not (settings.DEBUG or settings.SITE_SAMPLE):
            raise CommandError(
                "demo makes accounts whose passwords everybody knows, and publishes samples that cannot be "
                "deleted: it runs only with SITE_SAMPLE=1 or DEBUG=1."
            )
        people = {name: self.person(name, *rest) for name, *rest in PEOPLE}
        for year in YEARS:
            if not Account.objects.filter(year=year).exists():
                load_chart(year=year)
        for sample, budget in zip(SAMPLES, load_all(by=people["clerk"]), strict=True):
            self.publish_once(budget, sample.waivers, reviewer=people["reviewer"], by=people["finance"])
        self.examine_once(by=people["clerk"])

    def publish_once(self, budget, reasons, *, reviewer, by):
        """Publish a budget that is not public yet, its warnings waived for the reasons that the sample gives."""
        where = {
            "region_code": budget.department.region.code,
            "department_code": budget.department.code,
            "year": budget.year,
        }
        if not Publication.objects.filter(**where).exists():
            self.waive_warnings(budget, reasons, by=reviewer)
            publish(budget=budget, by=by)
        publication = Publication.objects.get(**where)
        address = settings.SITE_URL + publication.get_absolute_url() if settings.SERVES_PUBLIC else ""
        self.stdout.write(f"  {publication.title}  {address}")

    def waive_warnings(self, budget, reasons, *, by):
        books = open_books(budget)
        asks, findings = form_of(books).asks, findings_now(books)
        for finding in unwaived(findings, standing(budget, findings)):
            if reason := reasons.get(finding.rule):
                waive(budget=budget, finding_id=finding.id, reason=reason, by=by, asks=asks)

    def examine_once(self, *, by):
        """Examine a published document: that of 庐山, its figures and faults as they were published, in our words."""
        data = PUBLISHED.read_bytes()
        kept = Examination.objects.filter(by=by, sha256=hashlib.sha256(data).hexdigest()).first()
        kept = kept or examine_file(data=data, name="庐山市政务服务管理局2021年部门预算（改写）.txt", by=by)
        address = ""
        if settings.SERVES_STAFF:
            address = settings.SITE_URL + reverse("admin:disclosures_examination_change", args=[kept.pk])
        self.stdout.write(f"  检查结果：{kept.heading}，错误 {kept.errors} 处  {address}")

    def person(self, username, group, shown, password):
        """A user of a group. One that exists is left as it is, with whatever password it has."""
        user, is_new = get_user_model().objects.get_or_create(
            username=username, defaults={"first_name": shown, "is_staff": True}
        )
        rights = group_with_rights(group)
        if is_new:
            user.set_password(password)
            user.save(update_fields=["password"])
            user.groups.add(rights)
        told = password if user.check_password(password) else "（密码已改）"
        self.stdout.write(f"  {group}  {username}  {told}")
        return user


def group_with_rights(name):
    """A group of the demo. One that exists gains what it has come to need since."""
    group, _is_new = Group.objects.get_or_create(name=name)
    wanted = [f"{act}_{model}" for acts, models in GROUPS[name].items() for model in models for act in acts]
    ours = Permission.objects.filter(content_type__app_label__in=("budgets", "disclosures"))
    group.permissions.add(*ours.filter(codename__in=wanted))
    return group
