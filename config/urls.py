"""Which addresses exist depends on the role this process plays (PORTAL_ROLE)."""

from django.conf import settings
from django.contrib import admin
from django.urls import include, path

from disclosures import public
from disclosures.views import healthz

handler500 = "config.errors.our_fault"

if settings.SERVES_PUBLIC:
    # First what is asked for most: each pattern before it would cost every reader of a disclosure.
    urlpatterns = [*public.urlpatterns]
    # In the staff role Django's own page answers: there is no public page to lead back to.
    handler404 = public.handler404
else:
    urlpatterns = [path("healthz", healthz, name="healthz")]

if settings.SERVES_STAFF:
    urlpatterns += [
        path("admin/", include("disclosures.board.urls")),
        path("admin/work/", include("disclosures.background.urls")),
        path("admin/county/", include("disclosures.county.urls")),
        path("admin/inspection/", include("disclosures.inspection.urls")),
        path("admin/people/", include("budgets.administering.urls")),
        path("admin/", admin.site.urls),
    ]
    handler400 = "budgets.kept.bad_request"
