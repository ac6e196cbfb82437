"""Changes to projects of uv and to their locks, each made at random places.

A change of a manifest takes the files of a project and a source of chance, and changes them; where the project
has nothing that it could change it gives up. A change of a lock takes its text and gives another.
"""

import re


class NotHere(Exception):
    """The project has nothing of the kind that is changed."""


def one(chance, options):
    """One of several; a project without any has nothing to change."""
    options = list(options)
    if not options:
        raise NotHere
    return chance.choice(options)


def manifests(files, field="project"):
    return [it for path, it in sorted(files.items()) if path.endswith("pyproject.toml") and field in it]


def member(files, chance):
    return one(chance, manifests(files))


def uv(files):
    return files["pyproject.toml"].setdefault("tool", {}).setdefault("uv", {})


def project(files, chance):
    return member(files, chance)["project"]


def needs(files, chance):
    return one(chance, [it["project"]["dependencies"] for it in manifests(files) if it["project"]["dependencies"]])


def extras(files, chance):
    return one(chance, [it["project"]["optional-dependencies"] for it in manifests(files) if it["project"].get("optional-dependencies")])


def groups(files, chance):
    return one(chance, [it["dependency-groups"] for it in manifests(files, "dependency-groups")])


def parts(requirement):
    """Name with extras, specifier and marker; those at an address are left alone."""
    if "@" in requirement:
        raise NotHere
    plain, _, marker = (text.strip() for text in requirement.partition(";"))
    name = re.match(r"[\w.-]+(\[[^]]*\])?", plain)[0]
    return name, plain[len(name) :], marker


def joined(name, specifier, marker):
    return f"{name}{specifier}" + (f"; {marker}" if marker else "")


def rewritten(files, chance, change):
    """Replaces one requirement by what `change` makes of its parts."""
    listed = needs(files, chance)
    at = chance.randrange(len(listed))
    listed[at] = joined(*change(*parts(listed[at])))


def listed(files, chance, name):
    values = uv(files).get(name)
    if not values:
        raise NotHere
    return values


MANIFEST = {}


def manifest_change(change):
    MANIFEST[change.__name__.replace("_", "-")] = change
    return change


@manifest_change
def requirement_added(files, chance):
    project(files, chance)["dependencies"].append(chance.choice(["iniconfig", "toml>=0.10", "wheel; sys_platform == 'win32'"]))


@manifest_change
def requirement_removed(files, chance):
    it = needs(files, chance)
    it.pop(chance.randrange(len(it)))


@manifest_change
def requirement_twice(files, chance):
    it = needs(files, chance)
    it.append(chance.choice(it))


@manifest_change
def requirements_turned(files, chance):
    needs(files, chance).reverse()


@manifest_change
def specifier_narrowed(files, chance):
    rewritten(files, chance, lambda name, spec, marker: (name, f"{spec},>=0.1" if spec else ">=0.1", marker))


@manifest_change
def specifier_dropped(files, chance):
    def change(name, spec, marker):
        if not spec:
            raise NotHere
        return name, "", marker

    rewritten(files, chance, change)


@manifest_change
def specifier_respelled(files, chance):
    def change(name, spec, marker):
        if not spec:
            raise NotHere
        return name, " " + " , ".join(reversed(spec.split(","))).replace(">=", ">= "), marker

    rewritten(files, chance, change)


@manifest_change
def specifier_with_zeros(files, chance):
    def change(name, spec, marker):
        if not spec or "*" in spec:
            raise NotHere
        return name, ",".join(part + ".0" for part in spec.split(",")), marker

    rewritten(files, chance, change)


@manifest_change
def name_respelled(files, chance):
    rewritten(files, chance, lambda name, spec, marker: (name.upper().replace("-", "_"), spec, marker))


@manifest_change
def asked_extra(files, chance):
    rewritten(files, chance, lambda name, spec, marker: (f"{name}[more]" if "[" not in name else name.split("[")[0], spec, marker))


