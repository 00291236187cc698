/* Dialogs that ask whether somebody means it: opened by the button that names them, closed by
   « Annuler » and once their form is sent. Escape, and where the focus goes, are the browser's. */
import { byId, on } from "./page.js";

on("click", ({ target }) => {
  byId(target.closest?.("[data-dialogue]")?.dataset.dialogue)?.showModal();
  target.closest?.("[data-ferme]")?.closest("dialog").close();
});

on("submit", ({ target }) => target.closest("dialog")?.close());
