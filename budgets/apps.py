from django.apps import AppConfig


class BudgetsConfig(AppConfig):
    """What is true: the budget as the department entered it."""

    name = "budgets"
    verbose_name = "部门预算"