@manifest_change
def marker_added(files, chance):
    marker = chance.choice(["sys_platform != 'aix'", "python_version >= '3.11'", "platform_machine in 'x86_64 arm64'", "python_full_version < '3.12.1'"])
    rewritten(files, chance, lambda name, spec, old: (name, spec, f"({old}) and {marker}" if old else marker))


@manifest_change
def marker_of_the_required_python(files, chance):
    rewritten(files, chance, lambda name, spec, old: (name, spec, f"({old}) and python_version >= '3.6'" if old else "python_version >= '3'"))


@manifest_change
def marker_respelled(files, chance):
    turned = {"sys_platform == 'win32'": "'win32' == sys_platform", "python_version < '3.11'": "python_full_version < '3.11'"}

    def change(name, spec, marker):
        if marker not in turned:
            raise NotHere
        return name, spec, turned[marker]

    rewritten(files, chance, change)


@manifest_change
def marker_of_nowhere(files, chance):
    rewritten(files, chance, lambda name, spec, old: (name, spec, "python_version < '2.7'"))


@manifest_change
def extra_added(files, chance):
    project(files, chance).setdefault("optional-dependencies", {})[chance.choice(["new", "New_Extra"])] = []


@manifest_change
def extra_removed(files, chance):
    it = extras(files, chance)
    del it[one(chance, it)]


@manifest_change
def extra_renamed(files, chance):
    it = extras(files, chance)
    name = one(chance, it)
    it[name + "2"] = it.pop(name)


@manifest_change
def extra_respelled(files, chance):
    it = extras(files, chance)
    name = one(chance, it)
    it[name.upper()] = it.pop(name)


@manifest_change
def extra_extended(files, chance):
    it = extras(files, chance)
    it[one(chance, it)].append("iniconfig")


@manifest_change
def moved_to_an_extra(files, chance):
    manifest = one(chance, [it for it in manifests(files) if it["project"]["dependencies"]])["project"]
    manifest.setdefault("optional-dependencies", {}).setdefault("moved", []).append(manifest["dependencies"].pop())


@manifest_change
def group_added(files, chance):
    member(files, chance).setdefault("dependency-groups", {})["new"] = chance.choice([[], ["iniconfig"], [{"include-group": "new2"}]])


@manifest_change
def group_of_the_root_added(files, chance):
    files["pyproject.toml"].setdefault("dependency-groups", {})["new"] = chance.choice([[], ["iniconfig"]])


@manifest_change
def group_removed(files, chance):
    it = groups(files, chance)
    del it[one(chance, it)]


@manifest_change
def group_extended(files, chance):
    it = groups(files, chance)
    it[one(chance, it)].append("iniconfig>=1")


@manifest_change
def group_included(files, chance):
    it = groups(files, chance)
    it["all"] = [{"include-group": name} for name in list(it)]


@manifest_change
def group_respelled(files, chance):
    it = groups(files, chance)
    name = one(chance, it)
    for items in it.values():
        for item in items:
            if isinstance(item, dict) and item["include-group"] == name:
                item["include-group"] = name.upper()
    it[name.title()] = it.pop(name)


@manifest_change
def development_needs(files, chance):
    it = one(chance, [files["pyproject.toml"], member(files, chance)])
    it.setdefault("tool", {}).setdefault("uv", {}).setdefault("dev-dependencies", []).append("iniconfig")


@manifest_change
def group_for_other_python(files, chance):
    it = member(files, chance)
    it.setdefault("dependency-groups", {}).setdefault("dev", []).append("zipp")
    it.setdefault("tool", {}).setdefault("uv", {})["dependency-groups"] = {"dev": {"requires-python": ">=3.11"}}


@manifest_change
def python_raised(files, chance):
    project(files, chance)["requires-python"] = chance.choice([">=3.11", ">3.10", ">=3.10.2", "~=3.11"])


@manifest_change
def python_bounded(files, chance):
    project(files, chance)["requires-python"] += chance.choice([",<4", ",<3.13", ", !=3.12.*", ",!=3.9.1"])


@manifest_change
def python_respelled(files, chance):
    it = project(files, chance)
    it["requires-python"] = it["requires-python"].replace(">=3.", ">= 3.") + chance.choice(["", ",>=3.6", ".0"])


