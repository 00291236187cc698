/* The help page: searching its answers, and opening the one that the address names. */
(() => {
  const one = (selector) => document.querySelector(selector);
  const all = (within, selector) => [...within.querySelectorAll(selector)];
  /* Words that a question has and that say nothing of it. */
  const EMPTY = new Set(
    ("a ai alors au aux avec c ce ces cet cette ci comment d dans de des dois du elle elles en est et " +
      "eu il ils j je l la le les leur lui m ma mes mon n ne non nous on ou par pas peut peux pour " +
      "puis qu quand que quel quelle quels qui quoi s sa sans se ses si son sur t ta te tes ton tu un " +
      "une vos votre vous y").split(" "),
  );
  let known;
  let saying;

  /* Without accents, upper case nor plural: « Établissements » is read « etablissement ». */
  const words = (text) =>
    text
      .normalize("NFD")
      .replace(/\p{M}/gu, "")
      .toLowerCase()
      .replace(/œ/g, "oe")
      .split(/[^\p{L}\p{N}]+/u)
      .filter((word) => word && !EMPTY.has(word))
      .map((word) => (word.length > 3 ? word.replace(/[sx]$/, "") : word));

  /* A translated page is found by its own words and by those of the translator: `texts` are all that
     the answer was seen to show. */
  const indexed = new WeakMap();
  const index = (answer) => {
    if (!indexed.has(answer)) indexed.set(answer, { texts: new Set(), own: words(answer.dataset.mots) });
    const { texts, own } = indexed.get(answer);
    if (!texts.has(answer.textContent)) own.push(...words(answer.textContent));
    texts.add(answer.textContent);
    return own;
  };
  const fits = (answer, asked) =>
    asked.every((word) => index(answer).some((own) => own.startsWith(word)));

  /* Said once the typing pauses, so that each letter is not read aloud; and once only: what the page
     shows of it may have been translated since. */
  let told = {};
  const say = (count, delay) => {
    clearTimeout(saying);
    const said = count === null ? "" : count ? `${count}\u00a0réponse${count > 1 ? "s" : ""}` : "Aucune réponse";
    saying = setTimeout(() => {
      const place = one("[data-aide] [role=status]");
      if (!place || (told.place === place && told.said === said)) return;
      told = { place, said };
      place.textContent = said;
    }, delay);
  };

  const field = () => one("[data-aide] #q");
  const filter = (delay = 0) => {
    const page = one("[data-aide]");
    const asked = words(field().value);
    let count = 0;
    for (const group of all(page, "[data-groupe]")) {
      const answers = all(group, "details");
      for (const answer of answers) {
        answer.hidden = !fits(answer, asked);
        count += !answer.hidden;
      }
      group.hidden = answers.every((answer) => answer.hidden);
    }
    one("[data-aide-vide]").hidden = count > 0;
    one("[data-aide-suite]").hidden = !count;
    say(asked.length ? count : null, delay);
  };

  /* The address says what was searched: it can be kept, and sent to somebody. */
  const remember = () => {
    const address = new URL(location);
    const typed = field().value.trim();
    if (typed) address.searchParams.set("q", typed);
    else address.searchParams.delete("q");
    history.replaceState(history.state, "", address);
  };

  const open = () => {
    const answer = document.getElementById(location.hash.slice(1));
    if (!answer?.matches("[data-aide] details")) return;
    if (answer.hidden) {
      field().value = "";
      filter();
    }
    answer.open = true;
    answer.scrollIntoView();
    answer.firstElementChild.focus({ preventScroll: true });
  };

  const search = () => {
    field().value = new URLSearchParams(location.search).get("q") ?? "";
    filter();
  };

  /* Nothing is written into the page before React has taken it over: it would not know it again. */
  const isReady = (page) => Object.keys(page).some((key) => key.startsWith("__reactProps"));
  const arrive = () => {
    const page = one("[data-aide]");
    if (!page || page === known) return;
    all(page, "details").forEach(index);
    if (!isReady(page)) return setTimeout(arrive, 50);
    known = page;
    if (field().value) filter();
    else search();
    open();
  };

  addEventListener("input", (event) => {
    if (event.target !== field() || one("[data-aide]") !== known) return;
    filter(300);
    remember();
  });
  addEventListener("hashchange", () => one("[data-aide]") && open());
  addEventListener("popstate", () => one("[data-aide]") === known && known && search());
  new MutationObserver(arrive).observe(document, { childList: true, subtree: true });
  arrive();
})();
