// Node's Buffer as far as decoders use it: bytes with readers, writers and text. Evaluated before
// the codec, as the argument of `prelude.js`; its value is the class.
(function () {
  "use strict";
  const isArray = Array.isArray, text = String;
  const define = Object.defineProperty, setPrototype = Object.setPrototypeOf;

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

  return Buffer;
})()
