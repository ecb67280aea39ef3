import { addressOf } from "../../shared/router.ts";
import { language, wordsOf } from "../../shared/words.ts";
import { api, contest, isSignedIn, profile, signOut } from "../api.ts";
import { Loading } from "../../shared/loading.tsx";
import { Calendar } from "./calendar.tsx";
import { Certificate } from "../camp/certificate.tsx";
import { Mastery } from "./mastery.tsx";
import { OwnData } from "./own_data.tsx";
import { UnitRank } from "./unit_rank.tsx";

const say = wordsOf({
  title: ["我的成绩", "My results"],
  signIn: ["登录后才能查看成绩。", "Sign in to see your results."],
  points: ["累计得分", "Points"],
  rank: ["排名", "Rank"],
  of: ["{rank}（共 {of} 人）", "{rank} of {of}"],
  ahead: ["超过 {percentile}% 的参与者", "Ahead of {percentile}% of all"],
  streak: ["连续答题", "Streak"],
  days: ["{count} 天", "{count} {count|day|days}"],
  history: ["答题记录", "History"],
  score: ["{score}／{max} 分", "{score} of {max}"],
  running: ["进行中", "running"],
  certificate: ["领取参与证书", "Certificate of participation"],
  out: ["退出登录", "Sign out"],
});

/** Points, exact rank, streak, calendar and history of the person who is signed in. */
export function Me() {
  const current = contest.value;
  if (!isSignedIn.value) {
    return (
      <p class="card">
        {say("signIn")} <a href="#/">›</a>
      </p>
    );
  }
  if (!current || !profile.value) return null;
  const number = (value: number) => value.toLocaleString(language.value);
  return (
    <section>
      <h1>{say("title")}</h1>
      <Loading
        on={[current.id]}
        load={() => api.get("/v1/standings/{contest_id}/me", { path: { contest_id: current.id } })}
      >
        {(standing) => (
          <>
            <dl class="card figures">
              <div>
                <dt>{say("points")}</dt>
                <dd>{number(standing.points)}</dd>
              </div>
              <div>
                <dt>{say("rank")}</dt>
                <dd>
                  {say("of", { rank: number(standing.rank), of: number(standing.of) })}{" "}
                  {standing.percentile >= 1 && (
                    <small>{say("ahead", { percentile: Math.floor(standing.percentile) })}</small>
                  )}
                </dd>
              </div>
              <div>
                <dt>{say("streak")}</dt>
                <dd>{say("days", { count: standing.streak_days })}</dd>
              </div>
            </dl>
            <UnitRank />
            <Mastery />
            <Calendar days={standing.by_day} contest={current} />
          </>
        )}
      </Loading>
      <h2>{say("history")}</h2>
      <Loading on={[current.id]} load={() => api.get("/v1/me/sessions", { query: { contest: current.id } as never })}>
        {(page) => (
          <ul class="card history">
            {page.items.map((each) => (
              <li key={each.id}>
                <a href={addressOf(["play", each.id])}>
                  <span>{each.contest_day}</span>
                  <span>{each.unit.name}</span>
                  <b>
                    {each.score === null ? say("running") : say("score", { score: each.score, max: each.max_score })}
                  </b>
                </a>
              </li>
            ))}
          </ul>
        )}
      </Loading>
      <Certificate
        key={current.id}
        label={say("certificate")}
        ask={(name) =>
          api.post("/v1/contests/{contest_id}/certificate", { path: { contest_id: current.id }, body: { name } })}
      />
      <OwnData />
      <p>
        <button type="button" class="second" onClick={() => void signOut()}>{say("out")}</button>
      </p>
    </section>
  );
}
