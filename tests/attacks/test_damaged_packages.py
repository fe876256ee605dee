"""A package that lost some bytes on the way is read or refused in words; nothing else happens."""

from service.publishing.packages import read_package
from service.refusals import Refused
from tests.attacks.hostile_packages import damaged


def test_a_damaged_package_is_read_or_refused_whatever_is_damaged():
    refused = sum(_is_refused(damaged(seed)) for seed in range(2_000))
    assert refused > 1_000


def _is_refused(data: bytes) -> bool:
    try:
        read_package(data)
    except Refused:
        return True
    return False
