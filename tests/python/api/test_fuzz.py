"""A few requests that nobody would think of; `make fuzz` asks 10,000."""

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings

EXAMPLES = 25
# It would start builds.
LEFT_OUT = ("POST", "/model/retrain")


@pytest.fixture
def operations(client):
    """What the page of the interface says can be asked."""
    schema = schemathesis.openapi.from_dict(client.app.openapi())
    found = {(each.ok().method.upper(), each.ok().path): each.ok() for each in schema.get_all_operations()}
    assert len(found) == 11
    return [operation for key, operation in found.items() if key != LEFT_OUT]


def test_no_request_ends_in_a_server_error(client, with_tables, operations):
    def ask(operation):
        @given(case=operation.as_strategy())
        @settings(
            max_examples=EXAMPLES,
            deadline=None,
            derandomize=True,
            database=None,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        def once(case):
            asked = case.as_transport_kwargs(base_url="http://127.0.0.1")
            response = client.request(
                asked["method"],
                asked["url"],
                headers=asked.get("headers"),
                params=asked.get("params"),
                content=asked.get("data"),
                **({"json": asked["json"]} if "json" in asked else {}),
            )
            assert response.status_code < 500, (response.status_code, asked)

        once()

    for operation in operations:
        ask(operation)
