"""The values that a standard gives a form, checked and explained: codes, identity numbers, addresses.

Each function takes normalised text and returns the sentence that says what differs, or ``None``. The arithmetic
comes from well-kept libraries; nothing here asks a network whether a code or an address really exists.
"""

from __future__ import annotations

import ipaddress
import re

import email_validator
import idna
import phonenumbers
from stdnum.cn import ric, uscc
from stdnum.exceptions import ValidationError

from assessment.vocabulary import Text

_CODE_CHARACTERS = "0123456789ABCDEFGHJKLMNPQRTUWXY"  # GB 32100 leaves out I, O, S, V and Z
_OTHER_DOCUMENT = re.compile(r"[A-Z0-9][A-Z0-9()/-]{3,29}\Z")
_CODES = (
    "ad ae af ag ai al am ao aq ar as at au aw ax az ba bb bd be bf bg bh bi bj bl bm bn bo bq br bs bt bv bw by bz "
    "ca cc cd cf cg ch ci ck cl cm cn co cr cu cv cw cx cy cz de dj dk dm do dz ec ee eg eh er es et fi fj fk fm fo fr "
    "ga gb gd ge gf gg gh gi gl gm gn gp gq gr gs gt gu gw gy hk hm hn hr ht hu id ie il im in io iq ir is it je jm jo "
    "jp ke kg kh ki km kn kp kr kw ky kz la lb lc li lk lr ls lt lu lv ly ma mc md me mf mg mh mk ml mm mn mo mp mq mr "
    "ms mt mu mv mw mx my mz na nc ne nf ng ni nl no np nr nu nz om pa pe pf pg ph pk pl pm pn pr ps pt pw py qa re ro "
    "rs ru rw sa sb sc sd se sg sh si sj sk sl sm sn so sr ss st sv sx sy sz tc td tf tg th tj tk tl tm tn to tr tt tv "
    "tw tz ua ug um us uy uz va vc ve vg vi vn vu wf ws ye yt za zm zw"
)
_COUNTRIES = frozenset(_CODES.split())
"""ISO 3166-1 alpha-2, lower case; hk, mo and tw are regions of China and shown as such."""


def countries() -> frozenset[str]:
    return _COUNTRIES


def credit_code(text: str) -> Text | None:
    """统一社会信用代码, GB 32100: 18 characters, the last one computed from the others (mod 31)."""
    if len(text) != 18:
        return Text(
            f"统一社会信用代码为 18 位，这里有 {len(text)} 位；请对照营业执照。",
            f"A credit code has 18 characters, this has {len(text)}; compare it with the business licence.",
        )
    for position, sign in enumerate(text, start=1):
        if sign not in _CODE_CHARACTERS:
            return Text(
                f"第 {position} 位“{sign}”不会出现在统一社会信用代码中（不用 I、O、S、V、Z）；请对照营业执照。",
                f"Character {position}, '{sign}', does not occur in credit codes (I, O, S, V, Z are not used); "
                "compare it with the business licence.",
            )
    expected = uscc.calc_check_digit(text)
    if text[-1] != expected:
        return Text(
            f"校验码不符：按前 17 位，末位应为“{expected}”，这里是“{text[-1]}”；请逐位对照营业执照。",
            f"The check character differs: the first 17 ask for '{expected}', this ends with '{text[-1]}'; "
            "compare every character with the business licence.",
        )
    return None


def resident_number(text: str) -> Text | None:
    """居民身份证号码, GB 11643: 17 digits and a check character; digits 7 to 14 are the date of birth."""
    if len(text) != 18:
        return Text(
            f"居民身份证号码为 18 位，这里有 {len(text)} 位；请对照证件。",
            f"A resident identity number has 18 characters, this has {len(text)}; compare it with the card.",
        )
    if not re.fullmatch(r"[0-9]{17}[0-9X]", text):
        return Text(
            "居民身份证号码前 17 位为数字，末位为数字或 X；请对照证件。",
            "The first 17 characters are digits, the last is a digit or X; compare it with the card.",
        )
    try:
        ric.get_birth_date(text)
    except ValidationError:
        return Text(
            f"第 7 至 14 位“{text[6:14]}”不是一个日期；请对照证件。",
            f"Characters 7 to 14, '{text[6:14]}', are not a date of birth; compare them with the card.",
        )
    expected = ric.calc_check_digit(text)
    if text[-1] != expected:
        return Text(
            f"校验码不符：按前 17 位，末位应为“{expected}”，这里是“{text[-1]}”；请逐位对照证件。",
            f"The check character differs: the first 17 ask for '{expected}', this ends with '{text[-1]}'; "
            "compare every character with the card.",
        )
    return None


def other_document(text: str) -> Text | None:
    if _OTHER_DOCUMENT.match(text):
        return None
    return Text(
        "证件号码由 4 至 30 位字母、数字组成；请对照证件。",
        "A document number has 4 to 30 letters and digits; compare it with the document.",
    )


def email(text: str) -> Text | None:
    try:
        email_validator.validate_email(text, check_deliverability=False)
    except email_validator.EmailNotValidError:
        return Text(
            f"“{text}”不是完整的电子邮箱；应形如 name@example.com。",
            f"'{text}' is not a complete e-mail address; it should look like name@example.com.",
        )
    return None


def phone(text: str) -> Text | None:
    """A number that may exist; without + it is read as a number of mainland China."""
    try:
        possible = phonenumbers.is_possible_number(phonenumbers.parse(text, "CN"))
    except phonenumbers.NumberParseException:
        possible = False
    if possible:
        return None
    return Text(
        f"“{text}”的位数不像电话号码；固定电话带区号，境外号码以 + 和国家代码开头。",
        f"'{text}' does not have the length of a telephone number; give the area code, "
        "and begin a number abroad with + and the country code.",
    )


def domain(text: str) -> Text | None:
    try:
        idna.encode(text.removeprefix("*."), uts46=True, std3_rules=True)
        labels = text.removeprefix("*.").split(".")
        whole = len(labels) > 1 and not labels[-1].isdigit()
    except (idna.IDNAError, UnicodeError):
        whole = False
    if whole:
        return None
    return Text(
        f"“{text}”不是域名；只写域名，如 api.example.com，不带 https:// 和路径。",
        f"'{text}' is not a domain name; write the name only, such as api.example.com, without https:// or a path.",
    )


def address(text: str) -> Text | None:
    try:
        if "/" in text:
            ipaddress.ip_network(text)
        else:
            ipaddress.ip_address(text)
    except ValueError:
        return Text(
            f"“{text}”不是 IP 地址或网段；应形如 203.0.113.8、10.20.0.0/16 或 2001:db8::1。",
            f"'{text}' is not an IP address or network; it should look like 203.0.113.8, 10.20.0.0/16 or 2001:db8::1.",
        )
    return None


def country(text: str) -> Text | None:
    if text in _COUNTRIES:
        return None
    return Text(
        f"“{text}”不是国家或者地区的两位代码（ISO 3166-1，小写），如 de、jp、hk。",
        f"'{text}' is not a two-letter country or region code (ISO 3166-1, lower case) such as de, jp, hk.",
    )
