package crypto

import (
	"bytes"
	"crypto/sha1"
	"crypto/sha256"
	"crypto/sha512"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"encoding/hex"
	"encoding/pem"
	"fmt"
	"net"
	"strings"

	"github.com/dop251/goja"

	"github.com/w2c-dev/w2c/runtime/jsloop"
	subtle "github.com/w2c-dev/w2c/runtime/webapi/crypto"
)

func colons(sum []byte) string {
	parts := make([]string, len(sum))
	for i, b := range sum {
		parts[i] = fmt.Sprintf("%02X", b)
	}
	return strings.Join(parts, ":")
}

var attributes = map[string]string{
	"2.5.4.3": "CN", "2.5.4.4": "SN", "2.5.4.5": "serialNumber", "2.5.4.6": "C", "2.5.4.7": "L", "2.5.4.8": "ST", "2.5.4.9": "street",
	"2.5.4.10": "O", "2.5.4.11": "OU", "2.5.4.12": "title", "2.5.4.42": "GN", "1.2.840.113549.1.9.1": "emailAddress", "0.9.2342.19200300.100.1.25": "DC",
}

// name is a subject as Node shows it: one attribute a line.
func name(raw []byte) [][2]string {
	var rdns pkix.RDNSequence
	if _, err := asn1.Unmarshal(raw, &rdns); err != nil {
		return nil
	}
	var out [][2]string
	for _, set := range rdns {
		for _, a := range set {
			key := attributes[a.Type.String()]
			if key == "" {
				key = a.Type.String()
			}
			out = append(out, [2]string{key, fmt.Sprint(a.Value)})
		}
	}
	return out
}

func lines(pairs [][2]string) string {
	out := make([]string, len(pairs))
	for i, p := range pairs {
		out[i] = p[0] + "=" + p[1]
	}
	return strings.Join(out, "\n")
}

func altNames(c *x509.Certificate) string {
	var out []string
	for _, d := range c.DNSNames {
		out = append(out, "DNS:"+d)
	}
	for _, e := range c.EmailAddresses {
		out = append(out, "email:"+e)
	}
	for _, u := range c.URIs {
		out = append(out, "URI:"+u.String())
	}
	for _, ip := range c.IPAddresses {
		out = append(out, "IP Address:"+ip.String())
	}
	return strings.Join(out, ", ")
}

func infoAccess(c *x509.Certificate) string {
	var out strings.Builder
	for _, u := range c.OCSPServer {
		fmt.Fprintf(&out, "OCSP - URI:%s\n", u)
	}
	for _, u := range c.IssuingCertificateURL {
		fmt.Fprintf(&out, "CA Issuers - URI:%s\n", u)
	}
	return out.String()
}

var usages = map[x509.ExtKeyUsage]string{
	x509.ExtKeyUsageServerAuth: "1.3.6.1.5.5.7.3.1", x509.ExtKeyUsageClientAuth: "1.3.6.1.5.5.7.3.2", x509.ExtKeyUsageCodeSigning: "1.3.6.1.5.5.7.3.3",
	x509.ExtKeyUsageEmailProtection: "1.3.6.1.5.5.7.3.4", x509.ExtKeyUsageTimeStamping: "1.3.6.1.5.5.7.3.8", x509.ExtKeyUsageOCSPSigning: "1.3.6.1.5.5.7.3.9",
}

const day = "Jan _2 15:04:05 2006 GMT"

