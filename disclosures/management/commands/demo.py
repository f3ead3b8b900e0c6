"""Fill an empty portal with the sample departments and people, and publish their budgets once."""

import hashlib
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.urls import reverse

from budgets import demo
from budgets.actions import load_chart, waive
from budgets.books import open_books
from budgets.demo.load import SAMPLES, YEARS, load_all
from budgets.demo.people import PEOPLE, give_duties, password_of, person
from budgets.models import Account
from budgets.waivers import standing, unwaived
from disclosures.chain import findings_now
from disclosures.compose import form_of
from disclosures.examined import examine_file
from disclosures.models import Examination, Publication
from disclosures.workflow import publish

#: What 庐山市政务服务管理局 published for 2021: the figures and faults are its own, the sentences ours.
PUBLISHED = Path(demo.__file__).parent / "lushan_service_2021_published.txt"


class Command(BaseCommand):
    help = "Demo departments, budgets, published versions and accounts. Idempotent; for sample sites only."

    def handle(self, **options):
        if not (settings.DEBUG or settings.SITE_SAMPLE):
            raise CommandError(
                "demo makes accounts whose passwords everybody knows, and publishes samples that cannot be "
                "deleted: it runs only with SITE_SAMPLE=1 or DEBUG=1."
            )
        people = {name: person(name, shown) for name, _role, shown in PEOPLE}
        for year in YEARS:
            if not Account.objects.filter(year=year).exists():
                load_chart(year=year)
        budgets = load_all(by=people["clerk"])
        for name, role, _shown in PEOPLE:
            give_duties(people[name], role, budgets)
            self.tell(people[name], role)
        if settings.SITE_SAMPLE:
            self.stdout.write("  验证码：登录第二步的页面上会显示（只在样例站点）")
        for sample, budget in zip(SAMPLES, budgets, strict=True):
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

    def tell(self, user, role):
        known = password_of(user.username)
        told = known if user.check_password(known) else "（密码已改）"
        self.stdout.write(f"  {role.label}  {user.username}  {told}")
