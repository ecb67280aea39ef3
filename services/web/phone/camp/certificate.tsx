import { useState } from "preact/hooks";
import { wordsOf } from "../../shared/words.ts";
import { api } from "../api.ts";
import { Fault } from "../../shared/fault.tsx";

const say = wordsOf({
  name: ["证书上的姓名", "Name on the certificate"],
  number: ["证书编号：{number}", "Certificate {number}"],
  paper: ["下载证书", "Download it"],
});
interface Asked {
  /** What asks for it. */
  label: string;
  number?: string;
  ask: (name: string) => Promise<{ number: string }>;
}

/** A certificate: asked for by the name that stands on it, and kept as a file. */
export function Certificate({ label, number: known, ask }: Asked) {
  const [name, setName] = useState("");
  const [issued, setIssued] = useState("");
  const [fault, setFault] = useState<unknown>();
  const number = known || issued;
  const submit = (event: Event) => {
    event.preventDefault();
    void ask(name).then((reply) => (setIssued(reply.number), setFault(undefined)), setFault);
  };
  const keep = () =>
    void api.download(`/v1/certificates/${number}/certificate.pdf` as never, {} as never)
      .then(({ bytes }) => save(bytes, `${number}.pdf`)).catch(setFault);
  return (
    <div class="card">
      <h2>{label}</h2>
      {fault !== undefined && <Fault fault={fault} />}
      {number
        ? (
          <>
            <p>{say("number", { number })}</p>
            <button type="button" class="second" onClick={keep}>{say("paper")}</button>
          </>
        )
        : (
          <form onSubmit={submit}>
            <label>
              {say("name")}
              <input value={name} maxLength={50} required onInput={(event) => setName(event.currentTarget.value)} />
            </label>
            <button type="submit" class="main">{label}</button>
          </form>
        )}
    </div>
  );
}

function save(content: ArrayBuffer, name: string): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([content], { type: "application/pdf" }));
  link.download = name;
  link.click();
  URL.revokeObjectURL(link.href);
}
