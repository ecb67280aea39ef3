import { useEffect, useState } from "preact/hooks";
import { wordsOf } from "../../../shared/words.ts";
import { Fault } from "../../../shared/fault.tsx";
import { megabytes, Refusal } from "./refusal.tsx";
import { cancelUpload, type FilmUpload } from "./upload.ts";
import { Video } from "./video.tsx";

const say = wordsOf({
  progress: ["上传进度", "Progress"],
  sent: ["已上传 {percent}%（{sent}／{size}）", "{percent}% sent ({sent} of {size})"],
  waiting: ["网络不通，恢复后自动继续上传。", "No connection. It goes on by itself when the network is back."],
  checking: ["正在检查视频…", "Checking the film…"],
  done: ["视频已上传。请看一遍，确认后提交审核。", "The film is there. Watch it, then submit the work."],
  cancel: ["取消上传", "Cancel"],
});

/** A film on its way: seen already from the phone, with what of it is at the server, and a way back. */
export function UploadProgress({ upload }: { upload: FilmUpload }) {
  const { step, sent, fault } = upload.state.value;
  const [refusal, setRefusal] = useState<unknown>();
  const preview = usePreview(upload.file);
  const { size } = upload.file;
  const cancel = () => void cancelUpload(upload.workId).catch(setRefusal);
  return (
    <>
      {preview && <Video url={preview} title={upload.file.name} />}
      <p>{upload.file.name}</p>
      {step !== "done" && step !== "refused" && (
        <>
          <progress max={size} value={sent} aria-label={say("progress")} />
          <p class="sent">
            {say("sent", { percent: Math.floor(sent / size * 100), sent: megabytes(sent), size: megabytes(size) })}
          </p>
        </>
      )}
      <p role="status" class="saving">
        {(step === "waiting" || step === "checking" || step === "done") && say(step)}
      </p>
      {step === "refused" && <Refusal fault={fault} onAgain={() => void upload.run()} />}
      {refusal !== undefined && <Fault fault={refusal} />}
      {step !== "done" && <button type="button" class="second" onClick={cancel}>{say("cancel")}</button>}
    </>
  );
}

/** The address of a file for this page alone. */
function usePreview(file: File): string {
  const [url, setUrl] = useState("");
  useEffect(() => {
    const made = URL.createObjectURL(file);
    setUrl(made);
    return () => URL.revokeObjectURL(made);
  }, [file]);
  return url;
}
