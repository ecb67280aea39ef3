"""The words on the wire are the domain's."""

from typing import get_args

from quiz_service.domain.bank_file import CATEGORIES, KINDS
from quiz_service.domain.question import Kind
from quiz_service.wire.parts import Category, KindName


def test_the_kinds_on_the_wire_are_those_of_the_domain() -> None:
    assert list(get_args(KindName)) == list(Kind) == list(KINDS)


def test_the_categories_on_the_wire_are_those_of_the_bank() -> None:
    assert list(get_args(Category)) == list(CATEGORIES)
