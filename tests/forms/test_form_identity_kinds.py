"""Names, identity numbers, credit codes, mobiles, certificates, districts."""

import pytest
from form_world import MAN, WOMAN_X, clean, clean_one, component, form_of, id_number, refused_one
from hypothesis import given
from hypothesis import strategies as st

NAME = component("textfield", label="姓名", kind="person_name")
ID = component("textfield", label="身份证号", kind="resident_id")
CODE = component("textfield", label="统一社会信用代码", kind="uscc")
MOBILE = component("textfield", label="手机号", kind="mobile")
CERTIFICATE = component("textfield", label="证书编号", kind="certificate_number")
REGION = component("textfield", label="所在区域", kind="region")

IDS = [
    MAN,
    WOMAN_X,
    "371003199506153333",
    "371003198810010447",
    "371003200102281019",
    "371071199205122011",
    "810000199408230021",
    "830000199201300022",
]


@pytest.mark.parametrize("number", IDS)
def test_a_real_number_passes_and_so_do_zones_and_residence_permits(number):
    assert clean_one(ID, number) == number


@pytest.mark.parametrize(
    "written",
    [
        "37100319851120222x",
        "３７１００３１９８５１１２０２２２Ｘ",
        "371003 19851120 222×",
        "371003-19851120-222Х",
    ],
)
def test_an_identity_number_is_read_however_it_is_typed(written):
    assert clean_one(ID, f"\u202d {written}\u200b") == WOMAN_X


def test_a_wrong_check_digit_is_explained_without_repeating_the_number():
    error = refused_one(ID, "371003199003071118")
    assert error.render() == (
        "身份证号的校验码（最后一位）不对，可能有一位写错了。请对照证件检查。"
    )
    assert "371003" not in repr(error)


@pytest.mark.parametrize(
    ("number", "code"),
    [
        ("371003900307111", "old_number"),
        ("3710031990030711", "wrong_length"),
        ("3710031990X3071117", "wrong_characters"),
        ("371003199002301117", "no_such_day"),
        ("001003199003071117", "unknown_area"),
        (id_number("37100320990307111"), "impossible_birth"),
        ("٣٧١٠٠٣١٩٩٠٠٣٠٧١١١٧", "wrong_characters"),
    ],
)
def test_each_way_of_getting_a_number_wrong_has_its_own_sentence(number, code):
    assert refused_one(ID, number).code == code


@given(place=st.integers(0, 17), digit=st.sampled_from("0123456789"))
def test_no_single_wrong_digit_gets_through(place, digit):
    wrong = MAN[:place] + digit + MAN[place + 1 :]
    if wrong != MAN:
        assert refused_one(ID, wrong).key == "field"


def test_an_unusual_age_is_left_to_the_reviewer():
    child = clean(form_of(ID), {"field": id_number("37100320150307111")})
    assert [warning.render() for warning in child.warnings] == [
        "按身份证号计算年龄为 11 岁，请核实。"
    ]


def test_screens_show_the_first_six_and_last_two_of_an_identity_number():
    kind = form_of(ID).fields[0].kind
    assert kind.sensitive
    assert kind.mask(MAN) == "371003**********17"
    assert kind.mask("37") == "********"


def test_a_number_is_masked_alike_however_it_was_typed():
    kind = form_of(ID).fields[0].kind
    wide = MAN.translate({ord(c): ord(c) + 0xFEE0 for c in "0123456789X"})
    assert kind.mask(wide) == kind.mask(f"{MAN[:6]} {MAN[6:14]} {MAN[14:]}") == kind.mask(MAN)


def test_cleaned_answers_do_not_show_themselves_in_a_log():
    assert MAN not in repr(clean(form_of(ID), {"field": MAN}))


@pytest.mark.parametrize("dot", "·•・.．･‧∙⋅")
def test_a_minority_name_is_kept_with_the_one_middle_dot(dot):
    assert clean_one(NAME, f"阿卜杜热合曼{dot}吐尔逊") == "阿卜杜热合曼·吐尔逊"


@pytest.mark.parametrize("name", ["王明", "欧阳㛃𬱖", "𬭎〇", "张" * 50])
def test_rare_characters_and_long_names_are_names(name):
    assert clean_one(NAME, name) == name


def test_spaces_in_a_name_are_dropped():
    assert clean_one(NAME, "张　 三") == "张三"


@pytest.mark.parametrize(
    "name", ["张", "张" * 51, "John Smith", "张3", "·张三", "张··三", "张三😀"]
)
def test_what_is_no_name_is_refused(name):
    assert refused_one(NAME, name).code in {"wrong_length", "not_a_name"}


@pytest.mark.parametrize(
    "written",
    ["15412345678", "154 1234 5678", "+86 154-1234-5678", "００８６１５４１２３４５６７８"],
)
def test_a_mobile_is_read_however_it_is_typed(written):
    assert clean_one(MOBILE, written) == "15412345678"


@pytest.mark.parametrize("number", ["12345678901", "1541234567", "0631-5223344", "8615412345", 1])
def test_what_is_no_mobile_is_refused(number):
    assert refused_one(MOBILE, number).code in {"not_a_mobile", "wrong_type"}


def test_screens_show_the_ends_of_a_mobile():
    kind = form_of(MOBILE).fields[0].kind
    assert kind.mask("13812345678") == kind.mask("+86 138 1234 5678") == "138****5678"


def test_a_credit_code_is_written_the_one_way():
    assert clean_one(CODE, "９１３７１００２ xx0000 0190") == "91371002XX00000190"


def test_a_licence_with_a_wrong_check_character_is_accepted_with_a_warning():
    taken = clean(form_of(CODE), {"field": "91350203M0001FUE2P"})
    assert [warning.code for warning in taken.warnings] == ["wrong_check_digit"]
    assert clean(form_of(CODE), {"field": "91371002XX00000190"}).warnings == ()


@pytest.mark.parametrize("code", ["91371002XI00000190", "1137100200000190", "81371002XX00000190"])
def test_what_is_no_credit_code_is_refused(code):
    assert refused_one(CODE, code).code == "wrong_shape"


def test_an_identity_number_is_no_credit_code():
    assert refused_one(CODE, MAN).code == "is_a_person"


def test_a_certificate_number_keeps_its_dashes_and_brackets():
    assert clean_one(CERTIFICATE, "（２０２０）第 0123—45 号") == "(2020)第0123-45号"
    assert refused_one(CERTIFICATE, "12345").code == "wrong_shape"
    assert refused_one(CERTIFICATE, "<script>").code == "wrong_shape"


def test_a_district_is_one_of_the_city():
    assert clean_one(REGION, "371071") == "371071"
    assert refused_one(REGION, "110101").code == "not_an_option"