@manifest_change
def python_left_out(files, chance):
    del project(files, chance)["requires-python"]


@manifest_change
def version_raised(files, chance):
    it = project(files, chance)
    it["version"] = chance.choice(["1.1", "2.0.dev1"]) if "version" in it else one(chance, [])


@manifest_change
def version_respelled(files, chance):
    it = project(files, chance)
    it["version"] = chance.choice(["1.0.0", "v1.0", "1"]) if "version" in it else one(chance, [])


@manifest_change
def version_made_dynamic(files, chance):
    it = one(chance, [it for it in manifests(files) if "version" in it["project"] and "build-system" in it])
    del it["project"]["version"]
    it["project"]["dynamic"] = ["version"]


@manifest_change
def version_stated(files, chance):
    it = one(chance, [it["project"] for it in manifests(files) if "version" in it["project"].get("dynamic", [])])
    it["dynamic"].remove("version")
    it["version"] = "1.0"


@manifest_change
def project_renamed(files, chance):
    project(files, chance)["name"] += "-renamed"


@manifest_change
def project_respelled(files, chance):
    it = project(files, chance)
    it["name"] = it["name"].title()


def list_change(field, new, name):
    def added(files, chance):
        uv(files).setdefault(field, []).append(chance.choice(new))

    def removed(files, chance):
        it = listed(files, chance, field)
        it.pop(chance.randrange(len(it)))

    def turned(files, chance):
        it = listed(files, chance, field)
        if len(it) < 2:
            raise NotHere
        it.reverse()

    for verb, change in (("added", added), ("removed", removed), ("turned", turned)):
        MANIFEST[f"{name}-{verb}"] = change


list_change("constraint-dependencies", ["zipp<99", "attrs>=20; sys_platform == 'linux'", "nothing-needs-this<1"], "constraint")
list_change("override-dependencies", ["zipp>=3", "idna<99", "nothing-needs-this==1"], "override")
list_change("build-constraint-dependencies", ["setuptools<81", "wheel<99"], "build-constraint")
list_change("exclude-dependencies", ["pysocks", "Nothing_needs.this"], "exclude")
list_change("environments", ["sys_platform == 'darwin'", "sys_platform == 'linux' and platform_machine == 'x86_64'"], "environment")
list_change("required-environments", ["sys_platform == 'linux' and platform_machine == 'aarch64'"], "required-environment")
list_change("index", [{"name": "new", "url": "https://pypi.org/simple", "explicit": True}, {"name": "mirror", "url": "https://mirror.example/simple"}], "index")
list_change("dependency-metadata", [{"name": "chumpy", "requires-dist": ["six"]}, {"name": "nothing", "version": "1"}], "metadata")


@manifest_change
def environment_respelled(files, chance):
    it = listed(files, chance, "environments")
    it[0] = f"({it[0]}) or ({it[0]} and python_version < '3.12')"


@manifest_change
def conflict_added(files, chance):
    it = one(chance, [it for it in manifests(files) if it["project"].get("optional-dependencies")])
    name = one(chance, it["project"]["optional-dependencies"])
    it.setdefault("dependency-groups", {})["odd"] = []
    it.setdefault("tool", {}).setdefault("uv", {}).setdefault("conflicts", []).append([{"extra": name}, {"group": "odd"}])


@manifest_change
def conflict_removed(files, chance):
    listed(files, chance, "conflicts").pop()


@manifest_change
def conflict_turned(files, chance):
    listed(files, chance, "conflicts")[0].reverse()


def option_change(field, values, neutral=None):
    name = field.split(".")[-1]

    def changed(files, chance):
        here = "uv.toml" in files and field not in ("default-groups", "managed", "package")
        (files["uv.toml"] if here else uv(files))[field] = chance.choice(values)

    def dropped(files, chance):
        where = [it for it in (files.get("uv.toml", {}), uv(files)) if field in it]
        del one(chance, where)[field]

    MANIFEST[f"{name}-set"] = changed
    MANIFEST[f"{name}-dropped"] = dropped


