import { wordsOf } from "../../../shared/words.ts";
import { ChooseFilm } from "./choose.tsx";
import { UploadProgress } from "./progress.tsx";
import { cancelUpload, uploads } from "./upload.ts";
import { isHere } from "./video.tsx";

const say = wordsOf({
  film: ["视频", "Film"],
  there: [
    "视频已上传，提交后可在“我的作品”中观看。",
    "The film is there; once submitted you can watch it under My works.",
  ],
  or: ["或填写视频链接", "Or the link to a film"],
  instead: ["改用视频链接", "Give a link instead"],
});

/** The film of a work: one from the phone, or a link. `url` is the link, or the film that the work has. */
export function FilmField({ workId, url, onUrl, onFile }: {
  workId?: string;
  url: string;
  onUrl: (url: string) => void;
  onFile: (file: File) => Promise<void>;
}) {
  const upload = workId ? uploads.value[workId] : undefined;
  const step = upload && upload.state.value.step;
  const isDone = upload ? step === "done" : isHere(url);
  const instead = () => void cancelUpload(workId!).then(() => onUrl(""));
  return (
    <fieldset class="group">
      <legend>{say("film")}</legend>
      {upload ? <UploadProgress upload={upload} /> : isDone && <p>{say("there")}</p>}
      {(!upload || isDone || step === "refused") && <ChooseFilm workId={workId} isAnother={isDone} onFile={onFile} />}
      {isDone && <button type="button" class="second" onClick={instead}>{say("instead")}</button>}
      {!upload && !isDone && (
        <label>
          {say("or")}
          <input
            inputMode="url"
            value={url}
            maxLength={2000}
            required
            onInput={(event) => onUrl(event.currentTarget.value)}
          />
        </label>
      )}
    </fieldset>
  );
}
