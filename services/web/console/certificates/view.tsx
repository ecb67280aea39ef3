import { useState } from "preact/hooks";
import { Loading } from "../../shared/loading.tsx";
import { addressOf, go, place } from "../../shared/router.ts";
import { wordsOf } from "../../shared/words.ts";
import { api } from "../api.ts";
import { Field } from "../parts/field.tsx";
import { One } from "./one.tsx";

const say = wordsOf({
  title: ["证书管理", "Certificates"],
  why: [
    "按证书上的编号查找，竞赛证书与训练营证书均可。为保护个人信息，这里和公开核验页一样不显示持证人，因此不能按姓名查找。",
    "Found by the number that stands on it, whether of a contest or of a camp. Like the public page this one names nobody, so certificates are not found by name.",
  ],
  number: ["证书编号", "Number of the certificate"],
  find: ["查找", "Find"],
});
/** A number as it is typed off paper: spaces and hyphens between its digits mean nothing. */
const numberOf = (text: string): string => text.replace(/[\s-]+/g, "").toUpperCase();

/** One certificate by its number, whoever issued it. What is found has its address. */
export default function Certificates() {
  const asked = place.value.query.get("number") || "";
  const [typed, setTyped] = useState(asked);
  const find = (event: Event) => {
    event.preventDefault();
    go(addressOf(["certificates"], { number: numberOf(typed) }));
  };
  return (
    <>
      <h1>{say("title")}</h1>
      <p>{say("why")}</p>
      <form class="card controls" onSubmit={find}>
        <Field
          type="search"
          label={say("number")}
          value={typed}
          onChange={setTyped}
          isWide
          required
          maxLength={40}
          placeholder="JS0000000000000000"
        />
        <button type="submit" class="main">{say("find")}</button>
      </form>
      {asked && (
        <Loading on={[asked]} load={() => api.get("/v1/certificates/{number}", { path: { number: asked } })}>
          {(found, reload) => <One key={found.number} certificate={found} onDone={reload} />}
        </Loading>
      )}
    </>
  );
}
