/* An action that the server does not answer: its button is busy, and the page says so before ten
   seconds have passed – the network may drop everything and say nothing.

   What waits is told by events of the window, whose `detail` names the wait: `app:begun` (again: it
   made some progress), `app:sent`, `app:ended`; and `app:connecting`, `app:refused`,
   `app:connected`. The framework tells them (`framework_hooks.py`), and the scripts that send files. */
import { announce, retract } from "./announcements.js";
import { on, sendsFiles } from "./page.js";

const BUSY_AFTER = 400; // milliseconds
const SAID_AFTER = 8_000;
const SILENT =
  "Pas de réponse pour l’instant. Vérifiez votre connexion et gardez cette page ouverte\u00a0: ce que vous avez saisi y reste.";
const BACK =
  "La connexion est revenue. Vérifiez que votre dernière action a bien été prise en compte.";

const waits = new Map();
const connection = {};
let pressed, isLost;

const end = (wait) => {
  const { timers = [], button } = waits.get(wait) ?? {};
  timers.forEach(clearTimeout);
  if (button) button.ariaBusy = null;
  waits.delete(wait);
  if (![...waits.values()].some(({ isLate }) => isLate)) retract("silence");
};

const begin = (wait) => {
  end(wait);
  const state = {};
  const button = pressed;
  const beBusy = () => {
    if (!button || button.ariaBusy === "true") return;
    state.button = button;
    button.ariaBusy = "true";
  };
  const beLate = () => {
    state.isLate = true;
    announce("silence", SILENT);
  };
  state.timers = [setTimeout(beBusy, BUSY_AFTER), setTimeout(beLate, SAID_AFTER)];
  waits.set(wait, state);
};

/* What was pressed just now is what begins to wait. */
const press = (button) => {
  pressed = button;
  setTimeout(() => (pressed = null));
};
on("click", ({ target }) => press(target.closest?.("button, a.btn")));
on("submit", ({ submitter }) => press(submitter));

on("app:begun", ({ detail }) => begin(detail));
on("app:sent", ({ detail }) => waits.has(detail) && (waits.get(detail).isSent = true));
on("app:ended", ({ detail }) => end(detail));

/* The first connection is waited for like an answer. Not before React has taken the page over: it
   would not know it again with something written in it. */
on("app:connecting", () => begin(connection));
on("app:refused", () => end(connection));
on("app:connected", () => {
  end(connection);
  if (isLost) announce("back", BACK, { fades: true });
  isLost = false;
});

/* What was sent before it broke, and not answered, never will be. That it is broken is said by React's
   own banner (`components/connection.py`). */
on("app:disconnected", () => {
  for (const [wait, { isSent }] of waits) {
    if (!isSent) continue;
    isLost = true;
    end(wait);
  }
});

/* Another page is on its way until the address changes, or this one is left. An answer meanwhile is to
   something else; and a link may lead back to where it was followed, so that comparing addresses tells
   nothing. */
const ways = new Set();
const follow = () => {
  const wait = {};
  ways.add(wait);
  begin(wait);
};
const arrive = () => {
  ways.forEach(end);
  ways.clear();
};
const { pushState } = history;
history.pushState = (...place) => {
  pushState.apply(history, place);
  arrive();
};
on("popstate", arrive);
/* Not captured: by then the router has taken the link, or not. */
addEventListener("click", ({ target, defaultPrevented }) => {
  const link = defaultPrevented && target.closest?.("a[data-discover]");
  if (link && link.href !== location.href) follow();
});
addEventListener("submit", ({ target, defaultPrevented }) => {
  if (!defaultPrevented && target.matches("[data-envoi]") && !sendsFiles(target)) follow();
});
on("pagehide", () => [...waits.keys()].forEach(end));
