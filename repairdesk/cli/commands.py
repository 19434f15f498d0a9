"""The nouns and verbs: a tree of commands, each noun read from its module only when it is used."""

from __future__ import annotations

import gettext
import importlib
import os
from collections.abc import Callable
from typing import Annotated, Any, TypeVar

import typer
from typer.core import TyperCommand, TyperGroup

from repairdesk import __version__, config
from repairdesk.rules.refusal import refuse
from repairdesk.text import N_, _, language, visible

from .guard import REFUSED, narrate
from .session import Session
from .start import Start

Verb = TypeVar("Verb", bound=Callable[..., Any])

# Where each noun (or verb without one) is, in the order in which help names them.
NOUNS = {
    "call": "calls",
    "order": "orders",
    "appointment": "callbacks",
    "callback": "callbacks",
    "quote": "callbacks",
    "pay": "callbacks",
    "close": "callbacks",
    "money": "money",
    "receipt": "money",
    "follow-up": "follow_ups",
    "transfer": "transfer",
    "board": "figures",
    "alarm": "alarms",
    "emergency": "emergencies",
    "handover": "handover",
    "item": "handover",
    "copy": "copies",
    "pad": "pads",
    "print": "printing",
    "stats": "figures",
    "fines": "figures",
    "duty": "books",
    "book": "books",
    "equipment": "equipment",
    "crew": "books",
    "retention": "books",
    "undo": "undo",
    "staff": "office",
    "import": "tables",
    "export": "tables",
    "procedure": "procedures",
    "init": "office",
    "demo": "office",
    "backup": "safety",
    "restore": "safety",
    "doctor": "safety",
}
# What Typer itself says in a help text.
TYPER_SAYS = (
    N_("Arguments"),
    N_("Options"),
    N_("Commands"),
    N_("required"),
    N_("default: {default}"),
    N_("Install completion for the current shell."),
    N_("Show completion for the current shell, to copy it or customize the installation."),
)
_USAGE_ERROR: Any = typer.BadParameter.__mro__[2]
"""What Typer raises for a command line it cannot read; it has no public name in all versions of Typer."""


class _Translated:
    """A command whose help is in the language spoken now; its texts were marked where they were written."""

    help: Any

    def format_usage(self, ctx: Any, formatter: Any) -> None:
        """The first line of a help text."""
        pieces = " ".join(self.collect_usage_pieces(ctx))  # type: ignore[attr-defined]
        formatter.write_usage(ctx.command_path, pieces, prefix=_("Usage: "))

    def get_help_option(self, ctx: Any) -> Any:
        """The option that every command has."""
        option = super().get_help_option(ctx)  # type: ignore[misc]
        if option is not None:
            option.help = _("Show this help and leave.")
        return option

    def get_params(self, ctx: Any) -> Any:
        """The options and arguments."""
        found = super().get_params(ctx)  # type: ignore[misc]
        for param in found:
            if getattr(param, "help", None):
                param.help = _(param.help)
        return found

    def format_help_text(self, ctx: Any, formatter: Any) -> None:
        """What the command does."""
        self.help = _(self.help) if self.help else ""
        super().format_help_text(ctx, formatter)  # type: ignore[misc]

    def get_short_help_str(self, limit: int = 45) -> str:
        """The same, whole: it is one line in both languages."""
        del limit
        return _(self.help) if self.help else ""


class Command(_Translated, TyperCommand):
    """A verb."""


class Group(_Translated, TyperGroup):
    """A noun with its verbs."""

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """The verb that was named; an unknown one is refused with the verbs there are."""
        if (
            args
            and not ctx.resilient_parsing
            and not args[0].startswith("-")
            and self.get_command(ctx, args[0]) is None
        ):
            raise refuse("", "unknown_command", word=args[0], allowed=", ".join(self.list_commands(ctx)))
        return super().resolve_command(ctx, args)


