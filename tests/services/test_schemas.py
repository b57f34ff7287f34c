"""Data dictionaries: the same rows from SQL, JSON Schema, Avro, Parquet and CAN databases; a sentence for the rest."""

from __future__ import annotations

import json
import struct

import pytest

from assessment.errors import InputRefused
from services.spreadsheets import read_items

Fields = list[tuple[str, str, str, int]]


def fields(data: bytes | str, name: str) -> Fields:
    preview = read_items(data if isinstance(data, bytes) else data.encode(), name)
    return [(row.name, row.description, row.example, row.line) for row in preview.rows]


def refusal(data: bytes | str, name: str) -> str:
    with pytest.raises(InputRefused) as refused:
        read_items(data if isinstance(data, bytes) else data.encode(), name)
    (problem,) = refused.value.problems
    assert problem.where == name and problem.sentence.en
    return problem.sentence.zh


# ---- SQL ----

MYSQL = """-- CREATE TABLE old (a int);
DROP TABLE IF EXISTS `t_vehicle`;
CREATE TABLE `t_vehicle` (
  `id` bigint(20) NOT NULL AUTO_INCREMENT COMMENT '主键',
  `vin` varchar(17) CHARACTER SET utf8 NOT NULL DEFAULT 'a,b)' COMMENT '车辆识别代号，17 位；含''引号''',
  `lon` decimal(10,6) unsigned DEFAULT NULL, -- 经度
  gear enum('P','R') COMMENT "挡位",
  PRIMARY KEY (`id`), KEY k(`vin`) USING BTREE COMMENT 'x'
) ENGINE=InnoDB COMMENT='车辆; 表';
INSERT INTO x VALUES ('CREATE TABLE z (a int)');
"""


def test_mysql_gives_columns_with_their_comments_and_nothing_else() -> None:
    assert fields(MYSQL, "dump.sql") == [
        ("id", "主键", "", 4),
        ("vin", "车辆识别代号，17 位；含'引号'", "", 5),
        ("lon", "经度", "", 6),
        ("gear", "挡位", "", 7),
    ]


@pytest.mark.parametrize("codec", ["gb18030", "utf-16", "utf-8-sig"])
def test_a_script_is_read_in_any_usual_encoding_and_under_any_name(codec: str) -> None:
    assert fields(MYSQL.encode(codec), "表结构.txt" if codec == "gb18030" else "a.sql")[0][0] == "id"


def test_sql_server_gives_its_extended_properties() -> None:
    script = """CREATE TABLE [dbo].[T](
 [vin] [nvarchar](17) COLLATE Chinese_PRC_CI_AS NOT NULL, -- 车架号
 [Owner Name] nvarchar(max) NULL,
 CONSTRAINT [pk] PRIMARY KEY CLUSTERED ([vin] ASC) WITH (PAD_INDEX = OFF) ON [PRIMARY]
) ON [PRIMARY]
GO
EXEC sys.sp_addextendedproperty @name=N'MS_Description', @value=N'车主姓名' , @level0type=N'SCHEMA',
 @level0name=N'dbo', @level1type=N'TABLE',@level1name=N'T', @level2type=N'COLUMN',@level2name=N'Owner Name'
GO
"""
    assert fields(script, "a.sql") == [("vin", "车架号", "", 2), ("Owner Name", "车主姓名", "", 3)]


def test_oracle_postgres_and_hive_in_one_script_get_their_table_in_front() -> None:
    script = """CREATE TABLE "A"."DEALER" ("VIN" VARCHAR2(17 BYTE) NOT NULL ENABLE, N NUMBER(10,2) DEFAULT 0,
 CONSTRAINT "PK" PRIMARY KEY ("VIN") USING INDEX PCTFREE 10 ENABLE) TABLESPACE USERS;
COMMENT ON COLUMN "A"."DEALER"."VIN" IS '车架号';
create table if not exists public.trip (id bigserial primary key, tags text[] default '{}'::text[], CHECK (id > 0));
comment on column public.trip.tags is '标签';
create external table h (m map<string,struct<a:int,b:string>> comment '嵌套') partitioned by (dt string);
"""
    assert [(name, text) for name, text, _, _ in fields(script, "a.ddl")] == [
        ("DEALER.VIN", "车架号"), ("DEALER.N", ""), ("trip.id", ""), ("trip.tags", "标签"), ("h.m", "嵌套"),
    ]  # fmt: skip


