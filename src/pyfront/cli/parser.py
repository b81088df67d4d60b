"""The parser of the command line."""

from __future__ import annotations

import argparse
import os
import sys

from pyfront.cli import outcome
from pyfront.cli.options import BACKENDS, CAPABILITIES
from pyfront.languages import LANGUAGES

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

_COUNT = {"K": 10**3, "M": 10**6, "G": 10**9}
_BYTES = {"K": 2**10, "M": 2**20, "G": 2**30}


def _amount(text: str, units: dict[str, int], what: str) -> int:
    digits, unit = text, 1
    if text[-1:].upper() in units:
        digits, unit = text[:-1], units[text[-1].upper()]
    if not (digits.isascii() and digits.isdigit() and len(digits) < 30 and int(digits)):
        raise argparse.ArgumentTypeError(f"{text!r} is no {what}: expected a positive integer, perhaps with K, M or G")
    return int(digits) * unit


def count(text: str) -> int:
    """A number of things; K, M and G are powers of 1000."""
    return _amount(text, _COUNT, "count")


def size(text: str) -> int:
    """A number of bytes; K, M and G are powers of 1024."""
    return _amount(text, _BYTES, "size")


def seconds(text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = 0.0
    if not 0 < value < 1e9:
        raise argparse.ArgumentTypeError(f"{text!r} is no time: expected a positive number of seconds")
    return value


def port(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 6 and int(text) < 1 << 16):
        raise argparse.ArgumentTypeError(f"{text!r} is no port: expected a number from 0 to 65535")
    return int(text)


def capabilities(text: str) -> list[str]:
    names = [name for name in text.split(",") if name]
    for name in names:
        if name not in CAPABILITIES and not name.startswith("python:"):
            raise argparse.ArgumentTypeError(f"unknown capability {name!r}; there are: {', '.join(CAPABILITIES)}")
    if not names:
        raise argparse.ArgumentTypeError(f"expected names of capabilities; there are: {', '.join(CAPABILITIES)}")
    return [part for name in names for part in (("file-read", "file-write") if name == "file" else (name,))]


class _Help(argparse.RawDescriptionHelpFormatter):
    """Keeps the lines of descriptions as they are written."""

    def __init__(self, prog: str) -> None:
        super().__init__(prog, width=_width())  # without one, argparse loads shutil to find out


def _width() -> int:
    """Columns for the help."""
    try:
        return max(int(os.environ.get("COLUMNS") or os.get_terminal_size().columns), 40) - 2
    except (OSError, ValueError):
        return 78


def _lazy(module: str, function: str) -> Any:
    """The command itself, loaded when it runs."""
    full = f"pyfront.cli.{module}"

    def command(options: argparse.Namespace) -> int:
        __import__(full)
        answer: int = getattr(sys.modules[full], function)(options)
        return answer

    return command


def _epilog() -> str:
    lines = [f"  {code:3}  {meaning}" for code, meaning in outcome.CODES]
    return "exit codes:\n" + "\n".join(lines) + "\n  A program that ends itself with (exit n) gives n."


class _Version(argparse.Action):
    def __call__(self, parser: argparse.ArgumentParser, *args: Any) -> None:
        import platform

        from pyfront import __version__

        print(f"vmcore {__version__} ({platform.python_implementation()} {platform.python_version()})")
        parser.exit()


def _language(parser: argparse.ArgumentParser, otherwise: str = "by default from its suffix") -> None:
    parser.add_argument("--language", "-l", metavar="NAME", help=f"language of the program ({otherwise})")


def _libraries(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--include", "-I", metavar="DIR", action="append", default=[],
        help="look for libraries in DIR too: (foo bar) is DIR/foo/bar.sld",
    )  # fmt: skip


def _running(parser: argparse.ArgumentParser) -> None:
    _libraries(parser)
    parser.add_argument("--backend", choices=BACKENDS, default="vm", help="what runs the program (default %(default)s)")
    limits = parser.add_argument_group("limits")
    limits.add_argument("--fuel", type=count, metavar="N", help="calls and loop rounds (K, M, G: powers of 1000)")
    limits.add_argument("--memory", type=size, metavar="BYTES", help="heap (K, M, G: powers of 1024)")
    limits.add_argument("--timeout", type=seconds, metavar="SECONDS", help="running time")
    limits.add_argument("--max-depth", type=count, metavar="N", help="nested calls")
    rights = parser.add_argument_group("capabilities", f"NAMES, with commas between them: {', '.join(CAPABILITIES)}")
    rights.add_argument("--sandbox", action="store_true", help="none of them (otherwise all but network, process)")
    rights.add_argument("--allow", type=capabilities, metavar="NAMES", action="extend", default=[], help="give some")
    rights.add_argument(
        "--deny", type=capabilities, metavar="NAMES", action="extend", default=[], help="take some away"
    )


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="vmcore",
        description="Runs programs on the vmcore virtual machine. 'vmcore COMMAND --help' tells more about a command.",
        epilog=_epilog(),
        formatter_class=_Help,
        allow_abbrev=False,
    )
    parser.add_argument("--version", action=_Version, nargs=0, help="show the version and exit")
    commands = parser.add_subparsers(prog="vmcore", dest="name", metavar="COMMAND", required=True)

    def add(name: str, module: str, function: str, text: str, more: str = "") -> argparse.ArgumentParser:
        one = commands.add_parser(
            name, help=text, description=more or text, epilog=_epilog(), formatter_class=_Help, allow_abbrev=False
        )
        one.set_defaults(command=_lazy(module, function))
        return one

    _add_run(add)
    _add_inspection(add)
    text = "compare the speed with other implementations (vmcore bench --help)"
    commands.add_parser("bench", help=text, formatter_class=_Help)  # for the list only: see cli.main
    _add_wasm(commands)
    _add_jade(add)
    add("languages", "commands", "languages", "list the languages and their file suffixes")
    return parser


