"""The public addresses in both languages, as one urlconf: every role can name them, the public roles answer them."""

from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path

from . import ledger_views
from .views import favicon, healthz, robots, security_txt

urlpatterns = [
    path("healthz", healthz, name="healthz"),
    path("favicon.ico", favicon, name="favicon"),
    path("robots.txt", robots, name="robots"),
    path(".well-known/security.txt", security_txt, name="security-txt"),
    path("ledger.jsonl", ledger_views.ledger_lines, name="ledger-lines"),
    path("ledger/head.txt", ledger_views.ledger_head, name="ledger-head"),
    path("ledger/key.pub", ledger_views.ledger_key, name="ledger-key"),
    path("verify/manifests.json", ledger_views.manifests, name="manifests"),
    path("verify.py", ledger_views.verify_script, name="verify-script"),
    path("api/v1/", include("disclosures.api_urls")),
    *i18n_patterns(path("", include("disclosures.urls")), prefix_default_language=False),
]
handler404 = "disclosures.views.not_found"
