"""Permanent addresses: printed on paper, stuck on seats. None of them may ever disappear."""

import pytest
from django.urls import Resolver404, resolve

PERMANENT = {
    "/": "events:home",
    "/s/abc2345": "events:scan",
    "/z/low-carbon-universiade/": "events:zone",
    "/z/low-carbon-universiade/footprint/": "events:questions",
    "/j/": "events:resume",
    "/j/abc2345/": "events:journey",
    "/c/abc2345/": "certificates:page",
    "/c/abc2345.pdf": "certificates:pdf",
    "/c/abc2345.png": "certificates:png",
    "/c/abc2345.json": "certificates:json",
    "/verify/": "certificates:verify",
    "/factors/": "footprint:factors",
    "/factors/china-2026.1.csv": "footprint:csv",
    "/factors/china-2026.1.json": "footprint:json",
    "/factors/china-2026.1/cn-hsr-full-2019/": "footprint:factor",
    "/methods/": "footprint:methods",
    "/pay/abc2345/": "payments:checkout",
    "/payments/notify/sandbox/": "payments:notify",
    "/admin/": "admin:index",
    "/language/en/": "language",
    "/api/v1/places/": "api:places",
    "/api/v1/events/low-carbon-universiade/": "api:event",
    "/api/v1/factors/": "api:factors",
    "/api/v1/footprint/": "api:footprint",
    "/healthz": "health",
}


@pytest.mark.parametrize(("address", "name"), PERMANENT.items())
def test_a_permanent_address_leads_where_it_always_led(address: str, name: str) -> None:
    try:
        assert resolve(address).view_name == name
    except Resolver404:
        pytest.fail(f"{address} has disappeared")
