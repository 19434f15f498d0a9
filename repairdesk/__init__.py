"""RepairDesk: the repair desk of a small property office, in a terminal."""

__version__ = "0.3.0"
