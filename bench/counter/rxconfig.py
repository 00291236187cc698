"""The bare app that ours is compared with: Reflex's defaults, but for the states in memory."""

import reflex as rx

config = rx.Config(
    app_name="counter",
    telemetry_enabled=False,
    state_manager_mode=rx.constants.StateManagerMode.MEMORY,
)
