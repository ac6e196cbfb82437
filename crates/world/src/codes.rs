//! Codes of files, the environment and the system.

keelmark_model::codes! {
    KEY_PERMISSIONS = "key.permissions" {
        title: "a private key is open to other users",
        cause: "The key file can be read or written by others than its owner: whoever read it can sign in your name.",
        remedy: "`chmod 600 FILE`. If others had access to the machine, make a new key and publish its public half.",
    }
    KEY_EXISTS = "key.exists" {
        title: "a key file is already there",
        cause: "keelmark never writes over a key: what was signed with the old one could no longer be verified.",
        remedy: "Choose another name, or move the old key to a safe place first.",
    }
    KEY_FILE = "key.file" {
        title: "a key file cannot be read or written",
        cause: "The path does not exist, is a folder, is too large to be a key, or the system refused; the message says which.",
        remedy: "Check the path, its permissions and the space on the disk.",
    }
    FILE_MISSING = "file.missing" {
        title: "a file does not exist",
        cause: "There is no file at the path, or a part of the path is not a folder.",
        remedy: "Check the path; run keelmark in the folder it is relative to.",
    }
    FILE_KIND = "file.kind" {
        title: "a path is not a regular file",
        cause: "The path leads to a folder, device, pipe or socket, where a file is wanted.",
        remedy: "Name the file itself.",
    }
    FILE_SIZE = "file.size" {
        title: "a file is larger than keelmark reads",
        cause: "The file has more bytes than any real file of its kind; it is probably not what its name says.",
        remedy: "Check that the path names the intended file.",
    }
    FILE_ACCESS = "file.access" {
        title: "a file cannot be read",
        cause: "The system refused to open or read the file; the message is the system's.",
        remedy: "Check the file's permissions and the disk it is on.",
    }
    PROJECT_NONE = "project.none" {
        title: "a folder holds no project",
        cause: "None of the manifests keelmark knows stands in the folder, or those that do only configure tools.",
        remedy: "Run keelmark in the project's folder, or name it.",
    }
    PROJECT_AMBIGUOUS = "project.ambiguous" {
        title: "several ecosystems have a manifest in one folder",
        cause: "The folder is a project of more than one ecosystem, and either nothing is built or several of them have built something.",
        remedy: "Say which is meant with `--ecosystem python`, `--ecosystem rust` or `--ecosystem npm`, or build first.",
    }
    PROJECT_PACKAGE = "project.package" {
        title: "the package that is meant cannot be told",
        cause: "The workspace has no member of the name given, none that builds anything, or several that could be meant.",
        remedy: "Name one of its members with `--package`.",
    }
    PROJECT_OUTSIDE = "project.outside" {
        title: "a manifest names a file outside its project",
        cause: "A path in the manifest is absolute, climbs out of the project, or leads out of it through a symbolic link. Nothing outside is read, since the manifest may be anybody's.",
        remedy: "Keep the file within the project.",
    }
    PROJECT_UNNAMED = "project.unnamed" {
        title: "only a program could tell the project's name",
        cause: "The project is described by setup.py alone. keelmark runs no code of the project.",
        remedy: "Build first, so that the name of the wheel or source distribution tells; better, move name and version to pyproject.toml.",
    }
    GIT_UNAVAILABLE = "git.unavailable" {
        title: "git cannot be run",
        cause: "The project is in a git repository, and the `git` program is not installed or cannot be started. Whether the tree is clean is then unknown.",
        remedy: "Install git, or give the commit with `--commit-sha`.",
    }
    GIT_NONE = "git.none" {
        title: "there is no repository of git here",
        cause: "A commit was named, and the folder is in no repository: no `.git` lies in it or above it.",
        remedy: "Run it in the repository, or name the folder of one.",
    }
    GIT_OBJECT = "git.object" {
        title: "the content of a file of a commit is missing",
        cause: "The repository was cloned without the contents of older files (`git clone --filter`), and nothing is fetched while something is checked.",
        remedy: "Clone without a filter, or run `git fetch --refetch` first.",
    }
    GIT_REVISION = "git.revision" {
        title: "there is no such commit",
        cause: "The name is none of a branch, tag or commit of this repository, or its history was not fetched that far, as CI systems do by default.",
        remedy: "Fetch it: `git fetch origin BRANCH`, or `git fetch --unshallow`; in a workflow of GitHub, check out with `fetch-depth: 0`.",
    }
    GIT_REFUSED = "git.refused" {
        title: "git refuses to answer",
        cause: "git does not trust the repository's owner (`safe.directory`), or the repository is damaged; the message is git's. Whether the tree is clean is then unknown.",
        remedy: "Follow git's message; for a repository of another user: `git config --global --add safe.directory PATH`.",
    }
    GIT_TIMEOUT = "git.timeout" {
        title: "git takes too long",
        cause: "git was stopped after a minute without an answer: the repository is very large or its disk very slow.",
        remedy: "Run `git status` once, which may write what makes it faster, and try again.",
    }
    ENVIRONMENT_SOURCE_DATE_EPOCH = "environment.source-date-epoch" {
        title: "SOURCE_DATE_EPOCH is not a time",
        cause: "The variable is set, and is not a decimal number of seconds since 1970.",
        remedy: "Unset it, or set it to a time, for example: `SOURCE_DATE_EPOCH=$(git log -1 --format=%ct)`.",
    }
    SUBJECTS_EMPTY = "subjects.empty" {
        title: "there is nothing to attest",
        cause: "No file is where the project's build leaves its artifacts, or a glob matches none.",
        remedy: "Build first, or name the files with `--subject`.",
    }
    SUBJECTS_AMBIGUOUS = "subjects.ambiguous" {
        title: "distributions of several versions could be meant",
        cause: "The folder of built distributions holds more than one version of the project, and neither the sources nor the tag of a clean tree tell which one is released.",
        remedy: "Name the files of one version with `--subject`, or remove the others.",
    }
    SUBJECT_MISSING = "subject.missing" {
        title: "a subject does not exist",
        cause: "There is no file at the path, or a symbolic link on the way leads nowhere.",
        remedy: "Check the path; a glob is only expanded by keelmark when it is quoted.",
    }
    SUBJECT_FOLDER = "subject.folder" {
        title: "a subject is a folder",
        cause: "A statement names files by digest, and a folder has none.",
        remedy: "Name the files, for example with a glob: `--subject 'FOLDER/*'`.",
    }
    SUBJECT_SPECIAL = "subject.special" {
        title: "a subject is not a regular file",
        cause: "The path leads to a device, pipe or socket, whose bytes are not the same twice.",
        remedy: "Write the bytes to a file, and name that.",
    }
    SUBJECT_DUPLICATE = "subject.duplicate" {
        title: "two subjects have the same name",
        cause: "A statement names its subjects by file name; two files of one name could be taken for each other.",
        remedy: "Attest them apart, or rename one.",
    }
    SUBJECT_PATTERN = "subject.pattern" {
        title: "a subject is neither a file nor a glob",
        cause: "The text has characters of a glob and is malformed as one, or would look at too many files.",
        remedy: "Correct the glob; a file whose name has such characters is found if it exists.",
    }
    SUBJECT_NAME = "subject.name" {
        title: "a subject's file name is not text",
        cause: "The name has bytes that are not UTF-8 or characters that move the cursor; no statement can carry it faithfully.",
        remedy: "Rename the file.",
    }
    SUBJECT_UNREADABLE = "subject.unreadable" {
        title: "a subject cannot be read",
        cause: "The system refused to open or read the file; the message is the system's.",
        remedy: "Check the file's permissions and the disk it is on.",
    }
    SUBJECT_CHANGED = "subject.changed" {
        title: "a subject changed while it was hashed",
        cause: "Size, time or identity of the file differ between the start and the end of hashing: a build is still writing it.",
        remedy: "Wait for the build to end, then run keelmark again.",
    }
    OUTPUT_FOREIGN = "output.foreign" {
        title: "the output folder has files keelmark did not write",
        cause: "The folder is replaced as a whole, and what stands in it would be lost.",
        remedy: "Name another folder with `--output-dir`, or move the files away.",
    }
    OUTPUT_SYMLINK = "output.symlink" {
        title: "the output folder is a symbolic link",
        cause: "A link could be turned to another place between one look and the next.",
        remedy: "Name the folder that the link leads to.",
    }
    OUTPUT_KIND = "output.kind" {
        title: "the output path cannot be a folder",
        cause: "A file stands there or at a part of the path, or the path has no name of its own (`.`, `/`).",
        remedy: "Name another folder with `--output-dir`.",
    }
    OUTPUT_FULL = "output.full" {
        title: "there is no space for the output",
        cause: "The disk is full, or a quota or a limit on file sizes is reached. What was there before is untouched.",
        remedy: "Make space, or write to another disk (`--output-dir`, `--output`).",
    }
    OUTPUT_READ_ONLY = "output.read-only" {
        title: "the output cannot be written there",
        cause: "The file system is read-only, or the permissions of the folder above forbid it. What was there before is untouched.",
        remedy: "Write to another folder (`--output-dir`, `--output`).",
    }
    OUTPUT_FAILED = "output.failed" {
        title: "the output could not be written",
        cause: "The system refused; the message is the system's. What was there before is untouched.",
        remedy: "Check the disk, or write to another folder (`--output-dir`, `--output`).",
    }
    FOLDER_MISSING = "folder.missing" {
        title: "a folder does not exist",
        cause: "There is nothing at the path.",
        remedy: "Check the path; run keelmark in the folder it is relative to.",
    }
    FOLDER_KIND = "folder.kind" {
        title: "a path is not a folder",
        cause: "A folder of evidence is wanted, and the path leads to something else.",
        remedy: "Name the folder that has the file.",
    }
    FOLDER_ACCESS = "folder.access" {
        title: "a folder cannot be read",
        cause: "The system refused to list the folder; the message is the system's.",
        remedy: "Check the folder's permissions.",
    }
    FOLDER_DEPTH = "folder.depth" {
        title: "a folder has folders too deep in it",
        cause: "No release keeps its files so deep; the folder given may be another one, or a trap.",
        remedy: "Name the folder the release's files are in.",
    }
    FOLDER_COUNT = "folder.count" {
        title: "a folder has too many entries",
        cause: "The folder has more entries than any folder of evidence (10,000).",
        remedy: "Check that the path names the intended folder.",
    }
    FOLDER_SIZE = "folder.size" {
        title: "a folder has too many bytes",
        cause: "The documents in the folder have more bytes together than any folder of evidence (512 MiB).",
        remedy: "Check that the path names the intended folder.",
    }
    TRUST_DAMAGED = "trust.damaged" {
        title: "a trusted root that was kept is damaged",
        cause: "The files in the folder named are not those that a renewal put there together: one was changed, cut or removed since. What they should say is unknown, so nothing is trusted in their place.",
        remedy: "Remove the folder and renew it with `keelmark trust update`, or `keelmark trust import FILE` where there is no network.",
    }
    FETCH_ADDRESS = "fetch.address" {
        title: "an address cannot be fetched from",
        cause: "What was given is neither a folder nor an address that begins with `https://`.",
        remedy: "Name the folder of a copy, or give the address with `https://`.",
    }
    FETCH_FAILED = "fetch.failed" {
        title: "a file could not be fetched",
        cause: "The server could not be reached, took too long, or answered with an error; the message says which.",
        remedy: "Check the network and the variables HTTPS_PROXY and NO_PROXY; where a proxy speaks for servers, let SSL_CERT_FILE name its certificate; or fetch a copy elsewhere and name its folder with `--mirror`.",
    }
    FETCH_ROOTS = "fetch.roots" {
        title: "the certificates to trust servers by cannot be read",
        cause: "SSL_CERT_FILE or SSL_CERT_DIR is set, so that servers are trusted by the certificates there and by no others, and there is none, or what is there is no PEM.",
        remedy: "Let SSL_CERT_FILE name the file of certificates that a proxy or a company has given, or unset both variables to trust the roots of browsers.",
    }
    SCAN_REGISTRY = "scan.registry" {
        title: "an image is kept by another program",
        cause: "What was given names an image as another tool keeps or fetches it. keelmark reads images from files and from registries.",
        remedy: "Name it as `registry:HOST/REPOSITORY@DIGEST`, or write it into a file: `docker save NAME -o FILE`, then `docker-archive:FILE`.",
    }
    REGISTRY_REFERENCE = "registry.reference" {
        title: "a name is that of no image in a registry",
        cause: "The name of an image in a registry has the registry's host, a repository, and a digest or a tag; the message says what is missing.",
        remedy: "Write it in full: `registry:HOST/REPOSITORY@sha256:…`; for images of Docker's own, `registry:docker.io/library/NAME@sha256:…`.",
    }
    REGISTRY_TAG = "registry.tag" {
        title: "a tag may mean another image tomorrow",
        cause: "The image is named by its tag alone. Whoever may write to the repository can give the tag to another image, and a bill of materials would not show which was meant.",
        remedy: "Name it by its digest, `HOST/REPOSITORY@sha256:…`. With `--allow-tag` the tag is taken, and the digest it has now is told.",
    }
    REGISTRY_MISSING = "registry.missing" {
        title: "a registry does not have an image",
        cause: "The registry answered that it knows no such repository, tag, manifest or part. Some answer so, too, to those who may not see it.",
        remedy: "Check the name. If the image is not public, log in with `docker login HOST` or `skopeo login HOST`.",
    }
    REGISTRY_DENIED = "registry.denied" {
        title: "a registry does not give an image to just anybody",
        cause: "The registry wants a name and a password. keelmark takes them from `config.json` in `$DOCKER_CONFIG` or `~/.docker`, as text; it starts no program that keeps them.",
        remedy: "Log in with `skopeo login --authfile ~/.docker/config.json HOST`, or copy the image into a folder and name that: `oci:FOLDER`.",
    }
    SCAN_TARGET = "scan.target" {
        title: "nothing in a file can be read as a package",
        cause: "The file is neither a package nor an archive of a known kind, nor a lockfile or manifest, nor a program.",
        remedy: "Name the folder, package or image that is meant.",
    }
    SCAN_EXCLUDE = "scan.exclude" {
        title: "a glob of what to pass over is malformed",
        cause: "A bracket or brace of the glob is not closed, or it is too large.",
        remedy: "Correct the glob: `*` and `?` stay within a folder, `**` is any number of folders, `[…]` and `{a,b}` choose.",
    }
    SCAN_ACCESS = "scan.access" {
        title: "a part of the target cannot be read",
        cause: "The system refused to list a folder or to read a file; the message is the system's.",
        remedy: "Give the right to read it, or pass it over with `--exclude`.",
    }
    SCAN_COUNT = "scan.count" {
        title: "the target has more files, or deeper folders, than are looked at",
        cause: "It has more entries or deeper folders than any project or system known.",
        remedy: "Name the part of it that is meant, or pass over the rest with `--exclude`.",
    }
    SCAN_GAPS = "scan.gaps" {
        title: "too many parts of the target could not be looked at to name each",
        cause: "What is told of as a gap has a limit of 10,000; beyond it gaps are not kept.",
        remedy: "Remedy those that are told of first, or pass over what they are in with `--exclude`.",
    }
    SCAN_SIZE = "scan.size" {
        title: "a file is too large to be read",
        cause: "The file has the name of one that is read, and more bytes than any real one.",
        remedy: "Look at what the file is; pass it over with `--exclude` if it is not what its name says.",
    }
    SCAN_LINK = "scan.link" {
        title: "a link was not followed",
        cause: "The link leads out of the target, or is another name of a file that nobody read under its own.",
        remedy: "Scan what it leads to, or replace the link by what it leads to.",
    }
    SCAN_SPECIAL = "scan.special" {
        title: "something that is no file was not opened",
        cause: "A device, pipe or socket stands where a file would be read, or an archive has a member of a kind that no standard describes.",
        remedy: "Put a file in its place, or pass it over with `--exclude`.",
    }
    SCAN_NESTING = "scan.nesting" {
        title: "an archive within another was not looked into",
        cause: "Archives lie too deep in each other, are too many, or hold too many bytes together.",
        remedy: "Scan the archive on its own.",
    }
    IMAGE_LAYOUT = "image.layout" {
        title: "an image is not laid out as images are",
        cause: "The folder or archive lacks a part that its index, manifest or configuration names, or these do not fit each other.",
        remedy: "Write the image again, for example with `skopeo copy` or `docker save`; an archive must not be compressed as a whole.",
    }
    IMAGE_DIGEST = "image.digest" {
        title: "a part of an image is not the one that was meant",
        cause: "The bytes do not have the digest or size by which the manifest, the configuration or the command line names them: they were damaged or exchanged.",
        remedy: "Fetch the image again by its digest. If it comes so from its registry, do not use it.",
    }
    IMAGE_PLATFORM = "image.platform" {
        title: "there is no image for the platform",
        cause: "The index has images for several platforms and none, or not only one, for the platform asked for; without `--platform` that is this machine's.",
        remedy: "Choose one with `--platform OS/ARCHITECTURE`; the message lists those there are.",
    }
    IMAGE_REFERENCE = "image.reference" {
        title: "it cannot be told which image is meant",
        cause: "The layout has several images, or none of the name or digest given.",
        remedy: "Name one behind the folder: `oci:FOLDER:TAG` or `oci:FOLDER@sha256:…`; the message lists those there are.",
    }
    DB_EMPTY = "db.empty" {
        title: "there are no advisories in what is imported",
        cause: "The file or folder holds no advisory and no list of flaws in a form that keelmark reads, under the names they are published by.",
        remedy: "Name a clone or a copy of a published database, an export of OSV (`all.zip`), or a file of KEV or EPSS.",
    }
    DB_FOREIGN = "db.foreign" {
        title: "what stands where the database goes is no database",
        cause: "The file named by `--db` or KEELMARK_DB, or written to by `db export`, is something else, and would be lost.",
        remedy: "Name another file, or remove this one.",
    }
    DB_MISSING = "db.missing" {
        title: "there is no database of advisories",
        cause: "Nothing was imported on this machine, or the file named does not exist. Without advisories nothing can be said of what is vulnerable.",
        remedy: "Make one with `keelmark db update` or `keelmark db import`, or name one with `--db FILE` or KEELMARK_DB.",
    }
}
