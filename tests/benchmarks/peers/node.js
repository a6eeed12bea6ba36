// Node, serving the page of the comparison: node.js PORT PAGE
const http = require("http");
const fs = require("fs");
const [port, page] = [Number(process.argv[2]), fs.readFileSync(process.argv[3])];
const headers = {
  "Content-Type": "text/html; charset=utf-8",
  "Cache-Control": "no-store",
  "X-Content-Type-Options": "nosniff",
  "Content-Length": page.length,
};
const server = http.createServer((request, response) => {
  const answer = () => {
    response.writeHead(200, headers);
    response.end(page);
  };
  const drip = (left) => {
    if (left === 0) response.end();
    else setTimeout(() => { response.write("x"); drip(left - 1); }, 100);
  };
  if (request.url.startsWith("/sleep")) setTimeout(answer, 2000);
  else if (request.url.startsWith("/drip")) {
    response.writeHead(200, { "Content-Length": 20 });
    response.flushHeaders();
    drip(20);
  }
  else answer();
});
server.keepAliveTimeout = 600000;
server.listen({ port, host: "127.0.0.1", backlog: 4096 });
