"""The numbers that the register gives out."""

import pytest
from stdnum.cn import uscc

from processes.rules.numbers import ALPHABET, card_number, check_character, practice_number


@pytest.mark.parametrize("code", ["91350203M0001FUE2", "91110000710925003", "0" * 17])
def test_our_check_character_is_the_one_of_the_national_standard(code):
    assert check_character(code) == uscc.calc_check_digit(code)


def test_a_practice_number_is_prefix_six_digits_and_check():
    number = practice_number("WH", 123)
    assert number == f"WH000123{check_character('WH000123')}"
    assert len(number) == 9


def test_no_single_wrong_character_leaves_a_practice_number_right():
    number = practice_number("WH", 123)
    for place, right in enumerate(number[:-1]):
        for wrong in ALPHABET.replace(right, ""):
            changed = number[:place] + wrong + number[place + 1 : -1]
            assert check_character(changed) != number[-1]


@pytest.mark.parametrize("prefix", ["SZ", "wh", "威", "W-"])
def test_a_prefix_of_characters_that_are_misread_is_refused(prefix):
    with pytest.raises(ValueError, match=f"{prefix}000001"):
        practice_number(prefix, 1)


@pytest.mark.parametrize(
    ("category", "letter"), [("broker", "J"), ("assistant", "X"), ("staff", "C")]
)
def test_a_card_number_tells_person_category_and_issue(category, letter):
    assert card_number("WH000123X", category, 2) == f"WH000123X-{letter}-02"
