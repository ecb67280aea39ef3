"""Films as phones make them: recorded by the browser itself, and made long by a part that players skip."""

import base64
from pathlib import Path

from playwright.async_api import Page

RECORDED = """async () => {
    const canvas = document.createElement("canvas");
    [canvas.width, canvas.height] = [320, 180];
    const pen = canvas.getContext("2d"), parts = [];
    const recorder = new MediaRecorder(canvas.captureStream(10), { mimeType: "video/mp4;codecs=vp9" });
    recorder.ondataavailable = (event) => parts.push(event.data);
    const ended = new Promise((done) => recorder.onstop = done);
    recorder.start();
    for (let step = 0; step < 8; step++) {
        pen.fillStyle = "#1f5f46";
        pen.fillRect(0, 0, 320, 180);
        pen.fillStyle = "#fff";
        pen.font = "36px sans-serif";
        pen.fillText("湿毛巾，低姿走", 30, 80 + step);
        await new Promise((done) => setTimeout(done, 100));
    }
    recorder.stop();
    await ended;
    const bytes = new Uint8Array(await new Blob(parts).arrayBuffer());
    return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));
}"""


async def recorded(page: Page, path: Path, more_bytes: int = 0) -> Path:
    """A film in MP4 of about a second, with so many bytes behind it (a box `free`, ISO 14496-12)."""
    film = base64.b64decode(await page.evaluate(RECORDED))
    free = (more_bytes + 8).to_bytes(4, "big") + b"free" + bytes(range(256)) * (more_bytes // 256)
    path.write_bytes(film + free if more_bytes else film)
    return path
