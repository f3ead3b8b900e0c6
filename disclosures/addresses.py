"""Public addresses, named in every role: a staff process prints them on pages and PDFs that it does not serve."""

from contextlib import contextmanager

from django.conf import settings
from django.urls import get_urlconf, set_urlconf


@contextmanager
def public_addresses():
    """Within it ``reverse`` knows the public site, whatever this process itself answers."""
    own = get_urlconf()
    set_urlconf("disclosures.public")
    try:
        yield
    finally:
        set_urlconf(own)


def language_of(path: str) -> str:
    """The language of an address: that of its first part, else the site's own."""
    first = path.strip("/").partition("/")[0]
    return first if first in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
