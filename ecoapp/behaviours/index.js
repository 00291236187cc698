/* What the browser does by itself, one behaviour a module; made into one file, `/comportements.js`.

   Their order is the order in which each hears an event and sees a change: what stops an event comes
   before what acts on it, and a field is given back before what depends on it is said. */
import "./covered_clicks.js";
import "./translation.js";
import "./menus.js";
import "./refused_clicks.js";
import "./early_forms.js";
import "./native_forms.js";
import "./passwords.js";
import "./dialogs.js";
import "./jumps.js";
import "./choices.js";
import "./presets.js";
import "./likely_address.js";
import "./arrivals.js";
import "./unsent.js";
import "./signing.js";
import "./error_summary.js";
import "./foretelling.js";
import "./countdowns.js";
import "./cookies.js";
import "./paris_hours.js";
import "./silence.js";
import "./outage.js";
import "./looking_again.js";
import "./new_version.js";
