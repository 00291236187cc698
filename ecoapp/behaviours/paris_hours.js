/* Lets the style sheet say, on pages that show an hour, that it is that of Paris: to browsers whose
   clock shows another. */
import { one, watch } from "./page.js";

const HOUR = /\d\s?[h:]\s?\d\d/; // a translator writes 9:12
const now = new Date();
const isElsewhere =
  now.toLocaleString("fr") !== now.toLocaleString("fr", { timeZone: "Europe/Paris" });

if (isElsewhere)
  watch(() => {
    const showsHour = HOUR.test(one("main")?.textContent);
    document.documentElement.toggleAttribute("data-heures-de-paris", showsHour);
  });
