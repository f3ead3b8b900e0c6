from django.core.management.base import BaseCommand, CommandError

from disclosures.models import Publication
from disclosures.verification import verify


class Command(BaseCommand):
    help = "Recompute digests and the chain, compare stored files. One line for each difference (exit 1)."

    def add_arguments(self, parser):
        parser.add_argument("target", nargs="?", help="CODE/YEAR")
        parser.add_argument(
            "--deep", action="store_true", help="read every file back and look for every figure"
        )
        parser.add_argument("--all", action="store_true", help="every publication (the default)")

    def handle(self, *args, target=None, deep=False, **options):
        publications = Publication.objects.all()
        if target:
            code, _, year = target.rpartition("/")
            if not code or not year.isdecimal():
                raise CommandError(f"{target} 不是 部门编码/年度", returncode=1)
            publications = publications.filter(department_code=code, year=year)
            if not publications:
                raise CommandError(f"{target} 没有公开过", returncode=1)
        differences = [line for publication in publications for line in verify(publication, is_deep=deep)]
        for line in differences:
            self.stdout.write(line)
        if differences:
            raise CommandError(f"不符 {len(differences)} 处", returncode=1)
        self.stdout.write(f"全部相符：{len(publications)} 个部门年度")
