//! Codes of files and the system.

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
}
