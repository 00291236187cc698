/* Clicks that fall through. Of a double click on what goes away – a dialog, a link to another page –
   the second one hits what was behind it, which nobody meant. */
import { on, stop } from "./page.js";

/* The slowest double click that Windows can be set to, and how far a trembling hand strays. */
const SLOWEST = 900; // milliseconds
const FARTHEST = 24; // pixels
const CONTROLS = "a, button, summary, input, select, textarea";
const POINTER = ["pointerdown", "mousedown", "pointerup", "mouseup", "dblclick"];

/* The click that has just opened or closed something over the page, if any. */
let last;
/* What the first click of a double click hit. */
let first;

/* To be called by what opens or closes over the page, with the event that made it so. */
export const cover = (event) => note(event, true);
export const uncover = (event) => note(event, false);

const note = ({ clientX, clientY, detail }, isCovered) => {
  last = { x: clientX, y: clientY, isKey: detail === 0, isCovered, at: Date.now() };
};

const isSameGesture = (event) => {
  if (!last || !event.isTrusted || Date.now() - last.at > SLOWEST) return false;
  /* Closed by Escape meanwhile: what is clicked now is the page, and is meant. */
  if (last.isCovered && !event.target.closest?.("dialog")) return false;
  if (event.type === "click" && event.detail === 0) return last.isKey;
  return !last.isKey && Math.hypot(event.clientX - last.x, event.clientY - last.y) < FARTHEST;
};

const controlAt = ({ target }) =>
  target.closest?.("label")?.control ?? target.closest?.(CONTROLS) ?? target;

POINTER.forEach((type) => on(type, (event) => isSameGesture(event) && stop(event)));

on("click", (event) => {
  if (isSameGesture(event)) return stop(event);
  const control = controlAt(event);
  if (event.detail > 1 && control !== first) return stop(event);
  first = control;
});

/* A key that is held down is one wish too. */
on("keydown", (event) => {
  const isAnswer = event.key === "Enter" && event.target.matches?.("a, button, summary");
  if (event.repeat && isAnswer) stop(event);
});
