"""What people do at the desk: each operation is one transaction, the same for the screens and the command line.

Every operation takes the store, who acts, its own arguments, ``at`` (when it happened; ``None`` is now) and ``now``
(when it is entered). It raises ``Refused`` naming the field, and then nothing has changed.
"""
