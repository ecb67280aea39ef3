"""A fuzzer on a running system, with somebody of every role and something of every kind."""

import httpx

from services.gateway.documents import OPENAPI_FOLDER, merge_folder
from tests.access.running import Running
from tests.fuzz.fuzzing import Fuzzer
from tests.fuzz.people import People
from tests.fuzz.things import known_things
from tests.support import tokens


def fuzzer_of(running: Running) -> Fuzzer:
    http = httpx.Client(base_url=running.system.url, timeout=30)
    people = People(http, running.headers(tokens.organiser()))
    return Fuzzer(merge_folder(OPENAPI_FOLDER), people, known_things(people), running.system.url)