def _add_run(add: Any) -> None:
    run = add(
        "run", "commands", "run", "run a program", "Runs a program. Options come before FILE: what follows is its."
    )
    run.usage = "vmcore run [OPTIONS] FILE [ARGS...]"
    _language(run)
    _running(run)
    run.add_argument(
        "--no-cache", action="store_true", help="compile, even if the program was run before (so does VMCORE_CACHE=off)"
    )
    run.add_argument("file", metavar="FILE", help="program text, or what 'vmcore compile' made of it; - is stdin")
    run.add_argument("--explain", action="store_true", help="MeTTa: say on stderr why an expression has no result")
    rest = run.add_argument("args", nargs=argparse.REMAINDER, metavar="ARGS", help="arguments of the program")
    rest.required = False  # argparse would say that they are missing
    one = add("eval", "commands", "evaluate", "evaluate a text and print its value")
    _language(one, "default scheme")
    _running(one)
    one.add_argument("expression", metavar="EXPR", help="one or more expressions; the last one's value is printed")
    repl = add("repl", "repl", "repl", "read, evaluate and print, again and again")
    _language(repl, "default scheme")
    _running(repl)
    test = add("test", "testing", "test", "run the tests of a directory of Clojure namespaces")
    _running(test)
    test.add_argument("--only", metavar="NAMESPACE", action="append", default=[], help="test this namespace, and no other")
    test.add_argument("directory", metavar="DIR", help="where the namespaces are: a.b-c is DIR/a/b_c.clj or .cljc")
    nrepl = add("nrepl", "nrepl", "nrepl", "serve editors by the nREPL protocol (Clojure)")
    _running(nrepl)
    nrepl.add_argument("--host", metavar="HOST", default="127.0.0.1", help="address to listen at (default %(default)s)")
    nrepl.add_argument("--port", type=port, metavar="PORT", default=0, help="port to listen at (default: a free one)")
    nrepl.add_argument("--port-file", metavar="FILE", default=".nrepl-port", help="where the port is written (default %(default)s)")


