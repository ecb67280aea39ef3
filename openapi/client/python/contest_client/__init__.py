"""Typed client of the safety-knowledge contest."""

from contest_client.client import ContestClient
from contest_client.files import Download, Upload
from contest_client.problems import NoAnswer, Problem
from contest_client.tokens import Grant, assertion, client_credentials, development, password

__all__ = [
    "ContestClient",
    "Download",
    "Grant",
    "NoAnswer",
    "Problem",
    "Upload",
    "assertion",
    "client_credentials",
    "development",
    "password",
]
