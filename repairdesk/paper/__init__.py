"""What the office prints: text for paper, made from the same values that the screens show, and the way to a printer."""
