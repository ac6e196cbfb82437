"""Projects of uv, made to have everything a lock depends on."""

import subprocess
import zipfile

import tables

# Stands for the address of the repository of `extra`, which depends on the folder.
GIT = "@repository@"
HATCHLING = {"requires": ["hatchling"], "build-backend": "hatchling.build"}


def manifest(name, dependencies=(), python=">=3.9", **more):
    """A manifest with a build system; `more` has further tables, `project` further fields of the project."""
    project = {"name": name, "version": "1.0", "requires-python": python, "dependencies": list(dependencies)}
    project.update(more.pop("project", {}))
    if "version" in project.get("dynamic", []):
        del project["version"]
    return {"project": project, "build-system": HATCHLING, **more}


def wheel(folder, name, version):
    """A wheel that holds its metadata and nothing else."""
    folder.mkdir(parents=True, exist_ok=True)
    info = f"{name}-{version}.dist-info"
    with zipfile.ZipFile(folder / f"{name}-{version}-py3-none-any.whl", "w") as archive:
        archive.writestr(f"{info}/METADATA", f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n")
        archive.writestr(f"{info}/WHEEL", "Wheel-Version: 1.0\nGenerator: x\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
        archive.writestr(f"{info}/RECORD", "")


def repository(folder, manifests):
    """A git repository with a tag; `manifests` are its files."""
    for path, text in manifests.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text)
    date = {"GIT_AUTHOR_DATE": "2024-01-01T00:00:00Z", "GIT_COMMITTER_DATE": "2024-01-01T00:00:00Z"}
    who = ["-c", "user.name=x", "-c", "user.email=x@example.com"]
    for words in (["init", "-q", "-b", "main"], ["add", "."], [*who, "commit", "-q", "-m", "x"], ["tag", "v1"]):
        subprocess.run(["git", *words], cwd=folder, check=True, env={"PATH": "/usr/local/bin:/usr/bin:/bin", **date})


def application():
    return {
        "pyproject.toml": manifest(
            "app",
            [
                "requests[socks]>=2.31,<3",
                "colorama>=0.4; sys_platform == 'win32'",
                "tomli>=2; python_version < '3.11'",
                "six==1.16.*",
                "idna!=3.5,>=3",
            ],
            project={"optional-dependencies": {"fast": ["orjson>=3; platform_python_implementation == 'CPython'"], "all": ["app[fast]", "rich"]}},
            **{
                "dependency-groups": {"dev": ["pytest>=8", {"include-group": "lint"}], "lint": ["ruff>=0.4"]},
                "tool": {
                    "uv": {
                        "environments": ["sys_platform == 'linux'", "sys_platform == 'win32'"],
                        "constraint-dependencies": ["urllib3<3"],
                        "conflicts": [[{"extra": "fast"}, {"group": "lint"}]],
                    }
                },
            },
        ),
    }


def workspace():
    uv = {"workspace": {"members": ["packages/*"], "exclude": ["packages/left"]}, "sources": {"core": {"workspace": True}}}
    return {
        "pyproject.toml": manifest("root", ["core", "attrs>=23"], tool={"uv": uv}),
        "packages/core/pyproject.toml": manifest("core", ["typing-extensions>=4.8"], python=">=3.9,<3.14"),
        "packages/cli/pyproject.toml": manifest(
            "cli",
            ["core", "click>=8", "plugin"],
            project={"optional-dependencies": {"color": ["colorama"]}},
            tool={"uv": {"sources": {"plugin": {"workspace": True, "editable": False}}}},
        ),
        "packages/plugin/pyproject.toml": manifest("plugin", ["zipp"], **{"dependency-groups": {"test": ["iniconfig"]}}),
        "packages/left/pyproject.toml": manifest("left"),
    }


def virtual():
    uv = {
        "workspace": {"members": ["a", "b"]},
        "dev-dependencies": ["packaging>=23"],
        "constraint-dependencies": ["attrs<26", "idna<4; python_version >= '3.10'"],
        "override-dependencies": ["urllib3>=2", "certifi==2024.*; sys_platform == 'linux'"],
        "build-constraint-dependencies": ["setuptools<80"],
        "resolution": "lowest-direct",
    }
    member = manifest("a", ["requests>=2.31", "b"], tool={"uv": {"sources": {"b": {"workspace": True}}}})
    other = manifest("b", ["attrs>=23"])
    del other["build-system"]
    return {
        "pyproject.toml": {"dependency-groups": {"docs": ["markupsafe>=2.1"], "more": [{"include-group": "docs"}, "zipp>=3.17"]}, "tool": {"uv": uv}},
        "a/pyproject.toml": member,
        "b/pyproject.toml": other,
    }


def paths():
    sources = {
        "inner": {"path": "libs/inner", "editable": True},
        "plain": {"path": "libs/plain"},
        "data": {"path": "libs/data", "package": False},
        "local": {"path": "wheels/local-1.0-py3-none-any.whl"},
        "six": {"url": "https://files.pythonhosted.org/packages/d9/5a/e7c31adbe875f2abbb91bd84cf2dc52d792b5a01506781dbcf25c91daf11/six-1.16.0-py2.py3-none-any.whl"},
    }
    needs = ["inner", "plain", "data", "local", "six", "iniconfig @ https://files.pythonhosted.org/packages/ef/a6/62565a6e1cf69e10f5727360368e451d4b7f58beeac6173dc9db836a5b46/iniconfig-2.0.0-py3-none-any.whl"]
    return {
        "pyproject.toml": manifest("app", needs, tool={"uv": {"sources": sources}}),
        "libs/inner/pyproject.toml": manifest("inner", ["zipp>=3"], project={"optional-dependencies": {"x": ["attrs"]}}),
        "libs/plain/pyproject.toml": manifest("plain", ["packaging"]),
        "libs/data/pyproject.toml": manifest("data", ["idna"]),
    }


def git():
    url = GIT
    sources = {
        "tagged": {"git": url, "tag": "v1"},
        "deep": {"git": url, "subdirectory": "deep", "branch": "main"},
        "marked": [{"git": url, "subdirectory": "marked", "marker": "sys_platform == 'linux'"}, {"path": "marked", "marker": "sys_platform != 'linux'"}],
    }
    needs = ["tagged", "deep>=1", "marked", f"direct @ git+{url}@v1#subdirectory=direct", "attrs"]
    return {
        "pyproject.toml": manifest("app", needs, tool={"uv": {"sources": sources}}),
        "marked/pyproject.toml": manifest("marked", ["zipp"]),
    }


def indexes():
    named = [
        {"name": "main", "url": "https://pypi.org/simple/", "default": True},
        {"name": "other", "url": "https://pypi.org/simple", "explicit": True},
    ]
    sources = {"attrs": {"index": "other"}, "zipp": [{"index": "other", "marker": "sys_platform == 'darwin'"}], "rich": {"index": "other", "extra": "ui"}}
    return {
        "pyproject.toml": manifest(
            "app",
            ["attrs>=22", "zipp", "idna"],
            python=">=3.10",
            project={"optional-dependencies": {"ui": ["rich>=13"]}},
            tool={"uv": {"index": named, "sources": sources, "required-environments": ["sys_platform == 'linux' and platform_machine == 'x86_64'"]}},
        ),
    }


def settings():
    options = {"prerelease": "allow", "exclude-newer": "2025-06-01T00:00:00Z", "fork-strategy": "fewest"}
    uv = {
        "package": False,
        "constraint-dependencies": ["markupsafe>=2"],
        "exclude-dependencies": ["colorama"],
    }
    return {
        "pyproject.toml": manifest("service", ["jinja2>=3", "click>=8.1", "numpy>=1.26"], python=">=3.9", tool={"uv": uv}),
        "uv.toml": options,
    }


def dynamic():
    hatch = {"version": {"path": "app/__init__.py"}}
    metadata = [{"name": "chumpy", "version": "0.70", "requires-dist": ["numpy>=1.8.1", "scipy>=0.13.0", "six>=1.11.0"]}]
    app = manifest(
        "app",
        ["markdown-it-py[linkify]>=3", "chumpy==0.70", "pluggy"],
        python=">=3.10",
        project={"dynamic": ["version"], "optional-dependencies": {"one": ["zipp"], "both": ["app[one]", "idna"]}},
        tool={"hatch": hatch, "uv": {"dependency-metadata": metadata, "default-groups": []}},
    )
    return {"pyproject.toml": app, "app/__init__.py": '__version__ = "1.0"\n'}


ALL = {
    "application": application,
    "workspace": workspace,
    "virtual": virtual,
    "paths": paths,
    "git": git,
    "indexes": indexes,
    "settings": settings,
    "dynamic": dynamic,
}


def extra(name, folder):
    """Makes what a project has beside its manifests."""
    if name == "git":
        named = {"": "tagged", "deep/": "deep", "marked/": "marked", "direct/": "direct"}
        texts = {path + "pyproject.toml": tables.dump(manifest(name, ["zipp"] if path else [])) for path, name in named.items()}
        repository(folder / "repository", texts)
    if name == "paths":
        wheel(folder / "wheels", "local", "1.0")
        wheel(folder / "wheels", "local", "1.1")
