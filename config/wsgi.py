"""The application the server runs. WSGI: ASGI cost seven times the CPU per request here."""

import logging
import os
from threading import Thread

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

application = get_wsgi_application()


def reconcile_beside():
    """Bring the stored files to what the database says. The server answers meanwhile, and whatever comes of it."""
    from django.db import connection

    from disclosures.reconciling import reconcile

    try:
        reconcile()
    except Exception:
        logging.getLogger(__name__).exception("what is stored was not brought to what the database says")
    finally:
        connection.close()


def begin():
    from django.conf import settings

    if settings.SERVES_STAFF:  # the public role writes nothing but what it was asked for
        Thread(target=reconcile_beside, name="reconcile", daemon=True).start()


begin()
