"""Kinds for people and companies: names, numbers, telephones, districts."""

import re
from collections.abc import Iterator
from typing import Any, Final

from stdnum.cn import uscc

from forms import resident_id
from forms.component import Component, UnusableError
from forms.contract import N_
from forms.kinds.base import InvalidError, Kind, Problem, Scene
from forms.kinds.plain import Choice
from forms.writing import compact, compact_id, compact_name

_LINE: Final = frozenset({"textfield"})
_HAN = "\u3007\u3400-\u4dbf\u4e00-\u9fff\ufa0e-\ufa29\U00020000-\U000323af"
_NAME = re.compile(f"[{_HAN}]+(?:·[{_HAN}]+)*")
_USCC = re.compile(r"9[1239][0-9]{6}[0-9A-HJ-NPQRTUWXY]{10}")
_MOBILE = re.compile(r"1[3-9][0-9]{9}")
_CERTIFICATE = re.compile(r"[0-9A-Z\-()第号]{6,32}")

_NOBODYS_CODE: Final = "91371000XX"
"""Organisation codes that begin with XX were never issued (domain.md §10)."""
_NOBODYS_NAME: Final = "样本人"

WORKING_AGE: Final = range(16, 71)
"""Ages at which nobody wonders; others are shown to the reviewer, not refused."""

REGIONS: Final = {
    "371002": N_("环翠区"),
    "371003": N_("文登区"),
    "371082": N_("荣成市"),
    "371083": N_("乳山市"),
    "371071": N_("火炬高技术产业开发区（高区）"),
    "371072": N_("经济技术开发区（经区）"),
    "371073": N_("临港经济技术开发区（临港区）"),
    # The statistical code list has no code for 南海新区, so this one is ours and no number.
    "NANHAI": N_("南海新区"),
}


class PersonName(Kind):
    """A name in Chinese characters; the parts of a minority name are joined by ·."""

    name = "person_name"
    types = _LINE
    shortest, longest = 2, 50

    def normalise(self, value: Any) -> Any:
        return compact_name(value) or None if isinstance(value, str) else value

    def validate(self, value: Any) -> str:
        if not self.shortest <= len(self.text_of(value)) <= self.longest:
            raise InvalidError(self._wrong_length(len(value)))
        if not _NAME.fullmatch(value):
            raise InvalidError(
                self.problem(
                    "not_a_name",
                    N_("%(label)s只能写汉字，少数民族姓名各部分用“·”连接。请按身份证填写。"),
                )
            )
        return str(value)

    def _wrong_length(self, count: int) -> Problem:
        return self.problem(
            "wrong_length",
            N_("%(label)s应有 %(min)s 到 %(max)s 个字（现在是 %(count)s 个）。请按身份证填写。"),
            count=count,
            min=self.shortest,
            max=self.longest,
        )

    def describe(self) -> dict[str, Any]:
        return {"max_length": self.longest, "autocomplete": "name"}

    def sample(self, scene: Scene) -> str:
        return _NOBODYS_NAME + _in_han(scene.nth)

    def json_schema(self) -> dict[str, Any]:
        return {"type": "string", "minLength": self.shortest, "maxLength": self.longest}


