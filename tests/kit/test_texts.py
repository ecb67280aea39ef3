"""Text as people send it is decoded for certain, or its first wrong byte is named (R1.12)."""

from pathlib import Path

import pytest

from services.kit.texts import Undecodable, decoded

DATA = Path(__file__).parents[1] / "data"
TABLE = "编号,名称,上级\r\nA1,环翠区应急管理局,CN\r\nA2,张家口市安全生产委员会办公室,CN\r\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030", "gbk"])
def test_what_spreadsheets_and_editors_write_is_read(encoding: str) -> None:
    assert decoded(TABLE.encode(encoding)) == TABLE


def test_notepad_on_a_chinese_windows_is_read() -> None:
    assert decoded((DATA / "notepad-ansi.txt").read_bytes()) == "威海市环翠区“安全生产月”活动情况"


@pytest.mark.parametrize(
    ("content", "place"),
    [
        ((DATA / "units-utf8-with-one-gbk-line.csv").read_bytes(), (4, 11, 0xD1)),
        ((DATA / "utf8-with-one-gbk-word.csv").read_bytes(), (2, 209, 0xCF)),
        (TABLE.encode()[:20] + b"\xff" + TABLE.encode()[20:], (1, 21, 0xFF)),
        ("名称\n环翠区".encode()[:-1], (2, 7, 0xE5)),
        ("名称\n环翠区".encode("gb18030")[:-1], (2, 5, 0xC7)),
        (TABLE.encode("utf-16")[:-1], (3, 43, 0x0A)),
        (TABLE.replace("\ufeff", "").encode("utf-16-le"), None),
    ],
    ids=["gbk line", "gbk word", "one byte", "cut", "cut in gbk", "cut in utf-16", "utf-16 without a mark"],
)
def test_a_wrong_byte_is_named_by_its_row_and_place(content: bytes, place: tuple[int, int, int] | None) -> None:
    with pytest.raises(Undecodable) as refused:
        decoded(content)

    fault = refused.value
    assert place is None or (fault.row, fault.byte, fault.value) == place


@pytest.mark.parametrize("encoding", ["big5", "cp950"])
def test_big5_is_not_taken_for_gb18030(encoding: str) -> None:
    with pytest.raises(Undecodable):
        decoded("code,name,parent\n1,張家口市安全生產委員會辦公室,2\n".encode(encoding))


@pytest.mark.parametrize("text", ["一\ufffd二", "一\ue000二", "一\x00二", "一\uffff二"])
@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_what_wrong_bytes_become_is_no_text(text: str, encoding: str) -> None:
    with pytest.raises(Undecodable) as refused:
        decoded(f"名称\n{text}".encode(encoding))

    assert refused.value.row == 2


@pytest.mark.parametrize("word", ["环翠", "农忙", "张家口", "工人", "，安全"])
def test_a_word_in_utf8_within_gb18030_is_named(word: str) -> None:
    """It reads as rare characters (环翠 as 鐜繝), with every byte valid."""
    before, after = "编号,名称\nA1,威海市", "区应急管理局\nA2,文登区\n"

    with pytest.raises(Undecodable) as refused:
        decoded(before.encode("gb18030") + word.encode() + after.encode("gb18030"))

    assert (refused.value.row, refused.value.byte, refused.value.encoding) == (2, 10, "gb18030")


@pytest.mark.parametrize("word", ["平泉", "沙坪", "石狮", "思茅", "微山"])
def test_a_word_in_gbk_that_reads_as_letters_in_utf8_is_named(word: str) -> None:
    before, after = "编号,名称\nA1,", "市应急管理局\nA2,文登区\n"

    with pytest.raises(Undecodable) as refused:
        decoded(before.encode() + word.encode("gbk") + after.encode())

    assert (refused.value.row, refused.value.byte, refused.value.encoding) == (2, 4, "utf-8")


@pytest.mark.parametrize(
    "text",
    ["αβγ 三项", "é·ü", "30×2±1°", "Москва", "ئۇيغۇر", "nǐ hǎo", "lǜ", "Å·β", "µΩ", "旌德县", "镕基、喆、堃、淼"],
)
@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_letters_of_other_alphabets_and_rare_characters_are_read(text: str, encoding: str) -> None:
    assert decoded(f"code,name\n1,{text}\n".encode(encoding)) == f"code,name\n1,{text}\n"
