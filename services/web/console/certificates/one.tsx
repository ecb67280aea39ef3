import { useState } from "preact/hooks";
import type { Answer } from "contest-client";
import { language, wordsOf } from "../../shared/words.ts";
import { api } from "../api.ts";
import { Outcome, useAct } from "../parts/act.tsx";
import { Area } from "../parts/field.tsx";

const say = wordsOf({
  camp: ["训练营结业证书", "Certificate of completion of a camp"],
  contest: ["竞赛参与证书", "Certificate of participation in a contest"],
  day: ["颁发日期", "Issued on"],
  state: ["状态", "Status"],
  valid: ["有效", "valid"],
  revoked: ["已作废", "revoked"],
  page: ["查看公开核验页", "See the public page"],
  revoke: ["作废证书", "Revoke it"],
  effect: [
    "由主办单位作废。作废后不能恢复，持证人也不能在同一竞赛或训练营再领证书；公开核验页随即显示“已作废”。理由会告知本人，并记入操作记录。",
    "For the owner of the contest or camp. It cannot be taken back, and its holder gets no other certificate of the same contest or camp. The public page says so at once; the holder is told the reason, and it stands in the record.",
  ],
  reason: ["作废理由（2 至 500 字，告知本人）", "Reason (2 to 500 characters; the holder is told)"],
  sure: ["确定作废证书 {number}？作废后不能恢复。", "Revoke certificate {number}? This cannot be taken back."],
  done: ["已作废。", "It is revoked."],
  name: ["姓名变更", "Another name"],
  reissue: [
    "姓名有误或已变更的，由持证人本人在手机页面的证书处更改，最多三次；系统随即换发新编号的证书，原编号同时作废。管理员不能代办。",
    "Its holder changes the name on the phone page, beside the certificate, three times at most. That issues a certificate with a new number and ends the former one. Nobody can do it for them.",
  ],
});

/** What strangers are told of a certificate too, and its end, for the owner of its contest or camp. */
export function One({ certificate, onDone }: {
  certificate: Answer<"/v1/certificates/{number}", "get">;
  onDone: () => void;
}) {
  const { number, kind, issued_on, state } = certificate;
  return (
    <>
      <section class="card">
        <h2>{number}</h2>
        <p>{say(kind)}</p>
        <dl class="pairs">
          <dt>{say("day")}</dt>
          <dd>{issued_on}</dd>
          <dt>{say("state")}</dt>
          <dd>
            <b>{state === "valid" ? "✓" : "✗"} {say(state)}</b>
          </dd>
        </dl>
        <p>
          <a href={`/certificates/${number}?lang=${language.value === "en" ? "en" : "zh"}`} target="_blank">
            {say("page")} ›
          </a>
        </p>
      </section>
      {state === "valid" && <Revoke number={number} onDone={onDone} />}
      <section class="card">
        <h2>{say("name")}</h2>
        <p>{say("reissue")}</p>
      </section>
    </>
  );
}

function Revoke({ number, onDone }: { number: string; onDone: () => void }) {
  const [reason, setReason] = useState("");
  const course = useAct();
  const revoke = () =>
    course.act(async () => {
      if (!confirm(say("sure", { number }))) return;
      // Contests have an address of their own for theirs (`JS{serial}`), and it is the same one.
      await api.post("/v1/certificates/{number}/revoke", { path: { number }, body: { reason: reason.trim() } });
      onDone();
      return say("done");
    });
  return (
    <form class="card" onSubmit={(event) => (event.preventDefault(), void revoke())}>
      <h2>{say("revoke")}</h2>
      <p>{say("effect")}</p>
      <Area label={say("reason")} value={reason} onChange={setReason} required minLength={2} maxLength={500} />
      <button type="submit" disabled={course.isBusy || reason.trim().length < 2}>{say("revoke")}</button>
      <Outcome of={course} />
    </form>
  );
}
