"""What a person sees and presses in chat."""
