"""The subscription: read by a calendar program, renewed, closed, and of one company only."""

from __future__ import annotations

import re

from assessment.vocabulary import Role
from services.desk import SYSTEM
from store.verify import verify
from tests.web.filing_steps import entries, page_of, recorded, trail
from tests.web.office import Office, Visitor, words_of


def unfolded(body: bytes) -> list[str]:
    assert body.endswith(b"\r\n") and b"\n" not in body.replace(b"\r\n", b"")
    assert all(len(line) <= 75 for line in body.split(b"\r\n"))
    return body.decode().replace("\r\n ", "").split("\r\n")[:-1]


def events(body: bytes) -> list[dict[str, str]]:
    found: list[dict[str, str]] = []
    depth: list[str] = []
    for line in unfolded(body):
        name, _, value = line.partition(":")
        if name == "BEGIN":
            depth.append(value)
            if value == "VEVENT":
                found.append({"alarms": ""})
            if value == "VALARM":
                found[-1]["alarms"] += "!"
        elif name == "END":
            assert depth.pop() == value
        elif depth[-1] == "VEVENT":
            found[-1][name] = value
    assert depth == []
    return found


def subscribed(visitor: Visitor) -> str:
    page = visitor.post("/deadlines/feed").get_data(as_text=True)
    found = re.search(r"http://localhost(/calendar/[\w-]{40,}\.ics)", page)
    assert found is not None
    return found[1]


def test_a_calendar_program_reads_the_terms_without_signing_in(office: Office, zhou: Visitor) -> None:
    recorded(office, zhou, "contract_effective", "2026-11-20", note="逗号,分号;反斜杠\\")
    recorded(office, zhou, "result_received", "2026-11-16", outcome="passed", result_date="2026-11-12")
    address = subscribed(zhou)
    answer = office.stranger().get(address)
    assert answer.status_code == 200 and answer.mimetype == "text/calendar"
    assert "charset=utf-8" in answer.headers["Content-Type"] and answer.headers["Cache-Control"] == "no-store"
    found = {event["UID"]: event for event in events(answer.get_data())}
    (filing,) = [event for uid, event in found.items() if uid.startswith("dl-09-")]
    assert (filing["DTSTART;VALUE=DATE"], filing["DTEND;VALUE=DATE"]) == ("20261204", "20261205")
    assert filing["SUMMARY"] == "2026-017 标准合同备案：最后一天" and filing["alarms"] == "!!"
    assert "2026-11-20 次日起算\\, 第" not in filing["DESCRIPTION"] and "第七条" in filing["DESCRIPTION"]
    assert filing["URL"].endswith(page_of(office)) and re.fullmatch(r"\d{8}T\d{6}Z", filing["DTSTAMP"])
    (opens,) = [event for uid, event in found.items() if uid.startswith("dl-06-") and "-opens@" in uid]
    assert opens["STATUS"] == "TENTATIVE" and "暂定" in opens["SUMMARY"]
    assert {"dl-18-company-2026-12-15@tongguan", "dl-24-company-2027-01-01@tongguan"} <= set(found)
    assert len(found) == len(events(answer.get_data()))


def test_the_same_terms_are_the_same_bytes_whenever_they_are_read(office: Office, zhou: Visitor) -> None:
    recorded(office, zhou, "contract_effective", "2026-11-20")
    address = subscribed(zhou)
    first = office.stranger().get(address).get_data()
    assert office.stranger().get(address).get_data() == first


def test_a_correction_keeps_the_event_and_moves_its_day(office: Office, zhou: Visitor) -> None:
    recorded(office, zhou, "contract_effective", "2026-11-20")
    address = subscribed(zhou)
    before = {e["UID"]: e for e in events(office.stranger().get(address).get_data())}
    recorded(office, zhou, "contract_effective", "2026-11-23", corrects=entries(office)[0].id)
    after = {e["UID"]: e for e in events(office.stranger().get(address).get_data())}
    (uid,) = [uid for uid in before if uid.startswith("dl-09-")]
    assert before[uid]["DTSTART;VALUE=DATE"] == "20261204" and after[uid]["DTSTART;VALUE=DATE"] == "20261207"
    assert set(before) == set(after)


def test_renewing_and_closing_end_the_old_address(office: Office, zhou: Visitor) -> None:
    first = subscribed(zhou)
    second = subscribed(zhou)
    assert first != second and office.stranger().get(first).status_code == 404
    assert "已开通" in words_of(zhou.get("/deadlines")) and second not in zhou.get("/deadlines").get_data(as_text=True)
    said = words_of(zhou.post("/deadlines/feed/close", follow_redirects=True))
    assert "日历订阅已关闭" in said and "开通日历订阅" in said
    assert office.stranger().get(second).status_code == 404
    kinds = [line.kind for line in trail(office)]
    assert kinds[:3] == ["calendar feed closed", "calendar feed opened", "calendar feed opened"]
    assert verify(office.desk.database).findings == ()


def test_the_store_keeps_no_secret(office: Office, zhou: Visitor) -> None:
    token = subscribed(zhou).removeprefix("/calendar/").removesuffix(".ics")
    office.desk.database.close()
    kept = b"".join(path.read_bytes() for path in office.folder.iterdir() if path.is_file())
    assert token.encode() not in kept


def test_a_wrong_address_and_that_of_somebody_who_left_lead_nowhere(office: Office, zhou: Visitor) -> None:
    address = subscribed(zhou)
    assert office.stranger().get("/calendar/made-up.ics").status_code == 404
    with office.desk.database.unit(SYSTEM, office.company, office.desk.now()) as unit:
        unit.people.set_active(office.person("zhou").id, False)
        unit.record("person changed", subject="zhou")
        unit.commit()
    assert office.stranger().get(address).status_code == 404


def test_a_feed_shows_its_own_company_in_its_person_s_language(office: Office, zhou: Visitor) -> None:
    recorded(office, zhou, "contract_effective", "2026-11-20")
    office.hire("abroad", Role.AUDITOR, company=office.other_company())
    visitor = office.sit_down("abroad")
    visitor.speak("en")
    body = office.stranger().get(subscribed(visitor)).get_data()
    assert "2026-017" not in body.decode()
    assert any(event["SUMMARY"] == "Head-counts begin anew: last day" for event in events(body))
