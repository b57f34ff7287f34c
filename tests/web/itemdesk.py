"""A scenario with a list of items of every class, for the tests of the table."""

from __future__ import annotations

import re

from assessment.answers import DataItem
from assessment.questions import Scope
from services.item_imports import confirm_import, pending_import, upload_items
from tests.web.office import Office, Visitor

HEAD = "数据项名称,内容描述,出境必要性,示例,备注\n"
ROWS = (
    "vin,车辆识别代号,远程诊断,,\n"
    "gps_lng,经度,远程诊断,,\n"
    "event_time,事件时间,远程诊断,,\n"
    "driver_face_jpg,驾驶员人脸照片,,,\n"
    "fw_version,软件版本,版本分析,,\n"
    "qxz_17,,,,\n"
)
AT = re.compile(r'<tr id="i([0-9a-f]{32})"')


class ItemDesk:
    """The half-finished case with a scenario of six items, and a preparer before the table."""

    def __init__(self, office: Office, rows: str = ROWS) -> None:
        self.office = office
        self.visitor: Visitor = office.sit_down("zhou")
        zhou = office.person("zhou")
        self.visitor.post(f"/cases/{office.open}/list/scenario")
        self.scenario = office.sheet(office.open).of_scope(Scope.SCENARIO)[-1].id
        place = office.desk, zhou, office.open, self.scenario
        pending = upload_items(*place, (HEAD + rows).encode(), "清单.csv")
        confirm_import(*place, pending, pending_import(*place, pending).digest)
        self.table = f"/cases/{office.open}/scenarios/{self.scenario}/items/"

    def items(self) -> dict[str, DataItem]:
        return {item.name: item for item in self.office.sheet(self.office.open).items_of(self.scenario)}

    def item(self, name: str) -> DataItem:
        return self.items()[name]

    def shown(self, query: str = "") -> list[str]:
        """The names in the table, in their order."""
        by_id = {item.id: item.name for item in self.items().values()}
        return [by_id[found] for found in AT.findall(self.visitor.get(self.table + query).get_data(as_text=True))]

    def take(self, step: str, *names: str, **fields: object):  # type: ignore[no-untyped-def]  # a response of the test client
        """Press a button of the bar with these items ticked."""
        return self.visitor.post(f"{self.table}{step}", {"item": [self.item(name).id for name in names], **fields})

    def change_to_undo(self) -> str:
        page = self.visitor.get(self.table).get_data(as_text=True)
        found = re.search(r'name="change" value="([0-9a-f]+)"', page)
        return found[1] if found else ""
