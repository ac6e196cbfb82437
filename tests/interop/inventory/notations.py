"""Compares what keelmark reads of CycloneDX XML with what it reads of the same bill in JSON.

    tests/interop/setup.sh
    target/peers/venv/bin/python tests/interop/inventory/notations.py KEELMARK [DOCUMENT…]

CycloneDX's own library for Python writes one bill in both notations: one made here, which has every
field the library knows and keelmark keeps, and each DOCUMENT (CycloneDX JSON) as the library reads it.
`keelmark sbom convert` must make the same bytes of both, and name the same losses. Exits 1 when it
does not. With `--write DIR` the bill made here is kept in DIR instead.
"""

import argparse
import json
import subprocess
import sys
import tempfile
from datetime import datetime, timezone
from pathlib import Path
from uuid import UUID

from cyclonedx.model import (
    ExternalReference, ExternalReferenceType, HashAlgorithm, HashType, Property, XsUri,
)
from cyclonedx.model.bom import Bom
from cyclonedx.model.component import Component, ComponentEvidence, ComponentScope, ComponentType
from cyclonedx.model.component_evidence import (
    AnalysisTechnique, Identity, IdentityField, Method, Occurrence,
)
from cyclonedx.model.contact import OrganizationalContact, OrganizationalEntity
from cyclonedx.model.dependency import Dependency
from cyclonedx.model.license import DisjunctiveLicense, LicenseAcknowledgement, LicenseExpression
from cyclonedx.model.lifecycle import LifecyclePhase, PredefinedLifecycle
from cyclonedx.model.tool import Tool
from cyclonedx.output import make_outputter
from cyclonedx.schema import OutputFormat, SchemaVersion
from packageurl import PackageURL

VERSIONS = [SchemaVersion.V1_4, SchemaVersion.V1_5, SchemaVersion.V1_6, SchemaVersion.V1_7]


def made():
    """A bill with every field that the library knows and keelmark keeps."""
    ada = OrganizationalContact(name="Ada & <Sons>", email="ada@example.org", phone="1")
    acme = OrganizationalEntity(name='Acme "Ltd"', urls=[XsUri("https://acme.example/")], contacts=[ada])
    root = Component(
        type=ComponentType.APPLICATION, bom_ref="root", name="demo", version="1.0", supplier=acme,
        purl=PackageURL("pypi", None, "demo", "1.0"), licenses=[LicenseExpression("MIT OR Apache-2.0")],
    )
    child = Component(type=ComponentType.LIBRARY, bom_ref="inner", name="inner", version="0.1")
    rich = Component(
        type=ComponentType.LIBRARY, bom_ref="rich", group="@scope", name="rich", version="2.0\u00e4",
        purl=PackageURL("npm", "@scope", "rich", "2.0"), supplier=acme, manufacturer=acme,
        authors=[ada], author="Grace", publisher="Publisher", description="one & <two>",
        scope=ComponentScope.OPTIONAL, copyright="(c) Ada", cpe="cpe:2.3:a:acme:rich:2.0:*:*:*:*:*:*:*",
        hashes=[HashType(alg=HashAlgorithm.SHA_256, content="ab" * 32), HashType(alg=HashAlgorithm.MD5, content="cd" * 16)],
        licenses=[
            DisjunctiveLicense(id="BSD-3-Clause", acknowledgement=LicenseAcknowledgement.DECLARED),
            DisjunctiveLicense(name="Own terms", url=XsUri("https://acme.example/terms")),
        ],
        external_references=[
            ExternalReference(type=ExternalReferenceType.DISTRIBUTION, url=XsUri("https://acme.example/rich.tgz"),
                              hashes=[HashType(alg=HashAlgorithm.SHA_512, content="ef" * 64)], comment="a comment"),
            ExternalReference(type=ExternalReferenceType.VCS, url=XsUri("https://git.example/rich?a=1&b=2")),
            ExternalReference(type=ExternalReferenceType.WEBSITE, url=XsUri("https://rich.example/")),
        ],
        properties=[Property(name="keelmark:state", value="locked"), Property(name="x:empty", value="")],
        components=[child],
        evidence=ComponentEvidence(
            identity=[Identity(field=IdentityField.PURL, methods=[
                Method(technique=AnalysisTechnique.BINARY_ANALYSIS, confidence=1)])],
            occurrences=[Occurrence(location="a/b.json", line=7, additional_context="lockfile npm-lock")],
        ),
    )
    bom = Bom(
        serial_number=UUID("3e671687-395b-41f5-a30f-a58921a69b79"), version=3, components=[rich],
        dependencies=[Dependency(root.bom_ref, [Dependency(rich.bom_ref)]), Dependency(rich.bom_ref, [Dependency(child.bom_ref)])],
    )
    bom.metadata.component = root
    bom.metadata.timestamp = datetime(2026, 1, 2, 3, 4, 5, tzinfo=timezone.utc)
    bom.metadata.lifecycles = [PredefinedLifecycle(LifecyclePhase.POST_BUILD)]
    bom.metadata.authors = [ada]
    bom.metadata.manufacturer = acme
    bom.metadata.supplier = acme
    bom.metadata.properties = [Property(name="y", value="of the document")]
    bom.metadata.tools.tools.add(Tool(vendor="Vendor", name="tool", version="9"))
    return bom


def on_one_line(value):
    """A document without line ends in its texts, which XML's schema, and so the library, has none of."""
    if isinstance(value, str):
        return " ".join(value.split())
    if isinstance(value, list):
        return [on_one_line(item) for item in value]
    if isinstance(value, dict):
        return {key: on_one_line(item) for key, item in value.items()}
    return value


def written(bom, version):
    """The bill in both notations."""
    outputs = (make_outputter(bom, form, version) for form in (OutputFormat.JSON, OutputFormat.XML))
    return [output.output_as_string(indent=2) + "\n" for output in outputs]


def read(keelmark, folder, name, text):
    """What keelmark makes of a document: its exit code, what it wrote, what it lost."""
    path = Path(folder) / name
    path.write_text(text, encoding="utf-8")
    ran = subprocess.run(
        [keelmark, "sbom", "convert", name, "-o", "spdx-json@3.0.1"], cwd=folder, capture_output=True, text=True)
    return ran.returncode, ran.stdout, ran.stderr.replace(name, "DOCUMENT")


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--write", type=Path, metavar="DIR")
    parser.add_argument("keelmark")
    parser.add_argument("documents", nargs="*", metavar="DOCUMENT")
    arguments = parser.parse_args()
    keelmark = str(Path(arguments.keelmark).resolve())
    bills = [("the bill made here", made())]
    for path in arguments.documents:
        with open(path, encoding="utf-8") as file:
            bills.append((path, Bom.from_json(on_one_line(json.load(file)))))
    failures = 0
    with tempfile.TemporaryDirectory() as folder:
        for name, bom in bills:
            for version in VERSIONS:
                label = version.to_version()
                in_json, in_xml = written(bom, version)
                if arguments.write:
                    (arguments.write / f"library-{label}.cdx.json").write_text(in_json, encoding="utf-8")
                    (arguments.write / f"library-{label}.cdx.xml").write_text(in_xml, encoding="utf-8")
                    continue
                one = read(keelmark, folder, "bom.json", in_json)
                other = read(keelmark, folder, "bom.xml", in_xml)
                same = one == other and one[0] == 0
                failures += not same
                print("ok   " if same else "DIFF ", f"{name}: CycloneDX {label} in JSON and in XML", flush=True)
                if not same:
                    print(one[2], other[2], sep="\n", file=sys.stderr)
        return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
