"""Several modules become one script that does the same."""

import shutil
import subprocess
from pathlib import Path

import pytest

from certificates.checking.bundle import NotBundledError, bundle
from tests.test_architecture import ROOT

MODULES = {
    "js/main.js": 'import { twice, Two as Pair } from "./more/twice.js";\nimport {\n  three,\n} from "./three.js";\n\n'
    "globalThis.found = [twice(three), new Pair().size];\n",
    "js/more/twice.js": 'import { three } from "../three.js";\nconst two = three - 1;\n'
    "export const twice = (number) => two * number;\nclass Hidden { size = 2 }\n"
    "export { Hidden as Two };\nexport default twice;\n",
    "js/three.js": "// export of a three\nconst two = 2; // another two\nexport const three = two + 1;\n",
}


def test_modules_stand_in_the_order_in_which_they_need_each_other() -> None:
    script = bundle("js/main.js", MODULES.__getitem__)
    places = [script.index(f"// {path}\n") for path in ("js/three.js", "js/more/twice.js", "js/main.js")]
    assert places == sorted(places)
    assert script.count("// js/three.js\n") == 1
    assert "import " not in script


def test_the_script_does_what_the_modules_do(tmp_path: Path) -> None:
    script = bundle("js/main.js", MODULES.__getitem__) + "console.log(JSON.stringify(globalThis.found));\n"
    assert ran(script, tmp_path) == "[6,2]"


def ran(script: str, folder: Path) -> str:
    """What a script prints, in whatever runs JavaScript here: Node, or Chromium's own engine."""
    if shutil.which("node") is None:
        pytest.skip("the browser tests run the whole bundle; this needs node")
    (folder / "script.js").write_text(script)
    done = subprocess.run(["node", folder / "script.js"], capture_output=True, text=True, check=True)
    return done.stdout.strip()


@pytest.mark.parametrize(
    "text",
    [
        'import it from "./three.js";\n',
        'import * as all from "./three.js";\n',
        'import "./three.js";\n',
        'export * from "./three.js";\n',
        "export default function () {}\n",
    ],
)
def test_a_module_written_in_another_way_is_refused_by_name(text: str) -> None:
    with pytest.raises(NotBundledError) as refused:
        bundle("js/main.js", {"js/main.js": text, "js/three.js": ""}.__getitem__)
    assert refused.value.path == "js/main.js"


def test_the_pages_modules_can_be_bundled() -> None:
    script = bundle("js/verify/offline.js", lambda path: (ROOT / "static" / path).read_text())
    modules = {
        str(path.relative_to(ROOT / "static")) for path in (ROOT / "static" / "js" / "verify").glob("*.js")
    }
    assert {path for path in modules if f"// {path}\n" in script} == modules - {"js/verify/online.js"}
