/* Signing in and out, as far as words typed and not sent are concerned: logging out forgets them in
   every tab of this browser. */
import { forgetAll, isSigningOut, keepOnlyOf, signOut } from "./kept_words.js";
import { on } from "./page.js";
import { clear } from "./unsent.js";

on("submit", ({ target }) => {
  const path = target.getAttribute("action");
  if (path === "/deconnexion") signOut();
  if (path === "/connexion") keepOnlyOf(target.elements.email.value);
});

on("storage", (event) => {
  if (!isSigningOut(event)) return;
  forgetAll();
  clear();
});

/* A page that the browser kept whole may be of somebody who has left. */
on("pageshow", ({ persisted }) => persisted && location.reload());