def _add_jade(add: Any) -> None:
    jade = add(
        "jade", "jade", "jade", "transform a document by a DSSSL style sheet",
        "Transforms an XML document by a DSSSL style sheet. Files are written below the current directory only. After an error in"
        " a rule the children are processed, and the exit code is 1.",
    )  # fmt: skip
    jade.add_argument("-d", "--style", "--specification", metavar="STYLE[#ID]",
                      help="style sheet (default: what the document names, or INPUT with the suffix .dsl)")  # fmt: skip
    jade.add_argument("-t", "--type", "--output-type", metavar="BACKEND", default="sgml",
                      help="sgml, xml, sgml-raw, xml-raw, fot, rtf, tex (default %(default)s)")  # fmt: skip
    jade.add_argument("-V", "--variable", "--define", dest="variables", metavar="NAME[=VALUE]", action="append", default=[],
                      help="define a variable, before the style sheet does; or a definition: -V '(define x 1)'")  # fmt: skip
    jade.add_argument("-o", "--output", "--output-file", metavar="OUT",
                      help="where to what goes to no file of its own (default: standard output; of fot INPUT.fot)")  # fmt: skip
    jade.add_argument("--directory", metavar="DIR", default=".", help="where files are written (default: the current one)")
    jade.add_argument(
        "-D", "--search", metavar="DIR", action="append", default=[], help="look for files of the style sheet in DIR, too"
    )
    jade.add_argument("--root", metavar="DIR", action="append", default=[], help="files below DIR may be read, too")
    jade.add_argument("-c", "--catalog", metavar="FILE", dest="catalogs", action="append", default=[],
                      help="SGML catalog, before those of the system")  # fmt: skip
    jade.add_argument("-i", "--include", metavar="NAME", action="append", default=[], help="let parameter entity NAME be INCLUDE")
    jade.add_argument("-T", "--spec-title", metavar="NAME", help="the style sheet with this title, of those of the document")
    jade.add_argument("-C", "--catalogs", dest="as_catalogs", action="store_true",
                      help="INPUT is an SGML catalog, whose entry DOCUMENT names the document")  # fmt: skip
    jade.add_argument("--doc-include", metavar="NAME", action="append", default=[], help="as -i, for the document only")
    jade.add_argument("--spec-include", metavar="NAME", action="append", default=[], help="as -i, for the style sheet only")
    jade.add_argument("-b", "--encoding", metavar="NAME", default="utf-8",
                      help="of the output: utf-8, latin-1, ascii; of sgml and xml also koi8-r, iso-8859-N, euc-jp, sjis, gb2312,"
                           " big5, euc-kr, utf-16, unicode")  # fmt: skip
    jade.add_argument("-E", "--max-errors", metavar="N", type=count, help="give up after N errors in rules")
    jade.add_argument("-f", "--error-file", metavar="FILE", help="append messages to FILE")
    jade.add_argument("-v", "--version", dest="tell_version", action="store_true", help="tell the version on the standard error")
    jade.add_argument("-w", "--warning", "--doc-warning", "--spec-warning", metavar="TYPE", action="append", default=[],
                      help="warnings of SGML parsers, of which there are none here")  # fmt: skip
    jade.add_argument("-2", dest="extended", action="store_true", help="extensions of the language, which are always there")
    jade.add_argument("-R", "--restricted", action="store_true", help="read files below the roots only, as always")
    jade.add_argument("-s", "--strict", dest="unsupported", action="append_const", const="-s", help=argparse.SUPPRESS)
    for option, long in (("-e", "open-entities"), ("-g", "open-elements"), ("-n", "error-numbers"), ("-x", "references")):
        names = (option, f"--{long}", f"--doc-{long}", f"--spec-{long}")
        jade.add_argument(*names, dest="unsupported", action="append_const", const=option, help=argparse.SUPPRESS)
    for option, long in (("-a", "--activate"), ("-A", "--architecture")):
        jade.add_argument(option, long, dest="with_value", nargs=1, action="append", help=argparse.SUPPRESS)
    jade.add_argument("--no-cache", action="store_true", help="compile, even if the style sheet was used before")
    jade.add_argument("-G", "--debug", dest="trace", action="store_true", help="show excerpts and calls with errors")
    jade.add_argument("--progress", action="store_true", help="tell how far it is (so it is on a terminal)")
    jade.add_argument("--backend", choices=BACKENDS, default="vm", help="what runs the style sheet (default %(default)s)")
    limits = jade.add_argument_group("limits")
    limits.add_argument("--fuel", type=count, metavar="N", help="calls and loop rounds (K, M, G: powers of 1000)")
    limits.add_argument("--memory", type=size, metavar="BYTES",
                        help="heap (K, M, G: powers of 1024; default: 2G, or 40 times the size of the document)")  # fmt: skip
    limits.add_argument("--timeout", type=seconds, metavar="SECONDS", help="running time")
    limits.add_argument("--max-depth", type=count, metavar="N", help="nested calls")
    jade.add_argument("inputs", metavar="INPUT", nargs="*",
                      help="the document (default: standard input); a declaration (.dcl) before it is passed over")  # fmt: skip


