/* What the server cannot say by itself is asked again a few times, by a button that nobody sees. */
import { each, watch } from "./page.js";

const SECONDS = [2, 6, 15, 30];

const plan = (button) => {
  const { revoir } = button.dataset;
  if (button.planned === revoir) return;
  button.planned = revoir;
  button.timers?.forEach(clearTimeout);
  const press = () => button.isConnected && button.click();
  button.timers = SECONDS.map((seconds) => setTimeout(press, 1000 * seconds));
};

watch(() => each("[data-revoir]", plan));
