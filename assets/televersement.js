/* Deposits of files, one after the other, with their progress. Without this script the form is sent
   by the browser itself. React draws the form and leaves the list of sendings alone. */
(() => {
  if (window.televersement) return;
  window.televersement = true;
  const LARGEST = 20 * 1024 * 1024;
  const NBSP = "\u00a0";
  const LOST = "la connexion a été interrompue. Vérifiez-la, puis déposez ce fichier à nouveau.";
  const waiting = [];
  /* Of the sendings whose answer never came: the same file sent again under its key is kept once. */
  const keys = new Map();
  let current = null;

  const on = (type, action) => addEventListener(type, action, true);
  const formOf = (target) => target.closest?.("form[data-depot]");
  const element = (tag, text = "", className = "") =>
    Object.assign(document.createElement(tag), { textContent: text, className });
  const quoted = (name) => `«${NBSP}${name}${NBSP}»`;
  const say = (form, text) => (form.querySelector("[role=status]").textContent = text);

  const newKey = () =>
    [...crypto.getRandomValues(new Uint8Array(16))]
      .map((byte) => byte.toString(16).padStart(2, "0"))
      .join("");
  const what = ({ form, file }) =>
    JSON.stringify([form.getAttribute("action"), file.name, file.size]);
  const keyOf = (sending) => {
    if (!keys.has(what(sending))) keys.set(what(sending), newKey());
    return keys.get(what(sending));
  };

  const row = (sending) => {
    const line = element("li", "", "file");
    const bar = element("progress");
    bar.max = 1;
    bar.value = 0;
    bar.ariaLabel = `Envoi de ${sending.file.name}`;
    const cancel = element("button", "Annuler", "btn btn-quiet btn-s");
    cancel.type = "button";
    cancel.append(element("span", ` l’envoi de ${sending.file.name}`, "vh"));
    cancel.onclick = () => cancelled(sending);
    line.append(element("span", sending.file.name), bar, cancel);
    sending.form.querySelector("[data-envois]").append(line);
    return Object.assign(sending, { line, bar });
  };

  const fail = ({ form, line, file }, why) => {
    const named = why.includes(file.name) ? why : `${quoted(file.name)}${NBSP}: ${why}`;
    line.className = "error";
    line.replaceChildren(element("span", named));
    say(form, named);
  };

  const forgetFailures = (form) =>
    form.querySelectorAll("[data-envois] .error").forEach((line) => line.remove());

  const nothingChosen = (form) => {
    const text = "Choisissez d’abord un fichier.";
    forgetFailures(form);
    form.querySelector("[data-envois]").append(element("li", text, "error"));
    say(form, text);
  };

  const cancelled = (sending) => {
    sending.isCancelled = true;
    const { request } = sending;
    if (request) return request.abort();
    fail(sending, "envoi annulé.");
  };

  const told = (request) => {
    try {
      return JSON.parse(request.responseText).message;
    } catch {
      return "";
    }
  };

  const answered = (sending, { status }) => {
    const message = told(sending.request);
    if (status < 500) keys.delete(what(sending));
    if (status === 200) {
      sending.line.remove();
      say(sending.form, `${quoted(sending.file.name)} est ajouté.`);
      sending.form.querySelector("[data-rafraichir]")?.click();
    } else if (message) fail(sending, message);
    else if (status === 413) fail(sending, `ce fichier dépasse 20${NBSP}Mo.`);
    else fail(sending, "il n’a pas pu être enregistré. Réessayez dans un instant.");
  };

  const send = (sending) => {
    const request = (sending.request = new XMLHttpRequest());
    const body = new FormData();
    body.append("fichier", sending.file);
    const tell = (name) => dispatchEvent(new CustomEvent(`app:${name}`, { detail: request }));
    request.upload.onprogress = ({ loaded, total }) => {
      tell("begun");
      sending.bar.value = loaded / total;
    };
    request.onload = () => answered(sending, request);
    request.onerror = () => fail(sending, LOST);
    request.onabort = () => fail(sending, "envoi annulé.");
    request.onloadend = () => {
      tell("ended");
      next();
    };
    request.open("POST", sending.form.getAttribute("action"));
    request.setRequestHeader("Accept", "application/json");
    request.setRequestHeader("Idempotency-Key", keyOf(sending));
    request.send(body);
    tell("begun");
    say(sending.form, `Envoi de ${quoted(sending.file.name)}…`);
  };

  const next = () => {
    current = waiting.shift() ?? null;
    if (!current) return;
    if (current.isCancelled) return next();
    if (current.file.size <= LARGEST) return send(current);
    fail(current, `ce fichier dépasse 20${NBSP}Mo. Réduisez-le, ou découpez-le.`);
    next();
  };

  const deposit = (form, files) => {
    forgetFailures(form);
    for (const file of files) waiting.push(row({ form, file }));
    if (!current) next();
  };

  /* The click and not the submit: the form stays free for the next ones. */
  on("click", (event) => {
    const form = event.target.closest?.("[type=submit]") && formOf(event.target);
    if (!form) return;
    event.preventDefault();
    const input = form.querySelector("[type=file]");
    if (!input.files.length) return nothingChosen(form);
    deposit(form, [...input.files]);
    input.value = "";
  });
  on("dragover", (event) => formOf(event.target) && event.preventDefault());
  on("drop", (event) => {
    const form = formOf(event.target);
    if (!form) return;
    event.preventDefault();
    deposit(form, [...event.dataTransfer.files]);
  });
  on("app:signed-out", () => {
    waiting.length = 0;
    current?.request.abort();
  });
  on("beforeunload", (event) => current && event.preventDefault());
})();
