/* Signing in and out, as far as words typed and not sent are concerned: logging out forgets them in
   every tab of this browser, and what they show is gone at once. */
import { forgetAll, isSigningOut, signIn, signOut } from "./kept_words.js";
import { on } from "./page.js";
import { clear } from "./unsent.js";

const SIGNED_OUT_AFTER = 1_000; // milliseconds, for the server to have heard it

on("submit", ({ target }) => {
  const path = target.getAttribute("action");
  if (path === "/deconnexion") signOut();
  if (path === "/connexion") signIn(target.elements.email.value);
});

on("storage", (event) => {
  if (!isSigningOut(event)) return;
  forgetAll();
  clear();
  /* What is being sent stops, and keeps nobody here: the scripts that send files hear it. */
  dispatchEvent(new CustomEvent("app:signed-out"));
  /* The server blanks the page too, but not while it cannot be reached. */
  document.body.style.display = "none";
  setTimeout(() => location.reload(), SIGNED_OUT_AFTER);
});

/* A page that the browser kept whole may be of somebody who has left. */
on("pageshow", ({ persisted }) => persisted && location.reload());
