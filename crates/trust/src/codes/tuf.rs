//! Codes of repositories of trusted roots.

keelmark_model::codes! {
    TUF_MISSING = "tuf.missing" {
        title: "a repository of trusted roots lacks a file",
        cause: "The repository names a file it does not have, or the address or folder is not a TUF repository.",
        remedy: "Check the address; if it is right, try again later. What was trusted before is still used.",
    }
    TUF_SIZE = "tuf.size" {
        title: "a repository of trusted roots sends more than it may",
        cause: "A file is larger than it was said to be or than any of its kind, or the repository goes on without end: somebody on the way may be trying to exhaust this machine.",
        remedy: "Try again over another network. What was trusted before is still used.",
    }
    TUF_SIGNATURE = "tuf.signature" {
        title: "metadata of trusted roots is not signed by those who must",
        cause: "Fewer keys signed the file than its role demands: it was changed on the way, or is of another repository than the root keelmark began with.",
        remedy: "Check the address, and that `--root`, if given, is the root of that repository. If both are right, do not trust the repository.",
    }
    TUF_EXPIRED = "tuf.expired" {
        title: "metadata of trusted roots has expired",
        cause: "The repository is no longer kept up, an old copy of it was given, or this machine's clock is wrong.",
        remedy: "Check the clock; fetch from the repository itself instead of a copy. What was trusted before is still used.",
    }
    TUF_ROLLBACK = "tuf.rollback" {
        title: "a repository of trusted roots shows an older state than before",
        cause: "A version is lower than one seen earlier, or a file seen earlier is gone: an old copy of the repository was given, perhaps to bring back a key that was withdrawn.",
        remedy: "Fetch from the repository itself. What was trusted before is still used.",
    }
    TUF_MISMATCH = "tuf.mismatch" {
        title: "files of a repository of trusted roots do not belong together",
        cause: "A file has another version, length or digest than the file that lists it says: files of two states were mixed, or one was changed.",
        remedy: "Try again: the repository may be in the middle of a change. If it stays so, do not trust the copy.",
    }
    TUF_TARGET = "tuf.target" {
        title: "a repository does not publish the trusted root",
        cause: "No role of the repository that may publish the file does: the repository serves something else.",
        remedy: "Check that the address is that of the instance named.",
    }
}
