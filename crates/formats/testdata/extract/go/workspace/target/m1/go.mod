module ex.com/m1
go 1.21
require (
 ex.com/m2 v0.0.0
 github.com/x/y v1.0.0
)
