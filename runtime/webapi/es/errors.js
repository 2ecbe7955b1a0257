// What Error.prepareStackTrace gets for each frame: https://v8.dev/docs/stack-trace-api
(function () {
  class CallSite {
    #name;
    #file;
    #line;
    #column;
    #text;
    constructor(name, file, line, column, text) {
      this.#name = name;
      this.#file = file;
      this.#line = line;
      this.#column = column;
      this.#text = text;
    }
    getThis() {
      return undefined;
    }
    getTypeName() {
      return null;
    }
    getFunction() {
      return undefined;
    }
    getFunctionName() {
      return this.#name || null;
    }
    getMethodName() {
      return null;
    }
    getFileName() {
      return this.#file || null;
    }
    getLineNumber() {
      return this.#line;
    }
    getColumnNumber() {
      return this.#column;
    }
    getEvalOrigin() {
      return undefined;
    }
    getScriptNameOrSourceURL() {
      return this.#file || null;
    }
    getScriptHash() {
      return "";
    }
    getEnclosingLineNumber() {
      return this.#line;
    }
    getEnclosingColumnNumber() {
      return this.#column;
    }
    getPosition() {
      return 0;
    }
    getPromiseIndex() {
      return null;
    }
    isToplevel() {
      return true;
    }
    isEval() {
      return false;
    }
    isNative() {
      return false;
    }
    isConstructor() {
      return false;
    }
    isAsync() {
      return false;
    }
    isPromiseAll() {
      return false;
    }
    toString() {
      return this.#text;
    }
  }
  return { site: (...args) => new CallSite(...args) };
});
