"""What a name, a description, an example and the rest of the list make of a data item."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from random import Random

import pytest

from assessment.classification import Classified, classify
from assessment.classification_names import cut, last_step
from assessment.classification_values import vin_checks
from assessment.conditions import FactValue, Verdict
from assessment.vocabulary import Confidence
from regimes.loader import load_regime

ON = date(2026, 11, 21)
REGIME = load_regime()
SEARCH = REGIME.catalogue.on(ON)
RANK = {"none": 0, "undetermined": 1, "personal": 2, "sensitive": 3, "important": 4}
WEIGHT = {Verdict.NO: 0, Verdict.UNKNOWN: 1, Verdict.YES: 2}


@dataclass(frozen=True)
class Item:
    name: str
    description: str = ""
    example: str = ""


def of(*items: Item | str, **facts: FactValue) -> tuple[Classified, ...]:
    made = [item if isinstance(item, Item) else Item(item) for item in items]
    return classify(made, SEARCH, REGIME.important_data, facts, ON)


def one(name: str, description: str = "", example: str = "", **facts: FactValue) -> Classified:
    return of(Item(name, description, example), **facts)[0]


# ---- names ----


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("vehicleVIN", ("vehicle", "vin")),
        ("VINCode2", ("vin", "code", "2")),
        ("gps_lat", ("gps", "lat")),
        ("ＶＩＮ码", ("vin", "码")),
        ("owner-Phone.No", ("owner", "phone", "no")),
        ("", ()),
    ],
)
def test_a_name_is_cut_into_words(text: str, parts: tuple[str, ...]) -> None:
    assert cut(text).parts == parts


def test_the_last_step_of_a_path_is_the_column() -> None:
    assert last_step("Vehicle.CurrentLocation.Latitude") == "Latitude"
    assert last_step("单价.元") == "单价.元" and last_step("a. b") == "a. b"


@pytest.mark.parametrize(
    "spelling",
    [
        "customer_phone",
        "customerPhone",
        "CustomerPhone",
        "CUSTOMER_PHONE",
        "customer phone",
        "customer-phone",
        "客户手机号",
    ],
)
def test_the_way_of_writing_does_not_matter(spelling: str) -> None:
    found = one(spelling)
    assert (found.category, found.kind) == ("A02", "personal")


@pytest.mark.parametrize(
    ("name", "category"),
    [
        ("driving_light", "Z04"),  # no VIN in driving
        ("vehicle_name", "B06"),
        ("file_name", "Z01"),
        ("product_name", "Z05"),
        ("temperature", "Z04"),
        ("body_temperature", "D06"),
        ("cjh", "B01"),
        ("chepaihao", "B02"),
        ("phonenumber", "A02"),
        ("licenseplate", "B02"),
        ("ip_address", "A09"),
        ("mac_address", "A08"),
        ("server_address", "Z05"),
        ("station_latitude", "I03"),
    ],
)
def test_words_around_a_word_count(name: str, category: str) -> None:
    assert one(name).category == category


@pytest.mark.parametrize("name", ["name", "status", "type", "code"])
def test_a_word_that_says_little_makes_nobody_sensitive(name: str) -> None:
    found = one(name)
    assert found.sensitive is Verdict.NO and found.sure is Confidence.LOW


@pytest.mark.parametrize(
    ("name", "description", "category"),
    [
        ("name", "客户姓名", "A01"),
        ("F001", "车主身份证号码", "A03"),
        ("license_number", "车牌号码", "B02"),
        ("license_number", "证件号", "A03"),
        ("position", "职务", "A12"),
        ("x1", "Heart rate of the driver", "D06"),
        ("x2", "Number of doors that know the driver's face", "Z01"),
    ],
)
def test_a_description_speaks_where_the_name_says_little(name: str, description: str, category: str) -> None:
    assert one(name, description).category == category


@pytest.mark.parametrize(
    "name",
    ["camera_status", "face_id_enabled", "gps_accuracy", "audio_volume", "password_length", "是否有车牌", "录音开关"],
)
def test_a_state_is_not_the_thing(name: str) -> None:
    found = one(name)
    assert found.category == "Z06" and found.sensitive is Verdict.NO and found.important is Verdict.NO


@pytest.mark.parametrize("name", ["charging_status", "health_status", "soc"])
def test_some_states_are_the_thing(name: str) -> None:
    assert one(name).category in {"I02", "D06", "I01"}


def test_what_nobody_knows_is_left_open() -> None:
    found = one("xq_77_zz")
    assert (found.category, found.kind, found.important) == (None, "undetermined", Verdict.UNKNOWN)
    assert found.needs == ("meaning",) and found.because.zh and found.because.en


# ---- values ----


@pytest.mark.parametrize(
    ("example", "category"),
    [
        ("13812345678", "A02"),
        ("11010519491231002X", "A03"),
        ("1M8GDM9AXKP042788", "B01"),
        ("京A12345", "B02"),
        ("沪AD12345", "B02"),
        ("a@example.com", "A05"),
        ("89860012345678901234", "A08-SIM"),
        ("00:1A:2B:3C:4D:5E", "A08"),
        ("116.397128,39.916527", "C01"),
        ("POINT(116.3 39.9)", "C01"),
        ("cam/0001.pcd", "E05"),
        ("call-17.wav", "D03"),
    ],
)
def test_a_value_shows_what_a_name_hides(example: str, category: str) -> None:
    found = one("field_17", "", example)
    assert found.category == category and found.sure is not Confidence.HIGH


@pytest.mark.parametrize(
    "example",
    ["11010519491231002Y", "1M8GDM9AXKP042789-", "98812345678", "216.397128,89.916527", "12.5", "=1+1", "1.2.3", ""],
)
def test_what_only_looks_like_it_shows_nothing(example: str) -> None:
    assert one("field_17", "", example).category in {None, "A09"}


def test_a_value_confirms_a_name_and_never_lowers_it() -> None:
    assert one("vehicle_vin", "", "1M8GDM9AXKP042788").sure is Confidence.HIGH
    assert one("face_image", "", "12").sensitive is Verdict.YES
    assert one("remark", "", "13812345678").category == "A02"


@pytest.mark.parametrize(("vin", "good"), [("1M8GDM9AXKP042788", True), ("1M8GDM9A0KP042788", False), ("1M8", False)])
def test_the_check_digit_of_a_vin(vin: str, good: bool) -> None:
    assert vin_checks(vin) is good


# ---- together ----


def test_position_and_time_of_a_vehicle_are_a_track() -> None:
    alone = one("gps_lat")
    track = of("gps_lat", "vin", "event_time")[0]
    assert alone.kind == "sensitive" and "C-TRACK" not in alone.rules
    assert "C-TRACK" in track.rules and "行踪轨迹" in track.because.zh
    assert "C-PLACE" in of("gps_lat", "vin")[0].rules


def test_a_key_makes_what_stands_beside_it_personal() -> None:
    assert one("door_status").personal is Verdict.NO
    assert of("door_status", "vin")[0].personal is Verdict.YES
    assert of("city", "vin")[0].personal is Verdict.NO
    assert one("imei").personal is Verdict.UNKNOWN and "linked_to_person" in one("imei").needs
    assert one("imei", linked_to_person=False).personal is Verdict.NO


def test_a_plate_in_a_picture_may_be_important_and_a_column_of_plates_is_not() -> None:
    assert one("plate_no").important is Verdict.NO
    assert of("plate_no", "front_camera_video")[0].important is Verdict.UNKNOWN
    assert of("plate_no", "front_camera_video", exterior_face_or_plate=True)[0].important is Verdict.YES


def test_driving_data_beside_camera_video_may_be_training_data() -> None:
    assert one("steering_angle").important is Verdict.NO
    beside = of("steering_angle", "front_camera_video")[0]
    assert beside.important is Verdict.UNKNOWN and "fused_with_exterior" in beside.needs


def test_a_video_of_unknown_content_and_a_mileage_raise_nothing() -> None:
    plate, speed, video = of("plate_no", "vehicle_speed", "video_url")
    assert plate.important is speed.important is Verdict.NO and video.sensitive is Verdict.YES
    assert of("mileage", "front_camera_video")[0].important is Verdict.NO
    assert of("vehicle_speed", "front_camera_video")[0].important is Verdict.UNKNOWN


@pytest.mark.parametrize(
    ("name", "description", "category"),
    [
        ("battery_level_timestamp", "", "Z02"),
        ("charging_end_timestamp", "", "I02"),
        ("remote_start_supported", "", "Z06"),
        ("repair_cost", "", "Z06"),
        ("gps", "GPS是否有效", "Z06"),
        ("remote_heater_control", "是否支持远程加热", "Z06"),
        ("remote_start", "是否开启远程启动", "H05"),
        ("location.address", "", "C01"),
        ("charger_actual_current", "", "I02"),
        ("childSystemNum", "电池子系统号", "Z01"),
        ("升级后静态电流", "升级后静态电流", "Z04"),
        ("旋变信号偏移", "旋转变压器零位偏移", "Z04"),
        ("水泵转速指令", "电池回路水泵转速", "Z04"),
        ("veh_pid", "由境内密钥以 HMAC-SM3 生成的车辆假名", None),
    ],
)
def test_a_moment_a_question_or_a_price_is_not_the_thing(name: str, description: str, category: str | None) -> None:
    assert one(name, description).category == category


# ---- important data ----


def test_a_fact_moves_an_item_of_the_table() -> None:
    assert one("soc", linked_to_person=True).needs == ("vehicles_cn",)
    assert one("soc", vehicles_cn=100_000).kind == "important"
    assert "AID-5-23" in one("soc").rules


def test_the_draft_alone_never_clears_what_it_names() -> None:
    below = one("soc", vehicles_cn=10, linked_to_person=True)
    assert below.important is Verdict.UNKNOWN and below.needs == ("final_table",)


def test_the_provisions_in_force_can_clear() -> None:
    assert one("inventory", economic_operation=False).important is Verdict.NO
    assert one("inventory", economic_operation=True).important is Verdict.YES


def test_a_kind_that_decides_alone_waits_for_a_person() -> None:
    assert "charging_network" in one("pile_status").needs
    assert one("pile_status", charging_network=True).important is Verdict.YES


def test_conditions_of_a_zone_count_in_that_zone_only() -> None:
    assert one("dtc_code").important is Verdict.UNKNOWN
    assert one("dtc_code", zone_beijing=False, shows_vulnerability=False).important is Verdict.NO
    assert one("dtc_code", zone_beijing=True).important is Verdict.YES


def test_no_item_of_the_table_is_cleared_by_anything_but_facts() -> None:
    for item in SEARCH.items:
        if any(code.startswith("AID") for code in item.table):
            assert one(item.examples[0]).important is not Verdict.NO, item.id


def test_a_proof_of_masking_takes_the_sensitive_class_away() -> None:
    assert one("front_camera_video").sensitive is Verdict.YES
    assert one("front_camera_video", persons_recognisable=False).sensitive is Verdict.NO


# ---- properties ----

SOME = (
    "vin",
    "gps_lat",
    "event_time",
    "客户姓名",
    "soc",
    "door_status",
    "remark",
    "xq_77",
    "front_camera_video",
    "city",
)


def test_the_order_of_a_list_does_not_matter() -> None:
    expected = {found.name: found for found in of(*SOME)}
    for seed in range(5):
        shuffled = list(SOME)
        Random(seed).shuffle(shuffled)
        assert {found.name: found for found in of(*shuffled)} == expected


def test_another_item_never_lowers_a_class() -> None:
    names = [item.examples[0] for item in SEARCH.items]
    before = {found.name: found for found in of(*SOME)}
    for other in names:
        for found in of(*SOME, other)[: len(SOME)]:
            known = before[found.name]
            for now, then in ((found.personal, known.personal), (found.sensitive, known.sensitive)):
                assert WEIGHT[now] >= WEIGHT[then], (found.name, other)
            assert WEIGHT[found.important] >= WEIGHT[known.important], (found.name, other)


@pytest.mark.parametrize("item", SEARCH.items, ids=lambda item: item.id)
def test_the_style_of_a_name_does_not_change_the_class(item: object) -> None:
    for example in item.examples:  # type: ignore[attr-defined]  # parametrised over items
        expected = one(example).category
        for style in (example.upper(), "_".join(cut(example).parts), " ".join(cut(example).parts), "".join(example)):
            if style.upper() != style or "_" in style or " " in style or style == example:
                assert one(style).category == expected, style


@pytest.mark.parametrize(
    "text", ["=HYPERLINK(1)", "+86", "@SUM(A1)", "-1", "\u200b", "a" * 5000, "车" * 3000, "..", "%00"]
)
def test_any_text_gets_an_answer(text: str) -> None:
    found = one(text, text, text)
    assert found.name == text and found.because.zh.endswith("。") and found.because.en.endswith(".")


def test_every_answer_can_be_written_as_json() -> None:
    keys = {"name", "category", "personal", "sensitive", "important", "rules", "because", "needs"}
    for found in of(*SOME):
        said = found.as_json()
        assert set(said) == keys and said["important"] in {"yes", "no", "undetermined"}
        assert said["personal"] in {True, False, None} and said["sensitive"] in {True, False, None}
        facts = {*REGIME.important_data.facts, *REGIME.catalogue.facts}
        assert set(said["needs"]) <= facts
