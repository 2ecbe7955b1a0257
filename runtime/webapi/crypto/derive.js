// PBKDF2 and HKDF: keys from secrets.
(function (native, internals) {
  const { fail, needHash, makeKey, checkUsages, materialOf, isBuffer, copy } =
    internals.crypto;

  const need = (algorithm, field) => {
    if (algorithm[field] === undefined)
      throw new TypeError(`Missing field "${field}" in "algorithm".`);
    if (!isBuffer(algorithm[field])) {
      throw new TypeError(
        `Incorrect type for the '${field}' field on 'DeriveKeyAlgorithm': the provided value is not of type 'JsBufferSource'.`,
      );
    }
    return algorithm[field];
  };

  const make = (name, derive) => ({
    import(format, data, algorithm, extractable, usages) {
      checkUsages(usages, ["deriveKey", "deriveBits"], "import secret", name);
      if (extractable)
        fail("SyntaxError", `${name} key cannot be extractable.`);
      if (format !== "raw")
        fail(
          "NotSupportedError",
          `Unrecognized key import format "${format}".`,
        );
      return makeKey("secret", false, { name }, usages, copy(data));
    },
    derive(algorithm, key, length) {
      const hash = needHash(algorithm);
      const salt = need(algorithm, "salt");
      if (length === null || length === undefined)
        fail("OperationError", `${name} cannot derive a key with null length.`);
      if (length % 8 !== 0) {
        fail(
          "OperationError",
          `${name} requires a derived key length that is a multiple of eight (requested ${length}).`,
        );
      }
      return derive(algorithm, hash, materialOf(key), salt, length / 8);
    },
  });

  const PBKDF2 = make("PBKDF2", (algorithm, hash, secret, salt, size) => {
    if (algorithm.iterations === undefined)
      throw new TypeError('Missing field "iterations" in "algorithm".');
    const iterations = Number(algorithm.iterations);
    if (!(iterations > 0))
      fail(
        "OperationError",
        `PBKDF2 requires a positive iteration count (requested ${iterations}).`,
      );
    return native.pbkdf2(hash, secret, salt, iterations, size);
  });
  const HKDF = make("HKDF", (algorithm, hash, secret, salt, size) =>
    native.hkdf(hash, secret, salt, need(algorithm, "info"), size),
  );
  return { PBKDF2, HKDF };
});
