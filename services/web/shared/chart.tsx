import { language, wordsOf } from "./words.ts";
import { Scroll } from "./scroll.tsx";

interface Series {
  /** What is drawn, for those who do not see it; the figures stand in the table beside it. */
  title: string;
  items: { label: string; value: number }[];
}
const say = wordsOf({ none: ["还没有数据。", "There are no figures yet."] });
const [WIDTH, HEIGHT, FOOT, TOP] = [720, 220, 24, 18];
const MOST_LABELS = 7;
const WIDEST = 48;

/** Bars over a common base line, the highest named. Plain SVG: it follows the theme, prints, and needs no library. */
export function Bars({ title, items }: Series) {
  if (!items.some((each) => each.value > 0)) return <p>{say("none")}</p>;
  const most = Math.max(1, ...items.map((each) => each.value));
  const step = WIDTH / Math.max(1, items.length);
  const width = Math.min(step * 0.7, WIDEST);
  const every = Math.ceil(items.length / MOST_LABELS);
  const height = (value: number) => (value / most) * (HEIGHT - FOOT - TOP);
  const highest = items.findIndex((each) => each.value === most);
  return (
    <Scroll>
      <svg class="chart" viewBox={`0 0 ${WIDTH} ${HEIGHT}`} role="img" aria-label={title}>
        {items.map((each, index) => (
          <g key={each.label}>
            <rect
              x={index * step + (step - width) / 2}
              width={width}
              y={HEIGHT - FOOT - height(each.value)}
              height={height(each.value)}
              rx="2"
            >
              <title>{`${each.label}: ${each.value.toLocaleString(language.value)}`}</title>
            </rect>
            {index === highest && each.value > 0 && (
              <text x={index * step + step / 2} y={HEIGHT - FOOT - height(each.value) - 4} text-anchor="middle">
                {each.value.toLocaleString(language.value)}
              </text>
            )}
            {index % every === 0 && (
              <text x={index * step + step / 2} y={HEIGHT - 6} text-anchor="middle">{each.label}</text>
            )}
          </g>
        ))}
        <line x1="0" x2={WIDTH} y1={HEIGHT - FOOT} y2={HEIGHT - FOOT} />
      </svg>
    </Scroll>
  );
}
