// https://encoding.spec.whatwg.org/#api
(function (native, internals) {
  const { shape, isOptions } = internals.jsg;
  // workerd's own words, with the name its compiler gives the class.
  const noOptions = (name) =>
    new TypeError(
      `Cannot initialize N7workerd3api11TextDecoder${name}E with required members from an undefined or null value.`,
    );
  const wrong = (what) => {
    throw new TypeError(
      `Failed to execute 'decode' on 'TextDecoder': ${what}.`,
    );
  };

  class TextEncoder {
    get encoding() {
      return "utf-8";
    }
    encode(text) {
      return native.encode(text === undefined ? "" : `${text}`);
    }
    encodeInto(text, bytes) {
      if (!(bytes instanceof Uint8Array)) {
        throw new TypeError(
          "Failed to execute 'encodeInto' on 'TextEncoder': parameter 2 is not of type 'Uint8Array'.",
        );
      }
      const [read, written] = native.encodeInto(`${text}`, bytes);
      return { read, written };
    }
  }
  shape(TextEncoder);

  class TextDecoder {
    #encoding;
    #fatal;
    #ignoreBOM;
    // Made when something is to be remembered or judged; plain UTF-8 needs none.
    #decode = null;
    constructor(label, options) {
      if (options === null) throw noOptions("18ConstructorOptions");
      if (!isOptions(options)) {
        throw new TypeError(
          "Failed to construct 'TextDecoder': constructor parameter 2 is not of type 'ConstructorOptions'.",
        );
      }
      this.#fatal = !!options?.fatal;
      this.#ignoreBOM = !!options?.ignoreBOM;
      if (label === undefined || label === "utf-8") {
        this.#encoding = "utf-8";
        return;
      }
      const made = native.decoder(String(label), this.#fatal, this.#ignoreBOM);
      if (made === null)
        throw new RangeError(`"${label}" is not a valid encoding.`);
      this.#encoding = made[0];
      this.#decode = made[1];
    }
    get encoding() {
      return this.#encoding;
    }
    get fatal() {
      return this.#fatal;
    }
    get ignoreBOM() {
      return this.#ignoreBOM;
    }
    decode(bytes, options) {
      if (options === null) throw noOptions("13DecodeOptions");
      if (!isOptions(options)) {
        wrong("parameter 2 is not of type 'DecodeOptions'");
      }
      const stream = !!options?.stream;
      if (this.#decode === null) {
        if (!stream && !this.#fatal) {
          if (bytes === undefined) return "";
          return (
            native.utf8(bytes, this.#ignoreBOM) ??
            wrong("parameter 1 is not of type 'Array'")
          );
        }
        this.#decode = native.decoder(
          this.#encoding,
          this.#fatal,
          this.#ignoreBOM,
        )[1];
      }
      const text = this.#decode(bytes, stream);
      if (text === null) throw new TypeError("Failed to decode input.");
      return text;
    }
  }
  shape(TextDecoder);

  return { TextEncoder, TextDecoder };
});
