#!/usr/bin/env python3
"""Breaks documents in every place, and compares who refuses them.

    tests/interop/setup.sh
    target/peers/venv/bin/python tests/interop/inventory/validate.py [KEELMARK]

Real documents of CycloneDX 1.5 to 1.7 and of SPDX 2.3, which everybody accepts, are changed in one place
each: a field is taken away, emptied, or given another type or a word that is none of its own; an object gets
a field that nobody knows; a list says something twice. `keelmark sbom validate` must refuse what
cyclonedx-python-lib's JsonStrictValidator or spdx-tools refuses, but for what ARGUED has a reason for. A part
of the changes is tried, all of them with KEELMARK_INTEROP=all. Exits 1 when something is accepted.
"""

import collections
import copy
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile

from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator
from jsonschema.validators import Draft7Validator
from rfc3986_validator import validate_rfc3986
from spdx_tools.spdx.parser.error import SPDXParsingError
from spdx_tools.spdx.parser.jsonlikedict.json_like_dict_parser import JsonLikeDictParser
from spdx_tools.spdx.validation.document_validator import validate_full_spdx_document

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))
import report

ROOT = pathlib.Path(__file__).resolve().parents[3]
TESTDATA = ROOT / "crates/formats/testdata/sbom"
DOCUMENTS = [
    "document/image/cyclonedx-json-1.5.cdx.json",
    "document/image/cyclonedx-json-1.6.cdx.json",
    "document/image/cyclonedx-json-1.7.cdx.json",
    "document/image/spdx-json-2.3.spdx.json",
    "read/cargo-cyclonedx.cdx.json",
    "package-lock/sbom.cyclonedx.json",
    "uv-lock/sbom.spdx.json",
]
# How many changes are tried unless all are.
SAMPLE = 360

# What a peer refuses and keelmark accepts: the change, and why that is right.
ARGUED = {
    r"SPDX-2\.3 packages\[\]\.externalRefs\[\]\.referenceLocator: other case": (
        "a package URL's scheme and type may be written in any case, its specification says"
    ),
}


# As in documents.py: the library's own check of an address takes minutes for thousands of them.
@Draft7Validator.FORMAT_CHECKER.checks("iri-reference")
def is_uri_reference(value):
    return not isinstance(value, str) or bool(validate_rfc3986(value, rule="URI_reference"))


class Peers:
    """The validators of both formats, each made once."""

    def __init__(self):
        self.validators = {}

    def refuse(self, document):
        """Why a document is refused, or None."""
        if "spdxVersion" in document or "SPDXID" in document:
            return self.spdx(document)
        return self.cyclonedx(document)

    def cyclonedx(self, document):
        try:
            version = SchemaVersion.from_version(document["specVersion"])
            if version not in self.validators:
                self.validators[version] = JsonStrictValidator(version)
        except Exception as error:  # what is no version is refused in many ways
            return f"{type(error).__name__}: {error}"
        error = self.validators[version].validate_str(json.dumps(document))
        return None if error is None else str(error).splitlines()[0][:200]

    @staticmethod
    def spdx(document):
        try:
            parsed = JsonLikeDictParser().parse(copy.deepcopy(document))
            messages = validate_full_spdx_document(parsed)
        except SPDXParsingError as error:
            return str(error.get_messages()[:1])
        except Exception as error:  # it expects types that it does not check
            return f"{type(error).__name__}: {error}"
        return messages[0].validation_message[:200] if messages else None


def places(value, path=()):
    """Every place of a document, its path from the document down, the document first."""
    yield path, value
    entries = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for name, inner in entries:
        yield from places(inner, (*path, name))


def kind(path):
    """A path without numbers: `components[].hashes[].alg`."""
    words = ("[]" if isinstance(part, int) else f".{part}" for part in path)
    return "".join(words).lstrip(".") or "(document)"


