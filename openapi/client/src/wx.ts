import type { Store, Tokens } from "./tokens.ts";
import { type Incoming, NoAnswer, type Outgoing } from "./transport.ts";

/**
 * For WeChat mini programs: `success` is called for every status, `fail` only when no answer came. Files go through
 * `wx.uploadFile` and are not sent from here.
 */
export function wxTransport(request: Outgoing): Promise<Incoming> {
  return new Promise((resolve, reject) => {
    wx.request<string | ArrayBuffer>({
      url: request.url,
      method: request.method,
      header: request.headers,
      data: request.body,
      dataType: "text", // anything but "json": the body is handed over as it came
      responseType: request.wantsBytes ? "arraybuffer" : "text",
      timeout: request.timeoutMs,
      success({ statusCode, header, data }) {
        const headers: Incoming["headers"] = {};
        // Devices write the names of headers in different cases.
        for (const name of Object.keys(header)) {
          headers[name.toLowerCase()] = String(header[name]);
        }
        if (typeof data === "string") {
          return resolve({ status: statusCode, headers, body: data });
        }
        const isProblem = statusCode >= 400;
        resolve({
          status: statusCode,
          headers,
          body: isProblem ? textOf(data) : "",
          bytes: data,
        });
      },
      fail: ({ errMsg }) => reject(new NoAnswer(errMsg)),
    });
  });
}

/** UTF-8, for which mini programs have no TextDecoder. */
function textOf(bytes: ArrayBuffer): string {
  const escaped = Array.from(
    new Uint8Array(bytes),
    (byte) => "%" + (byte + 256).toString(16).slice(1),
  );
  return decodeURIComponent(escaped.join(""));
}

/** The storage of the mini program. */
export function wxStore(key: string): Store {
  return {
    read: () => (wx.getStorageSync<Tokens | "">(key) || undefined),
    write: (tokens) => tokens ? wx.setStorageSync(key, tokens) : wx.removeStorageSync(key),
  };
}
