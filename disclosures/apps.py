from django.apps import AppConfig


class DisclosuresConfig(AppConfig):
    """What was said: the budget as it was disclosed."""

    name = "disclosures"
    verbose_name = "公开"

    def ready(self):
        from . import checks  # noqa: F401 - registers them
