"""``emergency``: how each is recognised, whom to telephone, and who was told of one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from repairdesk.desk import emergency_list
from repairdesk.rules.emergencies import SEPARATOR
from repairdesk.text import N_, _, called, joined, language, spoken, word

from .commands import noun, verb
from .options import AsJson, At, Call, Context, Remark, given, text
from .session import Session

if TYPE_CHECKING:
    from repairdesk.views.emergencies import ContactLine, EmergencyLine

emergency = noun(N_("Emergencies: how each is recognised, and whom to telephone."))
NOUNS = {"emergency": emergency}
Word = str | None
Name = Annotated[str, typer.Argument(metavar="EMERGENCY", help=N_("Its title, or its number in the list."))]
Zh = Annotated[Word, text("TEXT", N_("The title in Chinese."))]
En = Annotated[Word, text("TEXT", N_("The title in English."))]
Words = Annotated[
    Word,
    typer.Option("--words", metavar="TEXT", help=N_("The words it is recognised by, commas between them.")),
]
AdviceZh = Annotated[Word, text("TEXT", N_("What the caller is told at once, in Chinese."))]
AdviceEn = Annotated[Word, text("TEXT", N_("What the caller is told at once, in English."))]
Place = Annotated[
    int | None, typer.Option(min=1, metavar="N", help=N_("Its place in the list, 1 is the first."))
]


@verb(emergency, "list", N_("List the emergencies with whom to telephone, in this order."))
def list_(ctx: Context, as_json: AsJson = False) -> None:
    """The office's own; the usual ones until it changes something."""
    _list(ctx.obj, as_json)


def _list(session: Session, as_json: bool) -> None:
    from repairdesk.views import office_json as forms
    from repairdesk.views.emergencies import emergencies

    from . import output

    found = emergencies(session.store)

    def lines() -> list[str]:
        return [line for place, each in enumerate(found, 1) for line in [*_lines(place, each), ""]][:-1]

    output.answer(as_json, lambda: [forms.emergency(each, language()) for each in found], lines)


def _lines(place: int, each: EmergencyLine) -> list[str]:
    from . import output

    head = output.pairs(
        [(_("Recognised by"), joined(each.recognised_by)), (_("Tell the caller"), spoken(each.advice))], "   "
    )
    rows = [
        (
            f"   {number}",
            _who(one),
            joined(f"{name} {phone}".strip() for name, phone in one.people) or one.phone,
        )
        for number, one in enumerate(each.contacts, 1)
    ]
    contacts = output.table(("", _("Whom to telephone"), _("Telephone")), rows) if rows else []
    return [f"{place}  {spoken(each.title)}", *head, *contacts]


def _who(contact: ContactLine) -> str:
    name = called(contact.title, contact.role or "")
    return _("{role} ({trade})").format(role=name, trade=word(contact.trade)) if contact.trade else name


@verb(emergency, "add", N_("Enter an emergency of the office's own."))
def add(
    ctx: Context,
    zh: Zh = None,
    en: En = None,
    words: Words = None,
    advice_zh: AdviceZh = None,
    advice_en: AdviceEn = None,
    place: Place = None,
    as_json: AsJson = False,
) -> None:
    """From then on the office keeps the list itself."""
    session: Session = ctx.obj
    form = emergency_list.EmergencyForm(
        zh=zh or "",
        en=en or "",
        recognised_by=words or "",
        advice_zh=advice_zh or "",
        advice_en=advice_en or "",
    )
    emergency_list.add(session.store, session.who, form, place=place, now=session.now)
    _list(session, as_json)


