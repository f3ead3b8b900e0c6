"""Fill an empty portal with sample departments, the people who work there, and budgets at every stage of their way."""

import hashlib
from pathlib import Path

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError
from django.urls import reverse

from budgets import demo
from budgets.actions import load_chart
from budgets.demo import county
from budgets.demo.load import SAMPLES, YEARS, load
from budgets.models import Account, Budget, Department, Membership, Person, Region
from budgets.signing_in.actions import give_demo_device
from disclosures import demonstration, workflow
from disclosures.demonstration import Team
from disclosures.examined import examine_file
from disclosures.models import Examination, Publication

#: What 庐山市政务服务管理局 published for 2021: the figures and faults are its own, the sentences ours.
PUBLISHED = Path(demo.__file__).parent / "lushan_service_2021_published.txt"

State = Budget.State
CLERK, REVIEWER, FINANCE, PUBLISHER = "clerk", "reviewer", "finance", "publisher"
PUTUO, LUSHAN, HUNAN = "310107", "360483", "439900"
COUNTY = tuple(f"{PUTUO}/{place.code}" for place in county.PLACES)
ELSEWHERE = (f"{PUTUO}/401", f"{LUSHAN}/102", f"{HUNAN}/101")
#: user name, name shown, role, where: departments as region/code, regions by code; nowhere for administrators
PEOPLE = (
    ("clerk", "周敏", CLERK, (f"{PUTUO}/105",)),
    ("reviewer", "顾建华", REVIEWER, (f"{PUTUO}/105",)),
    ("finance", "沈岚", FINANCE, (PUTUO, HUNAN, LUSHAN)),
    ("publisher", "方宁", PUBLISHER, (LUSHAN,)),
    ("clerk2", "李静", CLERK, (*COUNTY, *ELSEWHERE)),
    ("reviewer2", "王芳", REVIEWER, (*COUNTY, *ELSEWHERE)),
    ("unit", "吴桐", CLERK, (f"{PUTUO}/{county.UNIT['code']}",)),
    ("system", "郑洁", "system", ()),
    ("security", "陆敏", "security", ()),
    ("audit", "何静", "audit", ()),
)


def password_of(username):
    """What everybody may know, since it opens a sample site only."""
    return f"only-a-sample-{username}"


class Command(BaseCommand):
    help = "Demo departments, budgets, published versions and accounts. Idempotent; for sample sites only."

    def handle(self, **options):
        if not (settings.DEBUG or settings.SITE_SAMPLE):
            raise CommandError(
                "demo makes accounts whose passwords everybody knows, and publishes samples that cannot be "
                "deleted: it runs only with SITE_SAMPLE=1 or DEBUG=1."
            )
        for year in (*YEARS, county.YEAR):
            if not Account.objects.filter(year=year).exists():
                load_chart(year=year)
        published = (*SAMPLES, *county.earlier())
        budgets = [load(sample=sample, by=None) for sample in published]
        demonstration.departments()
        demonstration.populations()
        people = {username: self.person(username, *rest) for username, *rest in PEOPLE}
        self.stdout.write("  验证码：第二步的页面上会显示")
        bureau = Team(people["clerk"], people["reviewer"], people["finance"])
        others = Team(people["clerk2"], people["reviewer2"], people["finance"])
        for sample, budget in zip(published, budgets, strict=True):
            team = bureau if budget.department.code == "105" else others
            self.publish_once(budget, sample.waivers, team)
        for budget in demonstration.bring_about(others, finance_bureau=bureau):
            self.stdout.write(f"  {budget.department.short_name} {budget.year} 年：{self.state_of(budget)}")
        self.examine_once(by=people["clerk"])

    def state_of(self, budget):
        return Budget.objects.get(pk=budget.pk).get_state_display()

    def publish_once(self, budget, reasons, team):
        """Publish a budget that is not public yet, its warnings waived for the reasons that the sample gives: also where the
        demo was killed on the way. Its date of approval is not known, and none is made up: the operator publishes."""
        budget.refresh_from_db()
        if budget.state == State.EDITING and not budget.handovers.exists():
            workflow.submit(budget=budget, by=team.clerk)
            budget.refresh_from_db()
        department = budget.department
        publication = Publication.objects.filter(
            region_code=department.region.code, department_code=department.code, year=budget.year
        )
        if budget.state == State.SUBMITTED and not publication.exists():
            demonstration.waive_warnings(budget, reasons, by=team.reviewer)
        if budget.state in (State.SUBMITTED, State.REVIEWED, State.APPROVED) and not publication.exists():
            workflow.publish(budget=budget, by=None)
        self.stdout.write(self.told_of(budget, publication.first()))

    def told_of(self, budget, publication):
        """Where it is public; how far it is where somebody took it back on the way."""
        if publication is None:
            return f"  {budget.department.short_name} {budget.year} 年：{self.state_of(budget)}"
        address = settings.SITE_URL + publication.get_absolute_url() if settings.SERVES_PUBLIC else ""
        return f"  {publication.title}  {address}"

    def examine_once(self, *, by):
        """Examine a published document: that of 庐山, its figures and faults as they were published, in our words."""
        data = PUBLISHED.read_bytes()
        kept = Examination.objects.filter(by=by, sha256=hashlib.sha256(data).hexdigest()).first()
        kept = kept or examine_file(data=data, name="庐山市政务服务管理局2021年部门预算（改写）.txt", by=by)
        address = ""
        if settings.SERVES_STAFF:
            address = settings.SITE_URL + reverse("admin:disclosures_examination_change", args=[kept.pk])
        self.stdout.write(f"  检查结果：{kept.heading}，错误 {kept.errors} 处  {address}")

    def person(self, username, shown, role, places):
        """Somebody of the demo. One that exists is left as they are, with whatever password and roles they have."""
        user, is_new = get_user_model().objects.get_or_create(
            username=username,
            defaults={"first_name": shown, "is_staff": True, "email": f"{username}@example.gov.cn"},
        )
        if is_new:
            user.set_password(password_of(username))
            user.save(update_fields=["password"])
            Person.objects.create(user=user, phone="021-0000 0000")
            for scope in map(scope_of, places or [""]):
                Membership.objects.create(user=user, role=role, **scope)
            if settings.SITE_SAMPLE:
                give_demo_device(user=user)
        told = password_of(username) if user.check_password(password_of(username)) else "（密码已改）"
        self.stdout.write(f"  {Membership.Role(role).label}  {shown}  {username}  {told}")
        return user


def scope_of(place):
    """A department as region/code, a region by its code, or nothing."""
    region, _slash, code = place.partition("/")
    if code:
        return {"department": Department.objects.get(region__code=region, code=code)}
    return {"region": Region.objects.get(code=region)} if region else {}
