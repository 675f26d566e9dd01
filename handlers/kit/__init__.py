"""What the procedures' handlers share: presses, screens, forms."""
