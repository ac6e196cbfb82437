module example.com/main

go 1.21

require (
	example.com/loc v0.0.0-00010101000000-000000000000
	example.com/deep v1.0.0 // indirect
	example.com/away v1.2.0
)

replace example.com/loc => ./loc

replace example.com/away => ../away