def test_a_table_that_breaks_off_is_told_and_the_others_are_read() -> None:
    preview = read_items(b"create table a (b int);\ncreate table c (d int", "a.sql")
    assert [row.name for row in preview.rows] == ["b"]
    assert preview.notes[0].zh.startswith("第 2 行起的表“c”没有写完")


def test_a_script_without_tables_is_told() -> None:
    assert refusal("SELECT 1;", "a.sql").startswith("没有找到 CREATE TABLE 语句；")


# ---- JSON ----


def test_a_json_schema_gives_its_leaves_and_follows_references_inside() -> None:
    schema = {
        "properties": {
            "vin": {"type": "string", "title": "车辆识别代号", "examples": ["LSV1"]},
            "pos": {"$ref": "#/$defs/P"},
            "children": {"type": "array", "items": {"$ref": "#"}},
            "far": {"$ref": "other.json#/a"},
        },
        "$defs": {"P": {"properties": {"lat": {"type": ["number", "null"], "description": "纬度", "enum": [1, 2]}}}},
    }
    preview = read_items(json.dumps(schema).encode(), "s.json")
    assert [(row.name, row.description, row.example) for row in preview.rows] == [
        ("vin", "车辆识别代号", "LSV1"), ("pos.lat", "纬度", "1、2"), ("children", "", ""), ("far", "", ""),
    ]  # fmt: skip
    assert "other.json#/a" in preview.notes[0].zh


def test_an_openapi_file_gives_its_schemas() -> None:
    api = {"components": {"schemas": {"Car": {"properties": {"vin": {}}}, "Trip": {"properties": {"start": {}}}}}}
    assert [name for name, *_ in fields(json.dumps(api), "api.json")] == ["Car.vin", "Trip.start"]


POSITION = {"type": "record", "name": "P", "fields": [{"name": "lat", "type": "double"}]}
AVRO = {
    "type": "record",
    "name": "Trip",
    "fields": [
        {"name": "vin", "type": "string", "doc": "车架号"},
        {
            "name": "pos",
            "type": ["null", {"type": "record", "name": "P", "fields": [{"name": "lat", "type": "double"}]}],
        },
        {"name": "gear", "type": {"type": "enum", "name": "G", "symbols": ["P", "R"]}},
        {"name": "way", "type": {"type": "array", "items": "P"}},
    ],
}
AVRO_FIELDS = [("vin", "车架号", ""), ("pos.lat", "", ""), ("gear", "", "P、R"), ("way.lat", "", "")]


def _zigzag(number: int) -> bytes:
    value, out = number << 1, b""
    while value > 0x7F:
        out += bytes([value & 0x7F | 0x80])
        value >>= 7
    return out + bytes([value])


def test_avro_is_read_from_its_schema_and_from_a_file_with_data() -> None:
    text = json.dumps(AVRO, ensure_ascii=False).encode()
    assert [row[:3] for row in fields(text, "trip.avsc")] == AVRO_FIELDS
    key = b"avro.schema"
    header = b"Obj\x01" + _zigzag(1) + _zigzag(len(key)) + key + _zigzag(len(text)) + text + b"\x00" + b"rows" * 9
    assert [row[:3] for row in fields(header, "trip.avro")] == AVRO_FIELDS


