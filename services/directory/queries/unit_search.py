"""Units as people write their names: the condition of a search."""

import re

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import aggregate_order_by

from services.directory.domain.units import ENTERPRISE
from services.directory.tables import units

LEFT_OUT = "()（）〔〕[]【】 ·•・,，、/-－—>"
"""What people write around and between the parts of a name, or leave out."""
WIDE = {0xFEE0 + code: code for code in range(0x21, 0x7F)}
LONGEST_SHORTENED = 12
LONGEST_PATH = 40
REST_OF_A_SYLLABLE = "[aeiouvnghr]*"
"""What can follow the first letter of a syllable in pinyin."""
OR_FURTHER_DOWN = "(?:[^/]*/)*"
"""Between two characters of a path: nothing, or the rest of a name and all up to another one below it."""
SHORTEST_CODE = 4


def is_meant(search: str) -> "sa.ColumnElement[bool]":
    """As people write names: the text, some of its characters (国网), initials (hcq), units above before it, a code."""
    text = "".join(each for each in search.translate(WIDE) if each not in LEFT_OUT) or search
    name = sa.func.translate(units.c.name, LEFT_OUT, "")
    found = name.icontains(text, autoescape=True)
    if text.isascii():
        return found | _is_code(text) | _has_initials(text)
    if 1 < len(text) <= LONGEST_SHORTENED:
        in_order = "%".join(each.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") for each in text)
        found |= name.ilike(f"{in_order}%", escape="\\")
        found |= sa.and_(units.c.entry == ENTERPRISE, name.ilike(f"%{in_order}%", escape="\\"))
    return found | _is_path(text, name) if 1 < len(text) <= LONGEST_PATH else found


def _has_initials(text: str) -> "sa.ColumnElement[bool]":
    if not (text.isalpha() and 1 < len(text) <= LONGEST_SHORTENED):
        return sa.false()
    return units.c.sort_key.regexp_match("^" + "".join(f"{each}{REST_OF_A_SYLLABLE}" for each in text.lower()))


def _is_code(text: str) -> "sa.ColumnElement[bool]":
    has_figures = len(text) >= SHORTEST_CODE and any(each.isdigit() for each in text)
    code = sa.func.translate(units.c.code, LEFT_OUT, "")
    return code.istartswith(text, autoescape=True) if has_figures else sa.false()


def _is_path(text: str, name: "sa.ColumnElement[str]") -> "sa.ColumnElement[bool]":
    """Beginnings of the names of units above, from the top down, and of the name (山东威海环翠)."""
    above = units.alias("above")
    one = sa.literal("/") + sa.func.translate(above.c.name, LEFT_OUT, "", type_=sa.Text)
    from_the_top = sa.func.array_agg(aggregate_order_by(one, sa.func.cardinality(above.c.path)))
    names = sa.select(sa.func.array_to_string(from_the_top, "", type_=sa.Text))
    path = names.where(above.c.code == sa.func.any(units.c.path), above.c.parent.is_not(None)).scalar_subquery()
    pattern = OR_FURTHER_DOWN.join(re.escape(each) for each in text)
    # What is cheap comes first: the name holds the last character.
    return sa.and_(name.contains(text[-1], autoescape=True), path.regexp_match(f"/{pattern}[^/]*$"))