def _add_wasm(commands: Any) -> None:
    text = "run and check WebAssembly modules"
    group = commands.add_parser("wasm", help=text, description=text, formatter_class=_Help, allow_abbrev=False)
    inner = group.add_subparsers(prog="vmcore wasm", dest="wasm_name", metavar="COMMAND", required=True)

    def add(name: str, function: str, text: str, more: str) -> argparse.ArgumentParser:
        one = inner.add_parser(
            name, help=text, description=more, epilog=_epilog(), formatter_class=_Help, allow_abbrev=False
        )
        one.set_defaults(command=_lazy("wasm_dump" if name == "dump" else "wasm", function))
        return one

    run = add(
        "run", "run", "run a command module (WASI preview 1)",
        "Runs a command module. Of the files of this machine it reaches those below the directories of --dir only.",
    )  # fmt: skip
    run.usage = "vmcore wasm run [OPTIONS] FILE [ARGS...]"
    run.add_argument("--dir", metavar="HOST[::GUEST]", action="append", default=[], help="give it a directory, under a name")
    run.add_argument("--dir-ro", metavar="HOST[::GUEST]", action="append", default=[], help="the same, to read only")
    run.add_argument(
        "--env", metavar="NAME[=VALUE]", action="append", default=[], help="set a variable of its environment, or pass it on"
    )
    run.add_argument("--fuel", type=count, metavar="N", help="jumps and calls (K, M, G: powers of 1000)")
    run.add_argument("--memory", type=size, metavar="BYTES", help="memory (K, M, G: powers of 1024)")
    run.add_argument("--timeout", type=seconds, metavar="SECONDS", help="running time")
    run.add_argument("file", metavar="FILE", help="a module, binary or text; - is stdin")
    run.add_argument("args", nargs=argparse.REMAINDER, metavar="ARGS", help="arguments of the program").required = False
    text = "Reads and validates modules, and says what is wrong with the first bad one."
    check = add("validate", "validate", "check modules", text)
    check.add_argument("files", metavar="FILE", nargs="+", help="a module, binary or text; - is stdin")
    wat = add("wat", "wat", "write a module as text", "Writes a module in the text format.")
    build = add("build", "build", "write a module as binary", "Writes a module in the binary format, with its names.")
    dump = add("dump", "dump", "show what is in a module", "Shows sections, imports, exports and functions.")
    for one in (wat, build, dump):
        one.add_argument("file", metavar="FILE", help="a module, binary or text; - is stdin")
    wat.add_argument("-o", "--output", metavar="OUT", help="where to (default: standard output)")
    build.add_argument("-o", "--output", metavar="OUT", help="where to (default: FILE with the suffix .wasm)")
    dump.add_argument("--function", "-f", metavar="NAME", help="the instructions of one, by its name or number")


def _add_inspection(add: Any) -> None:
    disasm = add("disasm", "listing", "disasm", "show what the compiler makes of a program")
    _language(disasm)
    _libraries(disasm)
    disasm.add_argument("file", metavar="FILE", help="program text, or what 'vmcore compile' made of it; - is stdin")
    disasm.add_argument(
        "--show",
        choices=("code", "core", "ir"),
        default="code",
        help="code: the instructions with source lines (default); core: the core IR; ir: the core IR after all passes",
    )
    compile_ = add("compile", "commands", "compile_file", "compile a program into a file that 'vmcore run' runs")
    _language(compile_)
    _libraries(compile_)
    compile_.add_argument("--backend", choices=BACKENDS, default="vm", help="for which engine (default %(default)s)")
    compile_.add_argument("file", metavar="FILE", help="program text; - is stdin")
    compile_.add_argument("-o", "--output", metavar="OUT", help="where to (default: FILE with the suffix .vmc)")


def parse(arguments: list[str]) -> argparse.Namespace:
    parser = _parser()
    options, unknown = parser.parse_known_args(arguments)
    if unknown:  # parse_args would show how vmcore is used, not the command
        _command_parser(parser, options).error(f"unrecognized arguments: {' '.join(unknown)}")
    language = getattr(options, "language", None)
    if language is not None and language not in LANGUAGES:
        raise outcome.usage(f"unknown language {language!r}; there are: {', '.join(LANGUAGES)}")
    return options


def _command_parser(parser: argparse.ArgumentParser, options: argparse.Namespace) -> argparse.ArgumentParser:
    """The parser of the command that the options name."""
    for action in parser._actions:
        name = getattr(options, action.dest, None)
        if isinstance(action, argparse._SubParsersAction) and name in action.choices:
            return _command_parser(action.choices[name], options)
    return parser
