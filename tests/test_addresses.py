"""Permanent addresses: printed on paper, stuck on seats. None of them may ever disappear."""

import pytest
from django.urls import Resolver404, resolve

PERMANENT = {
    "/": "events:home",
    "/s/abc2345": "events:scan",
    "/z/low-carbon-universiade/": "events:zone",
    "/z/low-carbon-universiade/footprint/": "events:questions",
    "/z/low-carbon-universiade/donate/": "events:donate",
    "/z/low-carbon-universiade/donate/abc2345/": "events:offer",
    "/donors/": "events:donors",
    "/donors/qinghe/": "events:donor",
    "/j/": "events:resume",
    "/j/abc2345/": "events:journey",
    "/c/abc2345/": "certificates:page",
    "/c/abc2345.pdf": "certificates:pdf",
    "/c/abc2345.jpg": "certificates:jpg",
    "/c/abc2345.json": "certificates:json",
    "/c/abc2345/newest.json": "certificates:newest",
    "/verify/keys.json": "certificates:verify-keys",
    "/verify/": "certificates:verify",
    "/verify/verify.py": "certificates:verify-py",
    "/verify/offline.html": "certificates:verify-offline",
    "/factors/": "footprint:factors",
    "/factors/china-2026.1.csv": "footprint:csv",
    "/factors/china-2026.1.json": "footprint:json",
    "/factors/china-2026.1/cn-hsr-full-2019/": "footprint:factor",
    "/methods/": "footprint:methods",
    "/ledger/": "credits:ledger",
    "/ledger/search/": "credits:search",
    "/ledger/batches/7e5a9b0c-1d2e-4f30-8a4b-5c6d7e8f9012/": "credits:batch",
    "/ledger/serials/": "credits:serials",
    "/ledger/serials/GS1-1-KE-GS11603-16-2024-30255-485-12623/": "credits:serial",
    "/ledger/serials/ACR-FR-1129-2025-2917-30932 to 35143/": "credits:serial",
    "/ledger/retirements/7e5a9b0c-1d2e-4f30-8a4b-5c6d7e8f9012/": "credits:retirement",
    "/ledger/pools/": "credits:pools",
    "/ledger/pools/7/": "credits:pool",
    "/ledger/pools/7/statement": "credits:pool-statement",
    "/ledger/pools/7/leaves.csv": "credits:pool-leaves",
    "/ledger/log/": "credits:log",
    "/ledger/log/checkpoint": "credits:checkpoint",
    "/ledger/log/keys": "credits:keys",
    "/ledger/log/tile/0/x001/234": "credits:tile",
    "/ledger/log/tile/1/000.p/17": "credits:tile",
    "/ledger/log/tile/entries/000": "credits:tile",
    "/ledger/log/1234567/": "credits:leaf",
    "/ledger/log/1234567.tlog-proof": "credits:leaf-proof",
    "/ledger/status/": "credits:status",
    "/ledger/reconciliations/": "credits:reconciliations",
    "/ledger/units.csv": "credits:units-csv",
    "/ledger/units.json": "credits:units-json",
    "/ledger/transfers.csv": "credits:transfers-csv",
    "/ledger/retirements.csv": "credits:retirements-csv",
    "/pay/abc2345/": "payments:checkout",
    "/payments/notify/sandbox/": "payments:notify",
    "/admin/": "admin:index",
    "/language/en/": "language",
    "/api/v1/places/": "api:places",
    "/api/v1/events/low-carbon-universiade/": "api:event",
    "/api/v1/factors/": "api:factors",
    "/api/v1/footprint/": "api:footprint",
    "/api/v1/ledger/inclusion/": "api:ledger-inclusion",
    "/api/v1/ledger/consistency/": "api:ledger-consistency",
    "/api/v1/ledger/leaf/1234567/": "api:ledger-leaf",
    "/api/v1/ledger/status/": "api:ledger-status",
    "/healthz": "health",
}


@pytest.mark.parametrize(("address", "name"), PERMANENT.items())
def test_a_permanent_address_leads_where_it_always_led(address: str, name: str) -> None:
    try:
        assert resolve(address).view_name == name
    except Resolver404:
        pytest.fail(f"{address} has disappeared")
