/* A form that React does not take yet would make the browser load the page anew, with what was typed
   in its address: it is sent again until React takes it. `avant.js` does so until this is there. */
import { on, stop } from "./page.js";

const PAUSE = 50; // milliseconds
const waiting = new Map();
let retried;

const again = (form, button) => {
  waiting.set(form, button);
  if (button) button.ariaBusy = "true";
  setTimeout(() => {
    retried = form;
    form.requestSubmit(button);
    retried = null;
  }, PAUSE);
};

on("submit", (event) => {
  if (waiting.has(event.target) && retried !== event.target) stop(event);
});

/* Not captured: by then React has taken it, or not. */
addEventListener("submit", (event) => {
  const form = event.target;
  if (form.matches("[data-envoi]")) return;
  if (!event.defaultPrevented) {
    event.preventDefault();
    return again(form, event.submitter);
  }
  const button = waiting.get(form);
  if (button) button.ariaBusy = null;
  waiting.delete(form);
});

const { tot } = window;
if (tot) {
  removeEventListener("submit", tot, true);
  if (tot.form) again(tot.form, tot.button);
}
