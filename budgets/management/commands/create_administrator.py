"""The first administrator of an installation, by a name of the operator's choice (GB/T 22239 8.1.4.2)."""

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from budgets.signing_in.actions import ADMINISTRATORS, create_administrator


class Command(BaseCommand):
    help = "Make an administrator and print a one-time password. The second factor is set up at the first sign-in."

    def add_arguments(self, parser):
        parser.add_argument("name", help="the user name, such as the number on the staff card")
        parser.add_argument("--role", required=True, help=f"one of {', '.join(ADMINISTRATORS)}")

    def handle(self, *, name, role, **options):
        try:
            user, password = create_administrator(username=name, role=role)
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        self.stdout.write(f"{user.memberships.get()}  {name}")
        self.stdout.write(f"一次性密码  {password}")
        self.stdout.write("首次登录须设置验证器，并改密码。本密码不再显示。")
