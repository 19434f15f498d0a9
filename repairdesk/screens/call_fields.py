"""The fields of a call, in the order in which they are asked."""

from __future__ import annotations

from collections.abc import Iterator

from textual.dom import DOMNode

from repairdesk.screens.fields import ChoiceField, Field, Labelled
from repairdesk.screens.step_forms import URGENCY
from repairdesk.text import N_
from repairdesk.words import TRADES

KINDS = (("repair", N_("repair")), ("matter", N_("matter")))
PLACES = (("in_home", N_("in the home")), ("public_area", N_("public area")))
CHANNELS = (
    ("phone", N_("telephone")), ("walk_in", N_("at the desk")), ("online", N_("online")),
    ("inspection", N_("inspection")), ("patrol", N_("patrol")),
)  # fmt: skip
PAYMENT = (("free", N_("free")), ("paid", N_("paid")))
NEW_ROOM = (("no", N_("mistyped")), ("yes", N_("enter it as a new room")))

DEFAULTS = {
    "kind": "repair", "trade": "", "matter_kind": "other", "urgency": "routine", "place": "in_home", "paid": "free",
    "channel": "phone", "new_room": "no",
}  # fmt: skip
"""What the choices stand at before anything is said."""


def call_fields() -> Iterator[Labelled]:
    """Where and who, what; what the words of the call suggest; what is only sometimes asked."""
    yield Field("room", N_("Room"), width=20, code=True)
    yield ChoiceField("new_room", N_("Not on file"), NEW_ROOM)
    yield Field("caller", N_("Caller"), width=20)
    yield Field("phone", N_("Telephone"), width=20, code=True, limit=40)
    yield Field("content", N_("Content"), limit=2000)
    yield ChoiceField("kind", N_("Kind"), KINDS)
    yield ChoiceField("trade", N_("Trade"), tuple(TRADES.items()), optional=True)
    yield ChoiceField("matter_kind", N_("Matter"), (("other", N_("other")),))
    yield ChoiceField("urgency", N_("Urgency"), URGENCY)
    yield ChoiceField("place", N_("Place"), PLACES)
    yield Field("place_detail", N_("Where exactly"))
    yield Field(
        "appointment", N_("Appointment"), width=18, code=True, hint=N_("if asked for: 1500, tomorrow 0900")
    )
    yield ChoiceField("paid", N_("Payment"), PAYMENT)
    yield ChoiceField("channel", N_("Came by"), CHANNELS)
    yield Field("at", N_("Received"), width=18, code=True, hint=N_("empty: now; 1015 if written up later"))


def arrange(form: DOMNode, values: dict[str, str], *, room_is_new: bool) -> None:
    """Show only the fields that this kind of call has."""
    repair = values["kind"] == "repair"
    shown = {
        "trade": repair, "urgency": repair, "paid": repair, "matter_kind": not repair,
        "place_detail": values["place"] == "public_area", "new_room": room_is_new,
    }  # fmt: skip
    for name, is_shown in shown.items():
        form.query_one(f"#field-{name}").display = is_shown
