"""Build the documentation as a site, in both languages.

    python -m docs.site.build                       into build/site, with the results of the lessons
    python -m docs.site.build --without-notebooks   the lessons as they are stored, not run anew
    python -m docs.site.build --out FOLDER

A link that leads nowhere, a page in no list and an example that cannot be read are errors.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
LANGUAGES = {"en": ".", "zh": "zh"}
"""Each language's folder within the site."""
LIVE = "live.html"
"""The page of the case, in the site's folder."""


def build(out: Path, language: str, notebooks: bool) -> int:
    """Build the site of one language; return Sphinx's exit status.

    Args:
        out: the folder of the whole site.
        language: "en" or "zh".
        notebooks: whether the lessons are run; what a run gave is kept in build/notebooks until they change.
    """
    asked = {"SITE_LANGUAGE": language, "SITE_NOTEBOOKS": "cache" if notebooks else "off"}
    line = [sys.executable, "-m", "sphinx", "--quiet", "--fail-on-warning", "--keep-going"]
    line += ["-c", str(Path(__file__).parent), "-d", str(out / f".pages-{language}")]
    line += [str(ROOT), str(out / LANGUAGES[language])]
    return subprocess.run(line, env={**os.environ, **asked}, check=False).returncode


def make_page(out: Path) -> int:
    """Write the live page that the site shows; return the command's exit status."""
    line = [sys.executable, "-m", "experiments.cli.main", "page", "--out", str(out / LIVE)]
    return subprocess.run(line, cwd=ROOT, check=False).returncode


def main() -> int:
    """Build both languages, one after the other, and the live page."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--out", type=Path, default=ROOT / "build" / "site", metavar="FOLDER")
    parser.add_argument("--without-notebooks", action="store_true", help="do not run the lessons")
    args = parser.parse_args()
    out = args.out.resolve()
    for place, language in enumerate(LANGUAGES, 1):
        run = "" if args.without_notebooks else ", lessons that changed are run: a minute each"
        print(f"{place} of {len(LANGUAGES) + 1}: the site in {language!r}{run}", flush=True)
        if status := build(out, language, not args.without_notebooks):
            return status
    print(f"{len(LANGUAGES) + 1} of {len(LANGUAGES) + 1}: the live page, a minute", flush=True)
    if status := make_page(out):
        return status
    print(out / "index.html")
    return 0


if __name__ == "__main__":
    sys.exit(main())
