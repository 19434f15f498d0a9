"""Handing an order on by text message: ``ZP#centre-room-group-account;account#opinion`` (S002-G).

A message that cannot be carried out changes nothing, and every kind of mistake has an answer of its own that says
what to write instead. Nothing of the message is guessed.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

from .refusal import Refused, refuse
from .statements import Centre, Group, Room, Transfer

FIELD = "text"
WORD = "ZP"


@dataclass(frozen=True, slots=True)
class Target:
    """To whom an order is handed on: a room, a group of it, or people of one group or several."""

    kind: str
    people: tuple[tuple[str, str, str, str], ...]
    """For a person ``(centre, room, group, account)``; for a group or a room one entry with empty ends."""
    opinion: str

    @property
    def accounts(self) -> tuple[str, ...]:
        """The accounts named, if people are."""
        return tuple(account for *_, account in self.people if account)

    def path(self) -> str:
        """The target in full, as the message would name it; people of the first one's group by their accounts alone."""
        first = self.people[0]
        others = (one[3] if one[:3] == first[:3] else "-".join(one) for one in self.people[1:])
        return ";".join(("-".join(part for part in first if part), *others))


def read(text: str, directory: Transfer) -> Target:
    """What a message asks for, checked against the directory. Raises ``Refused``, a code for each mistake."""
    word, mark, rest = _normal(text).partition("#")
    if word.strip().upper() != WORD or not mark:
        raise refuse(FIELD, "transfer_not_one", example=f"{WORD}#-{_example(directory)}#...")
    target, mark, opinion = rest.partition("#")
    if not mark:
        raise refuse(FIELD, "transfer_no_second_mark")
    said = _opinion(text)
    if not opinion.strip() or not said:
        raise refuse(FIELD, "transfer_no_opinion")
    return _target(target, said, directory)


def _normal(text: str) -> str:
    """Full-width marks and letters as plain ones; a dash is not a hyphen and stays what it is."""
    return unicodedata.normalize("NFKC", text)


def _opinion(text: str) -> str:
    """What follows the second number sign, exactly as typed."""
    return text.replace("\uff03", "#").split("#", 2)[2].strip()


def _target(target: str, opinion: str, directory: Transfer) -> Target:
    for mark in "—–、,，":
        if mark in target:
            raise refuse(FIELD, "transfer_wrong_mark", mark=mark)
    first, *others = (part.strip() for part in target.split(";"))
    parts = [part.strip() for part in first.split("-")]
    if len(parts) == 1:
        raise _no_hyphen(first, directory)
    centre = _centre(parts[0], parts, directory)
    path = parts[1:]
    if not all(path) or len(path) > 3 or not all(others):
        raise refuse(FIELD, "transfer_bad_path", path=target.strip())
    room = _room(centre, path[0], directory)
    if others and len(path) < 3:
        raise refuse(FIELD, "transfer_mixed")
    if len(path) == 1:
        return Target("room", ((centre.name, room.name, "", ""),), opinion)
    group = _group(room, path[1])
    if len(path) == 2:
        return Target("group", ((centre.name, room.name, group.name, ""),), opinion)
    people = [(centre.name, room.name, group.name, _account(group, path[2]))]
    people += [_other(one, centre, room, group, directory) for one in others]
    return Target("person", tuple(dict.fromkeys(people)), opinion)


def _other(
    said: str, centre: Centre, room: Room, group: Group, directory: Transfer
) -> tuple[str, str, str, str]:
    """A further person: an account of the same group, or a path of its own."""
    if "-" not in said:
        return centre.name, room.name, group.name, _account(group, said)
    found = _target(said, ".", directory)
    if found.kind != "person":
        raise refuse(FIELD, "transfer_mixed")
    return found.people[0]


def _no_hyphen(first: str, directory: Transfer) -> Refused:
    known = any(room.name == first for centre in directory.centre for room in centre.room)
    return refuse(FIELD, "transfer_no_hyphen", better=f"-{first}" if known else f"-{_example(directory)}")


def _centre(name: str, parts: list[str], directory: Transfer) -> Centre:
    wanted = name or directory.own
    found = next((centre for centre in directory.centre if centre.name == wanted), None)
    if found is not None:
        return found
    own = next((centre for centre in directory.centre if centre.name == directory.own), None)
    if own is not None and any(room.name == name for room in own.room):
        raise refuse(FIELD, "transfer_no_hyphen", better="-" + "-".join(parts))
    allowed = ", ".join(centre.name for centre in directory.centre)
    raise refuse(FIELD, "transfer_unknown_centre", name=name, allowed=allowed)


def _room(centre: Centre, name: str, directory: Transfer) -> Room:
    found = next((room for room in centre.room if room.name == name), None)
    if found is not None:
        return found
    elsewhere = [one.name for one in directory.centre if any(room.name == name for room in one.room)]
    if elsewhere:
        raise refuse(FIELD, "transfer_other_centre", name=name, centre=elsewhere[0])
    if any(group.name == name for room in centre.room for group in room.group):
        raise refuse(FIELD, "transfer_room_missing", name=name)
    allowed = ", ".join(room.name for room in centre.room)
    raise refuse(FIELD, "transfer_unknown_room", name=name, centre=centre.name, allowed=allowed)


def _group(room: Room, name: str) -> Group:
    found = next((group for group in room.group if group.name == name), None)
    if found is not None:
        return found
    if any(name.lower() in (one.account.lower(), one.name) for group in room.group for one in group.people):
        raise refuse(FIELD, "transfer_group_missing", name=name)
    allowed = ", ".join(group.name for group in room.group)
    raise refuse(FIELD, "transfer_unknown_group", name=name, room=room.name, allowed=allowed)


def _account(group: Group, name: str) -> str:
    found = next((one for one in group.people if one.account.lower() == name.lower()), None)
    if found is not None:
        return found.account
    bearers = [one.account for one in group.people if one.name == name]
    if bearers:
        raise refuse(FIELD, "transfer_name_not_account", name=name, allowed=", ".join(bearers))
    allowed = ", ".join(one.account for one in group.people)
    raise refuse(FIELD, "transfer_unknown_account", name=name, group=group.name, allowed=allowed)


def _example(directory: Transfer) -> str:
    own = next((centre for centre in directory.centre if centre.name == directory.own), None)
    rooms = own.room if own is not None else ()
    return rooms[0].name if rooms else "..."
