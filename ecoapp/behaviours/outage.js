/* The server answers, and cannot serve: what it needs has stopped. The page says so instead of waiting
   for ever, and is filled anew when the server says that all is well (`state/outages.py`). */
import { announce, retract } from "./announcements.js";
import { on, one } from "./page.js";

const OUT =
  "Le service ne peut pas répondre pour l’instant. Gardez cette page ouverte\u00a0: ce que vous avez saisi y reste, et elle se met à jour dès son retour.";
const FAILED =
  "Votre dernière action n’a peut-être pas abouti. Vérifiez-la avant de la refaire.";
const SPREAD = 2_000; // milliseconds: not everybody at once
const LONGEST = 60_000;
let isOut, pause, timer;

const refill = () => dispatchEvent(new CustomEvent("app:refill"));
const refillAfter = (delay) => {
  clearTimeout(timer);
  timer = setTimeout(refill, delay);
};

on("app:outage", () => {
  isOut = true;
  retract("failure");
  announce("outage", OUT);
});
on("app:restored", () => {
  if (!isOut) return;
  isOut = false;
  retract("outage");
  refillAfter(Math.random() * SPREAD);
});

/* A page that could not be filled tries again, less and less often. */
on("app:failed", () => {
  if (isOut) return;
  if (!one(".skeleton")) return announce("failure", FAILED, { fades: true });
  announce("outage", OUT);
  pause = Math.min(2 * (pause ?? SPREAD), LONGEST);
  refillAfter(pause);
});
on("app:filled", () => {
  if (isOut) return;
  retract("outage");
  pause = undefined;
});