option_change("resolution", ["lowest", "lowest-direct", "highest"])
option_change("prerelease", ["allow", "disallow", "explicit", "if-necessary", "if-necessary-or-explicit"])
option_change("fork-strategy", ["fewest", "requires-python"])
option_change("exclude-newer", ["2025-07-01T00:00:00Z", "2025-06-01T02:00:00+02:00", "2025-06-01"])
option_change("exclude-newer-package", [{"zipp": "2025-06-01T00:00:00Z"}])
option_change("no-sources", [True, False])
option_change("package", [True, False])
option_change("managed", [True])
option_change("no-build-isolation", [True])
option_change("config-settings", [{"a": "b"}])
option_change("no-binary-package", [["zipp"]])
option_change("extra-build-dependencies", [{"zipp": ["setuptools"]}])
option_change("link-mode", ["copy"])
option_change("index-url", ["https://pypi.org/simple", "https://pypi.org/simple/", "https://mirror.example/simple"])
option_change("extra-index-url", [["https://mirror.example/simple"], ["https://pypi.org/simple/"]])
option_change("find-links", [["."]])
option_change("index-strategy", ["unsafe-best-match"])
option_change("default-groups", [[], "all"])


@manifest_change
def build_system_left_out(files, chance):
    del one(chance, manifests(files, "build-system"))["build-system"]


@manifest_change
def build_system_changed(files, chance):
    one(chance, manifests(files, "build-system"))["build-system"] = {"requires": ["setuptools"], "build-backend": "setuptools.build_meta"}


@manifest_change
def build_system_added(files, chance):
    it = one(chance, [it for it in manifests(files) if "build-system" not in it])
    it["build-system"] = {"requires": ["hatchling"], "build-backend": "hatchling.build"}


@manifest_change
def member_no_package(files, chance):
    member(files, chance).setdefault("tool", {}).setdefault("uv", {})["package"] = chance.choice([True, False])


def sources(files, chance):
    found = [it["tool"]["uv"]["sources"] for it in files.values() if isinstance(it, dict) and it.get("tool", {}).get("uv", {}).get("sources")]
    return one(chance, found)


@manifest_change
def source_added(files, chance):
    it = one(chance, [it for it in manifests(files) if any("@" not in one for one in it["project"]["dependencies"])])
    name = one(chance, [re.match(r"[\w-]+", one)[0] for one in it["project"]["dependencies"] if "@" not in one])
    new = [{"git": "https://github.com/x/y", "rev": "abc"}, {"url": f"https://files.example/{name}-1.0-py3-none-any.whl"}, {"index": "missing"}, {"workspace": True}]
    it.setdefault("tool", {}).setdefault("uv", {}).setdefault("sources", {})[name] = chance.choice(new)


@manifest_change
def source_of_nothing_needed(files, chance):
    uv(files).setdefault("sources", {})["nothing"] = {"git": "https://github.com/x/y"}


@manifest_change
def source_removed(files, chance):
    it = sources(files, chance)
    del it[one(chance, it)]


@manifest_change
def source_marked(files, chance):
    it = sources(files, chance)
    it = it[one(chance, it)]
    it = one(chance, it) if isinstance(it, list) else it
    it["marker"] = chance.choice(["sys_platform == 'linux'", "python_version >= '3.6'", "python_version < '3.11'"])


@manifest_change
def source_of_an_extra(files, chance):
    it = sources(files, chance)
    it = it[one(chance, it)]
    it = one(chance, it) if isinstance(it, list) else it
    it["extra"] = chance.choice(["ui", "x"])


@manifest_change
def source_made_editable(files, chance):
    it = one(chance, [it for it in sources(files, chance).values() if isinstance(it, dict) and ("path" in it or "workspace" in it)])
    it["editable"] = not it.get("editable", False)


@manifest_change
def source_respelled(files, chance):
    it = one(chance, [it for it in sources(files, chance).values() if isinstance(it, dict) and ("path" in it or "git" in it)])
    if "path" in it:
        it["path"] = "./" + it["path"].replace("/", "//") if not it["path"].endswith(".whl") else "./" + it["path"]
    else:
        it["git"] += "/"


