from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from budgets.actions import load_chart

FIRST_YEAR = 2021


class Command(BaseCommand):
    help = (
        "Load the chart of accounts, one account for each code and year. Idempotent; local changes are kept."
    )

    def add_arguments(self, parser):
        parser.add_argument("--year", type=int, action="append", help="only this year (may be repeated)")

    def handle(self, *args, **options):
        this_year = timezone.localdate().year
        years = options["year"] or range(FIRST_YEAR, this_year + 2)
        for year in years:
            if not 2015 <= year <= 2035:
                raise CommandError(f"{year} is not a budget year between 2015 and 2035")
            new, changed = load_chart(year=year)
            if options["verbosity"]:
                self.stdout.write(f"{year}: {new} new, {changed} changed")
