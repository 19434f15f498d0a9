"""What an office's procedure says about a job: pure functions of facts and ``now``.

Nothing in here reads a clock, a file or the database, and nothing knows a language or a screen.
Instants are aware UTC datetimes, money is whole fen, quantities are thousandths.
"""
