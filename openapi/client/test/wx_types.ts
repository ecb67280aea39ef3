// Compiled against the typings of mini programs, which have no Headers and whose wx.request knows no PATCH.
import { wxTransport } from "../src/wx.ts";

export function wrong(): void {
  // @ts-expect-error: wx.request has no such method
  wx.request({ url: "", method: "PATCH" });
  // @ts-expect-error: there are no Headers
  void new Headers();
  // @ts-expect-error: there is no fetch
  void fetch("");
  // @ts-expect-error: nor is there a PATCH in our own transport
  void wxTransport({ method: "PATCH", url: "", headers: {}, timeoutMs: 1 });
}
