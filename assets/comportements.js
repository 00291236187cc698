/* Small behaviours. React redraws pages when it likes: listeners sit on the window, and only what
   React leaves alone is changed. */
(() => {
  const PREFIX = "Erreur\u00a0: ";
  const UNSENT = "saisie";
  const one = (selector) => document.querySelector(selector);
  const each = (selector, action) => document.querySelectorAll(selector).forEach(action);
  const byId = (id) => document.getElementById(id);
  const on = (type, action) => addEventListener(type, action, true);
  const stop = (event) => (event.preventDefault(), event.stopImmediatePropagation());
  const active = () => document.activeElement;
  let place = location.pathname;
  let search = location.search;
  let typed = new WeakSet();
  let recalled = new WeakSet();
  let sending = new Map();
  let submitted, sent, used, leaving, said, serial;

  /* Passwords: the style sheet picks the word of the button. */
  const show = (button, visible = button.ariaPressed === "true") => {
    const input = byId(button.dataset.montre);
    const type = visible ? "text" : "password";
    button.ariaPressed = visible;
    if (input && input.type !== type) input.type = type;
  };

  const closeMenus = (kept) =>
    each("details.menu[open]", (menu) => menu === kept || (menu.open = false));

  on("click", (event) => {
    const hit = (selector) => event.target.closest?.(selector);
    closeMenus(!hit("a") && hit("details.menu"));
    if (hit("[aria-disabled=true]")) return stop(event);
    /* The second click of a double click is no second wish. */
    if (event.detail > 1 && hit("[type=submit]")) return stop(event);
    const eye = hit("[data-montre]");
    if (eye) show(eye, eye.ariaPressed !== "true");
    byId(hit("[data-dialogue]")?.dataset.dialogue)?.showModal();
    hit("[data-ferme]")?.closest("dialog").close();
    const jump = hit("a.skip, [data-resume] a");
    const field = jump && byId(jump.hash.slice(1));
    if (!field) return;
    stop(event);
    field.focus({ preventScroll: true });
    (field.closest(".field, fieldset") ?? field).scrollIntoView();
  });

  on("keydown", (event) => {
    const menu = event.key === "Escape" && one("details.menu[open]");
    if (!menu) return;
    closeMenus();
    menu.firstChild.focus();
  });

  /* A form that React does not take yet would make the browser load the page anew, with what was
     typed in its address: it is sent again until React takes it. */
  const waiting = new Map();
  let retried;
  const again = (form, button) => {
    waiting.set(form, button);
    if (button) button.ariaBusy = "true";
    setTimeout(() => {
      retried = form;
      form.requestSubmit(button);
      retried = null;
    }, 50);
  };
  addEventListener("submit", (event) => {
    const form = event.target;
    if (form.matches("[data-envoi]")) return;
    if (!event.defaultPrevented) {
      event.preventDefault();
      return again(form, event.submitter);
    }
    const button = waiting.get(form);
    if (button) button.ariaBusy = null;
    waiting.delete(form);
  });
  removeEventListener("submit", tot, true);
  if (tot.form) again(tot.form, tot.button);

  /* Native forms: busy at the first submit, deaf to the next ones for 20 seconds. */
  const release = () => {
    sending.forEach((button) => (button.ariaBusy = null));
    sending = new Map();
  };
  on("pageshow", release);
  on("submit", (event) => {
    const form = event.target;
    if (sending.has(form) || (waiting.has(form) && retried !== form)) return stop(event);
    submitted = true;
    sent = place;
    form.closest("dialog")?.close();
    each("[data-montre]", (button) => show(button, false));
    /* The same refusal twice changes nothing in the page, yet it is to be heard twice. */
    const from = active();
    setTimeout(() => submitted && from === active() && summarise(true), 1000);
    if (!form.matches("[data-envoi]")) return;
    sessionStorage.removeItem(UNSENT);
    const button = event.submitter ?? form;
    button.ariaBusy = "true";
    sending.set(form, button);
    setTimeout(release, 20000);
  });

  /* Fields follow the server when their first value changes, unless typed in. */
  on("input", ({ target }) => (typed.add(target), fill(target), remember(), foretell()));
  on("reset", () => (typed = new WeakSet()));
  /* A preset ticks other boxes of its form, as one would oneself: React sees each of them. */
  const fill = ({ dataset: { modele } }) =>
    modele?.split(" ").forEach((id) => byId(id).checked || byId(id).click());
  const ticks = (field) => /radio|checkbox/.test(field.type);
  const follow = (field) => {
    if (typed.has(field)) return;
    if (ticks(field)) field.checked = field.defaultChecked;
    else if (field !== active()) field.value = field.defaultValue;
  };

  /* What is typed and not sent yet outlives a reload of this tab; never a password, nor a code. */
  const unsent = () => JSON.parse(sessionStorage.getItem(UNSENT) ?? "{}");
  const store = (all) => sessionStorage.setItem(UNSENT, JSON.stringify(all));
  const editable = (action) =>
    each("main form:not([data-envoi]) [name]", (field) => {
      if (!field.readOnly && field.type !== "password") action(field);
    });
  const remember = () => {
    const here = {};
    editable((field) => {
      if (typed.has(field)) here[field.id] = ticks(field) ? field.checked : field.value;
    });
    store({ ...unsent(), [place]: { ...unsent()[place], ...here } });
  };
  const forget = (left) => store({ ...unsent(), [left]: undefined });
  const recall = () => {
    const here = unsent()[place];
    if (!here) return;
    editable((field) => {
      if (recalled.has(field)) return;
      recalled.add(field);
      if (here[field.id] === undefined) return;
      typed.add(field);
      field[ticks(field) ? "checked" : "value"] = here[field.id];
    });
  };

  /* A form that begins anew on the same page, once it was accepted: what was typed in it is gone. */
  const renew = () =>
    each("[data-serie]", ({ dataset: { serie } }) => {
      if (serial && serial !== serie) forget(place);
      serial = serie;
    });

  /* After a client-side navigation, reading starts at the new title; so it does when what one has
     just used has left the page, with its title. */
  const read = (title) => {
    title.tabIndex = -1;
    title.focus({ preventScroll: true });
  };
  on("focus", ({ target }) => {
    if (!target.closest) return;
    const list = target.closest("[data-liste]");
    const rank = list && [...list.querySelectorAll("button")].indexOf(target);
    used = { target, title: one("main h1"), list, rank };
  });
  const isLost = (title) =>
    used &&
    !used.target.isConnected &&
    title &&
    (title !== used.title || used.target.form?.dataset.serie);
  /* The place that the address names may come long after the page. */
  let aimed;
  const aim = () => {
    const target = byId(location.hash.slice(1));
    if (aimed === location.href || (location.hash && !target)) return;
    aimed = location.href;
    target?.scrollIntoView();
  };
  /* A row that leaves a list as one has dealt with it gives its place to the next. */
  const takeNext = () => {
    if (!used?.list?.isConnected || used.target.isConnected || used.rank < 0) return;
    const rows = used.list.querySelectorAll("button");
    rows[Math.min(used.rank, rows.length - 1)]?.focus();
  };
  /* Another page, or another filter, of the same list. */
  const turnPage = (title) => {
    if (search === location.search) return;
    search = location.search;
    if (title && place === location.pathname && used?.target.matches("main a")) read(title);
  };
  const arrive = () => {
    const title = one("main h1");
    turnPage(title);
    const now = active();
    if (now === document.body) takeNext();
    if (place !== location.pathname) {
      if (sent === place) forget(place);
      sent = null;
      place = location.pathname;
      typed = new WeakSet();
      recalled = new WeakSet();
      leaving = { title, now, at: Date.now() };
      setTimeout(look, 1000);
    }
    if (!leaving && now === document.body && isLost(title) && !one("[data-resume]")) read(title);
    if (!leaving || !title || (title === leaving.title && Date.now() - leaving.at < 900)) return;
    if ((now === document.body || now === leaving.now) && !one("[data-resume]")) read(title);
    leaving = null;
  };

  /* The summary of errors takes the focus after a submit and marks the page title. */
  const summarise = (answered) => {
    const summary = one("[data-resume]");
    const fresh = answered || summary?.textContent !== said;
    said = summary?.textContent;
    if (summary && fresh && (submitted || active() === document.body)) {
      submitted = false;
      summary.focus();
    }
    const wanted = (summary ? PREFIX : "") + document.title.replace(PREFIX, "");
    if (document.title !== wanted) document.title = wanted;
  };

  /* What a form is about to do, said as it is filled in: each sentence has the choices it stands for
     as a selector of its form; a count has the boxes it counts. */
  const foretell = () => {
    each("[data-si]", (words) => {
      words.style.display = words.closest("form").matches(words.dataset.si) ? "" : "none";
    });
    each("[data-cochees]", (words) => {
      const boxes = [...words.closest("form").querySelectorAll(words.dataset.cochees)];
      const ticked = boxes.filter((box) => box.checked).length;
      const s = ticked > 1 ? "s" : "";
      const said = `${ticked} droit${s} sur ${boxes.length} coché${s}`;
      if (words.textContent !== said) words.textContent = said;
    });
  };

  /* Waits: eyes see each second, ears hear the start and the end. */
  const wait = (element) => {
    const { compteARebours, relance, bouton } = element.dataset;
    const start = `${compteARebours} ${relance}`;
    if (element.start === start) return;
    element.start = start;
    clearInterval(element.timer);
    const [seen, heard] = element.children;
    const end = Date.now() + 1000 * compteARebours;
    const tick = (first) => {
      const left = Math.max(0, Math.ceil((end - Date.now()) / 1000));
      const time = `${left}\u00a0seconde${left > 1 ? "s" : ""}`;
      seen.textContent = left ? `Vous pourrez demander un nouveau code dans ${time}.` : "";
      if (first) heard.textContent = seen.textContent;
      if (byId(bouton)) byId(bouton).ariaDisabled = left ? "true" : null;
      if (left && element.isConnected) return;
      clearInterval(element.timer);
      if (!first) heard.textContent = "Vous pouvez demander un nouveau code.";
    };
    element.timer = setInterval(tick, 1000);
    tick(true);
  };

  const look = (records = []) => {
    let answered;
    for (const { target, attributeName: name, oldValue } of records) {
      if (name === "aria-busy") answered ||= !target.ariaBusy;
      else if (name === "type") each(`[data-montre="${target.id}"]`, (button) => show(button));
      else if (target.matches?.(name ? "input" : "textarea"))
        if (!name || oldValue !== target.getAttribute(name)) follow(target);
    }
    arrive();
    renew();
    aim();
    recall();
    summarise(answered);
    foretell();
    each("[data-compte-a-rebours]", wait);
    each("#reflex-new-version-banner:not([lang])", (banner) => {
      banner.lang = "fr";
      banner.firstChild.data = "Une nouvelle version du site est disponible.";
      banner.lastChild.textContent = "Recharger la page";
    });
  };
  new MutationObserver(look).observe(document, {
    childList: true,
    subtree: true,
    attributeOldValue: true,
    attributeFilter: "value checked type aria-busy data-compte-a-rebours data-relance".split(" "),
  });
  look();
})();
