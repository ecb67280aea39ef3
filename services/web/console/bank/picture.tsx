import { useState } from "preact/hooks";
import type { Call } from "contest-client";
import { wordsOf } from "../../shared/words.ts";
import { api } from "../api.ts";
import { Outcome, useAct } from "../parts/act.tsx";
import { Field } from "../parts/field.tsx";

const say = wordsOf({
  file: ["图片（PNG、JPEG 或 WebP，5 MB 以内）", "Picture (PNG, JPEG or WebP, up to 5 MB)"],
  alt: [
    "图片说明（看不到图片的人会听到；不要说出答案）",
    "What it shows (read to who cannot see it; without the answer)",
  ],
  remove: ["移除图片", "Without a picture"],
  size: ["已上传，{size} KB。", "Sent: {size} KB."],
});
type Body = Call<"/v1/questions/{question_id}", "put">["body"];
type Shown = Pick<Body, "picture" | "picture_alt">;

/** The picture as participants see it, with the words for those who do not. */
export function Picture({ of: { picture, picture_alt } }: { of: Shown }) {
  if (!picture) return null;
  return (
    <figure class="question-picture">
      <img src={`/v1/pictures/${picture}`} alt={picture_alt || ""} />
      <figcaption>{picture_alt}</figcaption>
    </figure>
  );
}

/** Sends a picture, shows it, and asks for its words. */
export function PictureFields({ bank, value, onChange }: {
  bank: string;
  value: Shown;
  onChange: (change: Shown) => void;
}) {
  const [round, setRound] = useState(0);
  const course = useAct();
  const send = (file: File) =>
    course.act(async () => {
      const data = new FormData();
      data.append("file", file);
      const path = { bank_id: bank };
      const sent = await api.post("/v1/banks/{bank_id}/pictures", { path, upload: { data }, timeoutMs: 60_000 });
      onChange({ picture: sent.picture });
      return say("size", { size: Math.ceil(sent.size / 1000) });
    });
  const remove = () => (onChange({ picture: "", picture_alt: "" }), setRound(round + 1));
  return (
    <>
      <label>
        {say("file")}
        <input
          key={round}
          type="file"
          accept="image/png,image/jpeg,image/webp"
          disabled={course.isBusy}
          onChange={(event) => {
            const file = event.currentTarget.files![0];
            if (file) void send(file);
          }}
        />
      </label>
      <Outcome of={course} />
      {value.picture && (
        <>
          <Picture of={value} />
          <Field
            isWide
            label={say("alt")}
            value={value.picture_alt || ""}
            onChange={(picture_alt) => onChange({ picture_alt })}
            required
            maxLength={200}
          />
          <button type="button" onClick={remove}>{say("remove")}</button>
        </>
      )}
    </>
  );
}
