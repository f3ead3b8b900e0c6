"""System checks of the public side: what would make every published page wrong is found before anything is published."""

from pathlib import Path

from django.conf import settings
from django.core.checks import Error, register


@register()
def catalogues_are_compiled(app_configs, **kwargs):
    """Without a compiled catalogue the Chinese pages would come out in English, and be stored so."""
    sources = [
        source for folder in settings.LOCALE_PATHS for source in Path(folder).glob("*/LC_MESSAGES/*.po")
    ]
    return [
        Error(
            f"{source.relative_to(settings.BASE_DIR)} is not compiled.",
            hint="Run: pybabel compile -d locale -D django",
            id="disclosures.E001",
        )
        for source in sources
        if not source.with_suffix(".mo").exists()
        or source.with_suffix(".mo").stat().st_mtime < source.stat().st_mtime
    ]
