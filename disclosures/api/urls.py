from django.urls import path
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView
from rest_framework.routers import SimpleRouter

from . import lists, told

OF_VERSION = r"versions/(?P<sha256>[0-9a-f]{64})"
router = SimpleRouter()
router.register("regions", lists.Regions, "api-region")
router.register("departments", lists.Departments, "api-department")
router.register("versions", lists.Versions, "api-version")
router.register(f"{OF_VERSION}/tables", lists.Tables, "api-table")
router.register(f"{OF_VERSION}/figures", lists.FiguresOfVersion, "api-version-figure")
router.register(f"{OF_VERSION}/projects", lists.ProjectsOfVersion, "api-version-project")
router.register(f"{OF_VERSION}/indicators", lists.IndicatorsOfVersion, "api-version-indicator")
router.register("figures", lists.Figures, "api-figure")
router.register("projects", lists.Projects, "api-project")
router.register("search", lists.Search, "api-search")
router.register("populations", lists.Populations, "api-population")
router.register("code-changes", lists.CodeChanges, "api-code-change")

urlpatterns = [
    path("", told.Index.as_view({"get": "index"}), name="api-index"),
    path("schema/", SpectacularAPIView.as_view(), name="api-schema"),
    path("docs/", SpectacularSwaggerSplitView.as_view(url_name="api-schema"), name="api-docs"),
    *router.urls,
]
