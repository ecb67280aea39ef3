"""Order of Chinese texts by their pronunciation, for databases that cannot sort them."""

from pypinyin import lazy_pinyin


def sort_key(text: str) -> str:
    """Toneless pinyin in one word, in lower case: "shandongsheng" for 山东省. Other characters stay as they are."""
    return "".join(lazy_pinyin(text)).lower()
