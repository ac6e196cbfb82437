module github.com/x/y

require github.com/x/z v1.2.0
