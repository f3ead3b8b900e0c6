from django.apps import AppConfig


class DisclosuresConfig(AppConfig):
    """What was said: the budget as it was disclosed."""

    name = "disclosures"
    verbose_name = "公开"
