// Node's fetch as a client: fetch.js URL JOBS OUTPUT. Each line of JOBS is METHOD PATH FRAMING FILE;
// "-" is no file. The answer of line N goes to OUTPUT/N.
const fs = require("fs");
const [, , base, jobs, output] = process.argv;

async function* inPieces(body) {
  for (let at = 0; at < body.length; at += 50000) yield body.subarray(at, at + 50000);
}

async function run() {
  const lines = fs.readFileSync(jobs, "utf8").trimEnd().split("\n");
  for (const [number, line] of lines.entries()) {
    const [method, path, framing, file] = line.split(" ");
    const options = { method };
    if (file !== "-") {
      const body = fs.readFileSync(file);
      if (framing === "chunked") Object.assign(options, { body: inPieces(body), duplex: "half" });
      else options.body = body;
    }
    const response = await fetch(base + path, options);
    const fields = [...response.headers].map(([name, value]) => `${name}: ${value}\n`).join("");
    const body = Buffer.from(await response.arrayBuffer());
    const head = Buffer.from(`HTTP/1.1 ${response.status}\n${fields}\n`);
    fs.writeFileSync(`${output}/${number}`, Buffer.concat([head, body]));
  }
}

run();
