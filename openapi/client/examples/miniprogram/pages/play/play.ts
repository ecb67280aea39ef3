import { type Answer, Problem } from "../../../../src/index.ts";
import { choose, keptOf } from "../../answers.ts";
import { client, contestId, signIn } from "../../contest.ts";

type Session = Answer<"/v1/contests/{contest_id}/sessions", "post">;
type Result = Answer<"/v1/sessions/{session_id}/submission", "post">;

let session: Session | undefined;
let timer: number | undefined;

Page({
  data: {
    fault: "",
    left: "",
    state: "",
    count: 0,
    question: null as null | Session["questions"][number],
    score: null as null | number,
    most: 0,
    review: [] as Result["review"],
  },

  async onLoad() {
    try {
      await signIn();
      // Started anew or taken up where it was: the same call.
      session = await client.post("/v1/contests/{contest_id}/sessions", {
        path: { contest_id: contestId },
        body: { entry: "region" },
      });
      this.show(1);
      timer = setInterval(() => this.tick(), 250);
    } catch (fault) {
      this.setData({ fault: fault instanceof Problem ? fault.message : "网络不可用，请检查后重新进入。" });
    }
  },

  onUnload() {
    if (timer !== undefined) clearInterval(timer);
  },

  show(position: number) {
    const { id, questions } = session!;
    const question = questions.find((each) => each.position === position)!;
    const chosen = keptOf(id).choices[position] || question.saved || [];
    const options = question.options.map((each) => ({ ...each, isChosen: chosen.includes(each.token) }));
    this.setData({ question: { ...question, options }, count: questions.length });
  },

  tick() {
    const seconds = Math.ceil(client.remainingMs(session!.deadline_at) / 1000);
    this.setData({ left: `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}` });
    if (seconds === 0) void this.handIn();
  },

  choose(event: WechatMiniprogram.TouchEvent<object, object, { token: string }>) {
    const question = this.data.question!;
    const { token } = event.currentTarget.dataset;
    const chosen = keptOf(session!.id).choices[question.position] || question.saved || [];
    const others = chosen.filter((each) => each !== token);
    const several = others.length < chosen.length ? others : [...chosen, token];
    const choice = question.kind === "multiple_choice" ? several : [token];
    choose(session!.id, question.position, choice, (state) => this.setData({ state }));
    this.show(question.position);
  },

  next() {
    this.show(this.data.question!.position + 1);
  },

  async handIn() {
    if (timer !== undefined) clearInterval(timer);
    const { id } = session!;
    try {
      const result = await client.post("/v1/sessions/{session_id}/submission", {
        path: { session_id: id },
        body: { answers: keptOf(id).choices },
        tries: 10,
      });
      const { score, max_score: most, review } = result;
      this.setData({ question: null, score, most, review, fault: "" });
    } catch (fault) {
      const told = fault instanceof Problem ? fault.message : "网络不可用：答案已存在手机上，请再次点击交卷。";
      this.setData({ fault: told });
    }
  },
});