@manifest_change
def source_at_another_revision(files, chance):
    it = one(chance, [it for it in sources(files, chance).values() if isinstance(it, dict) and "git" in it])
    for field in ("tag", "branch", "rev"):
        it.pop(field, None)
    it.update(chance.choice([{"branch": "main"}, {"tag": "v1"}, {"rev": "v1"}, {}]))


@manifest_change
def source_in_another_folder(files, chance):
    it = one(chance, [it for it in sources(files, chance).values() if isinstance(it, dict) and "path" in it])
    if it["path"].endswith(".whl"):
        it["path"] = it["path"].replace("1.0", "1.1")
    else:
        it["path"] = "libs/data"


@manifest_change
def folder_no_package(files, chance):
    it = one(chance, [it for it in sources(files, chance).values() if isinstance(it, dict) and "path" in it])
    it["package"] = not it.get("package", True)


@manifest_change
def index_with_slash(files, chance):
    it = one(chance, listed(files, chance, "index"))
    it["url"] = it["url"].rstrip("/") if it["url"].endswith("/") else it["url"] + "/"


@manifest_change
def index_elsewhere(files, chance):
    one(chance, listed(files, chance, "index"))["url"] = "https://mirror.example/simple"


@manifest_change
def index_renamed(files, chance):
    one(chance, listed(files, chance, "index"))["name"] += "2"


@manifest_change
def index_flag(files, chance):
    it = one(chance, listed(files, chance, "index"))
    it["explicit"] = not it.get("explicit", False)


@manifest_change
def index_with_user(files, chance):
    it = one(chance, listed(files, chance, "index"))
    it["url"] = it["url"].replace("https://", "https://user:secret@")


def globs(files):
    if "workspace" not in uv(files):
        raise NotHere
    return uv(files)["workspace"]


@manifest_change
def workspace_made(files, chance):
    if "workspace" in uv(files):
        raise NotHere
    uv(files)["workspace"] = {"members": chance.choice([[], ["more"]])}
    files["more/pyproject.toml"] = {"project": {"name": "more", "version": "1", "requires-python": ">=3.9", "dependencies": []}}


@manifest_change
def workspace_dropped(files, chance):
    globs(files)
    del uv(files)["workspace"]


@manifest_change
def member_added(files, chance):
    globs(files)["members"].append("more")
    files["more/pyproject.toml"] = {"project": {"name": "more", "version": "1", "requires-python": ">=3.9", "dependencies": []}}


@manifest_change
def member_excluded(files, chance):
    folder = one(chance, [path for path in files if "/" in path and path.endswith("pyproject.toml")])
    globs(files).setdefault("exclude", []).append(folder.rpartition("/")[0])


@manifest_change
def member_included(files, chance):
    if not globs(files).pop("exclude", None):
        raise NotHere


@manifest_change
def member_moved(files, chance):
    globs(files)
    path = one(chance, [path for path in files if "/" in path and path.endswith("pyproject.toml")])
    files[path.replace("/pyproject", "2/pyproject")] = files.pop(path)


@manifest_change
def settings_in_a_file(files, chance):
    if "uv.toml" in files:
        raise NotHere
    files["uv.toml"] = chance.choice([{}, {"prerelease": "allow"}, {"link-mode": "copy"}, {"constraint-dependencies": ["zipp<99"]}, {"environments": ["sys_platform == 'linux'"]}])


@manifest_change
def words(files, chance):
    project(files, chance).update({"description": "Another.", "keywords": ["x"], "urls": {"Homepage": "https://example.com"}, "classifiers": []})


@manifest_change
def other_tools(files, chance):
    files["pyproject.toml"].setdefault("tool", {})["ruff"] = {"line-length": 99}


@manifest_change
def scripts(files, chance):
    project(files, chance)["scripts"] = {"run": "app:main"}


@manifest_change
def needs_made_dynamic(files, chance):
    it = one(chance, [it for it in manifests(files) if "build-system" in it])["project"]
    del it["dependencies"]
    it.setdefault("dynamic", []).append("dependencies")
