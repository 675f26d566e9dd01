"""What people see and press, driven with raw updates."""
