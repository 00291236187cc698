"""Pure pieces of interface: functions of vars, handlers and children, without rules or state."""
