/* A page that is older than the server: it says so, and goes on with what was typed.

   Its scripts are still served, so it goes on working; the next link loads the page of the new
   version. When the server and the page no longer understand each other (`app:mismatch`), the page
   loads itself anew as soon as nobody is typing, unless something typed would be lost. What was typed
   outlives the reload (`unsent.js`). */
import { announce } from "./announcements.js";
import { isTouched } from "./choices.js";
import { on, one } from "./page.js";

const MARK = "nouvelle-version";
const QUIET = 2_000; // milliseconds without a key
const NEWER = "Une nouvelle version du site est en ligne.";
const KEPT = `${NEWER} Rechargez la page quand vous voulez\u00a0: ce que vous avez saisi est gardé.`;
const UNKEPT_SAID = `${NEWER} Terminez d’abord ce que vous faites, puis rechargez la page\u00a0: un mot de passe ou un fichier n’est pas gardé.`;
const RENEWED =
  "Une nouvelle version du site est en ligne\u00a0: la page s’est rechargée. Ce que vous aviez saisi est toujours là.";
let isOld, keyAt;

const reload = () => {
  sessionStorage.setItem(MARK, "");
  location.reload();
};

const offer = () => {
  isOld = true;
  const button = document.createElement("button");
  Object.assign(button, { type: "button", className: "btn btn-s", onclick: reload });
  button.textContent = "Recharger la page";
  announce("version", isLossy() ? UNKEPT_SAID : KEPT, { actions: [button] });
};

/* Passwords, chosen files and what is typed in native forms are kept nowhere; an open dialog is a
   question under way. */
const UNKEPT = "[type=password], [type=file], main form[data-envoi] [name]";
const isUnkept = (field) => (field.type === "file" ? field.value : isTouched(field));
const isLossy = () =>
  one("dialog[open]") || [...document.querySelectorAll(UNKEPT)].some(isUnkept);

const renew = () => {
  if (isLossy()) return;
  if (Date.now() - keyAt < QUIET) setTimeout(renew, QUIET);
  else reload();
};
on("keydown", () => (keyAt = Date.now()));

const wasRenewed = sessionStorage.getItem(MARK) !== null;
on("app:mismatch", () => {
  offer();
  if (!wasRenewed) renew();
});

const compare = async () => {
  const answer = await fetch("/version.txt", { cache: "no-store" });
  const newest = answer.ok && (await answer.text());
  if (newest && !window.__reactRouterManifest?.url.endsWith(newest)) offer();
};
let wasConnected;
on("app:connected", () => {
  if (wasConnected && !isOld) compare().catch(() => {});
  wasConnected = true;
  if (!wasRenewed) return;
  sessionStorage.removeItem(MARK);
  announce("version", RENEWED, { fades: true });
});

/* Followed by the browser itself, a link leads to the new version's page. */
on("click", (event) => {
  if (isOld && event.target.closest?.("a[data-discover]")) event.stopImmediatePropagation();
});
