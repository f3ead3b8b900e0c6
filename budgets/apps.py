from django.apps import AppConfig
from django.db.models.signals import post_migrate, pre_migrate


class BudgetsConfig(AppConfig):
    """What is true: the budget as the department entered it."""

    name = "budgets"
    verbose_name = "部门预算"

    def ready(self):
        from .walls import make_way, put_up_ours

        pre_migrate.connect(make_way, sender=self)
        post_migrate.connect(put_up_ours, sender=self)
