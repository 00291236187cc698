/* The file of a carnet that is imported, sent with its progress. Without this script the form is
   sent by the browser itself. React draws the form and leaves the place of the sending alone. */
(() => {
  if (window.importation) return;
  window.importation = true;
  const LARGEST = 2 * 1024 ** 3;
  const NBSP = "\u00a0";
  const TOO_LARGE = `Ce fichier dépasse 2${NBSP}Go, c’est le maximum d’un import.`;
  const LOST = "La connexion a été interrompue. Vérifiez-la, puis importez ce fichier à nouveau.";
  let current = null;

  const on = (type, action) => addEventListener(type, action, true);
  const element = (tag, text = "", className = "") =>
    Object.assign(document.createElement(tag), { textContent: text, className });
  const placeOf = (form) => form.querySelector("[data-envois]");
  const size = (bytes) => `${(bytes / 1e6).toFixed(1).replace(".", ",")}${NBSP}Mo`;

  const fail = (form, why) => {
    const said = element("p", why, "error");
    said.setAttribute("role", "alert");
    placeOf(form).replaceChildren(said);
  };

  const told = (request) => {
    try {
      return JSON.parse(request.responseText).message;
    } catch {
      return "";
    }
  };

  const answered = (form, request) => {
    const message = told(request);
    if (request.status === 200) {
      placeOf(form).replaceChildren();
      form.querySelector("[data-rafraichir]").click();
    } else if (request.status === 413) fail(form, TOO_LARGE);
    else fail(form, message || "Ce fichier n’a pas pu être reçu. Réessayez dans un instant.");
  };

  const send = (form, file) => {
    const request = (current = new XMLHttpRequest());
    const bar = element("progress");
    bar.max = 1;
    bar.value = 0;
    bar.ariaLabel = `Envoi de ${file.name}`;
    const count = element("p", "", "num muted");
    const cancel = element("button", "Annuler l’envoi", "btn btn-quiet btn-s");
    cancel.type = "button";
    cancel.onclick = () => request.abort();
    const begun = element("p", `Envoi de «${NBSP}${file.name}${NBSP}»…`);
    begun.setAttribute("role", "status");
    placeOf(form).replaceChildren(begun, bar, count, cancel);
    const body = new FormData();
    body.append("file", file);
    const tell = (name) => dispatchEvent(new CustomEvent(`app:${name}`, { detail: request }));
    request.upload.onprogress = ({ loaded, total }) => {
      tell("begun");
      bar.value = loaded / total;
      count.textContent = `${size(Math.min(loaded, file.size))} sur ${size(file.size)}`;
    };
    request.onload = () => answered(form, request);
    request.onerror = () => fail(form, LOST);
    request.onabort = () => fail(form, "Envoi annulé.");
    request.onloadend = () => {
      tell("ended");
      current = null;
    };
    request.open("POST", form.getAttribute("action"));
    request.setRequestHeader("Accept", "application/json");
    request.send(body);
    tell("begun");
  };

  /* The click and not the submit: the form stays free for the next file. */
  on("click", (event) => {
    const form = event.target.closest?.("[type=submit]")?.closest("form[data-import]");
    if (!form) return;
    event.preventDefault();
    const [file] = form.querySelector("[type=file]").files;
    if (current) return;
    if (!file) return fail(form, "Choisissez d’abord un fichier.");
    if (file.size > LARGEST) return fail(form, TOO_LARGE);
    send(form, file);
  });
  on("app:signed-out", () => current?.abort());
  on("beforeunload", (event) => current && event.preventDefault());
})();
