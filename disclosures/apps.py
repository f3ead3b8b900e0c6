from django.apps import AppConfig
from django.db.models.signals import post_migrate, pre_migrate


class DisclosuresConfig(AppConfig):
    """What was said: the budget as it was disclosed."""

    name = "disclosures"
    verbose_name = "公开"

    def ready(self):
        from . import checks  # noqa: F401 - registers them
        from .comparing.seeding import seed
        from .walls import make_way, put_up_ours

        pre_migrate.connect(make_way, sender=self)
        post_migrate.connect(put_up_ours, sender=self)
        post_migrate.connect(seed, sender=self)
