"""Writes tables as TOML: what the projects of these scripts are made from."""


def value(it):
    if isinstance(it, bool):
        return "true" if it else "false"
    if isinstance(it, (int, float)):
        return str(it)
    if isinstance(it, str):
        return '"' + it.replace("\\", "\\\\").replace('"', '\\"') + '"'
    if isinstance(it, list):
        return "[" + ", ".join(value(one) for one in it) + "]"
    return "{ " + ", ".join(f"{key(name)} = {value(one)}" for name, one in it.items()) + " }"


def key(name):
    bare = name and all(c.isascii() and (c.isalnum() or c in "-_") for c in name)
    return name if bare else value(name)


def dump(table, path=()):
    """A document: plain values first, then tables and lists of tables below their headers."""
    plain, below = [], []
    for name, it in table.items():
        inner = (*path, key(name))
        if isinstance(it, dict):
            below += [f"\n[{'.'.join(inner)}]", dump(it, inner)]
        elif isinstance(it, list) and it and path and all(isinstance(one, dict) for one in it) and name == "index":
            for one in it:
                below += [f"\n[[{'.'.join(inner)}]]", dump(one, inner)]
        elif isinstance(it, list) and len(it) > 1:
            lines = "".join(f"    {value(one)},\n" for one in it)
            plain.append(f"{key(name)} = [\n{lines}]")
        else:
            plain.append(f"{key(name)} = {value(it)}")
    return "\n".join([*plain, *below])
