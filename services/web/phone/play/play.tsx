import { useEffect, useState } from "preact/hooks";
import { go, place } from "../../shared/router.ts";
import { wordsOf } from "../../shared/words.ts";
import { api, isSignedIn, loadToday } from "../api.ts";
import { Fault } from "../../shared/fault.tsx";
import { Paper, type Result, type Session } from "./paper.ts";
import { Questions } from "./questions.tsx";
import { ResultView } from "./result.tsx";

const say = wordsOf({
  loading: ["正在取题…", "Fetching the questions…"],
  handing: ["正在交卷…", "Handing in…"],
  trying: ["网络不通，正在自动重试。答案已保留。", "No connection. Trying again by itself; your answers are kept."],
});
const AGAIN_MS = 1_500;

/** A session by its address: questions while it runs, its result afterwards. */
export function Play() {
  const id = place.value.path[1] || "";
  const [paper, setPaper] = useState<Paper | null>(null);
  const [result, setResult] = useState<Result | null>(null);
  const [fault, setFault] = useState<unknown>();
  const [isHandingIn, setHandingIn] = useState(false);
  const [isTrying, setTrying] = useState(false);

  useEffect(() => {
    let opened: Paper | undefined;
    if (!isSignedIn.value) go("#/", true);
    setPaper(null), setResult(null), setFault(undefined);
    api.get("/v1/sessions/{session_id}", { path: { session_id: id } }).then((found) => {
      if (found.state === "finished") setResult(found as Result);
      else setPaper(opened = new Paper(found as Session));
    }, setFault);
    return () => opened && opened.close();
  }, [id, isSignedIn.value]);

  /** Late or repeated, a hand-in answers with the settled result: it is tried until it is answered. */
  async function handIn(): Promise<void> {
    if (!paper || isHandingIn) return;
    setHandingIn(true);
    for (;;) {
      try {
        const answers = paper.answers();
        const settled = await api.post("/v1/sessions/{session_id}/submission", {
          path: { session_id: id },
          body: Object.keys(answers).length ? { answers } : {},
          tries: 2,
        });
        paper.close();
        paper.forget();
        setResult(settled as Result);
        void loadToday().catch(() => undefined);
        break;
      } catch (refusal) {
        const status = (refusal as { status?: number }).status;
        if (status && status < 500 && status !== 429) {
          setFault(refusal);
          break;
        }
        setTrying(true);
        await new Promise((done) => setTimeout(done, AGAIN_MS));
      }
    }
    setTrying(false);
    setHandingIn(false);
  }

  if (result) return <ResultView result={result} />;
  if (fault !== undefined) return <Fault fault={fault} onAgain={() => location.reload()} />;
  if (!paper) return <p role="status">{say("loading")}</p>;
  return (
    <>
      <Questions paper={paper} onHandIn={() => void handIn()} isHandingIn={isHandingIn} />
      <p role="status" class="saving">{isHandingIn && say(isTrying ? "trying" : "handing")}</p>
    </>
  );
}