@pytest.mark.parametrize(
    ("data", "name", "words"),
    [
        ('{"a":', "a.json", "JSON 在第 1 行第 6 列无法继续读取；"),
        ('{"a": 1}', "a.json", "这个 JSON 不是 JSON Schema，也不是 Avro schema"),
        ('{"properties": {}}', "a.json", "文件可以读取，但其中没有字段；"),
        ("[" * 100_000, "a.json", "JSON 嵌套过深"),
        (b"Obj\x01aa", "a.avro", "Avro 文件不完整或已损坏"),
        (b"PAR1aaaaPAR1", "a.parquet", "Parquet 文件不完整或已损坏"),
        (b"PAR1" + b"\xff" * 40 + struct.pack("<I", 40) + b"PAR1", "a.parquet", "Parquet 文件不完整或已损坏"),
        (b"xx", "a.parquet", "文件名以 .parquet 结尾，但内容不是 Parquet 文件"),
        ('VERSION ""\nBO_ 256 GPS 8\n', "a.dbc", "DBC 文件在第 2 行第"),
    ],
)
def test_what_is_no_schema_is_told_with_the_place(data: bytes | str, name: str, words: str) -> None:
    assert refusal(data, name).startswith(words)


# ---- Parquet ----


def _text(value: str) -> bytes:
    raw = value.encode()
    return bytes([len(raw)]) + raw


def _element(name: str, *, kind: int | None = None, children: int = 0) -> bytes:
    """A SchemaElement in Thrift's compact protocol: type (1), name (4), children (5)."""
    if kind is None:
        return b"\x48" + _text(name) + b"\x15" + _zigzag(children) + b"\x00"
    return b"\x15" + _zigzag(kind) + b"\x38" + _text(name) + b"\x00"


def parquet(comment: str) -> bytes:
    elements = [_element("root", children=2), _element("vin", kind=6), _element("pos", children=1)]
    elements.append(_element("lat", kind=5))
    spark = json.dumps({"fields": [{"name": "vin", "metadata": {"comment": comment}}]})
    key = "org.apache.spark.sql.parquet.row.metadata"
    pair = b"\x18" + _text(key) + b"\x18" + bytes([len(spark.encode()) & 0x7F | 0x80, len(spark.encode()) >> 7])
    pair += spark.encode() + b"\x00"
    footer = b"\x15\x02" + b"\x19" + bytes([len(elements) << 4 | 12]) + b"".join(elements)
    footer += b"\x39" + bytes([1 << 4 | 12]) + pair + b"\x00"
    return b"PAR1" + b"data" + footer + struct.pack("<I", len(footer)) + b"PAR1"


def test_a_parquet_file_gives_its_columns_with_the_comments_of_spark() -> None:
    comment = "车辆识别代号（车架号），由总装线写入，共 17 位字符，含校验位"
    assert [row[:2] for row in fields(parquet(comment), "trip.parquet")] == [("vin", comment), ("pos.lat", "")]


def test_a_parquet_schema_as_tools_print_it_is_read() -> None:
    text = """message spark_schema {
  required binary vin (UTF8);
  optional group tags (LIST) {
    repeated group list {
      optional binary element (STRING);
    }
  }
}
"""
    assert [(row[0], row[3]) for row in fields(text, "schema.txt")] == [("vin", 2), ("tags", 5)]


# ---- CAN ----

DBC = """VERSION ""
NS_ :
BS_:
BU_: VCU BMS
BO_ 256 GPS_Info: 8 VCU
 SG_ Latitude : 0|32@1+ (0.000001,0) [-90|90] "deg" BMS
 SG_ Gear : 32|4@1+ (1,0) [0|5] "" BMS
BO_ 257 Battery: 8 BMS
 SG_ Soc : 0|8@1+ (1,0) [0|100] "%" VCU
CM_ SG_ 256 Latitude "纬度";
VAL_ 256 Gear 0 "P" 1 "R" ;
"""


@pytest.mark.parametrize("codec", ["utf-8", "gb18030"])
def test_a_can_database_gives_its_signals_with_message_comment_and_range(codec: str) -> None:
    assert fields(DBC.encode(codec), "vehicle.dbc") == [
        ("GPS_Info.Latitude", "纬度（deg）", "-90 – 90 deg", 6),
        ("GPS_Info.Gear", "", "0=P、1=R", 7),
        ("Battery.Soc", "", "0 – 100 %", 9),
    ]
