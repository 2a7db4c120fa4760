"""The modules of the page as one script, so that it can be saved in one file and run without a server.

No tool builds anything: each module is put into a function of its own, in the order in which they import each other,
and what it exports is handed on. It understands the few ways of writing that our modules and the vendored ones use.
"""

import re
from collections.abc import Callable
from posixpath import dirname, join, normpath

_IMPORT = re.compile(r"""^import\s*\{([^}]*)\}\s*from\s*["']([^"']+)["'];\n""", re.MULTILINE)
_DECLARED = re.compile(r"^export ((?:const|let|class|function|async function) (\w+))", re.MULTILINE)
_LISTED = re.compile(r"^export \{([^}]*)\};?$", re.MULTILINE)
_DEFAULT = re.compile(r"^export default \w+;$", re.MULTILINE)
_LEFT_OVER = re.compile(r"^(?:import|export)\b[^:]*?[{;'\"]", re.MULTILINE)


class NotBundledError(Exception):
    """A module is written in a way that this page does not understand."""

    def __init__(self, path: str, text: str) -> None:
        super().__init__(f"{path} has {text!r}")
        self.path = path


def bundle(entry: str, read: Callable[[str], str]) -> str:
    """The script of the module `entry` and all that it imports; `read` gives a module's text by its path."""
    done: dict[str, str] = {}
    _add(entry, read, done)
    return '"use strict";\n' + "".join(done.values())


def _add(path: str, read: Callable[[str], str], done: dict[str, str]) -> None:
    text = read(path)
    given = []
    for names, place in _IMPORT.findall(text):
        other = normpath(join(dirname(path), place))
        if other not in done:
            _add(other, read, done)
        given.append(f"const {{ {_pairs(names, ': ')} }} = {_variable(other)};\n")
    exported = [f"{name}: {name}" for _whole, name in _DECLARED.findall(text)]
    exported += [_pairs(names, ": ", is_turned=True) for names in _LISTED.findall(text)]
    body = _DECLARED.sub(r"\1", _IMPORT.sub("", text))
    body = _DEFAULT.sub("", _LISTED.sub("", body))
    if left := _LEFT_OVER.search(_without_comments(body)):
        raise NotBundledError(path, left[0])
    returned = f"return {{ {', '.join(exported)} }};\n"
    done[path] = (
        f"// {path}\nconst {_variable(path)} = (() => {{\n{''.join(given)}{body}\n{returned}}})();\n\n"
    )


def _pairs(names: str, sign: str, *, is_turned: bool = False) -> str:
    """`a, b as c` as `a, b: c`, or turned round for what is handed out: `a: a, c: b`."""
    said = []
    for name in filter(None, (part.strip() for part in names.split(","))):
        inner, _as, outer = name.partition(" as ")
        pair = (outer or inner, inner) if is_turned else (inner, outer or inner)
        said.append(sign.join(pair))
    return ", ".join(said)


def _variable(path: str) -> str:
    return "of_" + re.sub(r"\W", "_", path)


def _without_comments(text: str) -> str:
    return re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL)
