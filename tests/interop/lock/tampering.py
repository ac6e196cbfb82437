"""Changes to a lock of uv, by what each is to be found: by a comparison with the manifest, or as no sound lock."""

import re

LOCK = {}


def change(question):
    """`question` is which verdict must fail: `drift`, `integrity` or, for what is neither, none."""

    def kept(make):
        LOCK[make.__name__.replace("_", "-")] = (question, make)
        return make

    return kept


def replaced(chance, pattern, new, text):
    """One match of many replaced; `None` where there is none."""
    found = list(re.finditer(pattern, text))
    if not found:
        return None
    at = chance.choice(found)
    return text[: at.start()] + at.expand(new) + text[at.end() :]


# Files in the lists of a package of a registry.
FILE = r'\{ url = "https://files\.pythonhosted\.org/(?P<path>[^"]*)", hash = "sha256:(?P<hash>\w+)"(?P<rest>[^}]*)\}'


@change("integrity")
def hash_removed(text, chance):
    return replaced(chance, FILE, r'{ url = "https://files.pythonhosted.org/\g<path>"\g<rest>}', text)


@change("integrity")
def hash_weak(text, chance):
    return replaced(chance, FILE, r'{ url = "https://files.pythonhosted.org/\g<path>", hash = "md5:0123456789abcdef0123456789abcdef"\g<rest>}', text)


@change("integrity")
def hash_short(text, chance):
    return replaced(chance, FILE, r'{ url = "https://files.pythonhosted.org/\g<path>", hash = "sha256:0123"\g<rest>}', text)


@change("integrity")
def host_of_a_file(text, chance):
    return replaced(chance, FILE, r'{ url = "https://files.example/\g<path>", hash = "sha256:\g<hash>"\g<rest>}', text)


@change("integrity")
def file_in_the_clear(text, chance):
    return replaced(chance, FILE, r'{ url = "http://files.pythonhosted.org/\g<path>", hash = "sha256:\g<hash>"\g<rest>}', text)


@change("integrity")
def file_of_another(text, chance):
    return replaced(chance, FILE, r'{ url = "https://files.pythonhosted.org/packages/evil-1.0-py3-none-any.whl", hash = "sha256:\g<hash>"\g<rest>}', text)


@change("integrity")
def version_changed(text, chance):
    return replaced(chance, r'(version = ")([^"]+)(")(\nsource = \{ registry)', r"\g<1>999.9\3\4", text)


@change("integrity")
def files_removed(text, chance):
    return replaced(chance, r'(\nsource = \{ registry[^\n]*\n)((?:dependencies|resolution-markers) = \[\n(?:    [^\n]*\n)*\]\n)*(?:sdist [^\n]*\n)?wheels = \[\n(?:    [^\n]*\n)*\]\n', r"\1", text)


@change("integrity")
def orphan_added(text, chance):
    entry = '\n[[package]]\nname = "zzz"\nversion = "1"\nsource = { registry = "https://pypi.org/simple" }\nwheels = [\n    { url = "https://files.pythonhosted.org/packages/zzz-1-py3-none-any.whl", hash = "sha256:' + "0" * 64 + '" },\n]\n'
    return text + entry


@change("drift")
def edge_removed(text, chance):
    """An edge of a project of the workspace to what it asks for."""
    blocks = [it for it in re.finditer(r'source = \{ (?:editable|virtual) [^\n]*\ndependencies = \[\n((?:    \{[^\n]*\n)+)\]', text)]
    if not blocks:
        return None
    block = chance.choice(blocks)
    lines = block[1].splitlines(keepends=True)
    lines.pop(chance.randrange(len(lines)))
    return text[: block.start(1)] + "".join(lines) + text[block.end(1) :]


@change("integrity")
def commit_cut(text, chance):
    return replaced(chance, r'(source = \{ git = "[^"#]*)#[0-9a-f]{40}"', r'\1"', text)


@change("drift")
def python_changed(text, chance):
    return replaced(chance, r'^(version = 1\n(?:revision = \d+\n)?)requires-python = "[^"]*"', r'\1requires-python = ">=3.8"', text)


@change("drift")
def asked_removed(text, chance):
    return replaced(chance, r"(requires-dist = \[\n(?:    [^\n]*\n)*?)    \{[^\n]*\n", r"\1", text)


@change("drift")
def asked_changed(text, chance):
    return replaced(chance, r'(requires-dist = \[\n(?:    [^\n]*\n)*?    \{ name = "[^"]*")', r'\1, specifier = ">=0.0.7"', text) if 'specifier' not in text else replaced(chance, r'(, specifier = ")[^"]*(" \})', r"\g<1>>=0.0.7\2", text)


@change("drift")
def extras_removed(text, chance):
    return replaced(chance, r"provides-extras = \[[^\]]+\]\n", "", text)


@change("drift")
def groups_removed(text, chance):
    return replaced(chance, r"\[package\.metadata\.requires-dev\]\n(?:[^\n]+\n)+", "", text)


@change("drift")
def members_removed(text, chance):
    return replaced(chance, r"(members = \[\n)    [^\n]*\n", r"\1", text)


@change("drift")
def environments_removed(text, chance):
    return replaced(chance, r"supported-markers = \[\n(?:    [^\n]*\n)*\]\n", "", text)


@change("drift")
def forks_narrowed(text, chance):
    return replaced(chance, r"\A((?:[^\[\n][^\n]*\n)*?resolution-markers = \[\n)(?:    [^\n]*\n)*\]\n", r"""\1    "sys_platform == 'win32'",\n]\n""", text)


@change("drift")
def own_version_changed(text, chance):
    return replaced(chance, r'(version = ")1\.0("\nsource = \{ (?:editable|virtual))', r"\g<1>1.1\2", text)


@change("drift")
def own_source_changed(text, chance):
    return replaced(chance, r'(\nsource = \{ )editable( = "[^"]*" \}\n(?:dependencies|\n\[package))', r"\1virtual\2", text)


@change("drift")
def option_changed(text, chance):
    return replaced(chance, r'^((?:.*\n)*?requires-python = [^\n]*\n)', r'\1\n[options]\nresolution-mode = "lowest"\n', text) if "[options]" not in text else None
