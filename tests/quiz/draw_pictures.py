"""The pictures of the shipped bank, drawn from plain shapes: `python -m tests.quiz.draw_pictures` writes them anew."""

import io
import math
from collections.abc import Callable, Mapping, Sequence
from importlib.resources import files
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

FOLDER = Path(str(files("quiz_service") / "data" / "pictures"))
WIDTH, HEIGHT, FINER, COLOURS = 480, 360, 4, 64
"""Shapes are drawn so many times finer, and their edges smoothed."""
RED, YELLOW, BLUE, GREEN, BLACK, WHITE = "#c8102e", "#f9d616", "#005eb8", "#00843d", "#1a1a1a", "#ffffff"
GREY, SKY, WALL, ORANGE = "#8a8d91", "#e8eef4", "#c9b79c", "#f28c28"
LEAF, MUD, SAND = "#8dbb74", "#8a5a33", "#e3d3b0"
Point = tuple[float, float]


class Sheet:
    """A drawing in units of the finished picture, from its upper left corner."""

    def __init__(self, ground: str = WHITE) -> None:
        self._picture = Image.new("RGB", (WIDTH * FINER, HEIGHT * FINER), ground)
        self._pen = ImageDraw.Draw(self._picture)

    def disc(self, x: float, y: float, radius: float, fill: str) -> None:
        self._pen.ellipse(self._box(x - radius, y - radius, x + radius, y + radius), fill=fill)

    def pie(self, x: float, y: float, radius: float, first: float, last: float, fill: str) -> None:
        """Between two angles in degrees, clockwise from three o'clock."""
        self._pen.pieslice(self._box(x - radius, y - radius, x + radius, y + radius), first, last, fill=fill)

    def shape(self, points: Sequence[Point], fill: str) -> None:
        self._pen.polygon([(x * FINER, y * FINER) for x, y in points], fill=fill)

    def block(self, left: float, top: float, right: float, bottom: float, fill: str, radius: float = 0) -> None:
        self._pen.rounded_rectangle(self._box(left, top, right, bottom), radius * FINER, fill=fill)

    def line(self, points: Sequence[Point], width: float, fill: str) -> None:
        """With round ends and corners."""
        self._pen.line([(x * FINER, y * FINER) for x, y in points], fill=fill, width=round(width * FINER))
        for x, y in points:
            self.disc(x, y, width / 2, fill)

    def figure(self, x: float, y: float, text: str, size: float, fill: str) -> None:
        font = ImageFont.load_default(size * FINER)
        self._pen.text((x * FINER, y * FINER), text, fill=fill, font=font, anchor="mm")

    def png(self) -> bytes:
        smooth = self._picture.resize((WIDTH, HEIGHT), Image.Resampling.LANCZOS)
        file = io.BytesIO()
        smooth.quantize(COLOURS, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE).save(
            file, "PNG", optimize=True
        )
        return file.getvalue()

    def _box(self, *sides: float) -> tuple[float, float, float, float]:
        left, top, right, bottom = (side * FINER for side in sides)
        return left, top, right, bottom


def triangle(sheet: Sheet) -> None:
    """A warning: yellow, with a black rim."""
    corners = [(240.0, 38.0), (418.0, 322.0), (62.0, 322.0)]
    sheet.line([*corners, corners[0]], 30, BLACK)
    sheet.shape(corners, BLACK)
    middle = (240.0, 227.0)
    inner = [(middle[0] + (x - middle[0]) * 0.88, middle[1] + (y - middle[1]) * 0.88) for x, y in corners]
    sheet.line([*inner, inner[0]], 14, YELLOW)
    sheet.shape(inner, YELLOW)


def warning() -> Sheet:
    sheet = Sheet()
    triangle(sheet)
    sheet.shape([(222, 128), (258, 128), (249, 238), (231, 238)], BLACK)
    sheet.disc(240, 128, 18, BLACK)
    sheet.disc(240, 238, 9, BLACK)
    sheet.disc(240, 274, 18, BLACK)
    return sheet


def radiation() -> Sheet:
    sheet = Sheet()
    triangle(sheet)
    for first in (60, 180, 300):
        sheet.pie(240, 226, 80, first, first + 60, BLACK)
    sheet.disc(240, 226, 26, YELLOW)
    sheet.disc(240, 226, 17, BLACK)
    return sheet


def helmet() -> Sheet:
    sheet = Sheet()
    sheet.disc(240, 180, 158, BLUE)
    sheet.disc(240, 196, 62, WHITE)
    sheet.block(206, 232, 274, 276, WHITE, 26)
    sheet.pie(240, 168, 86, 180, 360, WHITE)
    sheet.block(136, 164, 344, 184, WHITE, 10)
    sheet.line([(150, 191), (330, 191)], 6, BLUE)
    sheet.block(226, 74, 254, 120, WHITE, 8)
    return sheet


