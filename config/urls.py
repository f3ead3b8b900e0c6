"""Which addresses exist depends on the role this process plays (PORTAL_ROLE)."""

from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.urls import include, path

from disclosures.views import healthz

urlpatterns = [path("healthz", healthz, name="healthz")]

if settings.SERVES_STAFF:
    urlpatterns += [path("admin/", admin.site.urls)]

if settings.SERVES_PUBLIC:
    urlpatterns += [path("api/v1/", include("disclosures.api_urls"))]
    urlpatterns += i18n_patterns(
        path("", include("disclosures.urls")),
        prefix_default_language=False,
    )
    # In the staff role Django's own page answers: there is no public page to lead back to.
    handler404 = "disclosures.views.not_found"
