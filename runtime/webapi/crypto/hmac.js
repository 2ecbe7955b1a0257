// HMAC. Like the other files of algorithms: what crypto.js calls once it has
// checked types, names and usages.
(function (native, internals) {
  const { fail, needHash, makeKey, checkUsages, materialOf, base64url, copy } =
    internals.crypto;

  const secretJwk = (jwk, name) => {
    if (jwk.kty !== "oct") {
      fail(
        "DataError",
        `${name} "jwk" key import requires a JSON Web Key with Key Type parameter ("kty") equal to "oct" (encountered "${jwk.kty}").`,
      );
    }
    const bytes = typeof jwk.k === "string" ? base64url.decode(jwk.k) : null;
    if (bytes === null)
      fail(
        "DataError",
        `${name} "jwk" key import requires a base64Url encoding of the key`,
      );
    return bytes;
  };

  const blockBits = (hash) =>
    hash === "SHA-384" || hash === "SHA-512" ? 1024 : 512;
  const hmacKey = (hash, length, bytes, extractable, usages) =>
    makeKey(
      "secret",
      extractable,
      { name: "HMAC", hash: { name: hash }, length },
      usages,
      bytes,
    );

  const HMAC = {
    generate(algorithm, extractable, usages) {
      checkUsages(usages, ["sign", "verify"], "generate", "HMAC");
      const hash = needHash(algorithm);
      const length =
        algorithm.length === undefined
          ? blockBits(hash)
          : Number(algorithm.length);
      if (!(length > 0)) {
        fail(
          "OperationError",
          `HMAC key length must be a non-zero unsigned long integer (requested ${length}).`,
        );
      }
      return hmacKey(
        hash,
        length,
        new Uint8Array(native.random(Math.ceil(length / 8))),
        extractable,
        usages,
      );
    },
    import(format, data, algorithm, extractable, usages) {
      checkUsages(usages, ["sign", "verify"], "import secret", "HMAC");
      const hash = needHash(algorithm);
      let bytes;
      if (format === "raw") bytes = copy(data);
      else if (format === "jwk") {
        bytes = secretJwk(data, "HMAC");
        const expected = "HS" + hash.slice(4);
        if (data.alg !== undefined && data.alg !== expected && hash !== "MD5") {
          fail(
            "DataError",
            `HMAC "jwk" key import specifies "alg" that is incompatible with the hash name (encountered "${data.alg}", expected "${hash === "SHA-1" ? "HS1" : expected}").`,
          );
        }
        if (data.ext === false && extractable)
          fail(
            "DataError",
            'JWK ext field for "HMAC" is set to false but extractable is true',
          );
      } else
        fail(
          "NotSupportedError",
          `Unrecognized key import format "${format}".`,
        );
      const bits = bytes.byteLength * 8;
      const length =
        algorithm.length === undefined || algorithm.length === 0
          ? bits
          : Number(algorithm.length);
      if (length === 0 || length > bits || length <= bits - 8) {
        fail(
          "DataError",
          `Imported HMAC key length (${length}) must be a non-zero value up to 7 bits less than, and no greater than, the bit length of the raw key data (${bits}).`,
        );
      }
      return hmacKey(hash, length, bytes, extractable, usages);
    },
    export(format, key) {
      const bytes = materialOf(key);
      if (format === "raw") return bytes.slice().buffer;
      if (format !== "jwk")
        fail(
          "NotSupportedError",
          `Unimplemented key export format "${format}".`,
        );
      const alg = "HS" + key.algorithm.hash.name.slice(4);
      return {
        kty: "oct",
        key_ops: [...key.usages],
        alg,
        ext: true,
        k: base64url.encode(bytes),
      };
    },
    sign: (algorithm, key, data) =>
      native.hmac(key.algorithm.hash.name, materialOf(key), data),
    verify(algorithm, key, signature, data) {
      const expected = native.hmac(
        key.algorithm.hash.name,
        materialOf(key),
        data,
      );
      return (
        signature.byteLength === expected.byteLength &&
        native.equal(signature, expected)
      );
    },
    derivedLength: (algorithm) =>
      algorithm.length === undefined
        ? blockBits(needHash(algorithm))
        : Number(algorithm.length),
  };

  return { HMAC };
});
