/* React Router's own banner, when the page is older than the server: in French. */
import { each, watch } from "./page.js";

watch(() =>
  each("#reflex-new-version-banner:not([lang])", (banner) => {
    banner.lang = "fr";
    banner.firstChild.data = "Une nouvelle version du site est disponible.";
    banner.lastChild.textContent = "Recharger la page";
  }),
);
