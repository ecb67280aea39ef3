import { useState } from "preact/hooks";
import { addressOf, place } from "../../shared/router.ts";
import { wordsOf } from "../../shared/words.ts";
import { type Answer } from "contest-client";
import { api, type Entry, isSignedIn, profile } from "../api.ts";
import { categoryWord } from "../../shared/categories.ts";
import { Fault } from "../../shared/fault.tsx";
import { Loading } from "../../shared/loading.tsx";
import { Certificate } from "./certificate.tsx";
import { Lesson } from "./lesson.tsx";
import { Works } from "./works.tsx";

const say = wordsOf({
  signIn: ["登录后才能参加训练营。", "Sign in to take part in the camp."],
  none: ["目前没有训练营。", "There is no camp at the moment."],
  enrol: ["以{unit}报名", "Enrol for {unit}"],
  choose: ["请先在“答题”页选择所在地区或单位，再来报名。", "Choose your region or enterprise under Play first."],
  hours: ["已学 {hours} 学时，满 {needed} 学时可领结业证书", "{hours} of {needed} lesson hours for the certificate"],
  lessons: ["课程", "Lessons"],
  counted: ["已计 {minutes}／{length} 分钟", "{minutes} of {length} minutes"],
  works: ["作品", "Works"],
  certificate: ["领取结业证书", "Certificate of completion"],
});

export type Camp = Answer<"/v1/camps", "get">["items"][number];
export type Own = Answer<"/v1/camps/{camp_id}/me", "get">;
const minutes = (ms: number) => Math.floor(ms / 60_000);

/** The camp that is open, or the first: hours, lessons, certificate and works. */
export function Camps() {
  const [, part, id] = place.value.path;
  if (!isSignedIn.value) {
    return (
      <p class="card">
        {say("signIn")} <a href="#/">›</a>
      </p>
    );
  }
  return (
    <Loading on={[]} load={() => api.get("/v1/camps")}>
      {(page) => {
        const now = api.serverNow();
        const isOpen = (each: Camp) => Date.parse(each.opens_at) <= now && now < Date.parse(each.closes_at);
        const camp = page.items.find(isOpen) || page.items[0];
        if (!camp) return <p class="card">{say("none")}</p>;
        if (part === "lesson" && id) return <Lesson camp={camp} id={id} />;
        return part === "works" ? <Works camp={camp} /> : <Overview camp={camp} />;
      }}
    </Loading>
  );
}

function Overview({ camp }: { camp: Camp }) {
  const path = { camp_id: camp.id };
  const load = () =>
    Promise.all([api.get("/v1/camps/{camp_id}/me", { path }), api.get("/v1/camps/{camp_id}/lessons", { path })]);
  return (
    <section>
      <h1>{camp.title}</h1>
      <Loading on={[camp.id]} load={load}>
        {([own, lessons], reload) => (
          <>
            {own.enrolled
              ? (
                <p class="card strong">
                  {say("hours", { hours: own.lesson_hours, needed: own.certificate_hours })}
                </p>
              )
              : <Enrol camp={camp} onDone={reload} />}
            {(own.certificate || own.enrolled && own.lesson_hours >= own.certificate_hours) && (
              <Certificate
                label={say("certificate")}
                number={own.certificate ? own.certificate.number : undefined}
                ask={(name) => api.post("/v1/camps/{camp_id}/certificate", { path, body: { name } })}
              />
            )}
            <p>
              <a class="second" href={addressOf(["camp", "works"])}>{say("works")}</a>
            </p>
            <h2>{say("lessons")}</h2>
            <ul class="card history">
              {lessons.items.map((each) => {
                const counted = own.lessons.find((lesson) => lesson.id === each.id);
                return (
                  <li key={each.id}>
                    <a href={addressOf(["camp", "lesson", each.id])}>
                      <span>{each.title}</span>
                      <small>{categoryWord(each.category)}</small>
                      <small>
                        {say("counted", {
                          minutes: minutes(counted ? counted.counted_ms : 0),
                          length: minutes(each.duration_ms),
                        })}
                      </small>
                    </a>
                  </li>
                );
              })}
            </ul>
          </>
        )}
      </Loading>
    </section>
  );
}

function Enrol({ camp, onDone }: { camp: Camp; onDone: () => void }) {
  const [fault, setFault] = useState<unknown>();
  const mine = profile.value;
  const entries = (camp.entries as Entry[]).map((entry) => ({
    entry,
    unit: mine && (entry === "region" ? mine.region_unit : mine.enterprise_unit),
  })).filter((each) => each.unit);
  const enrol = (entry: Entry) =>
    void api.post("/v1/camps/{camp_id}/enrolments", { path: { camp_id: camp.id }, body: { entry } })
      .then(onDone, setFault);
  return (
    <div class="card strong">
      {fault !== undefined && <Fault fault={fault} />}
      {entries.length === 0 && <p>{say("choose")}</p>}
      {entries.map((each) => (
        <button key={each.entry} type="button" class="main" onClick={() => enrol(each.entry)}>
          {say("enrol", { unit: each.unit!.name })}
        </button>
      ))}
    </div>
  );
}
