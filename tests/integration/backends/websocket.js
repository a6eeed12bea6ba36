// A WebSocket server that echoes (RFC 6455), without libraries: websocket.js; it prints its port.
const crypto = require("crypto");
const http = require("http");

// The first frame in `bytes`, unmasked, and what comes behind it; nothing if it is not whole.
function takeFrame(bytes) {
  if (bytes.length < 2) return undefined;
  let length = bytes[1] & 127;
  let at = 2;
  if (length > 125) {
    at += length === 126 ? 2 : 8;
    if (bytes.length < at) return undefined;
    length = length === 126 ? bytes.readUInt16BE(2) : Number(bytes.readBigUInt64BE(2));
  }
  const mask = bytes.subarray(at, at + 4);
  at += 4;
  if (bytes.length < at + length) return undefined;
  const payload = Buffer.from(bytes.subarray(at, at + length));
  for (let i = 0; i < length; ++i) payload[i] ^= mask[i & 3];
  return { first: bytes[0], payload, rest: bytes.subarray(at + length) };
}

function frame(first, payload) {
  const length = payload.length;
  let head = Buffer.from([first, length]);
  if (length > 65535) {
    head = Buffer.alloc(10);
    head[0] = first;
    head[1] = 127;
    head.writeBigUInt64BE(BigInt(length), 2);
  } else if (length > 125) {
    head = Buffer.from([first, 126, length >> 8, length & 255]);
  }
  return Buffer.concat([head, payload]);
}

const [closing, ping, pong] = [0x88, 0x89, 0x8a];

function accept(socket, request, early) {
  const key = request.headers["sec-websocket-key"] + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
  socket.write("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n" +
    `Sec-WebSocket-Accept: ${crypto.createHash("sha1").update(key).digest("base64")}\r\n\r\n`);
  let received = Buffer.alloc(0);
  const take = (bytes) => {
    received = Buffer.concat([received, bytes]);
    for (let next = takeFrame(received); next; next = takeFrame(received)) {
      received = next.rest;
      socket.write(frame(next.first === ping ? pong : next.first, next.payload));
      if (next.first === closing) socket.end();
    }
  };
  socket.on("error", () => {});
  socket.on("data", take);
  take(early);
}

const server = http.createServer();
server.on("upgrade", (request, socket, early) => accept(socket, request, early));
server.listen(0, "127.0.0.1", () => console.log(server.address().port));
