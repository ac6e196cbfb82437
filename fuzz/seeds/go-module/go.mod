module m

go 1.21

require (
	a.example/x v1.2.0
	b.example/y v0.1.0 // indirect
)

replace a.example/x v1.2.0 => "a.example/fork" v1.2.1

replace b.example/y => ../y
