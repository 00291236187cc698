"""What the framework's script tells our behaviours: which events wait for an answer, whether there
is a connection, and that the server is of another version.

Reflex says none of it. Each event is sent with a request for an acknowledgement, which Socket.IO
gives once the server has taken it. Our behaviours hear of it all as events of the window.
"""

from typing import Unpack

import reflex as rx
from reflex.utils.prerequisites import get_web_dir

STATE = "utils/state.js"
HOOKS = "utils/hooks.js"
HOOKS_SOURCE = """const tell = (name, detail) =>
  dispatchEvent(new CustomEvent(`app:${name}`, { detail }));

/* Events that the server is to answer: named when they are queued, sent maybe much later. */
const waits = new WeakMap();

export const queued = (events) => {
  for (const event of events)
    if (event.name?.startsWith("reflex___state") && !waits.has(event)) {
      waits.set(event, {});
      tell("begun", waits.get(event));
    }
};
export const sent = (event) => {
  tell("sent", waits.get(event));
  return () => tell("ended", waits.get(event));
};

/* The socket, and what the server says over it beside its updates. */
const PAUSE = 300; // milliseconds, for the server to have seen the end of a connection
export const open = (socket) => {
  tell("connecting");
  for (const name of ["outage", "restored", "failed"]) socket.on(name, () => tell(name));
  /* The server has answered, and does not let it in. */
  socket.on("connect_error", () => socket.active || tell("refused"));
  /* A connection begins with all that the page shows. */
  addEventListener("app:refill", () => {
    socket.disconnect();
    setTimeout(socket.reconnect, PAUSE);
  });
};
export const connected = () => tell("connected");
export const disconnected = () => tell("disconnected");
export const mismatched = () => tell("mismatch");
export const filled = () => tell("filled");
"""

CHANGES = (
    (
        'import throttle from "$/utils/helpers/throttle";\n',
        'import throttle from "$/utils/helpers/throttle";\n'
        'import * as hooks from "$/utils/hooks";\n',
    ),
    (
        "  const normalized = normalizeEvents(events);\n",
        "  const normalized = normalizeEvents(events);\n  hooks.queued(normalized);\n",
    ),
    (
        'socket.emit("event", encodeFormDataArgs(routed_event));',
        'socket.emit("event", encodeFormDataArgs(routed_event), hooks.sent(event));',
    ),
    (
        '  socket.current.on("connect_error", retryConnect);\n',
        '  socket.current.on("connect_error", retryConnect);\n  hooks.open(socket.current);\n',
    ),
    (
        "        applyClientStorageDelta(client_storage, delta);\n",
        "        applyClientStorageDelta(client_storage, delta);\n        hooks.filled();\n",
    ),
    (
        "    setConnectErrors([]);\n",
        "    setConnectErrors([]);\n    hooks.connected();\n",
    ),
    (
        '  socket.current.on("disconnect", (reason, details) => {\n',
        '  socket.current.on("disconnect", (reason, details) => {\n    hooks.disconnected();\n',
    ),
    # Left alone, it loads the page anew at once, in the middle of a word.
    (
        "socket.current.on(STATE_MISMATCH_EVENT, handleStateMismatch);",
        "socket.current.on(STATE_MISMATCH_EVENT, hooks.mismatched);",
    ),
)
"""What is replaced in Reflex's script, each by what; each is there exactly once."""


class FrameworkHooks(rx.plugins.Plugin):
    """Makes the framework's script tell what our behaviours need to know."""

    def pre_compile(self, **context: Unpack[rx.plugins.PreCompileContext]) -> None:
        context["add_save_task"](lambda: (str(get_web_dir() / HOOKS), HOOKS_SOURCE))
        context["add_modify_task"](STATE, with_hooks)


def with_hooks(script: str) -> str:
    """Reflex's script, with our hooks. Raises ValueError when it is not the script that we know."""
    for before, after in CHANGES:
        if after in script:
            continue
        if script.count(before) != 1:
            raise ValueError(f"{STATE} is not what it was: see {__name__}")
        script = script.replace(before, after)
    return script
