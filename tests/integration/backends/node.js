// Node as a back end: node.js DIRECTORY; it prints its port. /sized/NAME is a file with its length,
// /chunked/NAME without, and /closed/NAME up to the end of the connection. What is sent to /echo
// comes back, framed as it came.
const fs = require("fs");
const http = require("http");
const path = require("path");

function echo(request, response) {
  const length = request.headers["content-length"];
  if (length !== undefined) response.setHeader("Content-Length", length);
  request.pipe(response);
}

function sendFile(how, name, response) {
  const file = path.join(process.argv[2], path.basename(name));
  if (!fs.existsSync(file)) {
    response.statusCode = 404;
    response.setHeader("Content-Length", 13);
    response.end("no such file\n");
    return;
  }
  if (how === "sized") response.setHeader("Content-Length", fs.statSync(file).size);
  if (how === "closed") response.shouldKeepAlive = response.useChunkedEncodingByDefault = false;
  fs.createReadStream(file).pipe(response);
}

const server = http.createServer((request, response) => {
  response.setHeader("Set-Cookie", ["a=1; Path=/", "b=2; Path=/"]);
  const [, how, name] = request.url.split("/");
  if (how === "echo") echo(request, response);
  else sendFile(how, name ?? "", response);
});
server.listen(0, "127.0.0.1", () => console.log(server.address().port));