def exit_sign() -> Sheet:
    sheet = Sheet()
    sheet.block(40, 60, 440, 300, GREEN, 14)
    sheet.block(258, 88, 400, 300, WHITE)
    sheet.block(278, 108, 380, 300, GREEN)
    man = WHITE
    sheet.disc(252, 118, 21, man)
    sheet.line([(232, 150), (206, 208)], 30, man)
    sheet.line([(232, 148), (272, 172), (300, 156)], 14, man)
    sheet.line([(222, 150), (184, 158), (168, 190)], 14, man)
    sheet.line([(208, 208), (248, 232), (240, 284)], 18, man)
    sheet.line([(204, 208), (176, 246), (118, 252)], 18, man)
    return sheet


def gauge() -> Sheet:
    sheet = Sheet(SKY)
    sheet.disc(240, 190, 150, BLACK)
    sheet.disc(240, 190, 140, WHITE)
    for first, last, colour in ((160, 242, RED), (242, 298, GREEN), (298, 380, YELLOW)):
        sheet.pie(240, 190, 122, first, last, colour)
    sheet.disc(240, 190, 84, WHITE)
    angle = math.radians(192)
    sheet.line([(240, 190), (240 + 112 * math.cos(angle), 190 + 112 * math.sin(angle))], 9, BLACK)
    sheet.disc(240, 190, 17, BLACK)
    return sheet


def flame(sheet: Sheet, x: float, foot: float, height: float, fill: str) -> None:
    wide = height * 0.3
    edge = [(math.sin(math.pi * share) * wide * (1 - share * 0.5), share) for share in (n / 20 for n in range(21))]
    right = [(x + side, foot - share * height) for side, share in edge]
    left = [(x - side, foot - share * height) for side, share in reversed(edge)]
    sheet.shape([*right, *left], fill)


def stove() -> Sheet:
    sheet = Sheet(SKY)
    for x, y, radius in ((180, 60, 22), (206, 44, 26), (262, 52, 30), (300, 40, 22), (240, 82, 18)):
        sheet.disc(x, y, radius, "#55585c")
    sheet.block(120, 116, 360, 146, GREY, 12)
    for x, height in ((150, 96), (186, 116), (222, 124), (258, 124), (294, 116), (330, 96)):
        flame(sheet, x, 272, height, RED)
        flame(sheet, x, 272, height * 0.8, ORANGE)
        flame(sheet, x, 272, height * 0.5, YELLOW)
    sheet.block(126, 268, 354, 292, BLACK, 8)
    sheet.block(60, 292, 420, 330, GREY, 8)
    return sheet


def street(sheet: Sheet) -> None:
    """Between houses, seen by a driver."""
    for left, right, top in (
        (0, 70, 40),
        (70, 130, 84),
        (130, 176, 112),
        (410, 480, 30),
        (350, 410, 78),
        (304, 350, 110),
    ):
        sheet.block(left, top, right, 240, WALL)
        for window in range(left + 10, right - 14, 20):
            for floor in range(top + 14, 170, 34):
                sheet.block(window, floor, window + 10, floor + 16, "#6d7f91")
    sheet.block(0, 176, 480, 360, "#b9bcc0")
    sheet.shape([(222, 176), (258, 176), (470, 360), (10, 360)], "#4b4e52")


def road_without_a_line() -> Sheet:
    sheet = Sheet(SKY)
    street(sheet)
    return sheet


def road_with_a_line() -> Sheet:
    sheet = Sheet(SKY)
    street(sheet)
    sheet.shape([(239, 176), (241, 176), (248, 360), (232, 360)], YELLOW)
    return sheet


def fire_with_arrows() -> Sheet:
    sheet = Sheet(SKY)
    for x, y, radius in ((150, 44, 30), (190, 34, 34), (236, 50, 30), (196, 76, 26)):
        sheet.disc(x, y, radius, "#7b7f84")
    for x, height in ((130, 150), (260, 150), (196, 216)):
        flame(sheet, x, 318, height, RED)
        flame(sheet, x, 318, height * 0.75, ORANGE)
        flame(sheet, x, 318, height * 0.45, YELLOW)
    sheet.line([(70, 326), (320, 318)], 20, "#6b4a2b")
    sheet.line([(70, 316), (320, 328)], 20, "#6b4a2b")
    for number, (x, y) in enumerate([(262, 46), (216, 116), (300, 312), (232, 216)], 1):
        sheet.line([(404, y), (x + 24, y)], 7, BLACK)
        sheet.shape([(x, y), (x + 28, y - 15), (x + 28, y + 15)], BLACK)
        sheet.disc(424, y, 25, BLUE)
        sheet.figure(424, y, str(number), 32, WHITE)
    return sheet


