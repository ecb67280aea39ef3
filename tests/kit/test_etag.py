"""Entity tags come back as proxies left them (RFC 9110 §13.1)."""

import pytest
from starlette.requests import Request

from services.kit import etag

OURS = '"12.7.40"'
SENT = [
    OURS,
    "*",
    ' "1.1" ,"12.7.40"',
    '"1,1","12.7.40"',
    'W/"12.7.40"',
    '"1.1", W/"12.7.40"',
    '"12.7.40-gzip"',
    'W/"12.7.40-gzip"',
    '"12.7.40--gzip"',
    '"12.7.40;gzip"',
    '"12.7.40-br"',
    '"12.7.40:zstd"',
    '"12.7.40"-gzip',
]
OTHERS = ["", '"12.7.4"', '"12.7.40-draft"', "12.7.40", 'W/"gzip"', '"12.7.41-gzip", "12.7.39"', '"*"', '"']


@pytest.mark.parametrize("header", SENT)
def test_a_tag_is_known_in_a_list_and_whatever_a_proxy_did_to_it(header: str) -> None:
    assert etag.names(header, OURS)


@pytest.mark.parametrize("header", OTHERS)
def test_another_tag_is_not_taken_for_it(header: str) -> None:
    assert not etag.names(header, OURS)


def test_a_tag_that_ends_like_a_draft_keeps_its_ending() -> None:
    assert etag.names('W/"3-draft-gzip"', '"3-draft"')
    assert not etag.names('"3"', '"3-draft"')


@pytest.mark.parametrize("header", SENT)
def test_a_copy_that_passed_a_proxy_is_still_current(header: str) -> None:
    request = Request({"type": "http", "headers": [(b"if-none-match", header.encode())]})

    assert etag.response(request, b"{}", OURS, {}).status_code == 304


def test_without_a_condition_there_is_a_body() -> None:
    request = Request({"type": "http", "headers": []})

    assert etag.response(request, b"{}", OURS, {}).status_code == 200
