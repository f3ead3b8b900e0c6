from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from budgets import audit
from disclosures import public_ledger
from disclosures.models import Publication
from disclosures.verification import entry_faults, keep_result, ledger_faults, list_faults, verify


class Command(BaseCommand):
    help = (
        "Recompute digests, the chain of versions, the public ledger and the chain of events; compare stored files, "
        "manifests and signatures. One line for each difference (exit 1)."
    )

    def add_arguments(self, parser):
        parser.add_argument("target", nargs="?", help="CODE/YEAR or REGION/CODE/YEAR")
        parser.add_argument(
            "--deep", action="store_true", help="read every file back and look for every figure"
        )
        parser.add_argument("--all", action="store_true", help="every publication (the default)")

    def handle(self, *args, target=None, deep=False, **options):
        publications = chosen(target)
        differences = []
        for line in lines(publications, is_deep=deep):
            differences.append(line)
            self.stdout.write(line)
        if not target:
            keep_result(differences)
        if differences:
            raise CommandError(f"不符 {len(differences)} 处", returncode=1)
        self.stdout.write(f"全部相符：{len(publications)} 个部门年度")


def chosen(target):
    """The publications of CODE/YEAR or REGION/CODE/YEAR, or all; CommandError where there are none."""
    publications = Publication.objects.all()
    if not target:
        return publications
    where, _, year = target.rpartition("/")
    region, _, code = where.rpartition("/")
    if not code or not (year.isascii() and year.isdecimal()):
        raise CommandError(f"{target} 不是 部门编码/年度", returncode=1)
    publications = publications.filter(department_code=code, year=year)
    if region:
        publications = publications.filter(region_code=region)
    if not publications:
        raise CommandError(f"{target} 没有公开过", returncode=1)
    return publications


def lines(publications, *, is_deep):
    """One line for each difference. Where this process serves the public alone, it does not know the records inside."""
    yield from ledger_faults()
    if settings.SERVES_STAFF:
        yield from public_ledger.faults()
        yield from audit.faults()
    for publication in publications:
        yield from verify(publication, is_deep=is_deep)
    yield from list_faults()
    yield from entry_faults()
