"""Lockfiles, manifests and SBOMs that are too large, too deep, or lead in circles."""

import json

from . import METADATA, WITNESS, case, tree

FOUND = {"witness"}
DEEP = 100_000
MILLION = 1_000_000


def beside(name, content):
    """A folder with this file and a witness."""
    return tree({WITNESS: METADATA, name: content})


def huge(name):
    """A folder with a file of 1 GiB that takes no space, and a witness."""

    def make(folder):
        target = tree({WITNESS: METADATA})(folder)
        with open(target / name, "wb") as out:
            out.write(b"{" if name.endswith("json") else b"")
            out.truncate(1 << 30)
        return target

    return make


def cargo_lock(count, need=""):
    """`Cargo.lock` with so many packages, each of which needs `need`."""
    parts = [b"version = 4\n"]
    for number in range(count):
        needs = f'dependencies = ["{need.format(number + 1)}"]\n' if need else ""
        parts.append(f'[[package]]\nname = "p{number}"\nversion = "1.0.0"\n{needs}\n'.encode())
    return b"\n".join(parts)


def circle_cargo():
    return cargo_lock(1_000, "p{}") + b'[[package]]\nname = "p1000"\nversion = "1.0.0"\ndependencies = ["p0"]\n'


def package_lock(count):
    packages = {f"node_modules/p{number}": {"version": "1.0.0"} for number in range(count)}
    return json.dumps({"name": "a", "lockfileVersion": 3, "packages": {"": {}, **packages}}).encode()


def circle_npm():
    packages = {"": {"name": "a", "version": "1.0.0", "dependencies": {"a0": "1"}}}
    for number in range(100):
        needs = {f"a{(number + 1) % 100}": "1.0.0"}
        packages[f"node_modules/a{number}"] = {"version": "1.0.0", "dependencies": needs}
    return json.dumps({"name": "a", "version": "1.0.0", "lockfileVersion": 3, "packages": packages}).encode()


def uv_lock(count, circle=False):
    parts = ["version = 1\nrequires-python = '>=3.10'\n"]
    for number in range(count):
        need = f'dependencies = [{{ name = "p{(number + 1) % count}" }}]\n' if circle else ""
        source = 'source = { registry = "https://pypi.org/simple" }'
        parts.append(f'[[package]]\nname = "p{number}"\nversion = "1.0"\n{source}\n{need}')
    return "\n".join(parts).encode()


def lines(form, count=MILLION, head=""):
    return lambda: (head + "".join(form.format(number) for number in range(count))).encode()


def json_deep(before, after):
    return lambda: (before + "[" * DEEP + "]" * DEEP + after).encode()


def xml_deep():
    return b"<project>" + b"<a>" * DEEP + b"</a>" * DEEP + b"</project>"


def xml_laughs():
    """Ten entities, each of ten of the one before."""
    entities = '<!ENTITY e0 "lol">\n'
    for number in range(1, 10):
        entities += f'<!ENTITY e{number} "{f"&e{number - 1};" * 10}">\n'
    return f'<?xml version="1.0"?><!DOCTYPE p [{entities}]><project><version>&e9;</version></project>'.encode()


XML_FILE = b"""<?xml version="1.0"?><!DOCTYPE p [<!ENTITY e SYSTEM "file:///etc/passwd">]>
<project><groupId>g</groupId><artifactId>a</artifactId><version>&e;</version></project>"""


def pom(name, parent, folder):
    return f"""<project><parent><groupId>g</groupId><artifactId>{parent}</artifactId><version>1</version>
<relativePath>../{folder}/pom.xml</relativePath></parent><artifactId>{name}</artifactId></project>""".encode()


