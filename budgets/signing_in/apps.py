from django.contrib.admin.apps import AdminConfig


class StaffSiteConfig(AdminConfig):
    """The admin, with our way in."""

    default_site = "budgets.signing_in.site.StaffSite"
