"""Python's http.client as a client: python.py URL JOBS OUTPUT. Each line of JOBS is METHOD PATH
FRAMING FILE; "-" is no file. The answer of line N goes to OUTPUT/N."""

import http.client
import sys
import urllib.parse

base, jobs, output = sys.argv[1:]
connection = http.client.HTTPConnection(urllib.parse.urlsplit(base).netloc)


def in_pieces(body):
    for at in range(0, len(body), 50000):
        yield body[at : at + 50000]


with open(jobs, encoding="utf-8") as file:
    lines = file.read().splitlines()
for number, line in enumerate(lines):
    method, path, framing, name = line.split(" ")
    body = None
    if name != "-":
        with open(name, "rb") as file:
            body = file.read()
    is_chunked = framing == "chunked"
    if is_chunked:
        connection.request(method, path, in_pieces(body), {"Transfer-Encoding": "chunked"},
                           encode_chunked=True)
    else:
        connection.request(method, path, body)
    response = connection.getresponse()
    fields = "".join(f"{name}: {value}\n" for name, value in response.getheaders())
    with open(f"{output}/{number}", "wb") as file:
        file.write(f"HTTP/1.1 {response.status}\n{fields}\n".encode("latin-1"))
        file.write(response.read())
