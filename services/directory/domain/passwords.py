"""Passwords that are known to everybody who guesses (ASVS 5.0, 6.2.4): lists of leaks hold their like in the millions.

Long passwords that were leaked are made in few ways: a word that everybody knows, rows of keys, counting, repetition.
"""

import re

WORDS = (
    "password", "passwd", "passw0rd", "p@ssword", "p@ssw0rd", "letmein", "welcome", "administrator", "admin", "root",
    "iloveyou", "woaini", "woaiwojia", "changeme", "changeit", "default", "guest", "login", "master", "monkey",
    "dragon", "sunshine", "princess", "football", "baseball", "superman", "batman", "trustno1", "secret", "shadow",
    "michael", "jennifer", "computer", "internet", "server", "system", "manager", "user", "test", "demo", "china",
    "zhongguo", "beijing", "shanghai", "weihai", "shandong", "anquan", "yingji", "safety", "emergency", "contest",
    "reporter", "organiser", "organizer", "reviewer", "editor", "aini", "qwe", "abc",
    "asd", "zxc", "wang", "zhang", "liu", "chen", "hello", "nihao", "mima", "huawei", "tencent", "wechat", "weixin",
    "alibaba", "taobao", "spring", "summer", "autumn", "winter", "love", "forever", "please", "opensesame",
)  # fmt: skip
ROWS = (
    "01234567890", "9876543210", "abcdefghijklmnopqrstuvwxyz", "zyxwvutsrqponmlkjihgfedcba", "qwertyuiop", "asdfghjkl",
    "zxcvbnm", "poiuytrewq", "lkjhgfdsa", "mnbvcxz", "1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik", "1q2w3e4r5t6y7u8i9o0p",
    "qazwsxedcrfvtgbyhnujmikolp", "q1w2e3r4t5y6u7i8o9p0", "!@#$%^&*()_+", "147258369", "159357",
    "520131452013145201314",
)  # fmt: skip
LONGEST_ROW = max(len(row) for row in ROWS)
FEWEST_OF_A_ROW = 3
MOST_LEFT = 4
"""What is not guessed of a password: so few characters more are tried too."""
_YEARS = re.compile(r"(19|20)\d\d(\d\d){0,2}")
_REPEATED = re.compile(r"(.{1,8}?)\1{2,}")


def is_known(password: str, *names: str) -> bool:
    """Whether hardly anything is left of it without words, rows of keys, years, repetition and one's own names."""
    left = "".join(each for each in password.casefold() if not each.isspace())
    for word in sorted((*(name.casefold() for name in names if name), *WORDS), key=len, reverse=True):
        left = left.replace(word, "")
    left = _REPEATED.sub("", _YEARS.sub("", _without_rows(left)))
    return len(left) <= MOST_LEFT


def _without_rows(text: str) -> str:
    """Without stretches that stand in one of the rows, longest first."""
    kept, at = [], 0
    while at < len(text):
        length = next(
            (
                n
                for n in range(min(len(text) - at, LONGEST_ROW), FEWEST_OF_A_ROW - 1, -1)
                if _is_of_a_row(text[at : at + n])
            ),
            0,
        )
        if not length:
            kept.append(text[at])
        at += length or 1
    return "".join(kept)


def _is_of_a_row(text: str) -> bool:
    return any(text in row for row in ROWS)
