"""The floor of a command: Python and the database driver, and the same statements: ``driver.py FILE STATEMENTS``.

The second file holds JSON: a list of [SQL, values]. Rows that come back are printed.
"""

from __future__ import annotations

import json
import sys

try:
    import pysqlite3 as dbapi
except ImportError:
    import sqlite3 as dbapi

db = dbapi.connect(sys.argv[1], isolation_level=None)
db.execute("PRAGMA synchronous=FULL")
with open(sys.argv[2], encoding="utf-8") as file:  # noqa: PTH123 - pathlib would be one import more on the floor
    statements = json.load(file)
for sql, values in statements:
    for row in db.execute(sql, values).fetchall():
        sys.stdout.write("  ".join(map(str, row)) + "\n")
