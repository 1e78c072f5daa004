// Keys, and a word of warning about text that was not saved. Everything here can also be done without this file.
"use strict";

const remembered = "caseconsultant.keys";

function lettersOn() {
  return localStorage.getItem(remembered) !== "off";
}

function cases() {
  return [...document.querySelectorAll("#queue .list a")];
}

function go(step) {
  const links = cases();
  const here = links.findIndex((link) => link.hasAttribute("aria-current"));
  const there = here < 0 ? links[0] : links[here + step];
  if (there) there.click();
}

function nextDue() {
  const button = document.getElementById("next");
  if (button) button.click();
  else location.assign("/review");
}

function unfold(id) {
  const part = document.getElementById(id);
  if (!part) return;
  part.closest("details").open = true;
  part.querySelector("textarea, button").focus();
}

function press(id) {
  const button = document.getElementById(id);
  if (button && !button.disabled) button.click();
}

const letters = {
  j: () => go(1),
  k: () => go(-1),
  n: nextDue,
  a: () => unfold("ask"),
  q: () => unfold("ask"),
  h: () => unfold("snooze"),
  e: () => unfold("escalate"),
  c: () => press("claim"),
  r: () => press("redraft"),
  "/": () => document.getElementById("find")?.focus(),
  "?": () => location.assign("#keys"),
};

function typing(element) {
  return element.matches("input:not([type=checkbox]), textarea, select");
}

document.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
    // In a panel (a question, a reason to decline) it means nothing: only the draft's own form is approved by keys.
    if (event.target.closest(".panel")) return;
    event.preventDefault();
    press("approve");
    return;
  }
  if (event.key === "Escape") {
    document.querySelectorAll("details.up[open]").forEach((panel) => {
      panel.open = false;
      panel.querySelector("summary").focus();
    });
    if (location.hash === "#keys") location.assign("#main");
    return;
  }
  if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target) || !lettersOn()) return;
  const act = letters[event.key.toLowerCase()];
  if (!act) return;
  event.preventDefault();
  act();
});

// One panel at a time: they lie over the same place.
document.addEventListener("toggle", (event) => {
  if (!event.target.matches("details.up[open]")) return;
  document.querySelectorAll("details.up[open]").forEach((panel) => {
    if (panel !== event.target) panel.open = false;
  });
}, true);

let unsaved = false;

document.addEventListener("input", (event) => {
  if (event.target.form?.id !== "decision" || event.target.name === "reason") return;
  unsaved = true;
  const note = document.getElementById("unsaved");
  if (note) note.hidden = false;
});
document.addEventListener("submit", () => { unsaved = false; });
window.addEventListener("beforeunload", (event) => { if (unsaved) event.preventDefault(); });

// The stream says that something changed; the page then asks for its parts, as it also does by itself now and then.
if (document.body.dataset.live) {
  const stream = new EventSource(document.body.dataset.live);
  stream.addEventListener("changed", () => {
    for (const id of ["queue", "news", "working"]) {
      document.getElementById(id)?.dispatchEvent(new CustomEvent("changed"));
    }
  });
  window.addEventListener("pagehide", () => stream.close());
}

const box = document.getElementById("keys-on");
if (box) {
  box.checked = lettersOn();
  box.addEventListener("change", () => localStorage.setItem(remembered, box.checked ? "on" : "off"));
}
document.querySelector("#queue .list a[aria-current]")?.scrollIntoView({ block: "nearest" });
document.getElementById("refusal")?.focus();
