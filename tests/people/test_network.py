"""Where a request comes from: demo links and the counting of failed tries hang on it."""

from typing import Any

import pytest
from django.test import RequestFactory

from sanwu.people.network import client_address, is_loopback


def request(address: str, **headers: str) -> Any:
    return RequestFactory().get("/", REMOTE_ADDR=address, **headers)


@pytest.mark.parametrize("address", ["127.0.0.1", "127.8.9.10", "::1", "::ffff:127.0.0.1"])
def test_this_machine_is_known_by_its_address(address: str) -> None:
    assert is_loopback(request(address))


@pytest.mark.parametrize(
    "address", ["10.0.0.8", "192.168.1.2", "::ffff:10.0.0.8", "fe80::1", "0.0.0.0", "", "localhost"]
)
def test_another_machine_is_not_this_one(address: str) -> None:
    assert not is_loopback(request(address))


@pytest.mark.parametrize(
    "header",
    ["X_FORWARDED_FOR", "X_FORWARDED_HOST", "X_FORWARDED_PROTO", "X_FORWARDED_PORT", "FORWARDED", "VIA", "X_REAL_IP"],
)
def test_what_passed_through_a_proxy_is_not_from_this_machine(header: str) -> None:
    assert not is_loopback(request("127.0.0.1", **{f"HTTP_{header}": "127.0.0.1"}))


def test_behind_a_declared_proxy_nothing_is_from_this_machine(settings: Any) -> None:
    settings.SANWU_HTTPS = True

    assert not is_loopback(request("127.0.0.1"))


def test_without_a_declared_proxy_a_forged_header_does_not_change_the_source() -> None:
    assert client_address(request("10.0.0.8", HTTP_X_FORWARDED_FOR="1.2.3.4")) == "10.0.0.8"


def test_behind_the_declared_proxy_the_hop_it_wrote_counts_and_not_what_the_client_wrote(settings: Any) -> None:
    settings.SANWU_HTTPS = True

    assert client_address(request("127.0.0.1", HTTP_X_FORWARDED_FOR="6.6.6.6, 10.0.0.8")) == "10.0.0.8"
    assert client_address(request("127.0.0.1", HTTP_X_FORWARDED_FOR="nonsense")) == "127.0.0.1"


def test_a_source_without_an_address_is_none() -> None:
    assert client_address(request("")) is None
