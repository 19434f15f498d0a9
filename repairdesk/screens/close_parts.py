"""What stands on the close-out form beside its fields: the head of the slip, its copies, its draft."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rich.style import Style
from textual.geometry import Size

from repairdesk import clock, text
from repairdesk.desk import drafts
from repairdesk.desk.orders import ChargeForm
from repairdesk.models.errors import StoreError
from repairdesk.screens import times
from repairdesk.screens.drawn import Drawn, Piece
from repairdesk.screens.fields import LABEL
from repairdesk.screens.own_fields import Asked
from repairdesk.screens.tones import tone
from repairdesk.text import N_, _, joined, money, pad, visible, word
from repairdesk.views.call_card import CopyPlace, OrderCard
from repairdesk.views.drafts import draft
from repairdesk.views.drafts import drafts as listed
from repairdesk.views.slip import Slip
from repairdesk.words import copy_place

if TYPE_CHECKING:
    from repairdesk.models.store import Store
    from repairdesk.screens.shell import Shell

KIND = "slip"
PAID_TO = (
    ("", N_("nothing paid now")),
    ("technician", N_("paid to the technician")),
    ("desk", N_("paid at the desk")),
    ("scan", N_("paid by code")),
    ("transfer", N_("bank transfer")),
)
"""Who has the cash, or how it was paid that nobody has it."""


def paid_to(choice: str) -> str:
    """To whom it was paid; what is in nobody's hands counts as paid at the desk."""
    return "desk" if choice in ("scan", "transfer") else choice or "technician"


def paid_by(choice: str) -> str:
    """How it was paid."""
    return choice if choice in ("scan", "transfer") else "cash"


def place_of(copy: CopyPlace) -> str:
    """Where a copy is, in the reader's language."""
    return _(copy_place(copy.state, copy.keeper))


def copy_name(copy: CopyPlace) -> str:
    """What is printed on a copy."""
    return visible(copy.title.in_(text.language()) if copy.title else copy.name)


def signers(slip: Slip) -> tuple[tuple[str, str], ...]:
    """Who may have signed: the caller by his name, somebody else, nobody; where the officer signs instead, that."""
    checks = slip.signature in ("officer", "either")
    nobody = N_("nobody: the officer checks instead") if checks else N_("nobody")
    caller = (("caller", slip.card.caller),) if slip.card.caller else ()
    return (*caller, ("other", N_("somebody else")), ("none", nobody))


def asked_on(slip: Slip) -> Asked:
    """The office's own fields of a visit and of the slip, in the order of the printed form."""
    known = slip.known
    form = next((one for one in known.procedure.form if one.name == slip.order.form), None)
    order = form.fields if form is not None else ()
    return Asked.of(known.procedure, known.job, known.origin, ("visit", "return"), order)


def charges_on_file(order: OrderCard) -> tuple[ChargeForm, ...]:
    """The lines entered earlier."""
    return tuple(
        ChargeForm(
            kind=c.kind,
            item=c.item,
            milli=c.milli,
            price=c.unit_price,
            source=c.source,
            minutes=c.minutes,
            unit=c.unit,
            begins=c.begins,
            ends=c.ends,
        )
        for c in order.charges
    )


class OfSlip(Drawn):
    """A part of the form that is about one slip."""

    def __init__(self) -> None:
        super().__init__()
        self._slip: Slip | None = None

    def show_slip(self, slip: Slip | None) -> None:
        """Another slip, or none."""
        if slip is not self._slip:
            self._slip = slip
            self.refresh(layout=True)


class SlipHead(OfSlip):
    """Whose slip it is: the job, the customer, the technician."""

    DEFAULT_CSS = "SlipHead { height: auto; width: 100%; }"

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """Three lines, or one that says what to do."""
        return 3 if self._slip else 1

    def pieces(self, y: int, width: int) -> list[Piece]:
        """One line of the head."""
        start = (" " * LABEL, Style())
        if self._slip is None:
            return [start, (_("The number stands at the top of the slip."), tone("dim"))]
        card, order = self._slip.card, self._slip.order
        if y == 0:
            who = [visible(card.room or card.place_detail), visible(card.caller), visible(card.phone)]
            return [start, ("  ".join(part for part in who if part), tone("bold"))]
        if y == 1:
            return [start, (visible(card.content), Style())]
        issued = times.typed(order.issued_at, card.hours, clock.now())
        parts = [
            _("{technician}, issued {time}").format(technician=visible(order.technician), time=issued),
            word(card.place),
            _("night job") if card.origin == "night" else "",
            self._price(),
        ]
        return [start, (joined(part for part in parts if part), tone("dim"))]

    def _price(self) -> str:
        card = self._slip.card if self._slip else None
        if card is None or not card.paid:
            return _("free")
        if card.quoted is None:
            return _("paid, no price agreed yet") if card.consent_at is None else _("paid, price agreed")
        said = _("paid, {amount} agreed") if card.consent_at else _("paid, {amount} told, not agreed yet")
        return said.format(amount=money(card.quoted))


class CopyPlaces(OfSlip):
    """Where the copies of the slip are, and where they will be once it is saved."""

    DEFAULT_CSS = "CopyPlaces { height: auto; width: 100%; }"

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """Two lines for a slip."""
        return 2 if self._slip else 0

    def pieces(self, y: int, width: int) -> list[Piece]:
        """Where they are now; where Ctrl+S records them."""
        if self._slip is None:
            return []
        copies, stays = self._slip.order.copies, self._slip.stays
        if y == 0:
            places: dict[str, list[str]] = {}
            for copy in copies:
                places.setdefault(place_of(copy), []).append(copy_name(copy))
            said = [
                _("{copies}: {place}").format(copies=joined(names), place=place)
                for place, names in places.items()
            ]
            return [(pad(_("Copies"), LABEL), Style()), (joined(said), Style())]
        back = joined(copy_name(c) for c in copies if c.name not in stays and c.state in ("out", "blank"))
        kept = joined(copy_name(c) for c in copies if c.name in stays)
        if not back:
            return []
        said_then = _("then back: {back}; kept: {kept}").format(back=back, kept=kept)
        return [(" " * LABEL, Style()), (said_then, tone("dim"))]


# --- the draft ------------------------------------------------------------------------------------


def kept(store: Store, order: str) -> tuple[int | None, dict[str, Any]]:
    """The draft of this slip, by the number of its order: its id and what was typed; None and nothing without one."""
    found = next((line for line in listed(store) if line.kind == KIND and line.title == order), None)
    return (found.id, draft(store, found.id)) if found else (None, {})


def keep(desk: Shell, order: str, body: dict[str, object], draft_id: int | None) -> int:
    """Keep what is typed on this slip. Raises what the store raises."""
    return drafts.save(desk.store, desk.acting(), KIND, order, body, draft_id=draft_id, now=clock.now())


def forget(desk: Shell, draft_id: int | None) -> None:
    """The slip is saved: its draft has done its work."""
    if draft_id is None:
        return
    try:
        drafts.drop(desk.store, desk.acting(), draft_id, now=clock.now())
    except StoreError as error:
        desk.notice_problem(error)
