/* Clicks that are no wish: on what is held for the moment, and a second time on what sends. */
import { on, stop } from "./page.js";

on("click", (event) => {
  const isHeld = event.target.closest?.("[aria-disabled=true]");
  const isSecond = event.detail > 1 && event.target.closest?.("[type=submit]");
  if (isHeld || isSecond) stop(event);
});
