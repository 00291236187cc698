/* Dialogs that ask whether somebody means it: opened by the button that names them, closed by
   « Annuler » and once their form is sent. Escape, and where the focus goes, are the browser's. */
import { cover, uncover } from "./covered_clicks.js";
import { byId, on } from "./page.js";

let clicked;

on("click", (event) => {
  clicked = event;
  const opener = event.target.closest?.("[data-dialogue]");
  const closer = event.target.closest?.("[data-ferme]");
  if (opener) {
    byId(opener.dataset.dialogue)?.showModal();
    cover(event);
  }
  if (closer) {
    closer.closest("dialog").close();
    uncover(event);
  }
});

on("submit", ({ target }) => {
  const dialog = target.closest("dialog");
  if (!dialog) return;
  dialog.close();
  if (clicked) uncover(clicked);
});
