// Both ends of large transfers. Bytes are a pattern that never repeats, and a sum is their SHA-1.
//   large.js serve             prints its port; GET /sized/BYTES, GET /chunked/BYTES; POST gets a sum
//   large.js get URL           prints the sum of what comes
//   large.js post URL BYTES sized|chunked
//   large.js write FILE BYTES
//   large.js sum BYTES
const crypto = require("crypto");
const fs = require("fs");
const http = require("http");
const { Readable } = require("stream");
const { pipeline } = require("stream/promises");

const blockSize = 65536;

function* pattern(bytes) {
  for (let at = 0; at < bytes; at += blockSize) {
    const block = Buffer.alloc(Math.min(blockSize, bytes - at), "0123456789abcdefghijklmnopqrstuvwxyz");
    block.write(String(at)); // what does not fit is left out
    yield block;
  }
}

const bytesOf = (bytes) => Readable.from(pattern(bytes), { objectMode: false, highWaterMark: blockSize });

async function sumOf(stream) {
  const hash = crypto.createHash("sha1");
  for await (const piece of stream) hash.update(piece);
  return hash.digest("hex");
}

function serve() {
  const server = http.createServer(async (request, response) => {
    if (request.method === "POST") {
      response.end(await sumOf(request));
      return;
    }
    const [, framing, bytes] = request.url.split("/");
    if (framing === "sized") response.setHeader("Content-Length", bytes);
    await pipeline(bytesOf(Number(bytes)), response);
  });
  server.listen(0, "127.0.0.1", () => console.log(server.address().port));
}

async function ask(url, bytes, framing) {
  const headers = framing === "sized" ? { "Content-Length": bytes } : {};
  const request = http.request(url, { method: bytes === undefined ? "GET" : "POST", headers });
  const answered = new Promise((resolve, reject) => request.on("response", resolve).on("error", reject));
  if (bytes === undefined) request.end();
  else await pipeline(bytesOf(Number(bytes)), request);
  return answered;
}

async function text(stream) {
  let all = "";
  for await (const piece of stream) all += piece;
  return all;
}

const commands = {
  serve,
  get: async (url) => console.log(await sumOf(await ask(url))),
  post: async (url, bytes, framing) => console.log(await text(await ask(url, bytes, framing))),
  write: (file, bytes) => pipeline(bytesOf(Number(bytes)), fs.createWriteStream(file)),
  sum: async (bytes) => console.log(await sumOf(bytesOf(Number(bytes)))),
};
const [, , command, ...rest] = process.argv;
commands[command](...rest);
