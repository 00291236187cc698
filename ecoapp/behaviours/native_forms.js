/* Forms that the browser itself sends: busy at the first submit, deaf to the next ones until the
   next page comes, or for 20 seconds where no file is sent. */
import { on, sendsFiles, stop } from "./page.js";

const LONGEST = 20_000; // milliseconds
let sending = new Map();

const release = () => {
  sending.forEach((button) => (button.ariaBusy = null));
  sending = new Map();
};

on("submit", (event) => {
  const form = event.target;
  if (sending.has(form)) return stop(event);
  if (!form.matches("[data-envoi]")) return;
  const button = event.submitter ?? form;
  button.ariaBusy = "true";
  sending.set(form, button);
  if (!sendsFiles(form)) setTimeout(release, LONGEST);
});

on("pageshow", release);
