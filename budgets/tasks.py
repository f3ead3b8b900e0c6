"""Work in the background: Django's own tasks API. On Django 5.2 it comes in a package of its own, on 6 with Django."""

try:
    from django.tasks import task
except ImportError:
    from django_tasks import task

__all__ = ["task"]
