"""What an office scanner makes of a stamped print: toner, a red stamp, a turned page, noise, and JPEG."""

import io
from dataclasses import dataclass

import numpy as np
from PIL import Image, ImageChops, ImageDraw, ImageFilter

PRINT_PPI = 300
A4_MM = (210.0, 297.0)


@dataclass(frozen=True)
class Scanner:
    """`turned` in degrees anticlockwise; `stretched` is the scale that the feed adds along the page."""

    dpi: int = 100
    quality: int = 40
    turned: float = 1.5
    stretched: float = 1.0
    noise: float = 5.0
    seed: int = 0
    is_coloured: bool = True


def stamped(
    page: Image.Image, x_mm: float, y_mm: float, *, radius_mm: float = 20, turned: float = 0, seed: int = 0
) -> Image.Image:
    """A round seal in red: ring, star and letters, pressed on at this place."""
    scale = page.width / A4_MM[0]
    size = int(2 * radius_mm * scale)
    ink = Image.new("L", (size, size), 0)
    draw = ImageDraw.Draw(ink)
    ring = int(1.2 * scale)
    draw.ellipse((2, 2, size - 3, size - 3), outline=255, width=ring)
    middle = size / 2
    angles = np.radians(np.arange(10) * 36 - 90)
    reach = np.where(np.arange(10) % 2 == 0, 0.30, 0.12) * size
    draw.polygon(
        [(middle + r * np.cos(a), middle + r * np.sin(a)) for a, r in zip(angles, reach, strict=True)], fill=255
    )
    for step in range(10):
        turn = np.radians(150 + step * 24)
        at = middle + 0.39 * size * np.array([np.cos(turn), np.sin(turn)])
        half = 0.045 * size
        for row in range(3):
            y = at[1] - half + row * half
            draw.line((at[0] - half, y, at[0] + half, y), fill=255, width=max(2, ring // 2))
        draw.line((at[0], at[1] - half, at[0], at[1] + half), fill=255, width=max(2, ring // 2))
    ink = ink.rotate(turned, resample=Image.Resampling.BICUBIC)
    grain = np.random.default_rng(seed).normal(128, 60, (size // 6, size // 6)).clip(0, 255).astype(np.uint8)
    worn = Image.fromarray(grain).resize((size, size), Image.Resampling.BICUBIC)
    strength = ImageChops.multiply(ink, worn.point(lambda value: min(255, 170 + value // 3)))
    red = Image.composite(
        Image.new("RGB", (size, size), (205, 38, 48)), Image.new("RGB", (size, size), (255, 255, 255)), strength
    )
    layer = Image.new("RGB", page.size, (255, 255, 255))
    layer.paste(red, (int(x_mm * scale - middle), int(y_mm * scale - middle)))
    return ImageChops.multiply(page.convert("RGB"), layer)


def scanned(page: Image.Image, scanner: Scanner) -> Image.Image:
    """The picture of a page that was rendered at `PRINT_PPI`, before it is compressed."""
    rng = np.random.default_rng(scanner.seed)
    image = page.convert("RGB").filter(ImageFilter.GaussianBlur(0.6 * PRINT_PPI / 200))
    image = image.rotate(
        scanner.turned,
        resample=Image.Resampling.BICUBIC,
        fillcolor=(255, 255, 255),
        translate=tuple(rng.uniform(-20, 20, 2)),
    )
    factor = scanner.dpi / PRINT_PPI
    size = (round(image.width * factor), round(image.height * factor * scanner.stretched))
    image = image.resize(size, Image.Resampling.LANCZOS if scanner.seed % 2 else Image.Resampling.BOX)
    pixels = np.asarray(image, np.float32) / 255
    black, white = rng.uniform(0.05, 0.18), rng.uniform(0.88, 0.98)
    light = 1 - 0.05 * rng.uniform() * np.linspace(0, 1, size[0])[None, :, None]
    pixels = (black + (white - black) * pixels ** rng.uniform(0.85, 1.2)) * light * 255
    pixels += rng.normal(0, scanner.noise, (*pixels.shape[:2], 1)) + rng.normal(0, scanner.noise / 2, pixels.shape)
    image = Image.fromarray(pixels.clip(0, 255).astype(np.uint8))
    return image if scanner.is_coloured else image.convert("L")


def jpeg(image: Image.Image, scanner: Scanner) -> bytes:
    written = io.BytesIO()
    image.save(written, "JPEG", quality=scanner.quality, dpi=(scanner.dpi, scanner.dpi))
    return written.getvalue()
