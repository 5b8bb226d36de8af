// Which function of the codec decodes; returned at its end, where its variables are in sight.
(function () {
  const has = (owner) => owner && typeof owner.decodeUplink === "function";
  try { if (has(driver)) return ["uplink", (input) => driver.decodeUplink(input)]; } catch (missing) {}
  try { if (has(module.exports)) return ["uplink", (input) => module.exports.decodeUplink(input)]; } catch (missing) {}
  try { if (has(exports)) return ["uplink", (input) => exports.decodeUplink(input)]; } catch (missing) {}
  try { if (typeof decodeUplink === "function") return ["uplink", decodeUplink]; } catch (missing) {}
  try { if (typeof Decoder === "function") return ["decoder", Decoder]; } catch (missing) {}
  try { if (typeof Decode === "function") return ["decode", Decode]; } catch (missing) {}
  return null;
})()