class Root(Group):
    """The program itself: its nouns are in modules that are imported when they are named."""

    def list_commands(self, ctx: Any) -> list[str]:
        """Every noun."""
        return list(NOUNS)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """The noun, from its module; put together once, although it is asked for several times."""
        if cmd_name not in NOUNS:
            return None
        known: dict[str, Any] = self.__dict__.setdefault("known", {})
        if cmd_name not in known:
            module = importlib.import_module(f"repairdesk.cli.{NOUNS[cmd_name]}")
            known[cmd_name] = typer.main.get_command(module.NOUNS[cmd_name])
            known[cmd_name].name = cmd_name
        return known[cmd_name]


def noun(help: str, *, needs_verb: bool = True) -> typer.Typer:  # noqa: A002 - Typer's own word
    """A noun, for its verbs to be added to."""
    return typer.Typer(
        help=help,
        cls=Group,
        no_args_is_help=needs_verb,
        rich_markup_mode=None,
        add_completion=False,
        pretty_exceptions_enable=False,
    )


def verb(of: typer.Typer, name: str, help: str) -> Callable[[Verb], Verb]:  # noqa: A002 - Typer's own word
    """Add a verb to a noun."""
    return of.command(name, help=help, cls=Command)


def alone(name: str, help: str) -> tuple[typer.Typer, Callable[[Verb], Verb]]:  # noqa: A002 - Typer's own word
    """A verb that needs no noun."""
    app = typer.Typer(rich_markup_mode=None, add_completion=False, pretty_exceptions_enable=False)
    return app, app.command(name, help=help, cls=Command)


root = typer.Typer(
    name="repairdesk",
    help=N_("The repair desk of a property office. Without a command the desk opens."),
    cls=Root,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"RepairDesk {__version__}")
        raise typer.Exit


@root.callback()
def main(
    db: Annotated[str, typer.Option(metavar="PATH", help=N_("The office's database."))] = "",
    lang: Annotated[str, typer.Option(metavar="zh|en", help=N_("The language to speak."))] = "",
    by: Annotated[str, typer.Option(metavar="NAME", help=N_("Who acts; reading needs nobody."))] = "",
    seen: Annotated[
        str, typer.Option(metavar="N", help=N_("Refuse if others have changed the call since entry N."))
    ] = "",
    version: Annotated[
        bool,
        typer.Option("--version", callback=_version, is_eager=True, help=N_("Show the version and leave.")),
    ] = False,
) -> None:
    """Everything before the noun has been read by ``start.read`` already; here it is only described."""
    del db, lang, by, seen, version


def dispatch(start: Start) -> int:
    """Run the command that the words name."""
    _typer_speaks()
    session = Session(start)
    try:
        status = typer.main.get_command(root)(
            args=list(start.rest), prog_name="repairdesk", standalone_mode=False, obj=session
        )
    except _USAGE_ERROR as error:
        narrate(_usage(error))
        return REFUSED
    except SystemExit as ended:  # Typer's own way out when whoever read the answer has gone
        raise BrokenPipeError from ended
    finally:
        session.close()
    return status if isinstance(status, int) else 0


def _typer_speaks() -> None:
    """Let the library's own words come from our catalogue."""
    os.environ["LANGUAGE"] = {"zh": "zh_CN"}.get(language(), language())
    gettext.bindtextdomain("repairdesk", config.locale_dir())
    gettext.textdomain("repairdesk")


def _usage(error: Any) -> str:
    """One sentence about a command line that cannot be read."""
    kind, path = type(error).__name__, error.ctx.command_path if getattr(error, "ctx", None) else "repairdesk"
    if kind == "NoArgsIsHelpError":
        return str(error.format_message())
    if kind == "MissingParameter" and error.param is not None:
        names = error.param.metavar or error.param.opts[-1]
        return _("{name} is missing. See: {command} --help").format(name=names, command=path)
    if kind == "NoSuchOption":
        return _("There is no option {name} here. See: {command} --help").format(
            name=visible(error.option_name), command=path
        )
    return _("{problem} See: {command} --help").format(problem=visible(error.format_message()), command=path)
