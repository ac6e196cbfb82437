//! Every code a gate can report.

keelmark_model::codes! {
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
        remedy: "If the host is right, allow it with `--allow-host HOST`; else lock again from the registry.",
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
        cause: "keelmark knows the lockfile by its name, but cannot tell yet whether it pins what will be installed.",
        remedy: "Check it with the tool that wrote it; the gate cannot pass for it.",
    }
    LOCK_UNVERSIONED = "lock.unversioned" {
        title: "a locked package has no version",
        cause: "The entry does not say which version is locked.",
        remedy: "Lock again.",
    }
}