class ResidentId(Kind):
    """An identity number or the number of a Hong Kong, Macau or Taiwan residence permit.

    No sentence repeats the number. Properties: `gender_field` and `birth_field` name the
    fields of the same form that must agree with it.
    """

    name = "resident_id"
    types = _LINE
    settings = frozenset({"gender_field", "birth_field"})
    sensitive = True

    def __init__(self, component: Component) -> None:
        super().__init__(component)
        self.gender_field = component.text("gender_field", "gender")
        self.birth_field = component.text("birth_field", "birth_date")

    def normalise(self, value: Any) -> Any:
        return compact_id(value) or None if isinstance(value, str) else value

    def validate(self, value: Any) -> str:
        number = self.text_of(value)
        if not resident_id.has_shape(number):
            raise InvalidError(self._wrong_shape(number))
        if not resident_id.has_known_province(number):
            raise InvalidError(
                self.problem("unknown_area", N_("%(label)s的前两位不是省级代码。请对照证件检查。"))
            )
        if resident_id.birth_date(number) is None:
            raise InvalidError(
                self.problem(
                    "no_such_day",
                    N_("%(label)s中的出生日期（第 7 到 14 位）不存在。请对照证件检查。"),
                )
            )
        if not resident_id.has_right_check_digit(number):
            raise InvalidError(
                self.problem(
                    "wrong_check_digit",
                    N_("%(label)s的校验码（最后一位）不对，可能有一位写错了。请对照证件检查。"),
                )
            )
        return number

    def _wrong_shape(self, number: str) -> Problem:
        if re.fullmatch(r"[0-9]{15}", number):
            return self.problem(
                "old_number", N_("这是 15 位的旧号码。请填写现在证件上的 18 位%(label)s。")
            )
        if len(number) != 18:
            return self.problem(
                "wrong_length",
                N_("%(label)s应有 18 位（现在是 %(count)s 位）。请对照证件检查。"),
                count=len(number),
            )
        return self.problem(
            "wrong_characters",
            N_("%(label)s的前 17 位应是数字，最后一位是数字或 X。请对照证件检查。"),
        )

    def check(self, value: str, scene: Scene) -> Iterator[Problem]:
        born = resident_id.birth_date(value)
        if born and (born > scene.today or born.year < 1900):
            yield self.problem(
                "impossible_birth",
                N_("%(label)s中的出生日期在未来或早于 1900 年。请对照证件检查。"),
            )

    def warn(self, value: str, scene: Scene) -> Iterator[Problem]:
        born = resident_id.birth_date(value)
        years = resident_id.age(born, scene.today) if born else WORKING_AGE.start
        if years not in WORKING_AGE:
            yield self.problem(
                "unusual_age", N_("按%(label)s计算年龄为 %(age)s 岁，请核实。"), age=years
            )

    def mask(self, value: Any) -> Any:
        """Keep the first six and the last two, as approval systems here do (domain.md §9)."""
        # What is still a draft stands as it was typed: in full width, with spaces.
        number = self.normalise(value)
        whole = isinstance(number, str) and len(number) == 18
        return f"{number[:6]}{'*' * 10}{number[-2:]}" if whole else "*" * 8

    def describe(self) -> dict[str, Any]:
        # The keyboard must offer X, so not the numeric one. 30 leaves room for spaces.
        return {"max_length": 30, "input_mode": "text", "autocomplete": "off"}

    def sample(self, scene: Scene) -> str:
        male = scene.known(self.gender_field) != "female"
        # Serial numbers of men are odd; 500 of either sex are enough for one case.
        serial = 500 + 2 * (scene.nth % 250) + male
        return resident_id.with_check_digit(f"37100319900307{serial}")

    def json_schema(self) -> dict[str, Any]:
        return {"type": "string", "maxLength": 30}


class Uscc(Kind):
    """A unified social credit code of a business, or a 15-digit registration number.

    Real licences are known whose check character is wrong, so only the shape is refused;
    the rest is for the reviewer's eyes (domain.md §7).
    """

    name = "uscc"
    types = _LINE

    def normalise(self, value: Any) -> Any:
        return compact(value) or None if isinstance(value, str) else value

    def validate(self, value: Any) -> str:
        code = self.text_of(value)
        if resident_id.is_resident_id(code):
            raise InvalidError(
                self.problem("is_a_person", N_("这是个人身份证号码。请填写营业执照上的%(label)s。"))
            )
        if not _USCC.fullmatch(code) and not re.fullmatch(r"[0-9]{15}", code):
            raise InvalidError(
                self.problem(
                    "wrong_shape",
                    N_("%(label)s应有 18 位，以 9 开头，不含字母 I、O、S、V、Z。请对照执照检查。"),
                )
            )
        return code

    def warn(self, value: str, scene: Scene) -> Iterator[Problem]:  # noqa: ARG002 - needs no more
        if len(value) == 15:
            yield self.problem("old_code", N_("%(label)s是 15 位的旧注册号，请核对营业执照。"))
        elif not uscc.is_valid(value):
            yield self.problem("wrong_check_digit", N_("%(label)s的校验码不符，请核对营业执照。"))

    def describe(self) -> dict[str, Any]:
        return {"max_length": 30, "autocomplete": "off"}

    def sample(self, scene: Scene) -> str:
        code = f"{_NOBODYS_CODE}{2 + scene.nth:07d}"
        return str(code + uscc.calc_check_digit(code))

    def json_schema(self) -> dict[str, Any]:
        return {"type": "string", "maxLength": 30}


