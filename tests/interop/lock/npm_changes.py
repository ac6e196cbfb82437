"""Changes to projects of npm: each takes the manifests, the lock and chance, and changes what it gets."""

import json

FIELDS = ["dependencies", "devDependencies", "optionalDependencies"]


class NotHere(Exception):
    """The project has nothing of the kind."""


def chosen(chance, candidates):
    candidates = sorted(candidates, key=json.dumps)
    if not candidates:
        raise NotHere
    return chance.choice(candidates)


def manifest(files, chance):
    return files[chosen(chance, [path for path in files if path.endswith("package.json")])]


def need(files, chance, only=lambda text: True):
    """A manifest, a field of it and a name in that."""
    found = [
        (path, field, name)
        for path, it in files.items()
        for field in FIELDS
        for name, text in it.get(field, {}).items()
        if only(text)
    ]
    path, field, name = chosen(chance, found)
    return files[path], field, name


def is_range(text):
    return ":" not in text and "/" not in text


def entries(lock, only=lambda path, it: True):
    return [path for path, it in lock["packages"].items() if "node_modules/" in path and not it.get("link") and only(path, it)]


def entry(lock, chance, only=lambda path, it: True):
    path = chosen(chance, entries(lock, only))
    return path, lock["packages"][path]


def found_version(lock, name):
    return lock["packages"].get(f"node_modules/{name}", {}).get("version", "1.0.0")


def nothing(files, lock, chance):
    pass


def words(files, lock, chance):
    manifest(files, chance)["description"] = "Another."


def version(files, lock, chance):
    manifest(files, chance)["version"] = "9.9.9"


def name(files, lock, chance):
    files["package.json"]["name"] = "another"


def narrowed(files, lock, chance):
    """A requirement that the lock still answers."""
    it, field, name = need(files, chance, is_range)
    it[field][name] = f">={found_version(lock, name)}"


def widened(files, lock, chance):
    it, field, name = need(files, chance, is_range)
    it[field][name] = chance.choice(["*", "", "x", ">=0.0.0"])


def exact(files, lock, chance):
    it, field, name = need(files, chance, is_range)
    it[field][name] = found_version(lock, name)


def raised(files, lock, chance):
    it, field, name = need(files, chance, is_range)
    it[field][name] = f">{found_version(lock, name)}"


def other_major(files, lock, chance):
    it, field, name = need(files, chance, is_range)
    major = int(found_version(lock, name).split(".")[0])
    it[field][name] = f"^{max(major - 1, 0)}.0.0" if chance.random() < 0.5 else f"<{major}"


def either(files, lock, chance):
    it, field, name = need(files, chance, is_range)
    it[field][name] = f"0.0.1 || {it[field][name]}"


def removed(files, lock, chance):
    it, field, name = need(files, chance)
    del it[field][name]


def added(files, lock, chance):
    manifest(files, chance).setdefault(chance.choice(FIELDS), {})["is-thirteen"] = "^2.0.0"


def added_present(files, lock, chance):
    """What the tree has already, and where the root finds it."""
    path, it = entry(lock, chance, lambda path, it: path.count("node_modules/") == 1 and "name" not in it)
    files["package.json"].setdefault("dependencies", {})[path.split("node_modules/")[1]] = f"^{it['version']}"


def added_other(files, lock, chance):
    path, it = entry(lock, chance, lambda path, it: path.count("node_modules/") == 1 and "name" not in it)
    files["package.json"].setdefault("dependencies", {})[path.split("node_modules/")[1]] = f"<{it['version']}"


def other_field(files, lock, chance):
    it, field, name = need(files, chance)
    text = it[field].pop(name)
    it.setdefault(chance.choice([one for one in FIELDS if one != field]), {})[name] = text


def peer_added(files, lock, chance):
    manifest(files, chance).setdefault("peerDependencies", {})["is-thirteen"] = "^2.0.0"


def optional_peer_added(files, lock, chance):
    it = manifest(files, chance)
    it.setdefault("peerDependencies", {})["is-thirteen"] = "^2.0.0"
    it.setdefault("peerDependenciesMeta", {})["is-thirteen"] = {"optional": True}


