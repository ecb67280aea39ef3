import { useEffect, useRef, useState } from "preact/hooks";
import type { Answer } from "contest-client";
import { wordsOf } from "../../shared/words.ts";
import { api } from "../api.ts";
import { Fault } from "../../shared/fault.tsx";
import { Loading } from "../../shared/loading.tsx";
import { Check } from "./check.tsx";
import { Page } from "./page.tsx";
import type { Camp } from "./camp.tsx";

const say = wordsOf({
  back: ["返回训练营", "Back to the camp"],
  start: ["开始学习", "Start learning"],
  pause: ["暂停", "Pause"],
  counted: ["已计入 {time}，共 {length}", "{time} of {length} counted"],
  honest: ["学时按服务器时间计算，切到后台或暂停时不计。", "By the server's clock; nothing counts in the background."],
  open: ["打开视频", "Open the film"],
});
const BEAT_MS = 15_000;
type Lesson = Answer<"/v1/camps/{camp_id}/lessons", "get">["items"][number];
type Watched = Answer<"/v1/lessons/{lesson_id}/watch", "put">;

/** A lesson with the time that counts of it, as the server says; nothing is added up here. */
export function Lesson({ camp, id }: { camp: Camp; id: string }) {
  return (
    <section>
      <p>
        <a href="#/camp">‹ {say("back")}</a>
      </p>
      <Loading on={[id]} load={() => api.get("/v1/camps/{camp_id}/lessons", { path: { camp_id: camp.id } })}>
        {(page) => {
          const lesson = page.items.find((each) => each.id === id);
          return lesson && <Player lesson={lesson} />;
        }}
      </Loading>
    </section>
  );
}

function Player({ lesson }: { lesson: Lesson }) {
  const [watched, setWatched] = useState<Watched>();
  const [isPlaying, setPlaying] = useState(false);
  const [fault, setFault] = useState<unknown>();
  const played = useRef({ ms: 0, since: 0 });

  /** Where this player is: the time that it has really been playing, in this page. */
  function position(): number {
    const { ms, since } = played.current;
    return Math.round(since ? ms + performance.now() - since : ms);
  }
  function tell(state: "playing" | "paused", answer?: { id: number; chosen: number[] }): void {
    const body = { position_ms: position(), state, ...(answer ? { answer } : {}) };
    void api.put("/v1/lessons/{lesson_id}/watch", { path: { lesson_id: lesson.id }, body })
      .then((reply) => (setWatched(reply), setFault(undefined)), setFault);
  }
  useEffect(() => {
    if (!isPlaying) return;
    const going = () => (played.current.since = performance.now(), tell("playing"));
    const resting = () => (tell("paused"), played.current = { ms: position(), since: 0 });
    const turn = () => document.hidden ? resting() : going();
    going();
    const timer = setInterval(() => document.hidden || tell("playing"), BEAT_MS);
    document.addEventListener("visibilitychange", turn);
    return () => {
      clearInterval(timer);
      document.removeEventListener("visibilitychange", turn);
      if (played.current.since) resting();
    };
  }, [isPlaying, lesson.id]);

  const check = watched && watched.check;
  return (
    <>
      <h1>{lesson.title}</h1>
      <div class="card strong">
        {fault !== undefined && <Fault fault={fault} />}
        <p role="status">
          {say("counted", { time: clock(watched ? watched.counted_ms : 0), length: clock(lesson.duration_ms) })}
        </p>
        <small>{say("honest")}</small>
        <button type="button" class="main" onClick={() => setPlaying(!isPlaying)}>
          {say(isPlaying ? "pause" : "start")}
        </button>
      </div>
      {check && <Check key={check.id} check={check} onAnswer={(answer) => tell("playing", answer)} />}
      {lesson.media.url.startsWith("/lessons/")
        ? <Page url={lesson.media.url} />
        : <a class="second" href={lesson.media.url} target="_blank" rel="noreferrer">{say("open")}</a>}
    </>
  );
}

function clock(ms: number): string {
  const seconds = Math.floor(ms / 1000);
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}
