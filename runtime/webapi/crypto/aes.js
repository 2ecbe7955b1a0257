// AES-GCM, AES-CBC, AES-CTR and AES-KW.
(function (native, internals) {
  const { fail, makeKey, checkUsages, materialOf, isBuffer, copy, base64url } =
    internals.crypto;

  const need = (algorithm, field) => {
    const value = algorithm[field];
    if (value === undefined)
      throw new TypeError(`Missing field "${field}" in "algorithm".`);
    if (!isBuffer(value)) {
      throw new TypeError(
        `Incorrect type for the '${field}' field on 'EncryptAlgorithm': the provided value is not of type 'JsBufferSource'.`,
      );
    }
    return value;
  };
  const sizes = [128, 192, 256];
  const tags = [32, 64, 96, 104, 112, 120, 128];

  // Each mode reads its parameters into [iv, additional data, bits].
  const parameters = {
    "AES-GCM"(algorithm) {
      const iv = need(algorithm, "iv");
      if (iv.byteLength === 0)
        fail("OperationError", "AES-GCM IV must not be empty.");
      const bits =
        algorithm.tagLength === undefined ? 128 : Number(algorithm.tagLength);
      if (!tags.includes(bits))
        fail("OperationError", `Invalid AES-GCM tag length ${bits}.`);
      return [
        iv,
        algorithm.additionalData === undefined
          ? undefined
          : need(algorithm, "additionalData"),
        bits,
      ];
    },
    "AES-CBC"(algorithm) {
      const iv = need(algorithm, "iv");
      if (iv.byteLength !== 16)
        fail(
          "OperationError",
          `AES-CBC IV must be 16 bytes long (provided ${iv.byteLength} bytes).`,
        );
      return [iv, undefined, 0];
    },
    "AES-CTR"(algorithm) {
      const counter = need(algorithm, "counter");
      if (counter.byteLength !== 16)
        fail(
          "OperationError",
          `Counter must have length of 16 bytes (provided ${counter.byteLength}).`,
        );
      if (algorithm.length === undefined)
        throw new TypeError('Missing field "length" in "algorithm".');
      const bits = Number(algorithm.length);
      if (!(bits > 0 && bits <= 128))
        fail(
          "OperationError",
          `Invalid counter of ${bits} bits length provided.`,
        );
      return [counter, undefined, bits];
    },
    "AES-KW": () => [undefined, undefined, 0],
  };

  const make = (name) => {
    const allowed =
      name === "AES-KW"
        ? ["wrapKey", "unwrapKey"]
        : ["encrypt", "decrypt", "wrapKey", "unwrapKey"];
    const suffix = name.slice(4);
    const run = (verb) => (algorithm, key, data) => {
      const [iv, additional, bits] = parameters[name](algorithm);
      return native.cipher(
        `${name} ${verb}`,
        materialOf(key),
        iv,
        data,
        additional,
        bits,
      );
    };
    const keyOf = (bytes, extractable, usages) =>
      makeKey(
        "secret",
        extractable,
        { name, length: bytes.byteLength * 8 },
        usages,
        bytes,
      );
    const implemented = {
      generate(algorithm, extractable, usages) {
        checkUsages(usages, allowed, "generate", name);
        if (algorithm.length === undefined)
          throw new TypeError('Missing field "length" in "algorithm".');
        if (!sizes.includes(Number(algorithm.length))) {
          fail(
            "OperationError",
            `Generated AES key length must be 128, 192, or 256 bits but requested ${algorithm.length}.`,
          );
        }
        return keyOf(
          new Uint8Array(native.random(Number(algorithm.length) / 8)),
          extractable,
          usages,
        );
      },
      import(format, data, algorithm, extractable, usages) {
        checkUsages(usages, allowed, "import secret", name);
        let bytes;
        if (format === "raw") bytes = copy(data);
        else if (format === "jwk") {
          if (data.kty !== "oct") {
            fail(
              "DataError",
              `Symmetric "jwk" key import requires a JSON Web Key with Key Type parameter "kty" equal to "oct" (encountered "${data.kty}").`,
            );
          }
          bytes = base64url.decode(data.k);
          if (bytes === null)
            fail(
              "DataError",
              'Symmetric "jwk" key import requires a base64Url encoding of the key.',
            );
        } else
          fail(
            "NotSupportedError",
            `Unrecognized key import format "${format}".`,
          );
        const bits = bytes.byteLength * 8;
        if (!sizes.includes(bits)) {
          fail(
            "DataError",
            `Imported AES key length must be 128, 192, or 256 bits but provided ${bits}.`,
          );
        }
        const alg = `A${bits}${suffix}`;
        if (format === "jwk" && data.alg !== undefined && data.alg !== alg) {
          fail(
            "DataError",
            `Symmetric "jwk" key contains invalid "alg" value "${data.alg}", expected "${alg}".`,
          );
        }
        return keyOf(bytes, extractable, usages);
      },
      export(format, key) {
        const bytes = materialOf(key);
        if (format === "raw") return bytes.slice().buffer;
        if (format !== "jwk")
          fail(
            "NotSupportedError",
            `Unimplemented key export format "${format}".`,
          );
        const alg = `A${key.algorithm.length}${suffix}`;
        return {
          kty: "oct",
          key_ops: [...key.usages],
          alg,
          ext: true,
          k: base64url.encode(bytes),
        };
      },
      derivedLength(algorithm) {
        if (!sizes.includes(Number(algorithm.length))) {
          fail(
            "OperationError",
            `Derived AES key must be 128, 192, or 256 bits in length but provided ${algorithm.length}.`,
          );
        }
        return Number(algorithm.length);
      },
    };
    if (name === "AES-KW") {
      implemented.wrap = run("encrypt");
      implemented.unwrap = run("decrypt");
    } else {
      implemented.encrypt = run("encrypt");
      implemented.decrypt = run("decrypt");
    }
    return implemented;
  };

  return {
    "AES-GCM": make("AES-GCM"),
    "AES-CBC": make("AES-CBC"),
    "AES-CTR": make("AES-CTR"),
    "AES-KW": make("AES-KW"),
  };
});
