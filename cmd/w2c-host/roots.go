package main

// The certificate roots of the web, used when the machine has none: an image
// FROM scratch holds this program and nothing else. Certificates mounted at
// /etc/ssl/certs come first.
import _ "golang.org/x/crypto/x509roots/fallback"
