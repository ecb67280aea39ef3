import { createClient } from "../../src/index.ts";
import { wxStore, wxTransport } from "../../src/wx.ts";

const baseUrl = "https://contest.example.org";
export const contestId = "safety-month-2026";

export const client = createClient({ baseUrl, transport: wxTransport, store: wxStore("contest.tokens") });

/** Signs in with the account of WeChat; the code of `wx.login` serves once, for five minutes. */
export async function signIn(): Promise<void> {
  const { code } = await wx.login();
  const app_id = wx.getAccountInfoSync().miniProgram.appId;
  await client.signIn({ grant_type: "wechat", app_id, code });
}