def arrow(sheet: Sheet, tail: Point, head: Point, number: int, beside: Point) -> None:
    """With its number in a blue disc."""
    along = math.atan2(head[1] - tail[1], head[0] - tail[0])
    neck = (head[0] - 20 * math.cos(along), head[1] - 20 * math.sin(along))
    across = (13 * math.sin(along), -13 * math.cos(along))
    sheet.line([tail, neck], 8, BLACK)
    sheet.shape([head, (neck[0] + across[0], neck[1] + across[1]), (neck[0] - across[0], neck[1] - across[1])], BLACK)
    sheet.disc(*beside, 21, BLUE)
    sheet.figure(*beside, str(number), 27, WHITE)


def person(sheet: Sheet, x: float, y: float) -> None:
    sheet.disc(x, y - 20, 9, RED)
    sheet.line([(x, y - 6), (x, y + 6)], 14, RED)
    sheet.line([(x, y + 6), (x - 7, y + 24)], 6, RED)
    sheet.line([(x, y + 6), (x + 7, y + 24)], 6, RED)


def mudflow() -> Sheet:
    """A valley from above: mud comes down it, and somebody stands in its bed."""
    sheet = Sheet(LEAF)
    for side, colour in ((120, "#a9cf94"), (72, "#c4dfb3"), (36, "#ddeed2")):
        sheet.block(0, 0, side, 360, colour)
        sheet.block(480 - side, 0, 480, 360, colour)
    sheet.shape([(180, 0), (300, 0), (308, 120), (296, 240), (306, 360), (176, 360), (186, 240), (172, 120)], SAND)
    sheet.shape([(180, 0), (300, 0), (306, 96), (276, 118), (240, 106), (206, 122), (174, 96)], MUD)
    for x, y, radius in ((206, 60, 12), (246, 36, 16), (276, 74, 11), (238, 84, 9)):
        sheet.disc(x, y, radius, GREY)
    sheet.disc(204, 262, 19, GREY)
    person(sheet, 250, 206)
    arrow(sheet, (250, 170), (250, 128), 1, (282, 150))
    arrow(sheet, (238, 222), (218, 244), 2, (210, 214))
    arrow(sheet, (272, 206), (434, 206), 3, (400, 172))
    arrow(sheet, (250, 240), (250, 332), 4, (282, 318))
    return sheet


def landslide() -> Sheet:
    """A hillside from the front: its middle slides, and somebody stands on it."""
    sheet = Sheet(SKY)
    sheet.shape([(0, 300), (110, 60), (370, 60), (480, 300), (480, 360), (0, 360)], LEAF)
    sheet.block(0, 306, 480, 360, "#ddeed2")
    sheet.shape([(176, 96), (240, 82), (306, 96), (326, 190), (344, 322), (136, 322), (154, 190)], MUD)
    for crack in ([(172, 96), (240, 80), (310, 96)], [(190, 136), (226, 128)], [(256, 142), (296, 134)]):
        sheet.line(crack, 5, BLACK)
    for x, y, radius in ((176, 290, 15), (214, 304, 11), (300, 296, 17), (268, 306, 10)):
        sheet.disc(x, y, radius, GREY)
    person(sheet, 240, 196)
    arrow(sheet, (240, 230), (240, 292), 1, (208, 262))
    arrow(sheet, (240, 160), (240, 108), 2, (208, 134))
    arrow(sheet, (220, 196), (92, 196), 3, (112, 162))
    arrow(sheet, (258, 216), (430, 338), 4, (416, 290))
    return sheet


def no_open_flame() -> Sheet:
    sheet = Sheet()
    sheet.disc(240, 180, 158, RED)
    sheet.disc(240, 180, 128, WHITE)
    sheet.line([(196, 286), (244, 166)], 20, BLACK)
    flame(sheet, 250, 178, 112, BLACK)
    flame(sheet, 250, 172, 56, WHITE)
    sheet.line([(142, 96), (338, 264)], 30, RED)
    return sheet


DRAWINGS: Mapping[str, Callable[[], Sheet]] = {
    "exit": exit_sign,
    "fire": fire_with_arrows,
    "gauge": gauge,
    "helmet": helmet,
    "landslide": landslide,
    "match": no_open_flame,
    "mudflow": mudflow,
    "radiation": radiation,
    "road": road_without_a_line,
    "road-line": road_with_a_line,
    "stove": stove,
    "warning": warning,
}

if __name__ == "__main__":
    for name, draw in DRAWINGS.items():
        content = draw().png()
        (FOLDER / f"{name}.png").write_bytes(content)
        print(f"{name}.png {len(content):,} bytes")
