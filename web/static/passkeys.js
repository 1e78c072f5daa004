// Passkeys: a form with data-passkey asks the browser for one, then sends its answer as any form is sent.
"use strict";

async function options(form) {
  const answer = await fetch(form.dataset.begin, {
    method: "POST",
    body: new URLSearchParams(new FormData(form)),
    redirect: "manual",
  });
  if (answer.type === "opaqueredirect") {
    location.assign(form.dataset.otherwise);
    return null;
  }
  if (!answer.ok) throw new Error("no options");
  return answer.json();
}

async function credential(kind, asked) {
  if (kind === "create") {
    return navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(asked) });
  }
  return navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(asked) });
}

function tell(form, sentence) {
  const place = form.querySelector("[data-told]");
  place.textContent = sentence;
  place.hidden = !sentence;
}

async function run(form) {
  tell(form, "");
  try {
    const asked = await options(form);
    if (!asked) return;
    const made = await credential(form.dataset.passkey, asked);
    form.elements.credential.value = JSON.stringify(made);
    HTMLFormElement.prototype.submit.call(form);
  } catch (error) {
    tell(form, error.name === "InvalidStateError"
      ? "This device has a passkey for you already."
      : "No passkey was used. Try again, or go the other way.");
  }
}

if (window.PublicKeyCredential?.parseCreationOptionsFromJSON) {
  document.querySelectorAll("[data-without-script]").forEach((note) => { note.hidden = true; });
  document.querySelectorAll("form[data-passkey]").forEach((form) => {
    form.hidden = false;
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      run(form);
    });
  });
}
