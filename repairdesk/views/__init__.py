"""Questions about the register, each answered by frozen values: a screen or a command never sees a row."""
