"""The screens: one module for each work area, on a foundation that they share.

How to write a screen
=====================

A work area is a class named in ``app.DeskApp.AREAS``; it is imported and made when it is first opened and kept
from then on, so its text survives a visit elsewhere. Widgets, focus and messages only: what is true is asked of
``views``, what is done is done by ``desk``.

**A screen** is a ``frame.DeskScreen`` with a ``heading`` (``N_`` marked) and a ``body()`` that yields widgets, one
of them with ``height: 1fr``. ``opened(subject)`` is called each time it is shown by ``desk.go("area", subject)``.
``keep_draft()`` is called on Esc from a form, on quitting, hang-up, termination and crash: be quick, use no widgets
that might be gone, open no dialog.

**Services** are in ``self.desk`` (see ``shell.Shell``): ``store``, ``operator``, ``hours``, ``office``,
``notice(N_("Saved {number}"), "good", number=n)``, ``notice_problem(problem_or_store_error)``, ``go(area, subject)``,
``await off_screen(function, *args)`` for whatever writes or takes longer than a frame (``behind`` does the same
without holding the keys), ``keys_held()``, ``acting(saw)`` for who does it, at the post on duty now.

**What others do** is looked for in one place, the desk, which then has every screen in sight ``look_again()``: read
anew what is shown, leave alone what is typed. A screen that time itself makes untrue says when in ``changes_at``.

**Subjects**: ``issue``, ``callbacks``, ``card`` and ``help`` take the number of a call, ``close`` that of an order (or
of its call), ``board`` and ``watch`` a call to put the cursor on, ``log`` the id of a draft to take up. ``about()`` of a
screen is the call in sight, ``standing()`` what the header says beside the heading. A step of a line that needs no screen of its own is a ``steps.Step``.

**A form** is a ``form.FormScreen``: ``compose_form()`` yields fields, ``read()`` makes the operation's input,
``save(form)`` runs the operation (in another thread: no widgets), ``saved(form, result)`` says so and goes on.
``Refused`` is placed at the fields by their names, a ``StoreError`` in the status line; the form stays as it is.
Fields (``fields``): ``Field("room", N_("Room"), limit=60, width=20, hint=N_("..."), code=True)`` and
``ChoiceField("place", N_("Place"), [("in_home", N_("At home")), ...])``. ``values()``, ``fill()``, ``clear()``,
``focus_field(name)``, ``complain(*problems)``. A form that changes a line keeps in ``saw`` the journal's number from the
view it shows, says in ``about()`` which call it is, and acts as ``acting(self.saw)``: whatever the other post does to
that line is then told at once, and shown before anything is saved over it. A field's own widget has the id ``field-<name>``. The office's own fields
are one ``own_fields.OwnFields``; something on file is found with a ``picked.PickedField``; a form that is kept while it
is typed is a ``kept.DraftedForm``. Labels, hints and options are messages of the program or the office's ``Words``.

**A list** is a ``lines.LineList`` of ``Column`` and ``Line(key, cells, tone, item)``: ``set_lines`` keeps the cursor
on its row; ``on_line_list_chosen`` and ``on_line_list_highlighted`` (or ``@on(LineList.Chosen)``) tell what the user
does; a column with ``ticking=True`` asks ``ticker(line)`` each second. A cell is a text or ``(text, tone)``.

**A directory** is a ``directory_lists.Listing``: its rows, what Enter and Ctrl+N do, and which offices keep it.

**A question** is a dialog (``dialogs``): ``Confirm``, ``Ask``, ``Pick``, ``Choices``, answered in a method with ``@work`` by
``await self.app.push_screen_wait(Ask(N_("Why?")))``; None is Esc.

Rules that keep it right
------------------------

- Text of the program: ``Words(N_("..."), name=value)`` or ``_()`` inside ``render``/``pieces``; never ``_()`` in
  ``__init__`` or ``compose``, because the language can change while the screen lives. A widget that keeps looked-up
  text has ``relabel()`` and looks it up again there.
- Text from people: ``show.show(text)`` for a stock widget; ``visible(text)`` in ``pieces``; ``LineList`` cells,
  values of ``Words`` and of ``notice`` are made safe by themselves. Never an f-string or a bare ``str``.
- Tones (``tones``): ``late``, ``soon``, ``good``, ``bad``, ``note``, ``dim``, ``bold``. Beside a colour always a word,
  and where there is room the tone's sign from ``SIGNS``. No borders, no boxes, no ambiguous-width characters.
- Keys: ``BINDINGS`` with an ``id`` and a ``N_`` description (``tooltip``: a short one for narrow windows); function keys,
  Ctrl letters, Enter, Esc, digits. Ctrl+H, I, J, M are other keys in a terminal. A key of the desk (``app``) is not bound again.
- Focus is set at once (``set_focus``, ``focus_field``), not after a refresh: type-ahead waits for messages, not for
  paints. Nothing but Enter, digits and letters may be needed to work.
- The scanner works everywhere and no screen has to know of it: a slip's number at a scanner's pace opens F4 (``scanner``).
- ``await`` nothing in a message handler that waits for a key; that is what ``@work`` is for.
"""

from repairdesk.screens.environment import prepare

prepare()
