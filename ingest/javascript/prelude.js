// What a codec finds around it, and what calls it. Evaluated before the codec; its value is `bind`.
// Everything used here is taken before the codec runs, so what a codec changes changes nothing here.
(function () {
  "use strict";
  const parse = JSON.parse, stringify = JSON.stringify, isArray = Array.isArray, text = String;
  const construct = Reflect.construct, ownKeys = Reflect.ownKeys, apply = Reflect.apply;
  const define = Object.defineProperty, freeze = Object.freeze, setPrototype = Object.setPrototypeOf;
  const uncurried = (method) => Function.prototype.call.bind(method);
  const cut = uncurried(String.prototype.slice), join = uncurried(Array.prototype.join), iso = uncurried(Date.prototype.toISOString);
  const dateText = uncurried(Date.prototype.toString);
  const hide = (name, value) =>
    define(globalThis, name, { value, writable: true, configurable: true, enumerable: false });

  // The clock stands at the frame's reception, and chance repeats itself: the same frame gives the
  // same fields whenever it is read.
  const RealDate = Date;
  let nowMs = 0, seed = 1;
  function ClockDate(...parts) {
    if (new.target === undefined) return dateText(new RealDate(nowMs));
    return construct(RealDate, parts.length === 0 ? [nowMs] : parts, new.target);
  }
  define(ClockDate, "name", { value: "Date" });
  define(ClockDate, "length", { value: 7 });
  define(ClockDate, "prototype", { value: RealDate.prototype, writable: false });
  for (const [name, value] of [["UTC", RealDate.UTC], ["parse", RealDate.parse], ["now", () => nowMs]])
    define(ClockDate, name, { value, writable: true, configurable: true });
  define(RealDate.prototype, "constructor", { value: ClockDate, writable: true, configurable: true });
  hide("Date", ClockDate);
  Math.random = function random() {
    seed = (seed * 48271) % 2147483647; // Park and Miller's minimal standard generator
    return (seed - 1) / 2147483646;
  };
  delete globalThis.performance;

  // Node's Buffer as far as decoders use it: bytes with readers, writers and text.
  const HEX = "0123456789abcdef";
  const CODE = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  function bytesOf(string, encoding) {
    const name = text(encoding || "utf8").toLowerCase();
    const out = [];
    if (name === "hex") {
      for (let i = 0; i + 1 < string.length; i += 2) {
        const byte = parseInt(string.substr(i, 2), 16);
        if (byte !== byte) break;
        out.push(byte);
      }
    } else if (name === "base64" || name === "base64url") {
      let bits = 0, held = 0;
      for (const sign of string.replace(/-/g, "+").replace(/_/g, "/")) {
        const value = CODE.indexOf(sign);
        if (value < 0) continue;
        held = ((held << 6) | value) & 0xffff;
        bits += 6;
        if (bits >= 8) out.push((held >> (bits -= 8)) & 0xff);
      }
    } else if (name === "ascii" || name === "latin1" || name === "binary") {
      for (let i = 0; i < string.length; i++) out.push(string.charCodeAt(i) & 0xff);
    } else {
      const escaped = unescape(encodeURIComponent(string));
      for (let i = 0; i < escaped.length; i++) out.push(escaped.charCodeAt(i));
    }
    return out;
  }
  function textOf(bytes, encoding) {
    const name = text(encoding || "utf8").toLowerCase();
    let out = "";
    if (name === "hex") {
      for (const byte of bytes) out += HEX[byte >> 4] + HEX[byte & 15];
    } else if (name === "base64" || name === "base64url") {
      for (let i = 0; i < bytes.length; i += 3) {
        const three = (bytes[i] << 16) | ((bytes[i + 1] || 0) << 8) | (bytes[i + 2] || 0);
        out += CODE[three >> 18] + CODE[(three >> 12) & 63];
        out += i + 1 < bytes.length ? CODE[(three >> 6) & 63] : "=";
        out += i + 2 < bytes.length ? CODE[three & 63] : "=";
      }
      if (name === "base64url") out = out.replace(/\+/g, "-").replace(/\//g, "_").replace(/=/g, "");
    } else {
      const mask = name === "ascii" ? 0x7f : 0xff;
      for (const byte of bytes) out += text.fromCharCode(byte & mask);
      if (name === "utf8" || name === "utf-8") {
        try {
          return decodeURIComponent(escape(out));
        } catch (damaged) {
          return out.replace(/[\x80-\xff]+/g, "\ufffd");
        }
      }
    }
    return out;
  }
  function Buffer(value, encodingOrOffset, length) {
    return typeof value === "number" ? Buffer.alloc(value) : Buffer.from(value, encodingOrOffset, length);
  }
  setPrototype(Buffer, Uint8Array);
  Buffer.prototype = Object.create(Uint8Array.prototype, {
    constructor: { value: Buffer, writable: true, configurable: true },
  });
  const born = (array) => setPrototype(array, Buffer.prototype);
  Buffer.from = function (value, encodingOrOffset, length) {
    if (typeof value === "string") return born(new Uint8Array(bytesOf(value, encodingOrOffset)));
    if (value instanceof ArrayBuffer) return born(new Uint8Array(value, encodingOrOffset, length));
    if (value && value.type === "Buffer" && isArray(value.data)) value = value.data;
    return born(new Uint8Array(value));
  };
  Buffer.alloc = function (size, fill, encoding) {
    const made = born(new Uint8Array(size));
    return fill === undefined ? made : made.fill(typeof fill === "string" ? bytesOf(fill, encoding)[0] : fill);
  };
  Buffer.allocUnsafe = Buffer.allocUnsafeSlow = (size) => Buffer.alloc(size);
  Buffer.isBuffer = (value) => value instanceof Buffer;
  Buffer.byteLength = (value, encoding) =>
    typeof value === "string" ? bytesOf(value, encoding).length : value.byteLength;
  Buffer.concat = function (parts, total) {
    const all = [];
    for (const part of parts) for (const byte of part) all.push(byte);
    return Buffer.from(total === undefined ? all : all.slice(0, total));
  };
  Buffer.compare = (a, b) => a.compare(b);
  const viewOf = (b) => new DataView(b.buffer, b.byteOffset, b.byteLength);
  const methods = {
    toString(encoding, start, end) {
      return textOf(this.subarray(start === undefined ? 0 : start, end === undefined ? this.length : end), encoding);
    },
    toJSON() {
      return { type: "Buffer", data: Array.from(this) };
    },
    slice(start, end) {
      return this.subarray(start, end); // as Node: the same memory
    },
    equals(other) {
      return this.compare(other) === 0;
    },
    compare(other) {
      for (let i = 0; i < Math.min(this.length, other.length); i++)
        if (this[i] !== other[i]) return this[i] < other[i] ? -1 : 1;
      return Math.sign(this.length - other.length);
    },
    copy(target, at, start, end) {
      const part = this.subarray(start || 0, end === undefined ? this.length : end);
      target.set(part.subarray(0, target.length - (at || 0)), at || 0);
      return part.length;
    },
    write(string, offset, length, encoding) {
      if (typeof offset === "string") [encoding, offset] = [offset, 0];
      if (typeof length === "string") [encoding, length] = [length, undefined];
      const put = bytesOf(string, encoding).slice(0, length).slice(0, this.length - (offset || 0));
      this.set(put, offset || 0);
      return put.length;
    },
  };
  function integer(bytes, offset, count, little, signed) {
    if (offset < 0 || offset + count > bytes.length) throw new RangeError("Attempt to access memory outside buffer bounds");
    let value = 0;
    for (let i = 0; i < count; i++) value = value * 256 + bytes[offset + (little ? count - 1 - i : i)];
    return signed && value >= 2 ** (8 * count - 1) ? value - 2 ** (8 * count) : value;
  }
  function put(bytes, value, offset, count, little) {
    if (offset < 0 || offset + count > bytes.length) throw new RangeError("Attempt to access memory outside buffer bounds");
    let rest = value < 0 ? value + 2 ** (8 * count) : value;
    for (let i = 0; i < count; i++, rest = Math.floor(rest / 256)) bytes[offset + (little ? i : count - 1 - i)] = rest % 256;
    return offset + count;
  }
  for (const order of ["LE", "BE"]) {
    const little = order === "LE";
    for (const [sign, signed] of [["UInt", false], ["Int", true]]) {
      for (const bits of [8, 16, 32]) {
        const name = sign + bits + (bits === 8 ? "" : order);
        methods["read" + name] = function (offset) { return integer(this, offset || 0, bits / 8, little, signed); };
        methods["write" + name] = function (value, offset) { return put(this, value, offset || 0, bits / 8, little); };
      }
      methods["read" + sign + order] = function (offset, count) { return integer(this, offset, count, little, signed); };
      methods["write" + sign + order] = function (value, offset, count) { return put(this, value, offset, count, little); };
    }
    for (const [name, kind, size] of [["Float", "Float32", 4], ["Double", "Float64", 8], ["BigInt64", "BigInt64", 8], ["BigUInt64", "BigUint64", 8]]) {
      methods["read" + name + order] = function (offset) { return viewOf(this)["get" + kind](offset || 0, little); };
      methods["write" + name + order] = function (value, offset) {
        viewOf(this)["set" + kind](offset || 0, value, little);
        return (offset || 0) + size;
      };
    }
  }
  for (const name of Object.keys(methods)) {
    define(Buffer.prototype, name, { value: methods[name], writable: true, configurable: true });
    if (name.includes("UInt"))
      define(Buffer.prototype, name.replace("UInt", "Uint"), { value: methods[name], writable: true, configurable: true });
  }

  const silent = () => undefined;
  const voice = {};
  for (const name of ["log", "info", "warn", "error", "debug", "trace", "table", "dir", "assert", "time", "timeEnd", "group", "groupEnd"]) voice[name] = silent;
  hide("console", voice);
  hide("Buffer", Buffer);
  hide("exports", {});
  hide("module", { exports: globalThis.exports });
  hide("require", function (name) {
    if (name === "buffer" || name === "node:buffer") return { Buffer };
    throw new Error("require('" + text(name) + "'): a codec gets 'buffer' and nothing else; put the file's parts into one");
  });

  // What a frame must leave as it found it: once the codec is loaded, the language is frozen around
  // it, so that no frame changes what the next one becomes. Properties that objects commonly have of
  // their own (`toString`, `name`, …) become accessors, for a frozen one could not be assigned to
  // on any object. The globals cannot be frozen, a codec may declare its own; they are compared.
  const iterators = [[].values(), new Map().values(), new Set().values(), "".matchAll(/x/g)].map(Reflect.getPrototypeOf);
  const overridden = [Object, Error, Function].map((one) => one.prototype);
  const classes = [Object, Array, String, Number, Boolean, Function, RegExp, ClockDate, Error, TypeError, RangeError, Symbol, BigInt, Promise, Map, Set, WeakMap, WeakSet, ArrayBuffer, DataView, Uint8Array, Int8Array, Uint16Array, Int16Array, Uint32Array, Int32Array, Float32Array, Float64Array, Uint8ClampedArray, Buffer, Reflect.getPrototypeOf(Uint8Array)];
  const spaces = [JSON, Math, Reflect, voice, ...iterators, Reflect.getPrototypeOf(iterators[0])];
  const names = ["Object", "Array", "String", "Number", "Boolean", "RegExp", "Date", "JSON", "Math", "Buffer", "Uint8Array", "DataView", "Error", "parseInt", "parseFloat", "isNaN", "isFinite", "module", "exports", "require"];
  const slotOf = Reflect.getOwnPropertyDescriptor, isOfLanguage = uncurried(Set.prototype.has);

  function yielding(owner, key) { // an assignment to it does no harm, and throws nothing in strict code
    const slot = slotOf(owner, key);
    if (!slot.configurable || !("value" in slot)) return;
    const kept = slot.value;
    define(owner, key, {
      get() { return kept; },
      set(value) {
        if (this !== owner) define(this, key, { value, writable: true, enumerable: true, configurable: true });
      },
      enumerable: slot.enumerable,
      configurable: false,
    });
  }
  // Bundles bring what engines of 2009 had not, whether or not it is there: `Math.trunc = …`.
  const of2009 = new Set("abs acos asin atan atan2 ceil cos exp floor log max min pow random round sin sqrt tan isArray fromCharCode create defineProperty defineProperties freeze keys getPrototypeOf getOwnPropertyNames".split(" "));
  const brought = [Math, Number, Object, Array, String];
  function freezeLanguage() {
    for (const owner of overridden) for (const key of ownKeys(owner)) yielding(owner, key);
    for (const owner of brought) for (const key of ownKeys(owner)) if (!isOfLanguage(of2009, key)) yielding(owner, key);
    for (const one of classes) {
      freeze(one);
      freeze(one.prototype);
    }
    for (const space of spaces) freeze(space);
  }
  // Files that bring `Object.assign` and the like define it whenever they begin; the first one stays.
  const language = new Set([...classes, ...classes.map((one) => one.prototype), ...spaces]);
  const isFrozen = Object.isFrozen;
  Object.defineProperty = function defineProperty(owner, key, slot) {
    return isOfLanguage(language, owner) && isFrozen(owner) ? owner : define(owner, key, slot);
  };
  function watch() {
    const values = names.map((name) => globalThis[name]);
    const count = names.length;
    return function changed() {
      for (let i = 0; i < count; i++) if (globalThis[names[i]] !== values[i]) return true;
      return false;
    };
  }

  function words(why) {
    let said;
    try {
      said = typeof why === "object" && why !== null && why.message !== undefined
        ? (why.name ? text(why.name) + ": " : "") + text(why.message)
        : text(why);
    } catch (trick) {
      said = "an error that cannot be put into words";
    }
    return cut(said, 0, 500);
  }
  const failed = (said) => '-' + said;

  function settled(result, form, textMax) {
    if (result !== null && typeof result === "object" && typeof result.then === "function")
      return failed("it returned a promise: a codec must answer at once");
    let data = result, warned = [];
    if (form === "uplink") {
      if (result === null || typeof result !== "object") return failed("it returned " + words(result) + " and no object");
      const errors = result.errors;
      if (isArray(errors) ? errors.length > 0 : errors) return failed(isArray(errors) ? said(errors) : words(errors));
      data = result.data;
      if (isArray(result.warnings)) for (let i = 0; i < result.warnings.length && i < 10; i++) warned[i] = words(result.warnings[i]);
    }
    if (data === null || typeof data !== "object") return failed("it returned no data object");
    let written = stringify(data);
    if (isArray(data) && typeof written === "string") written = '{"data":' + written + "}"; // a list of samples
    if (typeof written !== "string" || written[0] !== "{") return failed("its data cannot be written as a JSON object");
    if (written.length > textMax) return failed("its data are " + written.length + " characters of JSON, at most " + textMax + " are taken");
    return '+{"data":' + written + ',"warnings":' + listed(warned) + "}";
  }
  function listed(warned) { // of strings; not through toJSON of an array
    let out = "[";
    for (let i = 0; i < warned.length; i++) out += (i ? "," : "") + stringify(warned[i]);
    return out + "]";
  }
  function said(errors) {
    let out = "";
    for (let i = 0; i < errors.length && i < 5; i++) out += (i ? "; " : "") + words(errors[i]);
    return out;
  }

  // A network server runs the file anew for every frame, so vendors count in variables outside their
  // functions (`var pointer = 0`) and gather fields there. `load` is the file as a function: it begins
  // anew with every frame, and what it left in everybody's sight is taken away. A file that
  // cannot begin within a frozen language gets a context of its own for every frame, which is slow.
  const keysOf = Object.keys, remove = Reflect.deleteProperty;
  const clear = (owner) => {
    const left = keysOf(owner);
    for (let i = 0; i < left.length; i++) remove(owner, left[i]);
  };
  const shown = exports, shell = module;

  return function bind(load, asksTime, textMax) {
    const first = apply(load, globalThis, []);
    if (first === null) return null;
    freezeLanguage();
    const changed = watch();
    function begun() {
      clear(globalThis);
      clear(shown);
      shell.exports = shown;
      return apply(load, globalThis, []);
    }
    let begin = begun, once = false;
    try {
      apply(load, globalThis, []); // nothing is taken away yet: the first beginning may be needed
    } catch (frozen) {
      begin = () => first;
      once = true;
    }
    function attempt(frame, timeAsText) {
      try {
        const input = parse(frame); // for each attempt anew: a codec may change its input
        nowMs = input.recvTime;
        seed = 1 + (nowMs % 2147483646);
        input.recvTime = new RealDate(nowMs);
        if (timeAsText) input.recvTime = iso(input.recvTime);
        const [form, entry] = begin();
        const result = form === "uplink" ? entry(input)
          : form === "decoder" ? entry(input.bytes, input.fPort)
          : entry(input.fPort, input.bytes, input.variables);
        return settled(result, form, textMax);
      } catch (why) {
        return failed(why === null ? "out of memory" : words(why)); // none left for an error object
      }
    }
    return function run(frame) {
      let answer = attempt(frame, false);
      if (asksTime && answer[0] === "-") { // written for a server that gives the time as text
        const again = attempt(frame, true);
        if (again[0] === "+") answer = again;
      }
      return join([once || changed() ? "!" : "=", answer], ""); // flat: the host cannot take a rope of strings
    };
  };
})();
