import { useState } from "preact/hooks";
import { Faults } from "./faults.tsx";

/** What became of the last thing that was done here: a sentence, a refusal, or that it is still under way. */
export interface Course {
  fault?: unknown;
  said?: string;
  isBusy?: boolean;
  /** Does it; what it returns is said to the reader. */
  act: (work: () => Promise<string | void>) => Promise<void>;
}

export function useAct(): Course {
  const [state, setState] = useState<Omit<Course, "act">>({});
  const act = async (work: () => Promise<string | void>) => {
    setState({ isBusy: true });
    try {
      setState({ said: (await work()) || undefined });
    } catch (fault) {
      setState({ fault });
    }
  };
  return { ...state, act };
}

export function Outcome({ of }: { of: Course }) {
  return (
    <>
      {of.fault !== undefined && <Faults fault={of.fault} />}
      <p role="status">{of.said}</p>
    </>
  );
}
