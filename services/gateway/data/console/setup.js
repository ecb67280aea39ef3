"use strict";

const LEAST = 12;
const SENTENCES = {
  "zh-CN": {
    title: "设置登录密码",
    short: "密码至少需要 12 个字符。",
    different: "两次输入的密码不一致。",
    away: "暂时无法连接，请检查网络后重试。",
  },
  en: {
    title: "Choose your password",
    short: "The password needs at least 12 characters.",
    different: "The two passwords differ.",
    away: "There is no connection at the moment. Check your network and try again.",
  },
};

const at = (id) => document.getElementById(id);
const say = (name) => SENTENCES[document.documentElement.lang][name];
// What follows the # is sent to no server; it goes into the body of one request.
const token = location.hash.slice(1);

function speak(language) {
  document.documentElement.lang = language;
  document.title = say("title");
  for (const fault of document.querySelectorAll(".fault")) fault.textContent = "";
}

function complain(id, sentence) {
  at(`${id}-fault`).textContent = sentence;
  at(id).setAttribute("aria-invalid", String(sentence !== ""));
  return sentence === "";
}

function check() {
  // The server counts characters, not UTF-16 units.
  const isLong = complain("password", [...at("password").value].length < LEAST ? say("short") : "");
  const isSame = complain("again", at("again").value === at("password").value ? "" : say("different"));
  if (!isLong) at("password").focus();
  else if (!isSame) at("again").focus();
  return isLong && isSame;
}

function show(username) {
  history.replaceState(null, "", location.pathname);
  at("form").hidden = true;
  at("form").reset();
  at("username").textContent = username;
  at("done").hidden = false;
  at("done").focus();
}

async function save(event) {
  event.preventDefault();
  at("failure").textContent = "";
  if (!check()) return;
  at("save").disabled = true;
  try {
    const answer = await fetch("/v1/auth/password-setups", {
      method: "POST",
      headers: { "Content-Type": "application/json", "Accept-Language": document.documentElement.lang },
      body: JSON.stringify({ setup_token: token, password: at("password").value }),
    });
    const said = await answer.json();
    if (answer.ok) show(said.username);
    else at("failure").textContent = [said.detail, ...(said.errors ?? []).map((each) => each.detail)].join(" ");
  } catch {
    at("failure").textContent = say("away");
  } finally {
    at("save").disabled = false;
  }
}

speak(navigator.language.toLowerCase().startsWith("en") ? "en" : "zh-CN");
at(token ? "form" : "incomplete").hidden = false;
at("form").addEventListener("submit", save);
at("language").addEventListener("click", () => speak(document.documentElement.lang === "en" ? "zh-CN" : "en"));
at("show").addEventListener("change", () => {
  for (const id of ["password", "again"]) at(id).type = at("show").checked ? "text" : "password";
});
addEventListener("hashchange", () => location.reload());
