/* Lets the style sheet say, on pages that have a form, that the browser refuses cookies. */
import { watch } from "./page.js";

/* Asked by trying: `navigator.cookieEnabled` says yes where a person forbids all of them. */
const areRefused = () => {
  try {
    document.cookie = "essai=1; SameSite=Lax";
    const isKept = document.cookie.includes("essai=1");
    document.cookie = "essai=; SameSite=Lax; Max-Age=0";
    return !isKept;
  } catch {
    return true;
  }
};

const refused = areRefused();
watch(() => document.documentElement.toggleAttribute("data-sans-cookies", refused));
