"""Checks documents in every format with the libraries of those formats.

    tests/interop/setup.sh
    target/peers/venv/bin/python tests/interop/inventory/documents.py [DOCUMENT…]

Without a document it checks those recorded in crates/formats/testdata/sbom/document. CycloneDX goes
through the strict schema of its version and the library's model, SPDX 2.3 through spdx-tools, SPDX
3.0.1 through the SHACL model of spdx-python-model and the NTIA checker's rules for documents. One
line for each document; exits 1 when one is refused.
"""

import json
import sys
from pathlib import Path

from cyclonedx.model.bom import Bom
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator
from jsonschema.validators import Draft7Validator
from ntia_conformance_checker.spdx3_utils import validate_spdx3_data
from rfc3986_validator import validate_rfc3986
from spdx_python_model import v3_0_1 as spdx3
from spdx_tools.spdx.parser.parse_anything import parse_file
from spdx_tools.spdx.validation.document_validator import validate_full_spdx_document

RECORDED = Path(__file__).parents[3] / "crates/formats/testdata/sbom/document"


# As in sbom.py: the library's own check of an address takes minutes for thousands of them.
@Draft7Validator.FORMAT_CHECKER.checks("iri-reference")
def is_uri_reference(value):
    return not isinstance(value, str) or bool(validate_rfc3986(value, rule="URI_reference"))


class Problem(Exception):
    """What a peer does not accept."""


def check_cyclonedx(text, document):
    version = document["specVersion"]
    error = JsonStrictValidator(SchemaVersion.from_version(version)).validate_str(text)
    if error is not None:
        raise Problem(f"JsonStrictValidator: {error}")
    bom = Bom.from_json(document)
    wanted = len(document.get("components", []))
    if len(bom.components) != wanted:
        raise Problem(f"the model has {len(bom.components)} components, the document {wanted}")
    return f"JsonStrictValidator {version} and the model accept; {wanted} components"


def check_spdx2(path):
    document = parse_file(str(path))
    messages = validate_full_spdx_document(document)
    if messages:
        raise Problem("spdx-tools: " + "; ".join(m.validation_message for m in messages[:5]))
    return f"spdx-tools accepts; {len(document.packages)} packages"


def check_spdx3(path, document):
    objects = spdx3.SHACLObjectSet()
    with open(path, "rb") as file:
        spdx3.JSONLDDeserializer().read(file, objects)
    if objects.missing_ids:
        raise Problem(f"nothing is called {sorted(objects.missing_ids)[:5]}")
    _, messages = validate_spdx3_data(objects)
    if messages:
        raise Problem("; ".join(message.validation_message for message in messages[:5]))
    count = sum(1 for one in document["@graph"] if one["type"] == "software_Package")
    if count != len(list(objects.foreach_type(spdx3.software_Package))):
        raise Problem("the model has another number of packages")
    return f"spdx-python-model accepts; {count} packages"


def check(path):
    text = path.read_text(encoding="utf-8")
    if not text.startswith("{"):
        return check_spdx2(path)
    document = json.loads(text)
    if "bomFormat" in document:
        return check_cyclonedx(text, document)
    if "@context" in document:
        return check_spdx3(path, document)
    return check_spdx2(path)


def main():
    recorded = sorted(path for path in RECORDED.rglob("*") if path.is_file())
    paths = [Path(name) for name in sys.argv[1:]] or recorded
    failures = 0
    for path in paths:
        try:
            print(f"ok    {path.parent.name}/{path.name}: {check(path)}")
        except Exception as error:  # a peer may raise anything
            failures += 1
            print(f"DIFF  {path.parent.name}/{path.name}: {type(error).__name__}: {error}")
    if not paths:
        print("skipped: documents: there are none")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
