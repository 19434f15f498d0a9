"""What becomes of everything that can go wrong: one message, and the exit status of the contract."""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Callable

from repairdesk.models.errors import StoreError
from repairdesk.rules.refusal import Problem, Refused
from repairdesk.rules.schema import ProcedureError
from repairdesk.text import N_, _, named, say, visible

REFUSED = 2
FAULT = 1
NO_ROOM = 5
_DISK = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EIO, errno.EROFS, errno.EFBIG})
SHOWN = 20
"""Problems named at once; a table with more of them is wrong as a whole."""


def guarded(action: Callable[[], int]) -> int:
    """Run the program and return its exit status, whatever happens; no trace ever reaches the terminal."""
    try:
        status = action()
        sys.stdout.flush()
    except Refused as refused:
        return tell(*refused.problems)
    except ProcedureError as error:
        narrate(procedure_fault(error))
        return REFUSED
    except StoreError as error:
        narrate(say(error))
        return error.exit_status
    except BrokenPipeError:
        return _quietly()
    except KeyboardInterrupt:
        return 130
    except OSError as error:
        if error.errno not in _DISK:
            return _fault(error)
        narrate(say(Problem("", "no_room" if error.errno == errno.ENOSPC else "io_error")))
        return NO_ROOM
    except Exception as error:  # noqa: BLE001 - the last resort: a fault of the program is told, never shown as a trace
        return _fault(error)
    return status


def tell(*problems: Problem) -> int:
    """Say what was refused, each problem on a line of its own."""
    for problem in problems[:SHOWN]:
        narrate(sentence(problem))
    if len(problems) > SHOWN:
        narrate(_("And {count} more.").format(count=len(problems) - SHOWN))
    return REFUSED


def sentence(problem: Problem) -> str:
    """The sentence with its field, and with its row where the problem is in a file."""
    row = problem.params.get("row")
    if row is None:
        return named(problem)
    return _("Row {row}, {problem}").format(row=row, problem=named(problem))


def procedure_fault(error: ProcedureError) -> str:
    """Where in a procedure or case file something is wrong, and what is allowed there."""
    place = ": ".join(visible(part) for part in (error.source, error.key) if part)
    return f"{place}: {say(error)}"


def narrate(words: str) -> None:
    """Say something beside the answer: on the other stream, one line."""
    sys.stderr.write(words + "\n")
    sys.stderr.flush()


def _quietly() -> int:
    """Whoever read the answer has gone; nothing is wrong. Nothing more may be written, not even at the end."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())
    return 0


def _fault(error: BaseException) -> int:
    from repairdesk.screens.crash import record

    narrate(record(error).told())
    return FAULT


__all__ = ["N_", "REFUSED", "guarded", "narrate", "procedure_fault", "sentence", "tell"]
