"""Python's HTTPServer as a back end: python.py DIRECTORY; it prints its port. One request at a time,
and one on each connection. /sized/NAME is a file with its length; of any other folder, it lasts up
to the end of the connection. What is sent to /echo comes back."""

import http.server
import os
import sys


class Handler(http.server.BaseHTTPRequestHandler):
    def answer(self, status, body, is_sized=True):
        self.send_response(status)
        self.send_header("Set-Cookie", "a=1; Path=/")
        self.send_header("Set-Cookie", "b=2; Path=/")
        if is_sized:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def do_GET(self):
        how, name = self.path.split("/")[1:3]
        try:
            with open(os.path.join(sys.argv[1], os.path.basename(name)), "rb") as file:
                self.answer(200, file.read(), how == "sized")
        except OSError:
            self.answer(404, b"no such file\n")

    do_HEAD = do_GET

    def do_POST(self):
        if "Content-Length" in self.headers:
            self.answer(200, self.rfile.read(int(self.headers["Content-Length"])))
        else:
            self.answer(200, b"".join(self.chunks()), False)

    def chunks(self):
        while size := int(self.rfile.readline(), 16):
            yield self.rfile.read(size)
            self.rfile.readline()
        self.rfile.readline()

    def log_message(self, *arguments):
        pass


class Server(http.server.HTTPServer):
    request_queue_size = 100

    def handle_error(self, request, client_address):
        pass  # a client of Qt's leaves early, and asks again


server = Server(("127.0.0.1", 0), Handler)
print(server.server_port, flush=True)
server.serve_forever()
