"""What there is to do in the background, by kind of work; by name, since what queues a work need not load what does it."""

from __future__ import annotations

from typing import Any

from django.utils.module_loading import import_string

from budgets.models import Work

from .items import Handler

HANDLERS = {
    Work.Kind.COUNTY: "disclosures.county.importing.bring_in",
    Work.Kind.PUBLISH: "disclosures.background.publishing.publish",
    Work.Kind.RENDER: "disclosures.background.rendering.render",
}
#: What is told once nothing is left of a work; in the transaction that says it is over.
AFTERWARDS = {Work.Kind.COUNTY: "disclosures.county.importing.tell"}


def handler_of(work: Work) -> Handler:
    found: Any = import_string(HANDLERS[Work.Kind(work.kind)])
    return found


def tell_the_end_of(work: Work) -> None:
    if name := AFTERWARDS.get(Work.Kind(work.kind)):
        import_string(name)(work)