def changes(document):
    """The name of each change and the changed document; of places of one kind the first."""
    seen = set()
    for path, value in places(document):
        if kind(path) in seen:
            continue
        seen.add(kind(path))
        for name, change in changes_of(path, value):
            changed = copy.deepcopy(document)
            holder = changed
            for part in path[:-1]:
                holder = holder[part]
            change(holder, path[-1] if path else None)
            yield f"{kind(path)}: {name}", changed


def changes_of(path, value):
    """What can be done to one value, as functions of what holds it and of its name there."""

    def exchanged(new):
        return lambda holder, name: holder.__setitem__(name, new)

    if isinstance(value, dict):
        def grown(holder, name):
            (holder if name is None else holder[name])["nobodyKnows"] = "this"

        yield "an unknown field", grown
    if not path:
        return
    if isinstance(path[-1], str):
        yield "taken away", lambda holder, name: holder.pop(name)
    yield "null", exchanged(None)
    if isinstance(value, str):
        yield "a number", exchanged(1)
        yield "empty", exchanged("")
        yield "another word", exchanged("BANANA (")
        yield "white space", exchanged(f"{value} \n")
        yield "other case", exchanged(value.swapcase())
    elif isinstance(value, (bool, int, float)):
        yield "text", exchanged(str(value))
        yield "negative", exchanged(-1)
        yield "large", exchanged(10**9)
    elif isinstance(value, list):
        yield "an object", exchanged({})
        yield "emptied", exchanged([])
        if value:
            yield "its first twice", lambda holder, name: holder[name].insert(0, copy.deepcopy(holder[name][0]))
    else:
        yield "text", exchanged("text")
        yield "a list", exchanged([value])
        yield "emptied", exchanged({})


def refuses(keelmark, folder, document):
    """Whether `keelmark sbom validate` refuses a document; it must not fail."""
    path = folder / "changed.json"
    path.write_text(json.dumps(document), encoding="utf-8")
    ran = subprocess.run([keelmark, "sbom", "validate", path], capture_output=True, text=True)
    if ran.returncode not in (0, 1, 2):
        sys.exit(f"keelmark ends with {ran.returncode}: {ran.stderr}")
    return ran.returncode != 0


def argued(name):
    return next((reason for pattern, reason in ARGUED.items() if re.fullmatch(pattern, name)), None)


def chosen(all_changes):
    """Of all changes some that lie evenly among them, unless all are wanted."""
    if os.environ.get("KEELMARK_INTEROP") == "all":
        return all_changes
    step = max(1, len(all_changes) // SAMPLE)
    return all_changes[::step]


def main():
    keelmark = str(pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else ROOT / "target/debug/keelmark").resolve())
    peers, tried = Peers(), []
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        for name in DOCUMENTS:
            document = json.loads((TESTDATA / name).read_text(encoding="utf-8"))
            why = peers.refuse(document)
            problems = [f"a peer: {why}"] if why else []
            problems += ["keelmark refuses it"] if refuses(keelmark, folder, document) else []
            report.check(f"as it is: {name}", problems)
            version = document.get("specVersion") or document["spdxVersion"]
            tried += [(f"{version} {change}", changed) for change, changed in changes(document)]
        tried = chosen(tried)
        counts, reasons, accepted, stricter = collections.Counter(), collections.Counter(), [], []
        for name, changed in tried:
            theirs, ours = peers.refuse(changed), refuses(keelmark, folder, changed)
            counts[theirs is not None, ours] += 1
            if theirs and not ours:
                reason = argued(name)
                reasons[reason] += 1
                accepted += [] if reason else [f"{name}: {theirs}"]
            if ours and not theirs:
                stricter.append(name)
    for reason, count in sorted((reason, count) for reason, count in reasons.items() if reason):
        report.note(f"{count} changes that a peer refuses and keelmark does not: {reason}")
    if stricter:
        shown = ", ".join(stricter[:: max(1, len(stricter) // 5)][:5])
        report.note(f"{len(stricter)} changes that keelmark alone refuses, among them {shown}")
    both, neither = counts[True, True], counts[False, False]
    report.check(f"{len(tried)} changed documents", accepted, f"{both} refused by both, {neither} accepted by both")
    sys.exit(report.failures > 0)


main()
