/* A wait before a button may be used: eyes see each second, ears hear the start and the end. */
import { byId, each, watch } from "./page.js";

const count = (element) => {
  const { compteARebours, relance, bouton } = element.dataset;
  const start = `${compteARebours} ${relance}`;
  if (element.start === start) return;
  element.start = start;
  clearInterval(element.timer);
  const [seen, heard] = element.children;
  const end = Date.now() + 1000 * compteARebours;
  const tick = (isFirst) => {
    const left = Math.max(0, Math.ceil((end - Date.now()) / 1000));
    const time = `${left}\u00a0seconde${left > 1 ? "s" : ""}`;
    seen.textContent = left ? `Vous pourrez demander un nouveau code dans ${time}.` : "";
    if (isFirst) heard.textContent = seen.textContent;
    if (byId(bouton)) byId(bouton).ariaDisabled = left ? "true" : null;
    if (left && element.isConnected) return;
    clearInterval(element.timer);
    if (!isFirst) heard.textContent = "Vous pouvez demander un nouveau code.";
  };
  element.timer = setInterval(tick, 1000);
  tick(true);
};

watch(() => each("[data-compte-a-rebours]", count));
