//! Every code a gate can report.

keelmark_model::codes! {
    LICENSES_DENIED = "licenses.denied" {
        title: "a package is under a licence that is denied",
        cause: "The policy denies the licence, and the package gives no other to choose. Of licences that hold together (`AND`) the worst counts, of those one may choose (`OR`) the best.",
        remedy: "Do without the package, or except it in keelmark.toml with a reason, an owner and a day it ends.",
    }
    LICENSES_EXPIRED = "licenses.expired" {
        title: "an exception has ended",
        cause: "keelmark.toml excepts a package until a day that is over.",
        remedy: "Do without the package, or look again and write a later day.",
    }
    LICENSES_NONE = "licenses.none" {
        title: "there is nothing to judge the licence of",
        cause: "The target has no package in a state that counts, so that the gate looked at nothing.",
        remedy: "Name the project, environment, image or bill of materials; `keelmark sbom generate TARGET` shows what is in it, and `--state` says which states count.",
    }
    LICENSES_REVIEW = "licenses.review" {
        title: "a person has to look at a licence",
        cause: "The policy has the licence on the list `review`, and no exception says that somebody looked.",
        remedy: "Look at what the licence asks of this use, and except the package in keelmark.toml with what was found, an owner and a day to look again.",
    }
    LICENSES_UNKNOWN = "licenses.unknown" {
        title: "the licence of a package is not known",
        cause: "The package does not say under which licence it is, or says it in words that are no SPDX expression, and no licence text was recognised. Without a licence nobody may use it.",
        remedy: "Look into the package and write what was found as `[[licenses.clarify]]` into keelmark.toml; a lockfile alone has no licences: name the environment, or with `--from` what a package manager keeps.",
    }
    LICENSES_UNLISTED = "licenses.unlisted" {
        title: "a licence is on no list of the policy",
        cause: "The policy neither allows nor denies the licence, and says with `unlisted` that such a one is denied; that is so unless it says otherwise.",
        remedy: "Put the licence on a list in keelmark.toml, or except the package.",
    }
    LICENSES_UNUSED = "licenses.unused" {
        title: "an entry of the policy is not needed",
        cause: "The package is not there any more, or its licence is allowed by itself.",
        remedy: "Remove the entry, so that it cannot serve another version one day.",
    }
    LOCK_DRIFT_BUILD_CONSTRAINT = "lock.drift-build-constraint" {
        title: "a build constraint is not what was locked",
        cause: "`build-constraint-dependencies` was changed and the lock was not written again.",
        remedy: "Run `uv lock` and commit uv.lock.",
    }
    LOCK_DRIFT_CONFLICTS = "lock.drift-conflicts" {
        title: "the conflicts are not those that were locked",
        cause: "`conflicts` was changed and the lock was not written again; which versions may stand side by side depends on it.",
        remedy: "Run `uv lock` and commit uv.lock.",
    }
    LOCK_DRIFT_CONSTRAINT = "lock.drift-constraint" {
        title: "a constraint is not what was locked",
        cause: "`constraint-dependencies` was changed and the lock was not written again, so that a version it forbids may be installed.",
        remedy: "Run `uv lock` and commit uv.lock.",
    }
    LOCK_DRIFT_DIGEST = "lock.drift-digest" {
        title: "the lock is of other requirements",
        cause: "The lock states a digest of what it was made for, and that is no longer the digest of what the manifest asks: it was changed, and the lock was not written again.",
        remedy: "Run `poetry lock` and commit poetry.lock.",
    }
    LOCK_DRIFT_DYNAMIC = "lock.drift-dynamic" {
        title: "a version became dynamic, or ceased to be",
        cause: "The manifest leaves the version to the build and the lock has one, or the other way round.",
        remedy: "Run `uv lock` and commit uv.lock.",
    }
    LOCK_DRIFT_EDGE = "lock.drift-edge" {
        title: "the lock does not lead to what is asked for",
        cause: "A project or a locked package asks for a package, and the lock does not lead from it to one that answers: the lock was changed by hand or in a merge.",
        remedy: "Lock again (`keelmark check lock --fix` prints the command) and commit the lock. If the lock was not changed in a merge, find out who changed it.",
    }
    LOCK_DRIFT_ENVIRONMENTS = "lock.drift-environments" {
        title: "the environments are not those that were locked",
        cause: "`environments` or `required-environments` was changed and the lock was not written again: it may lack what an environment needs.",
        remedy: "Run `uv lock` and commit uv.lock.",
    }
    LOCK_DRIFT_EXCLUDE = "lock.drift-exclude" {
        title: "an excluded package is not what was locked",
        cause: "`exclude-dependencies` was changed and the lock was not written again.",
        remedy: "Run `uv lock` and commit uv.lock.",
    }
    LOCK_DRIFT_EXTRAS = "lock.drift-extras" {
        title: "the extras are not those that were locked",
        cause: "An extra was added to the manifest or removed from it, and the lock was not written again.",
        remedy: "Run `uv lock` and commit uv.lock.",
    }
    LOCK_DRIFT_FORKS = "lock.drift-forks" {
        title: "the lock's forks leave environments out",
        cause: "`resolution-markers` do not cover the environments that the lock is for. uv never writes such a lock: it was edited or merged by hand.",
        remedy: "Run `uv lock` and commit uv.lock.",
    }
    LOCK_DRIFT_GROUP = "lock.drift-group" {
        title: "a dependency group is not what was locked",
        cause: "`dependency-groups` or `dev-dependencies` was changed and the lock was not written again.",
        remedy: "Run `uv lock` and commit uv.lock.",
    }
    LOCK_DRIFT_INDEX = "lock.drift-index" {
        title: "a package comes from an index the project does not name",
        cause: "The project names its indexes, and the lock takes a package from another: the settings were changed, or the lock was.",
        remedy: "Run `uv lock` and commit uv.lock. If only the lock was changed, find out by whom.",
    }
    LOCK_DRIFT_KIND = "lock.drift-kind" {
        title: "a project is installed otherwise than was locked",
        cause: "Whether a project is a package, and whether it is editable, was changed and the lock was not written again.",
        remedy: "Run `uv lock` and commit uv.lock.",
    }
    LOCK_DRIFT_MEMBERS = "lock.drift-members" {
        title: "the members of the workspace are not those that were locked",
        cause: "A member was added, removed or renamed, and the lock was not written again.",
        remedy: "Lock again (`keelmark check lock --fix` prints the command) and commit the lock.",
    }
    LOCK_DRIFT_METADATA = "lock.drift-metadata" {
        title: "stated metadata is not what was locked",
        cause: "`dependency-metadata` was changed and the lock was not written again.",
        remedy: "Run `uv lock` and commit uv.lock.",
    }
    LOCK_DRIFT_OPTION = "lock.drift-option" {
        title: "an option of resolving is not what was locked",
        cause: "`resolution`, `prerelease`, `fork-strategy` or `exclude-newer` was changed and the lock was not written again.",
        remedy: "Run `uv lock` and commit uv.lock.",
    }
    LOCK_DRIFT_OVERRIDE = "lock.drift-override" {
        title: "an override is not what was locked",
        cause: "What replaces requirements (`override-dependencies`, `overrides`, `[patch]`) was changed and the lock was not written again, so that a version it forbids may be installed.",
        remedy: "Lock again (`keelmark check lock --fix` prints the command) and commit the lock.",
    }
    LOCK_DRIFT_PYTHON = "lock.drift-python" {
        title: "the required Python is not what was locked",
        cause: "`requires-python` was changed and the lock was not written again: it may have versions that the new range cannot use.",
        remedy: "Run `uv lock` and commit uv.lock.",
    }
    LOCK_DRIFT_REQUIREMENT = "lock.drift-requirement" {
        title: "a requirement is not what was locked",
        cause: "What the project needs was changed and the lock was not written again, or the lock was edited by hand.",
        remedy: "Lock again (`keelmark check lock --fix` prints the command) and commit the lock.",
    }
    LOCK_DRIFT_UNKNOWN = "lock.drift-unknown" {
        title: "it cannot be told whether the lock has drifted",
        cause: "What the lock is to be compared with is known only to a build, an interpreter or a file that is not here. keelmark runs no build.",
        remedy: "State it in the manifest, or ask the tool that wrote the lock (`uv lock --check`).",
    }
    LOCK_DRIFT_UNUSED = "lock.drift-unused" {
        title: "the lock has a package that nothing needs",
        cause: "What needed the package was removed, and the lock was not written again.",
        remedy: "Lock again (`keelmark check lock --fix` prints the command) and commit the lock.",
    }
    LOCK_DRIFT_VERSION = "lock.drift-version" {
        title: "the project's version is not what was locked",
        cause: "The version was changed and the lock was not written again.",
        remedy: "Lock again (`keelmark check lock --fix` prints the command) and commit the lock.",
    }
    LOCK_ENTRY = "lock.entry" {
        title: "an entry of the lock does not hold",
        cause: "The entry cannot be read, its digest is none, or it needs a package that the lock does not have. The tool that wrote the lock writes no such entry: it was edited, cut off or merged by hand.",
        remedy: "Find out who changed the entry; lock again and compare.",
    }
    LOCK_FILE_NAME = "lock.file-name" {
        title: "a locked file is called otherwise than its package",
        cause: "The name of a file in the lock says another package or version than the entry it stands in, so that something else would be installed under the entry's name.",
        remedy: "Find out who changed the entry; lock again from the registry and compare.",
    }
    LOCK_GIT_UNPINNED = "lock.git-unpinned" {
        title: "a git source is not pinned to a commit",
        cause: "The lock names a branch or a tag, or nothing, where a commit is due: what is installed changes without the lock changing.",
        remedy: "Lock again so that the full commit stands in the lock, or depend on a release.",
    }
    LOCK_HASH_MISSING = "lock.hash-missing" {
        title: "a locked file has no digest",
        cause: "Whoever serves the file may serve any other in its place: nothing in the lock would tell. Installers accept such a lock without a word.",
        remedy: "Lock again with a tool and registry that give digests. If an entry had a digest before, find out who removed it.",
    }
    LOCK_HASH_WEAK = "lock.hash-weak" {
        title: "a locked file has only a weak digest",
        cause: "MD5 and SHA-1 have practical collisions: two files with the same digest can be made.",
        remedy: "Lock again with a tool that writes SHA-256 or better; for old npm locks, remove the entry's `integrity` and run `npm install --package-lock-only`.",
    }
    LOCK_HOST = "lock.host" {
        title: "a package comes from a host that is not allowed",
        cause: "The lock takes a package or a file from another host than the ecosystem's registries. A digest does not help where host and digest were changed together.",
        remedy: "If the host is right, allow it with `--allow-host HOST` or `[lock] allow-hosts` of keelmark.toml; else lock again from the registry.",
    }
    LOCK_INDEX_DIGEST = "lock.index-digest" {
        title: "a locked file is not the one that the index states",
        cause: "The digest in the lock is another than the one that the public index has for the file of that name and version. Indexes do not change what they have published: somebody changed the lock, or it was made from elsewhere.",
        remedy: "Do not install from this lock. Find out who changed the entry; lock again from the registry.",
    }
    LOCK_INDEX_MISSING = "lock.index-missing" {
        title: "the index does not have what is locked",
        cause: "The public index knows no such package, version or file: it was removed there, or was never published.",
        remedy: "Find out where the entry comes from; if it was removed from the index, read why, and lock again.",
    }
    LOCK_INDEX_UNKNOWN = "lock.index-unknown" {
        title: "a locked file could not be compared with the index",
        cause: "The index did not answer, is another than the public one, or states no digest of the same algorithm.",
        remedy: "Ask again; name the mirror that has the packages with `--index`.",
    }
    LOCK_INSECURE = "lock.insecure" {
        title: "a package comes over an insecure connection",
        cause: "The lock has an address of plain HTTP, FTP or the git protocol, where anyone on the way can exchange what is served.",
        remedy: "Use the registry's HTTPS address, and lock again.",
    }
    LOCK_NONE = "lock.none" {
        title: "there is no lockfile to look at",
        cause: "The folder holds no lockfile of a tool keelmark knows.",
        remedy: "Name the lockfile or its folder; if the project has none, lock its dependencies.",
    }
    LOCK_NO_FILE = "lock.no-file" {
        title: "a package of a registry has no file in the lock",
        cause: "The lock names the package and its version but not one file by which it may be installed, so that nothing is pinned.",
        remedy: "Lock again. If the entry had files before, find out who removed them.",
    }
    LOCK_ORPHAN = "lock.orphan" {
        title: "nothing needs a locked package",
        cause: "No package of the project leads to it: an edge was removed from the lock, or the entry was added by hand.",
        remedy: "Lock again and compare.",
    }
    LOCK_UNREAD = "lock.unread" {
        title: "a lockfile of this tool is not checked yet",
        cause: "keelmark knows the lockfile by its name, but cannot answer this question about it yet.",
        remedy: "Check it with the tool that wrote it; the gate cannot pass for it.",
    }
    LOCK_UNVERSIONED = "lock.unversioned" {
        title: "a locked package has no version",
        cause: "The entry does not say which version is locked.",
        remedy: "Lock again.",
    }
    REVIEW_DOWNGRADED = "review.downgraded" {
        title: "a package went back to an earlier version",
        cause: "The change puts an earlier version in the place of a later one, which brings back what was mended since.",
        remedy: "Ask why. A version that is pulled back on purpose is worth a sentence in the change.",
    }
    REVIEW_FILE_ADDED = "review.file-added" {
        title: "a version that was there has a further file",
        cause: "The lock has a file for a version of a package that it had without that file before. Projects upload further wheels to a release that is out, and so does whoever has taken over their account; an installer may prefer the new one.",
        remedy: "Look at the registry at when the file came, and who uploaded it.",
    }
    REVIEW_INSTALL_SCRIPT = "review.install-script" {
        title: "installing a package runs a program it brings along",
        cause: "The package is new, or its version before ran nothing when it was installed. What it runs may do whatever the one who installs may; most malicious packages act there.",
        remedy: "Read what it runs before anybody installs it, or install without it (`npm ci --ignore-scripts`, `pip install --only-binary :all:`).",
    }
    REVIEW_LICENSE_CHANGED = "review.license-changed" {
        title: "a package is under another licence than before",
        cause: "The version before was under a licence that does not say the same.",
        remedy: "Look at what the new licence asks; `keelmark check licenses` judges it by the project's policy.",
    }
    REVIEW_MOVED = "review.moved" {
        title: "a package comes from somewhere else",
        cause: "The change takes a package of the same name from another registry, repository or host. What has the same name there need not be the same.",
        remedy: "Ask why. Where the move is meant, compare the digests of a version that both have.",
    }
    REVIEW_POLICY_CHANGED = "review.policy-changed" {
        title: "a change alters what it would be judged by",
        cause: "The change brings in, alters or removes keelmark.toml, or a file of waivers or VEX that it names. It is judged by those of the commit that it is made to.",
        remedy: "Read what it alters as carefully as the rest: once it is merged, what comes after is judged by it.",
    }
    REVIEW_NOTHING = "review.nothing" {
        title: "there is nothing to compare",
        cause: "No package was found before the change and none after it: there is no lockfile or manifest that keelmark reads, or the bills of materials are empty.",
        remedy: "Look at whether the right folder or document is named; `keelmark sbom generate` shows what is found.",
    }
    REVIEW_PRIVATE_NAME = "review.private-name" {
        title: "a private name is taken from a public registry",
        cause: "`[review] private` of keelmark.toml says that packages of this name are the project's own. On a public registry anybody can publish under it, with a version higher than any of yours, and installers take the highest.",
        remedy: "Bind the name to your own registry (`[tool.uv.sources]`, a scope in .npmrc, `registry` in Cargo.toml) and lock again.",
    }
    REVIEW_REPLACED = "review.replaced" {
        title: "a file was exchanged under the same version",
        cause: "The lock had a digest for this file, and has another one now, while name and version stayed. Registries do not change what they have published; somebody changed the lock, or the place where it comes from.",
        remedy: "Take the lock of before. If the file is built by yourselves, give it a version of its own.",
    }
    REVIEW_SIMILAR_NAME = "review.similar-name" {
        title: "a new name can be taken for another",
        cause: "The package is new here, and its name differs from one that is there, or that is often downloaded, by what is easily overlooked. Malicious packages are named so; so are harmless ones.",
        remedy: "Look at who publishes it and since when. A name that is meant can stand in `[review] known` of keelmark.toml.",
    }
    REVIEW_UNPINNED = "review.unpinned" {
        title: "a lock pins a file less firmly than before",
        cause: "The change removes the digest of a file whose version stayed, or puts one of a weaker algorithm in its place. No tool does that by itself when it locks again.",
        remedy: "Find out who removed it, and lock again from the registry.",
    }
    VULNS_CANARY = "vulns.canary" {
        title: "the gate does not stop what it must stop",
        cause: "A flaw that was put there to be found passed by these rules, or a waiver did not do what it says. Other flaws would pass as well.",
        remedy: "Look at the rules given beside `--self-test`; if they are right, report this as a fault in keelmark and do not rely on the gate.",
    }
    VULNS_INFORMATIONAL = "vulns.informational" {
        title: "an advisory warns of a package without naming a flaw that can be exploited",
        cause: "The package is no longer maintained, has an interface that can be misused so that memory is no longer safe, or its database wants something known of it.",
        remedy: "Plan to replace the package. It does not stop a release.",
    }
    VULNS_MALICIOUS = "vulns.malicious" {
        title: "a package was made to do harm",
        cause: "The version was published to attack whoever installs it. Installing it may already have been enough.",
        remedy: "Remove the package. Treat every machine that installed it as taken over: replace its credentials.",
    }
    VULNS_NOTHING = "vulns.nothing" {
        title: "there was nothing to look up",
        cause: "No package was found in the target, in the states asked for, that advisories could name. That nothing was found is no sign of anything.",
        remedy: "Name a target with a lockfile or with installed packages, or ask for other states with `--state`.",
    }
    VULNS_STALE = "vulns.stale" {
        title: "the advisories are older than they may be",
        cause: "A source of the database was last changed longer ago than `--max-age` allows, or says of itself to be of a time that is yet to come. Flaws that became known since are not in it.",
        remedy: "Run `keelmark db update`, or get the source anew and run `keelmark db import`, or say with `--max-age` how old it may be.",
    }
    VULNS_UNCOVERED = "vulns.uncovered" {
        title: "the database has no advisories of an ecosystem",
        cause: "The target has packages of an ecosystem that no source of the database covers, so that nothing is known of them.",
        remedy: "Import a source that has it, such as OSV's export, or leave those packages out with `--exclude`.",
    }
    VULNS_UNKNOWN = "vulns.unknown" {
        title: "packages could not be looked up",
        cause: "They have no version, no package URL, or are of a kind that no database has advisories of.",
        remedy: "Look at them yourself. With `--strict` they leave the answer open, and the exit code is 3; a package that is there without a version and that an advisory names does so always.",
    }
    VULNS_DECLARED = "vulns.declared" {
        title: "packages are only asked for, in no version",
        cause: "A manifest asks for them, and no lockfile of the target and nothing installed in it says which version is taken.",
        remedy: "Lock what the manifest asks for, and commit the lock; or check what is installed. With `--strict` they leave the answer open, and the exit code is 3.",
    }
    VULNS_NO_LIST = "vulns.no-list" {
        title: "what is to stop the release cannot be known",
        cause: "The release is to be stopped by flaws that are exploited (`--fail-on-exploited`) or likely to be (`--fail-on-epss`), and there is no list of those: none was imported into the database, or another scanner's report is judged, which has none.",
        remedy: "Import CISA's list of exploited flaws or FIRST's scores with `keelmark db import` or `keelmark db update`, or leave the choice out.",
    }
    VULNS_REPORT_OPEN = "vulns.report-open" {
        title: "a report of another scanner says less than was found",
        cause: "The scanner's run failed, it keeps its results in another file, or the report has no list of results at all, which is not the same as an empty one.",
        remedy: "Run the scanner again and look at what it says; import a report that has its results in it.",
    }
    VULNS_REPORT_BESIDES = "vulns.report-besides" {
        title: "a report of another scanner has findings that are not judged",
        cause: "Besides flaws of packages the report tells of misconfigurations, secrets or licences, which are no flaws of packages.",
        remedy: "Judge those with the scanner that found them; `keelmark check licenses` judges licences.",
    }
    VULNS_UNREAD = "vulns.unread" {
        title: "advisories could not be read when the database was made",
        cause: "Files among the sources have the name of an advisory and cannot be read, or do not tell a package, so that nobody knows which packages they are about.",
        remedy: "Import again to see which; get the source anew, or tell whoever publishes it.",
    }
    VULNS_VULNERABLE = "vulns.vulnerable" {
        title: "a package has a known flaw",
        cause: "An advisory says that this version of the package has a flaw.",
        remedy: "Upgrade to a version that mends it; where there is none, replace the package or waive the flaw for a time with `--waivers`.",
    }
    VULNS_WAIVER_EXPIRED = "vulns.waiver-expired" {
        title: "a waiver has expired",
        cause: "The last day of the waiver is over. What was accepted for a time has to be looked at again, even if it is not found any more.",
        remedy: "Upgrade, or look at the flaw again and give the waiver a new day and reason; remove it if it has no use.",
    }
    VULNS_WAIVER_UNUSED = "vulns.waiver-unused" {
        title: "a waiver has no use",
        cause: "No flaw was found that the waiver names, for the package, target and scope it names.",
        remedy: "Remove the waiver, so that it does not hide the flaw when it comes back; if it should have been used, compare its identifier and package.",
    }
}
