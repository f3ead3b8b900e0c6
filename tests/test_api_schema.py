"""The description of the open API: complete, and true of whatever anybody asks.

``API_CASES=5000 pytest tests/test_api_schema.py`` asks so many questions made up from the description; the suite asks fewer.
"""

import json
import os

import pytest
import schemathesis
from django.core.handlers.wsgi import WSGIHandler
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from hypothesis import HealthCheck, Phase, given
from hypothesis import settings as trying
from hypothesis.errors import Unsatisfiable
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    ignored_auth,
    negative_data_rejection,
    positive_data_acceptance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
    unsupported_method,
)

from disclosures import copies, workflow
from disclosures.models import Population
from tests.drafts import sound_budget

pytestmark = pytest.mark.django_db

CASES = int(os.environ.get("API_CASES", "400"))


@pytest.fixture
def version(monkeypatch):
    monkeypatch.setattr(copies, "render_pdf", lambda content, sha256, files: b"%PDF")
    Population.objects.create(region_code="430001", year=2025, persons=1000000, source="统计公报")
    return workflow.publish(budget=sound_budget(), by=None)


@pytest.fixture
def described(client):
    return json.loads(client.get("/api/v1/schema/?format=json").content)


def operations(described):
    return [(path, operation["get"]) for path, operation in described["paths"].items()]


def test_every_address_is_described_and_only_read(described):
    assert {tuple(methods) for methods in described["paths"].values()} == {("get",)}
    assert {
        f"/api/v1/{name}/" for name in ("departments", "figures", "projects", "search", "populations")
    } <= set(described["paths"])


def test_every_answer_that_may_come_is_described(described):
    for path, operation in operations(described):
        assert {"200", "304", "400", "404", "405", "406", "503"} == set(operation["responses"]), path
        for code in ("400", "404", "405", "406", "503"):
            shape = operation["responses"][code]["content"]["application/json"]["schema"]
            assert shape == {"$ref": "#/components/schemas/Error"}
        assert "ETag" in operation["responses"]["200"]["headers"]


def test_every_parameter_says_what_it_must_look_like(described):
    for path, operation in operations(described):
        for parameter in operation["parameters"]:
            if (
                parameter["in"] == "header"
            ):  # whatever else a browser says there is left aside, as HTTP has it
                continue
            assert parameter["schema"].keys() & {"pattern", "maximum", "maxLength"}, (path, parameter["name"])


@pytest.fixture
def one_connection():
    """A server closes its connection after each answer; the one of this test holds what it has published."""
    ends = (request_started, request_finished)
    for end in ends:
        end.disconnect(close_old_connections)
    yield
    for end in ends:
        end.connect(close_old_connections)


@pytest.mark.usefixtures("one_connection")
def test_nothing_that_anybody_asks_breaks_the_description(version, settings):
    """Questions that are right and wrong in every way the description lets one make up."""
    settings.ALLOWED_HOSTS = [*settings.ALLOWED_HOSTS, "localhost"]
    schema = schemathesis.openapi.from_wsgi("/api/v1/schema/?format=json", WSGIHandler())
    asked = [result.ok() for result in schema.get_all_operations()]
    assert len(asked) >= 13
    each = max(CASES // (2 * len(asked)), 5)
    count = 0
    for operation in asked:
        for mode in schemathesis.GenerationMode:

            @trying(
                max_examples=each,
                deadline=None,
                database=None,
                phases=[Phase.generate],
                suppress_health_check=list(HealthCheck),
                derandomize=CASES <= 400,
            )
            @given(case=operation.as_strategy(generation_mode=mode))
            def ask(case):
                nonlocal count
                count += 1
                case.call_and_validate(checks=CHECKS)

            try:
                ask()
            except Unsatisfiable:  # an address without parameters cannot be asked wrongly
                assert mode == schemathesis.GenerationMode.NEGATIVE
    assert count > CASES // 2
    print(f"{count} questions")


CHECKS = [
    schemathesis.checks.not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    negative_data_rejection,
    positive_data_acceptance,
    unsupported_method,
    ignored_auth,
]
