#pragma once

#include <QByteArray>
#include <QList>

// What a client may send, byte by byte, and what it must get. A plain GET follows each case on the
// same connection: it shows where the server believes that the request ended.
namespace wire {

struct Case
{
    const char *name;
    QByteArray bytes;
    // The statuses of the answers, and "close" if the connection ends. The 200 of the GET is left
    // out.
    const char *ours;
    // What every server must or should do by RFC 9110 and 9112: x is any digit, | separates
    // alternatives. Empty: they leave it open.
    const char *law = "";
    const char *body = nullptr;         // of our first final answer; null: any
    QByteArray then = {};               // sent after the first answer
    bool finishes = false;              // a FIN follows instead of the GET
    const char *oursInChunks = nullptr; // if the routes answer so; null: the same
};

inline QByteArray line(const QByteArray &requestLine)
{
    return requestLine + "\r\nHost: h\r\n\r\n";
}

inline QByteArray get(const QByteArray &fields = {})
{
    return "GET / HTTP/1.1\r\nHost: h\r\n" + fields + "\r\n";
}

inline QByteArray withHost(const QByteArray &host)
{
    return "GET / HTTP/1.1\r\nHost: " + host + "\r\n\r\n";
}

inline QByteArray post(const QByteArray &fields, const QByteArray &body = {})
{
    return "POST /echo HTTP/1.1\r\nHost: h\r\n" + fields + "\r\n\r\n" + body;
}

inline QByteArray ofLength(const QByteArray &length, const QByteArray &body = "hello")
{
    return post("Content-Length: " + length, body);
}

inline QByteArray coded(const QByteArray &codings,
                        const QByteArray &body = "5\r\nhello\r\n0\r\n\r\n")
{
    return post("Transfer-Encoding: " + codings, body);
}

inline QByteArray chunked(const QByteArray &body)
{
    return coded("chunked", body);
}

// RFC 9112 §2.2: what is not HTTP should get 400 and a close.
inline QList<Case> parsing()
{
    using namespace Qt::StringLiterals;
    return {
        {"a GET", get(), "200", "200"},
        {"an empty line before it", "\r\n" + get(), "200", "200"},
        {"four empty lines before it", "\r\n\r\n\r\n\r\n" + get(), "200"},
        {"five empty lines before it", "\r\n\r\n\r\n\r\n\r\n" + get(), "400 close"},
        {"HTTP/1.2", line("GET / HTTP/1.2"), "200", "200"},
        {"HTTP/1.0 without Host", "GET / HTTP/1.0\r\n\r\n", "200 close", "200 close"},
        {"HTTP/2.0", line("GET / HTTP/2.0"), "505 close", "400|505"},
        {"HTTP/0.9, named", line("GET / HTTP/0.9"), "505 close"},
        {"HTTP/0.9", "GET /\r\n\r\n", "400 close"},
        {"HTTP/10.1", line("GET / HTTP/10.1"), "400 close", "400|505"},
        {"HTTP/1.10", line("GET / HTTP/1.10"), "400 close", "400|505"},
        {"HTTP/1", line("GET / HTTP/1"), "400 close", "400|505"},
        {"HTTP/1.", line("GET / HTTP/1."), "400 close", "400|505"},
        {"HTTP/1.x", line("GET / HTTP/1.x"), "400 close", "400|505"},
        {"http/1.1", line("GET / http/1.1"), "400 close", "400|505"},
        {"HTTPS/1.1", line("GET / HTTPS/1.1"), "400 close", "400|505"},
        {"a blank in the version", line("GET / HTTP /1.1"), "400 close", "400"},
        {"a blank behind the version", line("GET / HTTP/1.1 "), "400 close"},
        {"two blanks before the target", line("GET  / HTTP/1.1"), "400 close"},
        {"two blanks before the version", line("GET /  HTTP/1.1"), "400 close"},
        {"a tab before the target", line("GET\t/ HTTP/1.1"), "400 close"},
        {"a blank in front", line(" GET / HTTP/1.1"), "400 close", "400"},
        {"no method", line("/ HTTP/1.1"), "400 close", "400"},
        {"no target", line("GET HTTP/1.1"), "400 close", "400"},
        {"an empty target", line("GET  HTTP/1.1"), "400 close", "400"},
        {"an unknown method", line("BREW / HTTP/1.1"), "501", "400|405|501"},
        {"a method in small letters", line("get / HTTP/1.1"), "501", "400|405|501"},
        {"a method that is no token", line("G(T / HTTP/1.1"), "400 close", "400"},
        {"a method with a colon", line("GET: / HTTP/1.1"), "400 close", "400"},
        {"TRACE", line("TRACE / HTTP/1.1"), "405"},
        {"CONNECT", line("CONNECT h:80 HTTP/1.1"), "405", "4xx|5xx"},
        {"CONNECT without a port", line("CONNECT h HTTP/1.1"), "400 close", "4xx|5xx"},
        {"POST where GET is", line("POST / HTTP/1.1"), "405"},
        {"OPTIONS", line("OPTIONS / HTTP/1.1"), "204"},
        {"OPTIONS *", line("OPTIONS * HTTP/1.1"), "204", "2xx"},
        {"GET *", line("GET * HTTP/1.1"), "400 close", "400"},
        {"an absolute target", line("GET http://h/ HTTP/1.1"), "200", "200"},
        {"an absolute target in capitals", line("GET HTTP://H/ HTTP/1.1"), "200", "200"},
        {"an absolute target without a path", line("GET http://h HTTP/1.1"), "200", "200"},
        {"an absolute target, another Host", line("GET http://other/ HTTP/1.1"), "200", "200"},
        {"an absolute target without a host", line("GET http:/// HTTP/1.1"), "400 close", "400"},
        {"an https target", line("GET https://h/ HTTP/1.1"), "400 close"},
        {"a relative target", line("GET index.html HTTP/1.1"), "400 close", "400"},
        {"a query", line("GET /?a=b&c=%20 HTTP/1.1"), "200", "200"},
        {"a fragment", line("GET /#top HTTP/1.1"), "400 close", "400"},
        {"a blank in the target", line("GET /a b HTTP/1.1"), "400 close", "400"},
        {"a target that is not ASCII", line("GET /\xc3\xa4 HTTP/1.1"), "400 close", "400"},
        {"NUL in the target", line("GET /\0 HTTP/1.1"_ba), "400 close", "400"},
        {"DEL in the target", line("GET /\x7f HTTP/1.1"), "400 close", "400"},
        {"a bad escape", line("GET /%zz HTTP/1.1"), "400 close"},
        {"half an escape", line("GET /% HTTP/1.1"), "400 close"},
        {"a percent sign before the query", line("GET /%?a HTTP/1.1"), "400 close"},
        {"a percent sign in the query", line("GET /?discount=100% HTTP/1.1"), "200"},
        {"a bad escape in the query", line("GET /?a=%zz&%2 HTTP/1.1"), "200"},
        {"a fragment behind a query", line("GET /?a#top HTTP/1.1"), "400 close"},
        {"an escaped NUL", line("GET /?%00 HTTP/1.1"), "200"},
        {"a path with escaped letters", line("GET /%65cho HTTP/1.1"), "200"},
        {"lines that end with LF", "GET / HTTP/1.1\nHost: h\n\n", "400 close"},
        {"a field that ends with LF", get("A: b\n"), "400 close"},
        {"the head ends with LF", "GET / HTTP/1.1\r\nHost: h\r\n\n", "400 close"},
        {"CR in the request line", line("GET /\r HTTP/1.1"), "400 close", "400"},
        {"CR in a value", get("A: b\rc\r\n"), "400 close"},
        {"CR CR LF", get("A: b\r\r\n"), "400 close"},
        {"NUL in a value", get("A: b\0c\r\n"_ba), "400 close"},
        {"a control character in a value", get("A: b\x01\r\n"), "400 close", "400"},
        {"DEL in a value", get("A: b\x7f\r\n"), "400 close", "400"},
        {"an escape character in a value", get("A: \x1b[31m\r\n"), "400 close", "400"},
        {"a tab in a value", get("A: b\tc\r\n"), "200", "200"},
        {"bytes above ASCII in a value", get("A: \x80\xff\r\n"), "200", "200"},
        {"an empty value", get("A:\r\n"), "200", "200"},
        {"a value of blanks", get("A: \t \r\n"), "200", "200"},
        {"no blank behind the colon", get("A:b\r\n"), "200", "200"},
        {"a folded line", get("A: b\r\n c\r\n"), "400 close"},
        {"a folded line with a tab", get("A: b\r\n\tc\r\n"), "400 close"},
        {"a blank before the first field", "GET / HTTP/1.1\r\n Host: h\r\n\r\n", "400 close"},
        {"a blank before the colon", get("A : b\r\n"), "400 close", "400"},
        {"a tab before the colon", get("A\t: b\r\n"), "400 close", "400"},
        {"a name with a blank", get("A b: c\r\n"), "400 close", "400"},
        {"an empty name", get(": b\r\n"), "400 close", "400"},
        {"no colon", get("Nonsense\r\n"), "400 close", "400"},
        {"a name with brackets", get("A(b): c\r\n"), "400 close", "400"},
        {"a name that is not ASCII", get("\xc3\xa4: b\r\n"), "400 close", "400"},
        {"NUL in a name", get("A\0: b\r\n"_ba), "400 close", "400"},
        {"every character of a token in a name", get("!#$%&'*+-.^_`|~09Az: b\r\n"), "200"},
        {"no Host", "GET / HTTP/1.1\r\n\r\n", "400 close", "400"},
        {"an absolute target, no Host", "GET http://h/ HTTP/1.1\r\n\r\n", "400 close", "400"},
        {"two Hosts", get("Host: h\r\n"), "400 close", "400"},
        {"two Hosts that differ", get("host: i\r\n"), "400 close", "400"},
        {"HTTP/1.0, two Hosts", "GET / HTTP/1.0\r\nHost: h\r\nHost: h\r\n\r\n", "400 close", "400"},
        {"an empty Host", withHost(""), "400 close"},
        {"HOST", "GET / HTTP/1.1\r\nHOST: h\r\n\r\n", "200", "200"},
        {"a Host with a port", withHost("h:80"), "200", "200"},
        {"a Host with an empty port", withHost("h:"), "200", "200"},
        {"a Host that is IPv4", withHost("127.0.0.1:7878"), "200", "200"},
        {"a Host that is IPv6", withHost("[::1]:7878"), "200", "200"},
        {"a Host with blanks around it", withHost(" \th \t"), "200", "200"},
        {"a Host with a blank", withHost("h i"), "400 close", "400"},
        {"a Host with a slash", withHost("h/i"), "400 close", "400"},
        {"a Host with a user", withHost("u@h"), "400 close", "400"},
        {"a Host that is a list", withHost("h, i"), "400 close", "400"},
        {"a Host whose port is no number", withHost("h:x"), "400 close", "400"},
        {"a Host whose port is too large", withHost("h:65536"), "400 close"},
        {"a Host with two ports", withHost("h:1:2"), "400 close", "400"},
        {"a Host with half a bracket", withHost("[::1"), "400 close", "400"},
        {"a Host that is a URI", withHost("http://h/"), "400 close", "400"},
        {"a TLS hello", QByteArray("\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", 11), "400 close",
         "400"},
        {"the preface of HTTP/2", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", "505 close", "400|505"},
        {"SSH", "SSH-2.0-OpenSSH_9.2p1 Debian-2\r\n", "400 close"},
        {"SMTP", "EHLO localhost\r\n", "400 close"},
        {"FTP", "USER anonymous\r\n", "400 close"},
        {"SOCKS4", "\x04\x01\x00\x50\x7f\x00\x00\x01\x00"_ba, "400 close"},
        {"SOCKS5", "\x05\x01\x00"_ba, "400 close"},
        {"the PROXY protocol", "PROXY TCP4 127.0.0.1 127.0.0.1 1 2\r\n", "400 close"},
        {"the PROXY protocol, version 2",
         "\r\n\r\n\0\r\nQUIT\n\x21\x11\0\x0c\x7f\0\0\1\x7f\0\0\1\0\1\0\2"_ba, "400 close"},
        {"RDP", "\x03\0\0\x0b\x06\xe0\0\0\0\0\0"_ba, "400 close"},
        {"Redis", "*1\r\n$4\r\nPING\r\n", "400 close"},
        {"garbage", "\x01\x02\xff\xfe\r\n\r\n", "400 close", "400"},
    };
}

// RFC 9112 §6 and §7: where a request ends. A mistake here allows request smuggling.
inline QList<Case> framing()
{
    const QByteArray smuggled = "GET /smuggled HTTP/1.1\r\nHost: h\r\n\r\n";
    return {
        {"a length", ofLength("5"), "200", "200", "hello"},
        {"length 0", ofLength("0", ""), "200", "200", ""},
        {"no length", post("A: b"), "200", "200", ""},
        {"zeros before a length", ofLength("005"), "200", "200", "hello"},
        {"blanks around a length", ofLength(" \t5 \t"), "200", "200", "hello"},
        {"+5", ofLength("+5"), "400 close", "400"},
        {"-5", ofLength("-5"), "400 close", "400"},
        {"0x5", ofLength("0x5"), "400 close", "400"},
        {"5 5", ofLength("5 5"), "400 close", "400"},
        {"5,5", ofLength("5,5"), "400 close"},
        {"5,6", ofLength("5,6"), "400 close", "400"},
        {"5;", ofLength("5;"), "400 close", "400"},
        {"5.0", ofLength("5.0"), "400 close", "400"},
        {"an empty length", ofLength(""), "400 close", "400"},
        {"five in Arabic digits", ofLength("\xd9\xa5"), "400 close", "400"},
        {"2^64 + 5", ofLength("18446744073709551621"), "400 close", "400|413"},
        {"2^63", ofLength("9223372036854775808"), "400 close", "400|413"},
        {"a length of 100 digits", ofLength(QByteArray(100, '9')), "400 close", "400|413"},
        {"two lengths", post("Content-Length: 5\r\nContent-Length: 5", "hello"), "400 close"},
        {"two lengths that differ", post("Content-Length: 5\r\nContent-Length: 6", "hello"),
         "400 close", "400"},
        {"two lengths, one hidden in case", post("Content-Length: 5\r\ncOnTeNt-LeNgTh: 0", "hello"),
         "400 close", "400"},
        {"a length, and a blank before its colon", post("Content-Length : 5", "hello"), "400 close",
         "400"},
        {"a GET with a body", get("Content-Length: 5\r\n") + "hello", "200", "200"},
        {"a HEAD with a body", "HEAD /echo HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\n\r\nhello",
         "200", "200"},
        {"HEAD", line("HEAD / HTTP/1.1"), "200", "200"},
        {"a body that is a request", ofLength(QByteArray::number(smuggled.size()), smuggled), "200",
         "200"},
        {"chunks", chunked("3\r\nhel\r\n2\r\nlo\r\n0\r\n\r\n"), "200", "200", "hello"},
        {"chunks, sizes in hexadecimal",
         chunked("a\r\n0123456789\r\nB\r\n0123456789a\r\n0\r\n\r\n"), "200", "200",
         "01234567890123456789a"},
        {"chunks, zeros before sizes", chunked("005\r\nhello\r\n000\r\n\r\n"), "200", "200",
         "hello"},
        {"no chunk but the last", chunked("0\r\n\r\n"), "200", "200", ""},
        {"Chunked", coded("ChUnKeD"), "200", "200", "hello"},
        {"a chunked body that is a request",
         chunked(QByteArray::number(smuggled.size(), 16) + "\r\n" + smuggled + "\r\n0\r\n\r\n"),
         "200", "200"},
        {"a chunk's extension", chunked("5;a\r\nhello\r\n0\r\n\r\n"), "200", "200", "hello"},
        {"extensions with values", chunked("5;a=b;c=d\r\nhello\r\n0;e\r\n\r\n"), "200", "200",
         "hello"},
        {"a quoted extension", chunked("5;a=\"b;\\\"c\"\r\nhello\r\n0\r\n\r\n"), "200", "200",
         "hello"},
        {"blanks in extensions", chunked("5 ; a = b\r\nhello\r\n0\r\n\r\n"), "200", "200", "hello"},
        {"a quote that does not end", chunked("5;a=\"b\r\nhello\r\n0\r\n\r\n"), "400 close", "400"},
        {"an extension without a name", chunked("5;\r\nhello\r\n0\r\n\r\n"), "400 close", "400"},
        {"LF in an extension", chunked("5;a\nhello\r\n0\r\n\r\n"), "400 close", "400"},
        {"CR in an extension", chunked("5;a\rb\r\nhello\r\n0\r\n\r\n"), "400 close", "400"},
        {"NUL in an extension", chunked(QByteArray("5;a\0\r\nhello\r\n0\r\n\r\n", 18)), "400 close",
         "400"},
        {"a chunk that ends with LF", chunked("5\r\nhello\n0\r\n\r\n"), "400 close", "400"},
        {"a size that ends with LF", chunked("5\nhello\r\n0\r\n\r\n"), "400 close", "400"},
        {"a size that ends with CR", chunked("5\rhello\r\n0\r\n\r\n"), "400 close", "400"},
        {"a chunk longer than its size", chunked("4\r\nhello\r\n0\r\n\r\n"), "400 close", "400"},
        {"a chunk shorter than its size", chunked("6\r\nhello\r\n0\r\n\r\n"), "400 close", "400"},
        {"no size", chunked("\r\nhello\r\n0\r\n\r\n"), "400 close", "400"},
        {"size 0x5", chunked("0x5\r\nhello\r\n0\r\n\r\n"), "400 close", "400"},
        {"size +5", chunked("+5\r\nhello\r\n0\r\n\r\n"), "400 close", "400"},
        {"size -5", chunked("-5\r\nhello\r\n0\r\n\r\n"), "400 close", "400"},
        {"size 5g", chunked("5g\r\nhello\r\n0\r\n\r\n"), "400 close", "400"},
        {"size 5_0", chunked("5_0\r\nhello\r\n0\r\n\r\n"), "400 close", "400"},
        {"a blank before the size", chunked(" 5\r\nhello\r\n0\r\n\r\n"), "400 close", "400"},
        {"a blank behind the size", chunked("5 \r\nhello\r\n0\r\n\r\n"), "400 close", "400"},
        {"size 2^64 + 5", chunked("10000000000000005\r\nhello\r\n0\r\n\r\n"), "413 close",
         "400|413"},
        {"size 2^32 + 5", chunked("100000005\r\nhello\r\n0\r\n\r\n"), "413 close", "400|413"},
        {"a size of 30 digits", chunked(QByteArray(30, 'f') + "\r\nhello\r\n0\r\n\r\n"),
         "413 close", "400|413"},
        {"trailers", chunked("5\r\nhello\r\n0\r\nA: b\r\nC: d\r\n\r\n"), "200", "200", "hello"},
        {"a trailer that says length", chunked("5\r\nhello\r\n0\r\nContent-Length: 99\r\n\r\n"),
         "200", "200", "hello"},
        {"a trailer that says coding", chunked("5\r\nhello\r\n0\r\nTransfer-Encoding: x\r\n\r\n"),
         "200", "200", "hello"},
        {"a trailer that says close", chunked("0\r\nConnection: close\r\n\r\n"), "200"},
        {"a trailer without a colon", chunked("0\r\nNonsense\r\n\r\n"), "400 close", "400"},
        {"a trailer with a blank before its colon", chunked("0\r\nA : b\r\n\r\n"), "400 close",
         "400"},
        {"a folded trailer", chunked("0\r\nA: b\r\n c\r\n\r\n"), "400 close"},
        {"a trailer that ends with LF", chunked("0\r\nA: b\n\r\n"), "400 close"},
        {"NUL in a trailer", chunked(QByteArray("0\r\nA: \0\r\n\r\n", 11)), "400 close"},
        {"the end of chunks is LF", chunked("0\r\n\n"), "400 close"},
        {"a length and chunks",
         post("Content-Length: 5\r\nTransfer-Encoding: chunked", "5\r\nhello\r\n0\r\n\r\n"),
         "400 close"},
        {"chunks and a length",
         post("Transfer-Encoding: chunked\r\nContent-Length: 15", "5\r\nhello\r\n0\r\n\r\n"),
         "400 close"},
        {"chunks in HTTP/1.0",
         "POST /echo HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n",
         "400 close"},
        {"chunked twice", coded("chunked, chunked"), "400 close", "400"},
        {"chunked twice, in two fields", coded("chunked\r\nTransfer-Encoding: chunked"),
         "400 close", "400"},
        {"chunked, then gzip", coded("chunked, gzip"), "400 close", "400|501"},
        {"gzip, then chunked", coded("gzip, chunked"), "501 close", "400|501"},
        {"gzip", coded("gzip"), "501 close", "400|501"},
        {"identity", coded("identity"), "501 close", "400|501"},
        {"an unknown coding", coded("xchunked"), "501 close", "400|501"},
        {"chunked with a parameter", coded("chunked;a=b"), "400 close", "400|501"},
        {"chunked in quotes", coded("\"chunked\""), "400 close", "400|501"},
        {"an empty coding", coded(""), "400 close", "400|501"},
        {"a comma behind chunked", coded("chunked,"), "400 close"},
        {"chunked behind a vertical tab", coded("\vchunked"), "400 close", "400"},
        {"chunked in a folded line", coded("\r\n chunked"), "400 close"},
        {"a coding, and a blank before its colon", post("Transfer-Encoding : chunked", "0\r\n\r\n"),
         "400 close", "400"},
        {"Expect", post("Expect: 100-continue\r\nContent-Length: 5"), "100 200", "100 200", "hello",
         "hello"},
        {"Expect in capitals", post("EXPECT: 100-CONTINUE\r\nTransfer-Encoding: chunked"),
         "100 200", "100 200", "hello", "5\r\nhello\r\n0\r\n\r\n"},
        {"Expect, and the body at once", post("Expect: 100-continue\r\nContent-Length: 5", "hello"),
         "200", "", "hello"},
        {"Expect in HTTP/1.0",
         "POST /echo HTTP/1.0\r\nExpect: 100-continue\r\nContent-Length: 5\r\n\r\nhello",
         "200 close", "200 close", "hello"},
        {"Expect without a body", get("Expect: 100-continue\r\n"), "200", "200"},
        {"an unknown expectation", get("Expect: tea\r\n"), "417 close"},
        {"Expect, and too much", post("Expect: 100-continue\r\nContent-Length: 99999999999"),
         "413 close"},
        {"Expect twice", post("Expect: 100-continue, 100-Continue,\r\nContent-Length: 5"),
         "100 200", "", "hello", "hello"},
        {"Expect nothing", post("Expect:\r\nContent-Length: 5", "hello"), "200", "", "hello"},
        {"Expect, and nothing there",
         "PUT /nowhere HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\nContent-Length: 5\r\n\r\n",
         "404 close", "", nullptr, "hello"},
        {"Expect, and a wrong method",
         "PUT / HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\nContent-Length: 5\r\n\r\n",
         "405 close", "", nullptr, "hello"},
        {"Expect, and an unknown method",
         "BREW / HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\nContent-Length: 5\r\n\r\n",
         "501 close", "", nullptr, "hello"},
        {"close behind a stray quote", get("Connection: \", close\r\n"), "200 close"},
    };
}

// RFC 9112 §9: several requests on one connection, and when it ends.
inline QList<Case> pipelining()
{
    constexpr const char *untilClose = "200 close"; // HTTP/1.0 knows no chunks
    const auto old = [](const QByteArray &fields) {
        return "GET / HTTP/1.0\r\n" + fields + "\r\n";
    };
    return {
        {"two GETs", get() + get(), "200 200", "200 200"},
        {"four, of different methods", get() + line("HEAD / HTTP/1.1") + ofLength("5") + get(),
         "200 200 200 200", "200 200 200 200"},
        {"two POSTs", ofLength("1", "a") + ofLength("1", "b"), "200 200", "200 200", "a"},
        {"a sleeper before a GET", line("GET /sleep/20ms HTTP/1.1") + get(), "200 200"},
        {"an error behind a GET", get() + "nonsense\r\n\r\n", "200 400 close", "200 400"},
        {"a GET behind an error", "nonsense\r\n\r\n" + get(), "400 close", "400 close"},
        {"an error behind a sleeper", line("GET /sleep/20ms HTTP/1.1") + "nonsense\r\n\r\n",
         "200 400 close"},
        {"a GET behind close", get("Connection: close\r\n") + get(), "200 close", "200 close"},
        {"Close", get("Connection: CLOSE\r\n"), "200 close", "200 close"},
        {"keep-alive, close", get("Connection: keep-alive, close\r\n"), "200 close", "200 close"},
        {"close, keep-alive", get("Connection: close, keep-alive\r\n"), "200 close", "200 close"},
        {"close among others", get("Connection: ,a,\tclose ,b\r\n"), "200 close", "200 close"},
        {"close in a second field", get("Connection: a\r\nConnection: close\r\n"), "200 close",
         "200 close"},
        {"closed", get("Connection: closed, enclose\r\n"), "200", "200"},
        {"close behind a body", post("Connection: close\r\nContent-Length: 5", "hello"),
         "200 close", "200 close", "hello"},
        {"close, and a body in chunks",
         post("Connection: close\r\nTransfer-Encoding: chunked", "5\r\nhello\r\n0\r\n\r\n"),
         "200 close", "200 close", "hello"},
        {"HTTP/1.0", old(""), "200 close", "200 close"},
        {.name = "HTTP/1.0, keep-alive",
         .bytes = old("Connection: keep-alive\r\n"),
         .ours = "200",
         .oursInChunks = untilClose},
        {.name = "HTTP/1.0, Keep-Alive",
         .bytes = old("Connection: Keep-Alive\r\n"),
         .ours = "200",
         .oursInChunks = untilClose},
        {"HTTP/1.0, keep-alive, close", old("Connection: keep-alive, close\r\n"), "200 close",
         "200 close"},
        {.name = "HTTP/1.0, keep-alive, then HTTP/1.1",
         .bytes = old("Connection: keep-alive\r\n") + get(),
         .ours = "200 200",
         .oursInChunks = untilClose},
        {"an upgrade", get("Connection: Upgrade\r\nUpgrade: websocket\r\n"), "200", "200"},
        {"an upgrade to HTTP/2",
         get("Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\n"
             "HTTP2-Settings: AAMAAABkAAQAAP__\r\n"),
         "200", "200"},
        {.name = "FIN", .bytes = "", .ours = "close", .law = "close", .finishes = true},
        {.name = "FIN behind a GET",
         .bytes = get(),
         .ours = "200 close",
         .law = "200 close",
         .finishes = true},
        {.name = "FIN behind three GETs",
         .bytes = get().repeated(3),
         .ours = "200 200 200 close",
         .law = "200 200 200 close",
         .finishes = true},
        {.name = "FIN behind a body",
         .bytes = ofLength("5"),
         .ours = "200 close",
         .law = "200 close",
         .body = "hello",
         .finishes = true},
        {.name = "FIN in a method", .bytes = "GE", .ours = "close", .finishes = true},
        {.name = "FIN in a target", .bytes = "GET /sle", .ours = "close", .finishes = true},
        {.name = "FIN in a field",
         .bytes = "GET / HTTP/1.1\r\nHost",
         .ours = "close",
         .finishes = true},
        {.name = "FIN in a body", .bytes = ofLength("6"), .ours = "close", .finishes = true},
        {.name = "FIN in a chunk",
         .bytes = chunked("6\r\nhello"),
         .ours = "close",
         .finishes = true},
        {.name = "FIN before the last chunk",
         .bytes = chunked("5\r\nhello\r\n"),
         .ours = "close",
         .finishes = true},
        {.name = "FIN in a second request",
         .bytes = get() + "GET / HT",
         .ours = "200 close",
         .finishes = true},
        {.name = "FIN behind an empty line", .bytes = "\r\n", .ours = "close", .finishes = true},
    };
}

// Each limit just met, just exceeded, and exceeded without end.
inline QList<Case> limits()
{
    const auto a = [](qsizetype count) { return QByteArray(count, 'a'); };
    const auto target = [&](qsizetype size) { return line("GET /" + a(size - 14) + " HTTP/1.1"); };
    const auto section = [&](qsizetype size) { return get("A: " + a(size - 14) + "\r\n"); };
    const auto padded = [&](qsizetype size) {
        return chunked("5;" + a(size - 2) + "\r\nhello\r\n0\r\n\r\n");
    };
    const auto trailer = [&](qsizetype size) {
        return chunked("0\r\nA: " + a(size - 5) + "\r\n\r\n");
    };
    constexpr qsizetype kib = 1024, mib = kib * kib;
    return {
        {"a request line of 16 KiB", target(16 * kib), "404"},
        {"a request line of one byte more", target(16 * kib + 1), "414 close"},
        {"a request line without an end", "GET /" + a(mib), "414 close", "4xx close"},
        {"a method without an end", a(mib), "414 close", "4xx close"},
        {"a header section of 64 KiB", section(64 * kib), "200"},
        {"a header section of one byte more", section(64 * kib + 1), "431 close"},
        {"a header section without an end",
         get("A: b\r\n").chopped(2) + QByteArray("A: b\r\n").repeated(200'000), "431 close",
         "4xx close"},
        {"a value without an end", get().chopped(2) + "A: " + a(mib), "431 close", "4xx close"},
        {"a name without an end", get().chopped(2) + a(mib), "431 close", "4xx close"},
        {"200 fields", get(QByteArray("A: b\r\n").repeated(199)), "200"},
        {"201 fields", get(QByteArray("A: b\r\n").repeated(200)), "431 close"},
        {"a body of 16 MiB", ofLength(QByteArray::number(16 * mib), a(16 * mib)), "200"},
        {"a body of one byte more", ofLength(QByteArray::number(16 * mib + 1), a(kib)),
         "413 close"},
        {"a body without an end", ofLength("99999999999", a(kib)), "413 close"},
        {"a chunk of 16 MiB", chunked("1000000\r\n" + a(16 * mib) + "\r\n0\r\n\r\n"), "200"},
        {"a chunk of one byte more", chunked("1000001\r\n" + a(kib)), "413 close"},
        {"a chunk and a byte more", chunked("1\r\na\r\n1000000\r\n" + a(kib)), "413 close"},
        {"a chunk's line of 4 KiB", padded(4 * kib), "200"},
        {"a chunk's line of one byte more", padded(4 * kib + 1), "400 close"},
        {"an extension without an end", chunked("5;" + a(mib)), "400 close", "4xx close"},
        {"a size without an end", chunked(QByteArray(mib, '0')), "400 close", "4xx close"},
        {"16 KiB of extensions in all",
         chunked(("1;" + a(4 * kib - 2) + "\r\na\r\n").repeated(4) + "0;aaa\r\n\r\n"), "200"},
        {"one byte more of extensions",
         chunked(("1;" + a(4 * kib - 2) + "\r\na\r\n").repeated(4) + "0;aaaa\r\n\r\n"),
         "400 close"},
        {"16 384 chunks of a byte",
         chunked(QByteArray("1\r\na\r\n").repeated(16'384) + "0\r\n\r\n"), "200", "200"},
        {"trailers of 8 KiB", trailer(8 * kib), "200"},
        {"trailers of one byte more", trailer(8 * kib + 1), "400 close"},
        {"trailers without an end", chunked("0\r\n" + QByteArray("A: b\r\n").repeated(200'000)),
         "400 close", "4xx close"},
        {"empty lines without an end", QByteArray("\r\n").repeated(500'000), "400 close",
         "4xx close"},
    };
}

} // namespace wire
