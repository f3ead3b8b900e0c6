from django.urls import path
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView
from rest_framework.routers import SimpleRouter

from . import api

router = SimpleRouter()
router.register("regions", api.Regions, "api-region")
router.register("departments", api.Departments, "api-department")
router.register("versions", api.Versions, "api-version")
router.register(r"versions/(?P<sha256>[0-9a-f]{64})/tables", api.Tables, "api-table")
router.register("figures", api.Figures, "api-figure")

urlpatterns = [
    path("", api.Index.as_view({"get": "index"}), name="api-index"),
    path("schema/", SpectacularAPIView.as_view(), name="api-schema"),
    path("docs/", SpectacularSwaggerSplitView.as_view(url_name="api-schema"), name="api-docs"),
    *router.urls,
]
