"""The public addresses in both languages, as one urlconf: every role can name them, the public roles answer them."""

from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path

from . import public_ledger_views, sitemaps, urls
from .packages import pages as package_pages
from .views import favicon, healthz, robots, security_txt

urlpatterns = [
    *i18n_patterns(*urls.urlpatterns, prefix_default_language=False),
    path("healthz", healthz, name="healthz"),
    path("favicon.ico", favicon, name="favicon"),
    path("robots.txt", robots, name="robots"),
    path("sitemap.xml", sitemaps.index, name="sitemap"),
    path("sitemap-<sitemap:name>-<number:part>.xml", sitemaps.part, name="sitemap-part"),
    path(".well-known/security.txt", security_txt, name="security-txt"),
    path("ledger.jsonl", public_ledger_views.ledger_lines, name="ledger-lines"),
    path("ledger/head.txt", public_ledger_views.ledger_head, name="ledger-head"),
    path("ledger/key.pub", public_ledger_views.ledger_key, name="ledger-key"),
    path("verify/manifests.json", public_ledger_views.manifests, name="manifests"),
    path("data/datapackage.zip", package_pages.package, name="package"),
    path("data/<budget_year:year>/datapackage.zip", package_pages.package, name="year-package"),
    path("verify.py", public_ledger_views.verify_script, name="verify-script"),
    path("api/v1/", include("disclosures.api.urls")),
]
handler404 = "disclosures.views.not_found"