func addX509(l *jsloop.Loop, n map[string]jsloop.Native) {
	of := func(v goja.Value) *x509.Certificate {
		c, ok := jsloop.Unwrap[*x509.Certificate](v)
		if !ok {
			l.ThrowType("not a certificate")
		}
		return c
	}
	n["certParse"] = func(call goja.FunctionCall) goja.Value {
		der := bytesOf(l, call.Argument(0))
		if block, _ := pem.Decode(der); block != nil {
			der = block.Bytes
		}
		c, err := x509.ParseCertificate(bytes.Clone(der))
		if err != nil {
			return goja.Null()
		}
		return l.Wrap(c)
	}
	// certFields(certificate) → object
	n["certFields"] = func(call goja.FunctionCall) goja.Value {
		c := of(call.Argument(0))
		o := l.VM().NewObject()
		text := func(name, value string) {
			if value != "" {
				_ = o.Set(name, value)
			}
		}
		text("subject", lines(name(c.RawSubject)))
		text("issuer", lines(name(c.RawIssuer)))
		text("subjectAltName", altNames(c))
		text("infoAccess", infoAccess(c))
		text("validFrom", c.NotBefore.UTC().Format(day))
		text("validTo", c.NotAfter.UTC().Format(day))
		serial := strings.ToUpper(hex.EncodeToString(c.SerialNumber.Bytes()))
		text("serialNumber", serial)
		s1, s256, s512 := sha1.Sum(c.Raw), sha256.Sum256(c.Raw), sha512.Sum512(c.Raw)
		text("fingerprint", colons(s1[:]))
		text("fingerprint256", colons(s256[:]))
		text("fingerprint512", colons(s512[:]))
		var keyUsage []any
		for _, u := range c.ExtKeyUsage {
			keyUsage = append(keyUsage, usages[u])
		}
		if keyUsage != nil {
			_ = o.Set("keyUsage", l.VM().NewArray(keyUsage...))
		}
		_ = o.Set("ca", c.IsCA)
		_ = o.Set("from", c.NotBefore.UnixMilli())
		_ = o.Set("to", c.NotAfter.UnixMilli())
		return o
	}
	n["certRaw"] = func(call goja.FunctionCall) goja.Value { return l.ArrayBuffer(bytes.Clone(of(call.Argument(0)).Raw)) }
	n["certPEM"] = func(call goja.FunctionCall) goja.Value {
		return l.VM().ToValue(string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: of(call.Argument(0)).Raw})))
	}
	n["certKey"] = func(call goja.FunctionCall) goja.Value {
		public := of(call.Argument(0)).PublicKey
		if typeName(public) == "" {
			return goja.Null()
		}
		return subtle.Pair{Public: public}.Value(l)
	}
	// certCheck(certificate, "host", "email" or "ip", text) → the name that fits, or undefined
	n["certCheck"] = func(call goja.FunctionCall) goja.Value {
		c, wanted := of(call.Argument(0)), call.Argument(2).String()
		switch call.Argument(1).String() {
		case "host":
			for _, d := range hostNames(c) {
				if hostFits(d, wanted) {
					return l.VM().ToValue(d)
				}
			}
		case "email":
			for _, e := range emails(c) {
				if strings.EqualFold(e, wanted) {
					return l.VM().ToValue(wanted)
				}
			}
		case "ip":
			for _, ip := range c.IPAddresses {
				if ip.Equal(net.ParseIP(wanted)) {
					return l.VM().ToValue(wanted)
				}
			}
		}
		return goja.Undefined()
	}
	n["certIssued"] = func(call goja.FunctionCall) goja.Value {
		return l.VM().ToValue(bytes.Equal(of(call.Argument(0)).RawIssuer, of(call.Argument(1)).RawSubject))
	}
	n["certVerify"] = func(call goja.FunctionCall) goja.Value {
		c := of(call.Argument(0))
		issuer := &x509.Certificate{PublicKey: pairOf(l, call.Argument(1)).Public}
		return l.VM().ToValue(issuer.CheckSignature(c.SignatureAlgorithm, c.RawTBSCertificate, c.Signature) == nil)
	}
}

// hostNames are the alternative names, or the common name where there are none.
func hostNames(c *x509.Certificate) []string {
	if len(c.DNSNames) > 0 {
		return c.DNSNames
	}
	return []string{c.Subject.CommonName}
}

func emails(c *x509.Certificate) []string {
	out := c.EmailAddresses
	for _, p := range name(c.RawSubject) {
		if p[0] == "emailAddress" {
			out = append(out, p[1])
		}
	}
	return out
}

// hostFits compares a name of a certificate, which may begin with a wildcard.
func hostFits(pattern, host string) bool {
	pattern, host = strings.ToLower(pattern), strings.ToLower(host)
	rest, wild := strings.CutPrefix(pattern, "*.")
	if !wild {
		return pattern != "" && pattern == host
	}
	_, parent, ok := strings.Cut(host, ".")
	return ok && parent == rest
}
