import { useState } from "preact/hooks";
import { wordsOf } from "../../../shared/words.ts";
import { Fault } from "../../../shared/fault.tsx";
import { ACCEPTED, checkFilm } from "./file.ts";
import { keptOf } from "./kept.ts";
import { Refusal } from "./refusal.tsx";
import { cancelUpload } from "./upload.ts";

const say = wordsOf({
  choose: ["从手机选择视频", "Choose a film on this phone"],
  other: ["换一个视频", "Choose another film"],
  kinds: [
    "MP4 或 MOV 格式，选好后立即上传，断网后自动续传。",
    "MP4 or MOV. It is sent at once, and goes on after a lost network.",
  ],
  again: [
    "“{name}”还没有传完。请再次选择这个视频，将从断点继续。",
    "“{name}” is not there whole. Choose it again and it goes on where it stopped.",
  ],
  forget: ["放弃上次的上传", "Give that upload up"],
});

/** Chooses a film; `workId` is that of a work whose upload may have stopped in an earlier visit. */
export function ChooseFilm({ workId, isAnother, onFile }: {
  workId?: string;
  isAnother?: boolean;
  onFile: (file: File) => Promise<void>;
}) {
  const [fault, setFault] = useState<unknown>();
  const [, setForgotten] = useState(false);
  const [refusal, setRefusal] = useState<unknown>();
  const kept = workId ? keptOf(workId) : undefined;

  async function choose(input: HTMLInputElement): Promise<void> {
    const file = input.files && input.files[0];
    input.value = "";
    if (!file) return;
    try {
      await checkFilm(file);
      setFault(undefined);
      await onFile(file);
    } catch (refused) {
      setFault(refused);
    }
  }
  const forget = () => void cancelUpload(workId!).catch(setRefusal).then(() => setForgotten(true));
  return (
    <>
      {kept && <p>{say("again", { name: kept.name })}</p>}
      {fault !== undefined && <Refusal fault={fault} />}
      {refusal !== undefined && <Fault fault={refusal} />}
      <label class="second chooser">
        <input type="file" accept={ACCEPTED} onChange={(event) => void choose(event.currentTarget)} />
        {say(isAnother ? "other" : "choose")}
      </label>
      <small>{say("kinds")}</small>
      {kept && <button type="button" class="second" onClick={forget}>{say("forget")}</button>}
    </>
  );
}