@verb(emergency, "change", N_("Change an emergency, or move it in the list."))
def change(
    ctx: Context,
    name: Name,
    zh: Zh = None,
    en: En = None,
    words: Words = None,
    advice_zh: AdviceZh = None,
    advice_en: AdviceEn = None,
    place: Place = None,
    as_json: AsJson = False,
) -> None:
    """What is not given stays as it is."""
    from repairdesk.views.emergencies import emergency_named

    session: Session = ctx.obj
    old = emergency_named(session.store, name)
    form = emergency_list.EmergencyForm(
        zh=old.title.zh if zh is None else zh,
        en=old.title.en if en is None else en,
        recognised_by=SEPARATOR.join(old.recognised_by) if words is None else words,
        advice_zh=old.advice.zh if advice_zh is None else advice_zh,
        advice_en=old.advice.en if advice_en is None else advice_en,
    )
    emergency_list.change(
        session.store, session.who, old.name, form, place=place, version=old.version, now=session.now
    )
    _list(session, as_json)


@verb(emergency, "remove", N_("Take an emergency out of the list."))
def remove(ctx: Context, name: Name, as_json: AsJson = False) -> None:
    """It is kept, and comes back when it is entered again."""
    session: Session = ctx.obj
    emergency_list.remove(session.store, session.who, name, now=session.now)
    _list(session, as_json)


@verb(emergency, "contact", N_("Add whom to telephone; with a number change that contact, or take it out."))
def contact(
    ctx: Context,
    name: Name,
    number: Annotated[
        int | None,
        typer.Argument(metavar="N", help=N_("The contact's number; without one another is added.")),
    ] = None,
    role: Annotated[Word, text("ROLE", N_("Everybody of this role on the staff list."))] = None,
    trade: Annotated[Word, text("TRADE", N_("Only those of this trade."))] = None,
    zh: Annotated[Word, text("TEXT", N_("Who it is, outside the office, in Chinese."))] = None,
    en: Annotated[Word, text("TEXT", N_("Who it is, outside the office, in English."))] = None,
    phone: Annotated[Word, text("PHONE", N_("The number of somebody outside."))] = None,
    place: Place = None,
    gone: Annotated[bool, typer.Option("--remove", help=N_("Take the contact out."))] = False,
    as_json: AsJson = False,
) -> None:
    """What is not given stays as it is."""
    from repairdesk.views.emergencies import contact_of

    session: Session = ctx.obj
    store, who, now = session.store, session.who, session.now
    typed = {"role": role, "trade": trade, "zh": zh, "en": en, "phone": phone}
    if number is None:
        new = emergency_list.ContactForm(**{key: said or "" for key, said in typed.items()})
        emergency_list.add_contact(store, who, name, new, place=place, now=now)
    elif gone:
        emergency_list.remove_contact(store, who, name, number, now=now)
    else:
        old = contact_of(store, name, number)
        kept = {
            "role": old.role or "", "trade": old.trade or "", "phone": old.phone,
            "zh": old.title.zh if old.title else "", "en": old.title.en if old.title else "",
        }  # fmt: skip
        form = emergency_list.ContactForm(
            **{key: kept[key] if said is None else said for key, said in typed.items()}
        )
        emergency_list.change_contact(
            store, who, name, number, form, place=place, version=old.version, now=now
        )
    _list(session, as_json)


@verb(emergency, "tell", N_("Somebody was telephoned about an emergency."))
def tell(
    ctx: Context,
    call: Call,
    whom: Annotated[str, text("NAME", N_("Who was told; of the staff, or anybody."))] = "",
    role: Annotated[Word, text("ROLE", N_("As what; else as on the staff list."))] = None,
    phone: Annotated[str, text("PHONE", N_("The number; else as on the staff list."))] = "",
    remark: Remark = "",
    silent: Annotated[
        bool, typer.Option("--no-answer", help=N_("He did not answer: that is noted."))
    ] = False,
    at: At = None,
    as_json: AsJson = False,
) -> None:
    """It stands on the call with the name and the number."""
    from repairdesk.desk import emergencies

    session: Session = ctx.obj
    store, who, now, name = session.store, session.who, session.now, given(whom, "whom")
    if silent:
        emergencies.not_reached(store, who, call, whom=name, phone=phone, at=session.at(at), now=now)
    else:
        emergencies.told(
            store, who, call, whom=name, role=role, phone=phone, remark=remark, at=session.at(at), now=now
        )
    session.call(call, as_json)
