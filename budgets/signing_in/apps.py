from django.contrib.admin.apps import AdminConfig


class StaffSiteConfig(AdminConfig):
    """The admin, with our way in."""

    default_site = "budgets.signing_in.site.StaffSite"

    def ready(self):
        super().ready()
        from django.contrib import admin
        from django_otp.plugins.otp_totp.models import TOTPDevice

        admin.site.unregister(TOTPDevice)  # its stock page shows the secrets