class Mobile(Kind):
    """A mobile number of the mainland, eleven digits."""

    name = "mobile"
    types = _LINE
    sensitive = True

    def normalise(self, value: Any) -> Any:
        if not isinstance(value, str):
            return value
        digits = re.sub(r"[().]", "", compact(value))
        prefixed = re.fullmatch(r"(?:\+86|0086|86)(1[0-9]{10})", digits)
        return prefixed[1] if prefixed else digits or None

    def validate(self, value: Any) -> str:
        if not _MOBILE.fullmatch(self.text_of(value)):
            raise InvalidError(
                self.problem(
                    "not_a_mobile", N_("%(label)s应是 1 开头的 11 位手机号。请检查是否写错。")
                )
            )
        return str(value)

    def mask(self, value: Any) -> Any:
        number = self.normalise(value)
        whole = isinstance(number, str) and len(number) == 11
        return f"{number[:3]}****{number[-4:]}" if whole else "*" * 8

    def describe(self) -> dict[str, Any]:
        return {"max_length": 24, "input_mode": "tel", "autocomplete": "tel"}

    def sample(self, scene: Scene) -> str:
        return f"1540000{scene.nth:04d}"

    def json_schema(self) -> dict[str, Any]:
        return {"type": "string", "maxLength": 24}


class CertificateNumber(Kind):
    """The number of a professional certificate (管理号 or 登记号).

    Its makers changed the format over the years, so only the characters are checked.
    """

    name = "certificate_number"
    types = _LINE

    def normalise(self, value: Any) -> Any:
        if not isinstance(value, str):
            return value
        return compact(value, keep_dashes=True) or None

    def validate(self, value: Any) -> str:
        if not _CERTIFICATE.fullmatch(self.text_of(value)):
            raise InvalidError(
                self.problem(
                    "wrong_shape",
                    N_(
                        "%(label)s应有 6 到 32 位数字、字母、括号、短横或“第”“号”。请对照证书检查。"
                    ),
                )
            )
        return str(value)

    def describe(self) -> dict[str, Any]:
        return {"max_length": 48, "autocomplete": "off"}

    def sample(self, scene: Scene) -> str:
        return f"2026{scene.nth:06d}"

    def json_schema(self) -> dict[str, Any]:
        return {"type": "string", "maxLength": 48}


class Region(Choice):
    """A district of the city; options in the form narrow the list, none means all."""

    name = "region"
    types = frozenset({"select", "radio", "textfield"})

    def __init__(self, component: Component) -> None:
        Kind.__init__(self, component)
        unknown = [value for value, _ in component.options if value not in REGIONS]
        if unknown:
            raise UnusableError(
                N_("“%(field)s”的选项 %(option)s 不是已知的区域代码。"),
                field=component.label,
                option=unknown[0],
            )
        self.options = component.options or tuple(REGIONS.items())


def _in_han(number: int) -> str:
    """Write a number with the ten stems, for names have no digits; nothing for zero."""
    return "".join("癸甲乙丙丁戊己庚辛壬"[int(digit)] for digit in str(number)) if number else ""
