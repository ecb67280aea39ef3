import type { ComponentChildren } from "preact";
import { Scroll } from "../../shared/scroll.tsx";

export interface Row {
  key: string;
  /** The first one names the row. */
  cells: ComponentChildren[];
}

/** So many columns have room on a phone; more of them keep their width, and are scrolled to. */
const FEW = 4;

/** A table that scrolls by itself where it is too wide. Columns of words stand left, columns of figures right. */
export function Table({ heads, rows, caption, hasWords }: {
  heads: ComponentChildren[];
  rows: Row[];
  caption?: string;
  hasWords?: boolean;
}) {
  return (
    <Scroll>
      <table class={[hasWords && "words", heads.length > FEW && "many"].filter(Boolean).join(" ") || undefined}>
        {caption && <caption>{caption}</caption>}
        <thead>
          <tr>{heads.map((head, index) => head ? <th scope="col" key={index}>{head}</th> : <td key={index} />)}</tr>
        </thead>
        <tbody>
          {rows.map(({ key, cells: [first, ...others] }) => (
            <tr key={key}>
              <th scope="row">{first}</th>
              {others.map((cell, index) => <td key={index}>{cell}</td>)}
            </tr>
          ))}
        </tbody>
      </table>
    </Scroll>
  );
}
