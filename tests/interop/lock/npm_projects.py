"""Projects of npm, made to have everything a lock depends on."""


def application():
    return {
        "package.json": {
            "name": "application",
            "version": "1.0.0",
            "dependencies": {"express": "^4.18.0", "lodash": "~4.17.20", "left": "npm:left-pad@^1.3.0", "debug": "4.x"},
            "devDependencies": {"mocha": "^10.2.0", "typescript": ">=5.0 <5.5"},
            "optionalDependencies": {"fsevents": "^2.3.2"},
        },
    }


def workspaces():
    return {
        "package.json": {
            "name": "root",
            "private": True,
            "workspaces": ["packages/*", "!packages/left-out"],
            "devDependencies": {"rimraf": "^5.0.0"},
        },
        "packages/a/package.json": {
            "name": "@scope/a",
            "version": "1.0.0",
            "dependencies": {"b": "^1.0.0", "chalk": "^4.1.0"},
            "devDependencies": {"semver": "^7.5.0"},
        },
        "packages/b/package.json": {"name": "b", "version": "1.2.0", "dependencies": {"chalk": "^5.3.0", "ms": "2.1.2"}},
        "packages/left-out/package.json": {"name": "left-out", "version": "1.0.0", "dependencies": {"ms": "1"}},
    }


def peers():
    return {
        "package.json": {
            "name": "peers",
            "version": "0.1.0",
            "dependencies": {"react": "^18.2.0", "react-dom": "^18.2.0", "react-redux": "^8.1.0", "@reduxjs/toolkit": "^1.9.0"},
            "devDependencies": {"eslint": "^8.50.0", "eslint-plugin-react": "^7.33.0", "@babel/core": "^7.22.0", "babel-loader": "^9.1.0", "webpack": "^5.88.0"},
        },
    }


def overrides():
    return {
        "package.json": {
            "name": "overrides",
            "version": "1.0.0",
            "dependencies": {"express": "^4.17.0", "semver": "^7.3.0", "glob": "^7.2.0", "chalk": "^4.1.0"},
            "overrides": {"qs": "6.11.2", "semver": "$semver", "minimatch@^3": "3.1.2", "supports-color": {".": "7.2.0", "has-flag": "4.0.0"}},
        },
    }


def folders():
    return {
        "package.json": {
            "name": "folders",
            "version": "1.0.0",
            "dependencies": {
                "inner": "file:libs/inner",
                "archived": "https://registry.npmjs.org/is-odd/-/is-odd-3.0.1.tgz",
                "tagged": "npm:ms@latest",
                "wide": "npm:kind-of@>=3",
                "pre": "npm:typescript@5.5.0-beta",
            },
        },
        "libs/inner/package.json": {
            "name": "inner",
            "version": "0.0.1",
            "dependencies": {"is-number": "^7.0.0", "deep": "file:../deep"},
            "peerDependencies": {"ms": "^2.1.0"},
            "peerDependenciesMeta": {"ms": {"optional": True}},
        },
        "libs/deep/package.json": {"name": "deep", "version": "1.0.0", "devDependencies": {"once": "^1.4.0"}},
    }


def bundles():
    """Packages that bring others along, and binaries for other platforms."""
    return {
        "package.json": {
            "name": "bundles",
            "version": "1.0.0",
            "dependencies": {"esbuild": "^0.19.0", "node-notifier": "^10.0.0", "npm-registry-fetch": "^16.0.0"},
            "devDependencies": {"npm": "^9.8.0"},
        },
    }


ALL = {
    "application": application,
    "workspaces": workspaces,
    "peers": peers,
    "overrides": overrides,
    "folders": folders,
    "bundles": bundles,
}
