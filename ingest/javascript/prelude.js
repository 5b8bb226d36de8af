// What a codec finds around it, and what calls it. Evaluated before the codec and called with the
// class of `buffer.js`; that gives `bind`.
// Everything used here is taken before the codec runs, so what a codec changes changes nothing here.
(function (Buffer) {
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
})
