"""The check of every page finds an ID number in an address, and no order number."""

from pathlib import Path

import pytest

from forms.resident_id import with_check_digit
from tests.journeys.page_check import PageCheck

NUMBER = with_check_digit("11010519491231002")


@pytest.mark.parametrize("address", [f"/v/{NUMBER}", f"/find?q=9{NUMBER.lower()}7"])
def test_an_id_number_in_an_address_is_found(address: str, tmp_path: Path):
    with pytest.raises(AssertionError, match="ID number"):
        PageCheck(tmp_path, set()).check_address(address)


def test_an_order_number_is_no_id_number(tmp_path: Path):
    PageCheck(tmp_path, set()).check_address("/local-bank/202611244892255973F6DA6E06BA")
