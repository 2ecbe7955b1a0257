module gowasm

go 1.25
