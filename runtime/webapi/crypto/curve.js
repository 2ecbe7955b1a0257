// ECDSA, ECDH, Ed25519 and X25519.
(function (native, internals) {
  const { fail, hashName, makeKey, checkUsages, materialOf, base64url, isKey } =
    internals.crypto;

  const known = ["P-256", "P-384", "P-521"];
  const jwkAlgorithm = { "P-256": "ES256", "P-384": "ES384", "P-521": "ES512" };
  const curveOf = (algorithm) => {
    if (algorithm.namedCurve === undefined)
      throw new TypeError('Missing field "namedCurve" in "algorithm".');
    const curve = String(algorithm.namedCurve);
    if (!known.includes(curve))
      fail(
        "NotSupportedError",
        `Unrecognized or unimplemented EC curve "${curve}" requested.`,
      );
    return curve;
  };
  const encoded = (format, key) => {
    const wanted = format === "spki" ? "public" : "private";
    if (key.type !== wanted)
      fail(
        "InvalidAccessError",
        `Asymmetric ${format} export requires ${wanted} key (not "${key.type}").`,
      );
    return native.encode(materialOf(key), format);
  };
  const checkJWK = (name, jwk, usages, extractable, use) => {
    if (usages.length > 0 && jwk.use !== undefined && jwk.use !== use) {
      fail(
        "DataError",
        `Asymmetric "jwk" key import with usages requires a JSON Web Key with Public Key Use parameter "use" ("${jwk.use}") equal to "${use}".`,
      );
    }
    if (
      Array.isArray(jwk.key_ops) &&
      !usages.every((u) => jwk.key_ops.includes(u))
    ) {
      fail(
        "DataError",
        `All specified key usages must be present in the JSON Web Key's Key Operations parameter ("key_ops").`,
      );
    }
    if (jwk.ext === false && extractable)
      fail(
        "DataError",
        `JWK ext field for "${name}" is set to false but extractable is true`,
      );
  };
  const agreement = (algorithm, key, length, bits) => {
    const theirs = algorithm.public;
    if (theirs === undefined)
      throw new TypeError('Missing field "public" in "derivedKeyParams".');
    if (!isKey(theirs))
      throw new TypeError(
        "Incorrect type for the 'public' field: the provided value is not of type 'CryptoKey'.",
      );
    if (theirs.type !== "public")
      fail(
        "InvalidAccessError",
        `The provided key has type "${theirs.type}", not "public"`,
      );
    if (theirs.algorithm.name !== key.algorithm.name) {
      fail(
        "InvalidAccessError",
        `Base ${key.algorithm.name} private key cannot be used to derive a key from a peer ${theirs.algorithm.name} public key`,
      );
    }
    if (theirs.algorithm.namedCurve !== key.algorithm.namedCurve) {
      fail(
        "InvalidAccessError",
        `Private key for derivation is using "${key.algorithm.namedCurve}" while public key is using "${theirs.algorithm.namedCurve}".`,
      );
    }
    const secret = native.agree(materialOf(key), materialOf(theirs));
    if (length === null || length === undefined) return secret;
    if (length > bits)
      fail(
        "OperationError",
        `Derived key length (${length} bits) is too long (should be at most ${bits} bits).`,
      );
    const bytes = secret.slice(0, Math.ceil(length / 8));
    if (length % 8 !== 0)
      new Uint8Array(bytes)[bytes.byteLength - 1] &= 0xff << (8 - (length % 8));
    return bytes;
  };

  const halves = (usages, allowed, extractable, algorithm, material) => {
    const half = (type, ext) =>
      makeKey(
        type,
        ext,
        { ...algorithm },
        usages.filter((u) => allowed[type].includes(u)),
        material,
      );
    return {
      publicKey: half("public", true),
      privateKey: half("private", extractable),
    };
  };
  const needPrivateUse = (usages, allowed) => {
    if (!usages.some((u) => allowed.private.includes(u))) {
      fail(
        "SyntaxError",
        "Attempt to generate asymmetric keys with no valid private key usages.",
      );
    }
  };

  const nist = (name) => {
    const signs = name === "ECDSA";
    const allowed = signs
      ? { public: ["verify"], private: ["sign"] }
      : { public: [], private: ["deriveKey", "deriveBits"] };
    const implemented = {
      generate(algorithm, extractable, usages) {
        checkUsages(
          usages,
          [...allowed.public, ...allowed.private],
          "generate",
          name,
        );
        const namedCurve = curveOf(algorithm);
        needPrivateUse(usages, allowed);
        return halves(
          usages,
          allowed,
          extractable,
          { name, namedCurve },
          native.generate(namedCurve),
        );
      },
      import(format, data, algorithm, extractable, usages) {
        const namedCurve = curveOf(algorithm);
        let type = "public";
        let material;
        if (format === "raw") {
          checkUsages(usages, allowed.public, "import public", name);
          material = native.raw(namedCurve, data);
          if (material === null)
            fail(
              "DataError",
              "Failed to import raw EC key data: Invalid point encoding..",
            );
        } else if (format === "jwk") {
          type = data.d === undefined ? "public" : "private";
          checkUsages(usages, allowed[type], `import ${type}`, name);
          if (data.kty !== "EC") {
            fail(
              "DataError",
              `Elliptic curve "jwk" key import requires a JSON Web Key with Key Type parameter "kty" ("${data.kty}") equal to "EC".`,
            );
          }
          checkJWK(name, data, usages, extractable, signs ? "sig" : "enc");
          if (
            signs &&
            data.alg !== undefined &&
            data.alg !== jwkAlgorithm[namedCurve]
          ) {
            fail(
              "DataError",
              `JSON Web Key Algorithm parameter "alg" ("${data.alg}") does not match requested curve.`,
            );
          }
          const parts = {};
          for (const field of type === "public"
            ? ["x", "y"]
            : ["x", "y", "d"]) {
            parts[field] = base64url.decode(data[field]);
            if (parts[field] === null)
              fail(
                "DataError",
                `Invalid EC key in JSON Web Key; missing "${field}".`,
              );
          }
          material = native.fromJWK(namedCurve, parts);
          if (material === null) {
            const tooLong =
              Math.max(parts.x.byteLength, parts.y.byteLength) >
              Math.ceil(Number(namedCurve.slice(2)) / 8);
            fail(
              "OperationError",
              `Invalid EC key; public key coordinates "x" and "y" are invalid${tooLong ? "" : ": Point is not on curve."}.`,
            );
          }
        } else if (format === "spki" || format === "pkcs8") {
          type = format === "spki" ? "public" : "private";
          checkUsages(usages, allowed[type], `import ${type}`, name);
          const parsed = native[format](data);
          if (parsed === null || !known.includes(parsed[1]))
            fail("DataError", `Invalid ${format.toUpperCase()} input.`);
          if (parsed[1] !== namedCurve) {
            fail(
              "DataError",
              `"algorithm.namedCurve" "${namedCurve}" does not match the curve specified by the input key data.`,
            );
          }
          material = parsed[0];
        } else
          fail(
            "NotSupportedError",
            `Unrecognized key import format "${format}".`,
          );
        return makeKey(
          type,
          extractable,
          { name, namedCurve },
          usages,
          material,
        );
      },
      export(format, key) {
        if (format === "spki" || format === "pkcs8")
          return encoded(format, key);
        if (format === "raw") {
          if (key.type !== "public")
            fail(
              "InvalidAccessError",
              "Raw export of elliptic curve keys is only allowed for public keys.",
            );
          return native.toRaw(materialOf(key));
        }
        if (format !== "jwk")
          fail(
            "NotSupportedError",
            `Unimplemented key export format "${format}".`,
          );
        const jwk = {
          kty: "EC",
          key_ops: [...key.usages],
          ext: true,
          crv: key.algorithm.namedCurve,
        };
        const parts = native.toJWK(materialOf(key));
        for (const field of key.type === "public"
          ? ["x", "y"]
          : ["x", "y", "d"])
          jwk[field] = base64url.encode(parts[field]);
        return jwk;
      },
    };
    if (!signs) {
      const bits = { "P-256": 256, "P-384": 384, "P-521": 528 };
      implemented.derive = (algorithm, key, length) =>
        agreement(algorithm, key, length, bits[key.algorithm.namedCurve]);
      return implemented;
    }
    const hashOf = (algorithm) => {
      if (algorithm.hash === undefined) {
        throw new TypeError(
          'Missing "hash" in AlgorithmIdentifier. (ECDSA requires that the hash algorithm be specified at call time rather than on the key. This differs from other WebCrypto algorithms for historical reasons.)',
        );
      }
      return hashName(algorithm.hash);
    };
    implemented.sign = (algorithm, key, data) =>
      native.sign(materialOf(key), hashOf(algorithm), data);
    implemented.verify = (algorithm, key, signature, data) =>
      native.verify(materialOf(key), hashOf(algorithm), signature, data);
    return implemented;
  };

  // name is the algorithm asked for, curve the key it works with.
  const edwards = (name, curve) => {
    const signs = curve === "Ed25519";
    const allowed = signs
      ? { public: ["verify"], private: ["sign"] }
      : { public: [], private: ["deriveKey", "deriveBits"] };
    const described =
      name === "NODE-ED25519" ? { name, namedCurve: name } : { name };
    const implemented = {
      generate(algorithm, extractable, usages) {
        checkUsages(
          usages,
          [...allowed.public, ...allowed.private],
          "generate",
          name,
        );
        needPrivateUse(usages, allowed);
        return halves(
          usages,
          allowed,
          extractable,
          described,
          native.generate(curve),
        );
      },
      import(format, data, algorithm, extractable, usages) {
        let type = "public";
        let material;
        if (format === "raw") {
          checkUsages(usages, allowed.public, "import public", name);
          if (data.byteLength !== 32)
            fail(
              "DataError",
              `${curve} raw keys must be exactly 32-bytes (provided ${data.byteLength}).`,
            );
          material = native.raw(curve, data);
        } else if (format === "jwk") {
          type = data.d === undefined ? "public" : "private";
          checkUsages(usages, allowed[type], `import ${type}`, name);
          if (data.kty !== "OKP") {
            fail(
              "DataError",
              `${curve} "jwk" key imports requires a JSON Web Key with Key Type parameter "kty" ("${data.kty}") equal to "OKP".`,
            );
          }
          checkJWK(name, data, usages, extractable, signs ? "sig" : "enc");
          if (data.crv !== curve)
            fail(
              "NotSupportedError",
              `Only ${curve} is supported but "${data.crv}" was requested.`,
            );
          const parts = {};
          for (const field of type === "public" ? ["x"] : ["x", "d"]) {
            parts[field] = base64url.decode(data[field]);
            if (parts[field] === null)
              fail(
                "DataError",
                `Invalid ${field === "x" ? "public" : "private"} key in JSON Web Key; missing or invalid "${field}"`,
              );
          }
          if (parts.x.byteLength !== 32)
            fail(
              "DataError",
              `Invalid length ${parts.x.byteLength} for public key`,
            );
          if (parts.d && parts.d.byteLength !== 32)
            fail(
              "DataError",
              `Invalid length ${parts.d.byteLength} for private key`,
            );
          material = native.fromJWK(curve, parts);
        } else if (format === "spki" || format === "pkcs8") {
          type = format === "spki" ? "public" : "private";
          checkUsages(usages, allowed[type], `import ${type}`, name);
          const parsed = native[format](data);
          if (parsed === null || parsed[1] !== curve)
            fail("DataError", `Invalid ${format.toUpperCase()} input.`);
          material = parsed[0];
        } else
          fail(
            "NotSupportedError",
            `Unrecognized key import format "${format}".`,
          );
        if (material === null) fail("DataError", `Invalid ${curve} key.`);
        return makeKey(type, extractable, { ...described }, usages, material);
      },
      export(format, key) {
        if (format === "spki" || format === "pkcs8")
          return encoded(format, key);
        if (format === "raw") {
          if (key.type !== "public")
            fail(
              "InvalidAccessError",
              `Raw export of ${curve} keys is only allowed for public keys.`,
            );
          return native.toRaw(materialOf(key));
        }
        if (format !== "jwk")
          fail(
            "NotSupportedError",
            `Unimplemented key export format "${format}".`,
          );
        const jwk = { kty: "OKP", key_ops: [...key.usages] };
        if (signs) jwk.alg = "EdDSA";
        jwk.ext = true;
        jwk.crv = curve;
        const parts = native.toJWK(materialOf(key));
        for (const field of key.type === "public" ? ["x"] : ["x", "d"])
          jwk[field] = base64url.encode(parts[field]);
        return jwk;
      },
    };
    if (!signs) {
      implemented.derive = (algorithm, key, length) =>
        agreement(algorithm, key, length, 256);
      return implemented;
    }
    implemented.sign = (algorithm, key, data) =>
      native.sign(materialOf(key), "", data);
    implemented.verify = (algorithm, key, signature, data) => {
      if (signature.byteLength !== 64)
        fail(
          "OperationError",
          `Invalid Ed25519 signature length ${signature.byteLength}`,
        );
      return native.verify(materialOf(key), "", signature, data);
    };
    return implemented;
  };

  return {
    ECDSA: nist("ECDSA"),
    ECDH: nist("ECDH"),
    Ed25519: edwards("Ed25519", "Ed25519"),
    "NODE-ED25519": edwards("NODE-ED25519", "Ed25519"),
    X25519: edwards("X25519", "X25519"),
  };
});
