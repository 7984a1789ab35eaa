"""Fetch the front-end files of other projects and write them, with a manifest, into the source tree.

A maintainer's tool (needs npm): what it writes is committed, so that no installation or test run needs a network.
`python tools/vendor.py` fetches again; `python tools/vendor.py --check` only compares the files with their manifests.
"""

import argparse
import hashlib
import json
import re
import subprocess
import sys
import tarfile
import tempfile
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
WEB = ROOT / "src" / "sanwu" / "web" / "static" / "vendor"
TESTS = ROOT / "tests" / "web" / "vendor"
ESBUILD = "0.28.2"
SOURCE_MAP = re.compile(rb"\n?(?://|/\*)# sourceMappingURL=[^\n]*\n?$")


@dataclass(frozen=True)
class Package:
    """One npm package, exactly pinned, and which of its files go where."""

    name: str
    version: str
    licence: str
    target: Path
    files: dict[str, str]  # path inside the package -> file name here
    transpile: str = ""  # the oldest browser that must understand the scripts, where the package is newer


PACKAGES = (
    Package(
        "bootstrap", "5.3.9", "MIT", WEB, {"dist/css/bootstrap.min.css": "bootstrap.min.css", "LICENSE": "LICENSE.txt"}
    ),
    # htmx 4 is another library under the same name: never let this float.
    Package("htmx.org", "2.0.11", "0BSD", WEB, {"dist/htmx.min.js": "htmx.min.js", "LICENSE": "LICENSE.txt"}),
    Package(
        "maplibre-gl",
        "5.24.1",
        "BSD-3-Clause",
        WEB,
        {
            "dist/maplibre-gl-csp.js": "maplibre-gl-csp.js",
            "dist/maplibre-gl-csp-worker.js": "maplibre-gl-csp-worker.js",
            "dist/maplibre-gl.css": "maplibre-gl.css",
            "LICENSE.txt": "LICENSE.txt",
        },
        transpile="chrome86",
    ),
    # line, bar and pie with axes, legend and tooltip: two thirds of the full build
    Package(
        "echarts",
        "6.1.0",
        "Apache-2.0",
        WEB,
        {"dist/echarts.common.min.js": "echarts.common.min.js", "LICENSE": "LICENSE.txt", "NOTICE": "NOTICE.txt"},
    ),
    # The editor of scheme drafts: YAML, completion, search. Its styles are a file of their own, for no page may carry
    # any inline; the pictures are those that ace.css names.
    Package(
        "ace-builds",
        "1.45.2",
        "BSD-3-Clause",
        WEB,
        {
            "src-min-noconflict/ace.js": "ace.js",
            "src-min-noconflict/mode-yaml.js": "mode-yaml.js",
            "src-min-noconflict/ext-language_tools.js": "ext-language_tools.js",
            "src-min-noconflict/ext-searchbox.js": "ext-searchbox.js",
            "css/ace.css": "ace.css",
            "css/theme/textmate.css": "theme/textmate.css",
            "css/textmate-1.png": "textmate-1.png",
            "css/textmate-2.png": "textmate-2.png",
            **{f"css/main-{n}.png": f"main-{n}.png" for n in (1, 2, 3, 4, *range(13, 25), 26)},
            **{f"css/main-{n}.svg": f"main-{n}.svg" for n in (*range(5, 13), 25)},
            "LICENSE": "LICENSE.txt",
        },
    ),
    Package("axe-core", "4.14.1", "MPL-2.0", TESTS, {"axe.min.js": "axe.min.js", "LICENSE": "LICENSE.txt"}),
)


def fetch(package: Package, folder: Path) -> tuple[Path, str]:
    """Download the package's archive with npm; return its path and npm's integrity value."""
    command = ["npm", "pack", "--json", "--silent", f"{package.name}@{package.version}"]
    answer = subprocess.run(command, cwd=folder, check=True, capture_output=True, text=True)
    entry = json.loads(answer.stdout)[0]
    return folder / entry["filename"], entry["integrity"]


def write(package: Package, archive: Path) -> list[dict[str, str]]:
    """Write the wanted files of an archive; a reference to a source map that is not shipped is cut off."""
    written = []
    with tarfile.open(archive) as tar:
        for inner, name in package.files.items():
            member = tar.extractfile(f"package/{inner}")
            if member is None:
                raise SystemExit(f"{package.name}@{package.version} has no file {inner}")
            data = SOURCE_MAP.sub(b"\n", member.read())
            if package.transpile and name.endswith(".js"):
                data = transpiled(data, package.transpile)
            target = package.target / package.name / name
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(data)
            path = target.relative_to(package.target).as_posix()
            written.append({"path": path, "sha256": hashlib.sha256(data).hexdigest()})
    return written


def transpiled(data: bytes, browser: str) -> bytes:
    """The same script in the syntax of an older browser; what it calls there may still be missing."""
    command = ["npx", "--yes", f"esbuild@{ESBUILD}", "--minify", f"--target={browser}", "--legal-comments=inline"]
    return subprocess.run(command, input=data, check=True, capture_output=True).stdout


def refresh() -> None:
    """Fetch everything and rewrite both manifests."""
    manifests: dict[Path, list[dict[str, object]]] = {}
    with tempfile.TemporaryDirectory() as folder:
        for package in PACKAGES:
            archive, integrity = fetch(package, Path(folder))
            entry: dict[str, object] = {
                "name": package.name,
                "version": package.version,
                "licence": package.licence,
                "integrity": integrity,
                "files": write(package, archive),
            }
            if package.transpile:
                entry["built"] = f"scripts by esbuild {ESBUILD} --minify --target={package.transpile}"
            manifests.setdefault(package.target, []).append(entry)
    for target, entries in manifests.items():
        text = json.dumps({"packages": entries}, ensure_ascii=False, indent=2)
        (target / "manifest.json").write_text(text + "\n", encoding="utf-8")


def differences(target: Path) -> list[str]:
    """Files that differ from the manifest of `target`, are missing from it, or are not listed there."""
    manifest = json.loads((target / "manifest.json").read_text(encoding="utf-8"))
    listed = {file["path"]: file["sha256"] for package in manifest["packages"] for file in package["files"]}
    present = {p.relative_to(target).as_posix(): p for p in target.rglob("*") if p.is_file() and p.parent != target}
    wrong = [f"{path}: not in the manifest" for path in sorted(present.keys() - listed.keys())]
    wrong += [f"{path}: missing" for path in sorted(listed.keys() - present.keys())]
    for path in sorted(listed.keys() & present.keys()):
        if hashlib.sha256(present[path].read_bytes()).hexdigest() != listed[path]:
            wrong.append(f"{path}: differs from the manifest")
    return wrong


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--check", action="store_true", help="compare only, fetch nothing")
    if not parser.parse_args().check:
        refresh()
    wrong = differences(WEB) + differences(TESTS)
    for line in wrong:
        print(line, file=sys.stderr)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
