// Package hosttest holds the proof that every host gives the same answers: it
// converts each conformance case and each example, runs the result on goja,
// Hono and Express, and compares with what workerd answered. It holds the tests
// of what a running app must survive, too. There is no production code here.
package hosttest
