"""Checks SBOM documents with CycloneDX's and SPDX's own libraries and the NTIA checker.

    tests/interop/setup.sh
    target/peers/venv/bin/python tests/interop/sbom.py [--incomplete | --refused] DOCUMENT…

Every document is CycloneDX or SPDX JSON. With `--incomplete` versions or suppliers are not known, as
where a manifest alone was read: the NTIA minimum elements then cannot hold, and the script insists
that the checker says so. With `--refused` the peers must refuse every document. Exits 1 when anything is not as it should be.
"""

import argparse
import json
import sys

from cyclonedx.model.bom import Bom
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator
from jsonschema.validators import Draft7Validator
from ntia_conformance_checker import SbomChecker
from rfc3986_validator import validate_rfc3986
from spdx_tools.spdx.model.actor import Actor
from spdx_tools.spdx.model.relationship import RelationshipType
from spdx_tools.spdx.parser.error import SPDXParsingError
from spdx_tools.spdx.parser.parse_anything import parse_file
from spdx_tools.spdx.validation.document_validator import validate_full_spdx_document


# The validator's own check of `iri-reference` derives each address with an Earley parser: half an
# hour for five thousand. Every URI reference is an IRI reference, so this one is stricter.
@Draft7Validator.FORMAT_CHECKER.checks("iri-reference")
def is_uri_reference(value):
    return not isinstance(value, str) or bool(validate_rfc3986(value, rule="URI_reference"))


class Problem(Exception):
    """What a peer does not accept."""


def check_cyclonedx(path, text, incomplete):
    document = json.loads(text)
    error = JsonStrictValidator(SchemaVersion.V1_6).validate_str(text)
    if error is not None:
        raise Problem(f"JsonStrictValidator: {error}")
    bom = Bom.from_json(document)
    count = len(bom.components)
    if count != len(document.get("components", [])):
        raise Problem(f"the model has {count} components, the document another number")
    root = bom.metadata.component
    if root is None:
        raise Problem("the model has no root component")
    for component in bom.components:
        if component.purl is None:
            raise Problem(f"{component.name}: the model has no purl")
        if not incomplete and component.version != component.purl.version and component.purl.version:
            raise Problem(f"{component.purl}: version is {component.version}")
    known = {component.bom_ref.value for component in bom.components} | {root.bom_ref.value}
    edges = 0
    for dependency in bom.dependencies:
        targets = {target.ref.value for target in dependency.dependencies}
        if unknown := ({dependency.ref.value} | targets) - known:
            raise Problem(f"dangling references: {sorted(unknown)}")
        edges += len(targets)
    return f"JsonStrictValidator 1.6 and the model accept; {count} components, {edges} dependencies"


DEPENDENCY_OF = {
    RelationshipType.BUILD_DEPENDENCY_OF,
    RelationshipType.DEV_DEPENDENCY_OF,
    RelationshipType.OPTIONAL_DEPENDENCY_OF,
    RelationshipType.PROVIDED_DEPENDENCY_OF,
}


def check_spdx(path, text, incomplete):
    try:
        document = parse_file(path)
    except SPDXParsingError as error:
        raise Problem(f"spdx-tools: {error.get_messages()[:5]}") from error
    messages = validate_full_spdx_document(document)
    if messages:
        raise Problem("spdx-tools: " + "; ".join(m.validation_message for m in messages[:5]))
    pairs = set()
    for relationship in document.relationships:
        ends = relationship.spdx_element_id, relationship.related_spdx_element_id
        if relationship.relationship_type == RelationshipType.DEPENDS_ON:
            pairs.add(ends)
        elif relationship.relationship_type in DEPENDENCY_OF:
            pairs.add(ends[::-1])
    checker = SbomChecker(path, compliance="ntia")
    # The checker looks only at what `DEPENDS_ON` leads to from the root. Documents that are not
    # whole may list members of a workspace that nothing leads to.
    if not incomplete and (floating := checker.floating_component_ids):
        raise Problem(f"the NTIA checker does not reach {len(floating)}: {sorted(floating)[:5]}")
    if incomplete:
        if checker.compliant:
            raise Problem("the NTIA checker does not miss what is not known")
        verdict = "not NTIA conformant, as it must be"
    else:
        if not checker.compliant:
            raise Problem(f"not NTIA conformant: {checker.all_components_without_info}")
        for package in document.packages:
            if not package.version or not isinstance(package.supplier, Actor):
                raise Problem(f"{package.name}: no version or supplier")
        verdict = "NTIA conformant"
    others = len(document.packages) - 1
    return f"spdx-tools accepts; {verdict}; {others} packages, {len(pairs)} dependencies"


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--incomplete", action="store_true", help="versions are not known")
    parser.add_argument("--refused", action="store_true", help="the peers must refuse")
    parser.add_argument("documents", nargs="+", metavar="DOCUMENT")
    arguments = parser.parse_args()
    failures = 0
    for path in arguments.documents:
        with open(path, encoding="utf-8") as file:
            text = file.read()
        check = check_cyclonedx if '"bomFormat"' in text[:200] else check_spdx
        accepted = True
        try:
            said = check(path, text, arguments.incomplete)
        except Problem as problem:
            accepted, said = False, " ".join(str(problem).split())[:300]
        failures += accepted == arguments.refused
        print("DIFF " if accepted == arguments.refused else "ok   ", f"{path}: {said}", flush=True)
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
