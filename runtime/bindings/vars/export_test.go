package vars

// ReservedCount lets a test compare the list with that of vars.ts.
var ReservedCount = len(reserved)