def aliased(files, lock, chance):
    it, field, name = need(files, chance, is_range)
    it[field][name] = f"npm:{name}@{it[field][name]}"


def from_archive(files, lock, chance):
    it, field, name = need(files, chance, is_range)
    it[field][name] = "https://registry.npmjs.org/ms/-/ms-2.1.2.tgz"


def from_folder(files, lock, chance):
    it, field, name = need(files, chance, is_range)
    it[field][name] = "file:elsewhere"
    files["elsewhere/package.json"] = {"name": name, "version": "1.0.0"}


def tagged(files, lock, chance):
    it, field, name = need(files, chance, is_range)
    it[field][name] = "latest"


def member_added(files, lock, chance):
    if "workspaces" not in files["package.json"]:
        raise NotHere
    files["packages/new/package.json"] = {"name": "new", "version": "1.0.0"}


def member_removed(files, lock, chance):
    if "workspaces" not in files["package.json"]:
        raise NotHere
    needed = json.dumps([it.get("dependencies", {}) for it in files.values()])
    del files[chosen(chance, [path for path in files if path.startswith("packages/") and f'"{files[path]["name"]}"' not in needed])]


def member_renamed(files, lock, chance):
    if "workspaces" not in files["package.json"]:
        raise NotHere
    path = chosen(chance, [path for path in files if path.startswith("packages/")])
    files[path]["name"] = "renamed"


def workspaces_removed(files, lock, chance):
    if files["package.json"].pop("workspaces", None) is None:
        raise NotHere


def override_added(files, lock, chance):
    """For what something in the tree needs, in a version that it does not have."""
    direct = json.dumps(files["package.json"])
    path, it = entry(lock, chance, lambda path, it: path.count("node_modules/") == 1 and f'"{path.split("node_modules/")[1]}"' not in direct and not it.get("inBundle"))
    files["package.json"].setdefault("overrides", {})[path.split("node_modules/")[1]] = "0.0.1" if chance.random() < 0.5 else it["version"]


def override_removed(files, lock, chance):
    overrides = files["package.json"].get("overrides", {})
    del overrides[chosen(chance, list(overrides))]


def override_changed(files, lock, chance):
    overrides = files["package.json"].get("overrides", {})
    key = chosen(chance, [key for key, it in overrides.items() if isinstance(it, str) and not it.startswith("$")])
    overrides[key] = "3.0.4" if key.startswith("minimatch") else "6.10.0"


def lock_entry_removed(files, lock, chance):
    path, _ = entry(lock, chance, lambda path, it: not it.get("inBundle"))
    del lock["packages"][path]


def lock_root_changed(files, lock, chance):
    """What the lock says of the root plays no part."""
    root = lock["packages"][""]
    field = chosen(chance, [field for field in FIELDS if root.get(field)])
    root[field][chosen(chance, list(root[field]))] = "^99.0.0"


def lock_need_removed(files, lock, chance):
    path, it = entry(lock, chance, lambda path, it: it.get("dependencies") and not it.get("inBundle"))
    del it["dependencies"][chosen(chance, list(it["dependencies"]))]


def lock_nested_removed(files, lock, chance):
    path, _ = entry(lock, chance, lambda path, it: path.count("node_modules/") > 1 and not it.get("inBundle"))
    del lock["packages"][path]


def lock_extraneous(files, lock, chance):
    lock["packages"]["node_modules/zzz"] = {"version": "1.0.0", "resolved": "https://registry.npmjs.org/zzz/-/zzz-1.0.0.tgz"}


def lock_link_broken(files, lock, chance):
    links = [path for path, it in lock["packages"].items() if it.get("link")]
    del lock["packages"][chosen(chance, links)]


