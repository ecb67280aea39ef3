import { encode } from "uqr";
import { wordsOf } from "../../shared/words.ts";
import type { Result } from "../play/paper.ts";

const say = wordsOf({
  score: ["{score} 分", "{score} {score|point|points}"],
  of: ["满分 {max} 分", "of {max}"],
  day: ["{day} 为 {unit} 答题", "{day}, for {unit}"],
  join: ["扫码参加", "Scan to take part"],
});
const [WIDTH, HEIGHT, QR] = [750, 1000, 260];

/** A picture of the day's score with a QR code of this page, drawn without a library; saved by a long press. */
export function draw(result: Result, title: string): string {
  const canvas = document.createElement("canvas");
  canvas.width = WIDTH;
  canvas.height = HEIGHT;
  const pen = canvas.getContext("2d")!;
  pen.fillStyle = "#b3261e";
  pen.fillRect(0, 0, WIDTH, HEIGHT);
  pen.fillStyle = "#fff";
  pen.fillRect(40, 40, WIDTH - 80, HEIGHT - 80);
  pen.textAlign = "center";
  write(pen, title, 150, 40, "#1b1b1f");
  write(pen, say("score", { score: result.score }), 340, 120, "#b3261e");
  write(pen, say("of", { max: result.max_score }), 410, 36, "#44474e");
  write(pen, say("day", { day: result.contest_day, unit: result.unit.name }), 500, 34, "#1b1b1f");
  drawCode(pen, location.origin + "/", (WIDTH - QR) / 2, 580);
  write(pen, say("join"), 900, 32, "#44474e");
  return canvas.toDataURL("image/png");
}

/** Text in one line, made smaller until it fits. */
function write(pen: CanvasRenderingContext2D, text: string, y: number, size: number, colour: string): void {
  pen.fillStyle = colour;
  do pen.font = `bold ${size}px sans-serif`; while (pen.measureText(text).width > WIDTH - 130 && (size -= 2) > 14);
  pen.fillText(text, WIDTH / 2, y);
}

function drawCode(pen: CanvasRenderingContext2D, text: string, x: number, y: number): void {
  const { data, size } = encode(text);
  const cell = QR / size;
  pen.fillStyle = "#000";
  data.forEach((row, down) =>
    row.forEach((isDark, across) => isDark && pen.fillRect(x + across * cell, y + down * cell, cell + 0.5, cell + 0.5))
  );
}
