from django.contrib.admin.apps import AdminConfig


class StaffSiteConfig(AdminConfig):
    """The admin, with our way in."""

    default_site = "budgets.signing_in.site.StaffSite"

    def ready(self):
        super().ready()
        from django.contrib import admin
        from django_otp.plugins.otp_totp.models import TOTPDevice
        from django_tasks_db.models import DBTaskResult

        # The stock page of the one shows secrets; the work that the other queues has pages of its own.
        admin.site.unregister([TOTPDevice, DBTaskResult])
