from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from budgets.access import WrongState
from budgets.models import Budget
from disclosures.actions import Refused, Unchanged
from disclosures.faithful import Unfaithful
from disclosures.workflow import publish


class Command(BaseCommand):
    help = "Examine, freeze and render a budget. Refuses on errors and lists them (exit 1)."

    def add_arguments(self, parser):
        parser.add_argument("department", help="REGION/CODE, or CODE where only one department has it")
        parser.add_argument("year", type=int)
        parser.add_argument(
            "--reason", default="", help="required from the second version on; shown to the public"
        )

    def handle(self, *args, **options):
        budget = find_budget(options["department"], options["year"])
        try:
            version = publish(budget=budget, by=None, reason=options["reason"])
        except (WrongState, LookupError) as error:
            raise CommandError(f"没有公开：{error}", returncode=1) from None
        except Refused as refusal:
            for finding in refusal.findings:
                self.stderr.write(f"{finding.level_word} {finding.rule} {finding.title}：{finding.message}")
            raise CommandError(f"没有公开：错误 {len(refusal.findings)} 处", returncode=1) from None
        except ValidationError as error:
            raise CommandError("没有公开：" + "；".join(error.messages), returncode=1) from None
        except Unfaithful as unfaithful:
            for miss in unfaithful.misses:
                self.stderr.write(str(miss))
            raise CommandError(f"没有公开：{unfaithful}", returncode=1) from None
        except Unchanged as same:
            self.stdout.write(f"{same}：内容没有变化")
        else:
            self.stdout.write(f"已公开：{version}，摘要 {version.sha256}")


def find_budget(department, year):
    """The budget of CODE or REGION/CODE in a year; CommandError where there is none, or more than one."""
    region, _, code = department.rpartition("/")
    found = Budget.objects.filter(department__code=code, year=year)
    if region:
        found = found.filter(department__region__code=region)
    budgets = list(found[:2])
    if not budgets:
        raise CommandError(f"没有 {department} {year} 年的预算", returncode=1)
    if len(budgets) > 1:
        raise CommandError(f"编码 {code} 不止一个部门使用，请写成 行政区划代码/{code}", returncode=1)
    return budgets[0]