CHANGES = [
    nothing, words, version, name, narrowed, widened, exact, raised, other_major, either, removed, added, added_present,
    added_other, other_field, peer_added, optional_peer_added, aliased, from_archive, from_folder, tagged, member_added,
    member_removed, member_renamed, workspaces_removed, override_added, override_removed, override_changed,
    lock_entry_removed, lock_root_changed, lock_need_removed,
    lock_nested_removed, lock_extraneous, lock_link_broken,
]
ALL = {it.__name__.replace("_", "-"): it for it in CHANGES}


def pinned(path, it):
    return "integrity" in it and it.get("resolved", "").startswith("https:")


def integrity_removed(lock, chance):
    del entry(lock, chance, pinned)[1]["integrity"]


def integrity_weakened(lock, chance):
    entry(lock, chance, pinned)[1]["integrity"] = "sha1-2jmj7l5rSw0yVb/vlWAYkK/YBwk="


def integrity_short(lock, chance):
    entry(lock, chance, pinned)[1]["integrity"] = "sha512-AAAA"


def host_changed(lock, chance):
    it = entry(lock, chance, pinned)[1]
    it["resolved"] = it["resolved"].replace("registry.npmjs.org", "registry.npmjs.example")


def scheme_changed(lock, chance):
    it = entry(lock, chance, pinned)[1]
    it["resolved"] = it["resolved"].replace("https:", "http:")


def file_changed(lock, chance):
    it = entry(lock, chance, pinned)[1]
    it["resolved"] = it["resolved"].replace(".tgz", "1.tgz")


def package_changed(lock, chance):
    """Another package of the same registry, under the name of this one."""
    path, it = entry(lock, chance, lambda path, it: pinned(path, it) and "name" not in it)
    it["resolved"] = f"https://registry.npmjs.org/evil/-/evil-{it['version']}.tgz"


def only_edge_removed(lock, chance):
    """The one edge that leads to a package."""
    asked = {}
    for path, it in lock["packages"].items():
        for field in ("dependencies", "optionalDependencies", "peerDependencies", "devDependencies"):
            for name in it.get(field, {}):
                asked.setdefault(name, []).append((path, field))
    once = [name for name, by in asked.items() if len(by) == 1 and by[0][0] and f"node_modules/{name}" in lock["packages"]]
    name = chosen(chance, once)
    (path, field), = asked[name]
    del lock["packages"][path][field][name]


def orphan_added(lock, chance):
    text = "sha512-" + "A" * 86 + "=="
    lock["packages"]["node_modules/zzz"] = {"version": "1.0.0", "resolved": "https://registry.npmjs.org/zzz/-/zzz-1.0.0.tgz", "integrity": text}


def version_raised(lock, chance):
    path, it = entry(lock, chance, lambda path, it: not it.get("inBundle") and pinned(path, it))
    major = int(it["version"].split(".")[0])
    it["version"] = f"{major + 7}.0.0"


def patch_raised(lock, chance):
    path, it = entry(lock, chance, lambda path, it: not it.get("inBundle") and pinned(path, it))
    head, _, patch = it["version"].rpartition(".")
    if not patch.isdecimal():
        raise NotHere
    it["version"] = f"{head}.{int(patch) + 1}"


def other_package(lock, chance):
    path, it = entry(lock, chance, lambda path, it: "name" not in it and not it.get("inBundle") and pinned(path, it) and "resolved" in it)
    name = path.split("node_modules/")[-1]
    bare = name.split("/")[-1]
    it["name"] = f"{name}-evil"
    it["resolved"] = f"https://registry.npmjs.org/{name}-evil/-/{bare}-evil-{it['version']}.tgz"


def need_changed(lock, chance):
    path, it = entry(lock, chance, lambda path, it: it.get("dependencies") and not it.get("inBundle") and pinned(path, it))
    it["dependencies"][chosen(chance, list(it["dependencies"]))] = "^98.0.0"


TAMPERING = {
    it.__name__.replace("_", "-"): it
    for it in [
        integrity_removed, integrity_weakened, integrity_short, host_changed, scheme_changed, file_changed,
        package_changed, only_edge_removed, orphan_added, version_raised, patch_raised, other_package, need_changed,
    ]
}
