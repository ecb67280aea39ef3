"""Units as people write their names, and all units in memory as a search goes through them.

Whoever may name units chooses what is searched in, and everybody chooses what for: nothing here goes back and forth in
a text, so the cost grows with its length alone.
"""

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from typing import NamedTuple

from services.directory.domain.units import ENTERPRISE, ORGANISATION, ROOTS, ListedUnit, Unit

LEFT_OUT = "()（）〔〕[]【】 ·•・,，、/-－—>"
"""What people write around and between the parts of a name, or leave out."""
WIDE = {0xFEE0 + code: code for code in range(0x21, 0x7F)}
LONGEST_SHORTENED = 12
LONGEST_PATH = 40
REST_OF_A_SYLLABLE = frozenset("aeiouvnghr")
"""What can follow the first letter of a syllable in pinyin."""
SHORTEST_CODE = 4

_WITHOUT = {ord(each): None for each in LEFT_OUT}


class Entry(NamedTuple):
    """A unit as it is searched: `name` and `code` in small letters, `path` the names from the top, each after a `/`."""

    unit: Unit
    name: str
    code: str
    path: str


Means = Callable[[Entry], bool]


class UnitIndex:
    """All units at one moment."""

    def __init__(self, units: Iterable[Unit]) -> None:
        self._units = {unit.code: unit for unit in units}
        active = sorted((unit for unit in self._units.values() if unit.is_active), key=lambda unit: unit.code)
        self._with_children = {(unit.parent, unit.entry) for unit in active}
        self._entries = [self._entry(unit) for unit in active if unit.parent is not None]
        self._codes = [each.unit.code for each in self._entries]

    def find(self, code: str) -> ListedUnit | None:
        unit = self._units.get(code)
        return None if unit is None else self._listed(unit, ())

    def children(self, parent: str | None, *, entry: str | None, after: str, limit: int) -> list[ListedUnit]:
        """Active units below `parent` by code, those below the roots without one."""
        parents = set(ROOTS.values()) if parent is None else {parent}
        found = (each.unit for each in self._of(entry, after) if each.unit.parent in parents)
        return [self._listed(unit, ()) for unit in islice(found, limit)]

    def search(self, text: str, *, parent: str | None, entry: str | None, after: str, limit: int) -> list[ListedUnit]:
        """Active units by code that are meant, at any depth below `parent`, with those above each."""
        means = meaning(text)
        found = (
            each.unit
            for each in self._of(entry, after)
            if means(each) and (parent is None or (parent in each.unit.path and parent != each.unit.code))
        )
        return [self._listed(unit, self._above(unit)[:-1]) for unit in islice(found, limit)]

    def _of(self, entry: str | None, after: str) -> Iterator[Entry]:
        for each in islice(self._entries, bisect_right(self._codes, after), None):
            if each.unit.entry != ORGANISATION if entry is None else each.unit.entry == entry:
                yield each

    def _entry(self, unit: Unit) -> Entry:
        path = "".join([f"/{_plain(above.name)}" for above in self._above(unit)])
        return Entry(unit, _plain(unit.name).lower(), _plain(unit.code).lower(), path)

    def _above(self, unit: Unit) -> Sequence[Unit]:
        """From the unit below the root down to the unit itself."""
        return [each for each in map(self._units.__getitem__, unit.path) if each.parent is not None]

    def _listed(self, unit: Unit, above: Sequence[Unit]) -> ListedUnit:
        has_children = (unit.code, unit.entry) in self._with_children
        path = [(each.code, each.name) for each in above]
        return ListedUnit(unit.code, unit.name, unit.entry, unit.level, unit.parent, has_children, path)


def meaning(search: str) -> Means:
    """As people write names: the text, some of its characters (国网), initials (hcq), units above before it, a code."""
    text = _plain(search.translate(WIDE)) or search
    return _means_letters(text) if text.isascii() else _means_characters(text)


def _means_letters(text: str) -> Means:
    letters = text.lower()
    may_be_code = len(text) >= SHORTEST_CODE and any(each.isdigit() for each in text)
    may_be_initials = text.isalpha() and 1 < len(text) <= LONGEST_SHORTENED

    def means(each: Entry) -> bool:
        return (
            letters in each.name
            or (may_be_code and each.code.startswith(letters))
            or (may_be_initials and has_initials(letters, each.unit.sort_key))
        )

    return means


def _means_characters(text: str) -> Means:
    small, first, last = text.lower(), text[0].lower(), text[-1].lower()
    may_be_shortened, may_be_path = 1 < len(text) <= LONGEST_SHORTENED, 1 < len(text) <= LONGEST_PATH

    def means(each: Entry) -> bool:
        name = each.name
        if last not in name:  # what all of these have in common, and most units have not
            return False
        if small in name:
            return True
        if may_be_shortened and (name.startswith(first) or each.unit.entry == ENTERPRISE) and _in_order(small, name):
            return True
        return may_be_path and all(character in each.path for character in text) and is_path(text, each.path)

    return means


def _plain(text: str) -> str:
    return text.translate(_WITHOUT)


def _in_order(characters: str, name: str) -> bool:
    left = iter(name)
    return all(each in left for each in characters)


def has_initials(initials: str, sort_key: str) -> bool:
    """Whether a name in pinyin begins with syllables that have these first letters. At least two of them."""
    if not sort_key.startswith(initials[0]):
        return False
    places, all_found = _places(initials), 1 << len(initials)
    found = 1 << 1  # bit n: the first n letters may have been found up to here
    for letter in sort_key[1:]:
        found = (found << 1 & places.get(letter, 0)) | (found if letter in REST_OF_A_SYLLABLE else 0)
        if not found or found & all_found:
            break
    return bool(found & all_found)


def is_path(text: str, path: str) -> bool:
    """Whether the text is made of beginnings of names on the path, from the top down, the last name among them."""
    places, all_found = _places(text), 1 << len(text)
    here, before, has_ended = 0, 1, False  # bits as above: found up to this character, and in names before this one
    is_beginning = False
    for character in path:
        if character == "/":
            before |= here
            here, has_ended, is_beginning = 0, False, True
            continue
        found = (here | (before if is_beginning else 0)) << 1 & places.get(character, 0)
        before |= here
        here, is_beginning = found, False
        has_ended = has_ended or bool(found & all_found)
    return has_ended


def _places(text: str) -> dict[str, int]:
    """By character: bit n where it is the n-th, from 1."""
    places: dict[str, int] = {}
    for number, each in enumerate(text, 1):
        places[each] = places.get(each, 0) | 1 << number
    return places
