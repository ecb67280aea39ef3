import type { ComponentChildren } from "preact";
import { useEffect, useState } from "preact/hooks";
import { wordsOf } from "./words.ts";
import { Fault } from "./fault.tsx";

const say = wordsOf({ loading: ["正在载入…", "Loading…"] });

interface Loaded<T> {
  load: () => Promise<T>;
  /** Loads anew when one of these changes. */
  on: unknown[];
  children: (value: T, reload: () => void) => ComponentChildren;
}

/** Shows what `load` brings; until then that it is loading, and what went wrong with a way to try again. */
export function Loading<T>({ load, on, children }: Loaded<T>) {
  const [state, setState] = useState<{ value?: T; fault?: unknown }>({});
  const [round, setRound] = useState(0);
  useEffect(() => {
    let isCurrent = true;
    load().then((value) => isCurrent && setState({ value }), (fault) => isCurrent && setState({ fault }));
    return () => {
      isCurrent = false;
    };
  }, [...on, round]);
  const reload = () => setRound(round + 1);
  if (state.fault !== undefined) return <Fault fault={state.fault} onAgain={reload} />;
  if (state.value === undefined) return <p role="status">{say("loading")}</p>;
  return <>{children(state.value, reload)}</>;
}