def pom_properties():
    """Properties that stand for each other, and one that grows."""
    grows = "".join(f"<g{number}>{'${g%d}' % (number + 1) * 10}</g{number}>" for number in range(20))
    return f"""<project><groupId>g</groupId><artifactId>a</artifactId><version>${{x}}</version>
<properties><x>${{y}}</x><y>${{x}}</y>{grows}</properties><dependencies><dependency><groupId>g</groupId>
<artifactId>b</artifactId><version>${{g0}}</version></dependency></dependencies></project>""".encode()


def yaml_laughs(key):
    text = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n"
    for number in range(1, 12):
        text += f"a{number}: &a{number} [{', '.join([f'*a{number - 1}'] * 10)}]\n"
    return f"{key}\n{text}".encode()


def cyclonedx(count):
    components = [{"type": "library", "name": f"p{number}", "bom-ref": str(number)} for number in range(count)]
    needs = [{"ref": str(number), "dependsOn": [str((number + 1) % count)]} for number in range(count)]
    known = {"bomFormat": "CycloneDX", "specVersion": "1.6", "version": 1}
    return json.dumps(known | {"components": components, "dependencies": needs}).encode()


RECORD = (
    b"""../../../etc/passwd,sha256=AAAA,1
/etc/shadow,,
witness.py,sha256=zzzz,9999999999999999999999
"""
    * 1_000
)
SIZE = "scan.size"
DEPTH = "document.depth"
SYNTAX = "document.syntax"
CASES = [
    case("package-lock.json of 1 GiB", huge("package-lock.json"), 3, SIZE, finds=FOUND),
    case("uv.lock of 1 GiB", huge("uv.lock"), 3, SIZE, finds=FOUND),
    case("requirements.txt of 1 GiB", huge("requirements.txt"), 3, SIZE, finds=FOUND),
    case(
        "package-lock.json of 1,000,000 packages",
        beside("package-lock.json", lambda: package_lock(MILLION)),
        3,
        "document.size",
        finds=FOUND,
    ),
    case(
        "package-lock.json of 200,000 packages",
        beside("package-lock.json", lambda: package_lock(199_999)),
        0,
        finds={"p7"},
        most=1400,
    ),
    case(
        "Cargo.lock of 1,000,000 packages",
        beside("Cargo.lock", lambda: cargo_lock(MILLION)),
        3,
        "document.size",
        finds=FOUND,
        most=300,
    ),
    case(
        "uv.lock of 500,000 packages",
        beside("uv.lock", lambda: uv_lock(500_000)),
        3,
        "document.size",
        finds=FOUND,
        most=350,
    ),
    case(
        "requirements.txt of 1,000,000 lines",
        beside("requirements.txt", lines("p{}==1.0\n")),
        3,
        "extract.entry",
        finds=FOUND,
        most=900,
    ),
    case(
        "go.sum of 1,000,000 lines",
        beside("go.sum", lines("example.com/p{} v1.0.0 h1:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n", 700_000)),
        3,
        SIZE,
        finds=FOUND,
    ),
    case(
        "yarn.lock of 1,000,000 packages",
        beside("yarn.lock", lines('p{0}@^1:\n  version "1.0.0"\n\n', head="# yarn lockfile v1\n\n")),
        3,
        "extract.entry",
        finds=FOUND,
        most=900,
    ),
    case(
        "yarn.lock of 10,000,000 lines that say nothing",
        beside("yarn.lock", lambda: b"# yarn lockfile v1\n" + b"a\n" * 10_000_000),
        3,
        "extract.entry",
        finds=FOUND,
    ),
    case(
        "gradle.lockfile of 10,000,000 lines that say nothing",
        beside("gradle.lockfile", lambda: b"a\n" * 10_000_000),
        3,
        "extract.entry",
        finds=FOUND,
    ),
    case("SBOM of 200,000 components in a circle", beside("a.cdx.json", lambda: cyclonedx(200_000)), 0, most=800),
    case("JSON: 100,000 deep", beside("package-lock.json", json_deep('{"packages":', "}")), 3, DEPTH, finds=FOUND),
    case(
        "JSON: 100,000 deep, Pipfile.lock",
        beside("Pipfile.lock", json_deep('{"default":', "}")),
        3,
        SYNTAX,
        finds=FOUND,
    ),
    case(
        "JSON: 100,000 deep, SBOM",
        beside("a.cdx.json", json_deep('{"bomFormat":"CycloneDX","a":', "}")),
        3,
        DEPTH,
        finds=FOUND,
    ),
    case("TOML: 100,000 deep", beside("uv.lock", json_deep("version = 1\na = ", "\n")), 3, DEPTH, finds=FOUND),
    case(
        "TOML: a key of 100,000 parts", beside("poetry.lock", lambda: b"a." * DEEP + b"b = 1\n"), 3, DEPTH, finds=FOUND
    ),
    case(
        "YAML: 100,000 deep",
        beside("pnpm-lock.yaml", json_deep("lockfileVersion: '9.0'\na: ", "\n")),
        3,
        SYNTAX,
        finds=FOUND,
    ),
    case(
        "YAML: 100,000 deep, workflow",
        beside(".github/workflows/a.yml", json_deep("jobs: ", "\n")),
        3,
        SYNTAX,
        finds=FOUND,
    ),
    case(
        "YAML: aliases that become 10^12 values",
        beside("pnpm-lock.yaml", lambda: yaml_laughs("lockfileVersion: '9.0'")),
        3,
        SYNTAX,
        finds=FOUND,
    ),
    case(
        "YAML: the same in a workflow",
        beside(".github/workflows/a.yml", lambda: yaml_laughs("on: push")),
        3,
        SYNTAX,
        finds=FOUND,
    ),
    case("XML: 100,000 deep", beside("pom.xml", xml_deep), 3, DEPTH, finds=FOUND),
    case("XML: entities that become 10^9 words", beside("pom.xml", xml_laughs), 3, "extract.entry", finds=FOUND),
    case("XML: /etc/passwd as an entity", beside("pom.xml", XML_FILE), 0, finds=FOUND),
    case(
        "two pom.xml, parents of each other",
        tree({WITNESS: METADATA, "a/pom.xml": pom("a", "b", "b"), "b/pom.xml": pom("b", "a", "a")}),
        0,
        finds=FOUND,
    ),
    case("pom.xml with properties in a circle", beside("pom.xml", pom_properties), 0, finds=FOUND),
    case(
        "requirements that include each other",
        tree(
            {
                WITNESS: METADATA,
                "requirements.txt": b"-r requirements-a.txt\na==1\n",
                "requirements-a.txt": b"-r requirements.txt\n-r requirements-a.txt\nb==1\n",
            }
        ),
        0,
        finds={"witness", "a", "b"},
    ),
    case(
        "requirements that include /etc/passwd",
        beside("requirements.txt", b"-r /etc/passwd\n-r ../../../etc/passwd\na==1\n"),
        3,
        "extract.include",
        finds={"witness", "a"},
    ),
    case("Cargo.lock: 1,001 packages in a circle", beside("Cargo.lock", circle_cargo), 0, finds={"witness", "p7"}),
    case(
        "package-lock.json: packages in a circle", beside("package-lock.json", circle_npm), 0, finds={"witness", "a7"}
    ),
    case(
        "uv.lock: packages in a circle",
        beside("uv.lock", lambda: uv_lock(100, circle=True)),
        0,
        finds={"witness", "p7"},
    ),
    case("no text in a lockfile", beside("Cargo.lock", b"\xff\xfe\0\0" * 100), 3, "document.encoding", finds=FOUND),
    case(
        "one key twice in a lockfile",
        beside("package-lock.json", b'{"lockfileVersion":3,"packages":{},"packages":{}}'),
        3,
        SYNTAX,
        finds=FOUND,
    ),
    case("RECORD that names what is not its own", beside("witness-1.0.dist-info/RECORD", RECORD), 0, finds=FOUND),
]
