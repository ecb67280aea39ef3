"""Where characters lie on printed pages."""

import pypdfium2


def edges_of(content: bytes, character: str) -> list[tuple[float, float]]:
    """Left and right edges of a character wherever it stands, in points."""
    document = pypdfium2.PdfDocument(content)
    found = []
    for page in document:
        text = page.get_textpage()
        for at in range(text.count_chars()):
            if text.get_text_range(at, 1) == character:
                left, _, right, _ = text.get_charbox(at)
                found.append((left, right))
    document.close()
    return found
