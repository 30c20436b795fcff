"""Hooks of mkdocs: what the pages in docs/ need to be a site.

- Files of the repository that pages link to (`../SECURITY.md`) become pages or files below project/.
- The list of rules in the navigation is that of docs/rules/.
- docs/families.md gets its tables from Schemas/.
"""

import json
import os
import re
from pathlib import Path
from posixpath import dirname, normpath

from mkdocs.structure.files import File

ROOT = Path(__file__).resolve().parents[2]
#: `](target)` and `[name]: target`, without addresses of the web and places on the same page.
LINK = re.compile(r"(\]\(|^\[[^\]]+\]: )(?![a-z]+:|#)([^)#\s]+)(#[^)\s]*)?", re.MULTILINE)


def repository_path(uri: str) -> str:
    """The path in the repository of a page of the site."""
    return uri.removeprefix("project/") if uri.startswith("project/") else f"docs/{uri}"


def site_path(path: str) -> str:
    """The place on the site of a file of the repository."""
    return path.removeprefix("docs/") if path.startswith("docs/") else f"project/{path}"


def targets(uri: str, text: str) -> set[str]:
    """The files of the repository, outside of docs/, that a page links to."""
    found = {normpath(f"{dirname(repository_path(uri))}/{match[2]}") for match in LINK.finditer(text)}
    return {path for path in found if not path.startswith("docs/") and (ROOT / path).is_file()}


def on_files(files, config):
    """Adds what pages link to, and what those pages link to."""
    waiting = [(file.src_uri, Path(file.abs_src_path).read_text()) for file in files.documentation_pages()]
    known = set()
    while waiting:
        uri, text = waiting.pop()
        for path in sorted(targets(uri, text) - known):
            known.add(path)
            files.append(File.generated(config, site_path(path), abs_src_path=str(ROOT / path)))
            if path.endswith(".md"):
                waiting.append((site_path(path), (ROOT / path).read_text()))
    pages = sorted(path for path in known if path.endswith(".md"))
    rules = sorted(file.src_uri for file in files.documentation_pages() if file.src_uri.startswith("rules/"))
    fill(config["nav"], {"rules/*": rules, "project/*": [site_path(path) for path in pages]})
    return files


def fill(nav, lists):
    """Replaces the names of lists in the navigation by their pages."""
    for section in nav:
        if isinstance(section, dict):
            for name, entries in section.items():
                if isinstance(entries, list):
                    section[name] = [page for entry in entries for page in lists.get(str(entry), [entry])]


def on_page_markdown(markdown, page, config, files):
    """Links to files of the repository lead to their places on the site; folders have none."""
    here = page.file.src_uri

    def replaced(match):
        path = normpath(f"{dirname(repository_path(here))}/{match[2]}")
        if (ROOT / path).is_dir():
            return f"{match[1]}{os.path.relpath('index.md', dirname(here) or '.')}"
        return f"{match[1]}{os.path.relpath(site_path(path), dirname(here) or '.')}{match[3] or ''}"

    markdown = LINK.sub(replaced, markdown)
    return markdown.replace("<!-- families -->", families()).replace("<!-- libraries -->", libraries())


def families() -> str:
    """A table of the families with their classes."""
    rows = []
    for path in sorted((ROOT / "Schemas" / "architectures").glob("*.json")):
        schema = json.loads(path.read_text())
        for family in schema.get("families", [schema]):
            types = ", ".join(f"`{name}`" for name in family["modelTypes"])
            names = [entry["name"].replace("{prefix}", family.get("classPrefix", "")) for entry in schema["classes"]]
            classes = ", ".join(f"`{name}`" for name in names)
            rows.append(f"| {family['title']} | {types} | {classes} |")
    return "\n".join(["| family | `model_type` | classes |", "| --- | --- | --- |", *rows])


def libraries() -> str:
    """A table of the libraries with the files that they open."""
    rows = []
    for path in sorted((ROOT / "Schemas" / "libraries").glob("*.json")):
        library = json.loads(path.read_text())
        names = ", ".join(f"`{entry['name']}`" for entry in library["weights"])
        rows.append(f"| `{library['library']}` | {library['title']} | {names} |")
    return "\n".join(["| `--loader` | library | opens, in this order |", "| --- | --- | --- |", *rows])
