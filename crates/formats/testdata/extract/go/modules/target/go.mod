module "example.org/tool"

go 1.22.0

toolchain go1.22.3

require github.com/BurntSushi/toml v1.3.2

require (
	github.com/old/thing v1.0.0 // pinned
	github.com/near/thing v0.9.0
	golang.org/x/sys v0.15.0 // indirect
	broken
)

replace (
	github.com/old/thing => github.com/any/thing v9.0.0
	github.com/old/thing v1.0.0 => github.com/new/thing v1.0.1
	github.com/near/thing => ../near
)

exclude golang.org/x/sys v0.14.0

retract [v1.0.0, v1.1.0] // by mistake
