"""From what actions return to what screens show; run in the store's thread, no Qt widget in sight."""
