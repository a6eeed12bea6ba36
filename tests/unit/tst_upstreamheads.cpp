#include "overlap/http/parser.h"
#include "overlap/upstream/answerhead.h"
#include "overlap/upstream/requesthead.h"
#include "overlap/upstream/trouble.h"

#include <QSet>
#include <QTest>

using namespace overlap::upstream;
using namespace overlap::http;

// Main thread. What is passed on of the heads of requests and answers, and the page if there is no
// answer.
class TestUpstreamHeads : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void knowsFields();
    void readsOrigins_data();
    void readsOrigins();
    void refusesOrigins_data();
    void refusesOrigins();
    void turnsReferences_data();
    void turnsReferences();
    void passesRequests_data();
    void passesRequests();
    void keepsTheHost();
    void mayHaveNoTunnels();
    void asksOnForContinue();
    void knowsWhereRequestsWere_data();
    void knowsWhereRequestsWere();
    void whatIsPassedOnIsOneRequest_data();
    void whatIsPassedOnIsOneRequest();
    void passesTrailers();
    void passesAnswers_data();
    void passesAnswers();
    void passesInterimAnswers();
    void everyTroubleHasItsPage();
};

namespace {

Origin originOf(const char *url)
{
    return std::get<Origin>(originFrom(url));
}

Request requestFrom(const QByteArray &head)
{
    Parser parser;
    QByteArrayView bytes = head;
    [[maybe_unused]] const Parser::Step step = parser.parse(bytes, Limits());
    Q_ASSERT(step == Parser::Step::Complete || step == Parser::Step::Head);
    return parser.request();
}

ResponseParser answerFrom(const QByteArray &bytes, ResponseParser::Asked asked = {})
{
    ResponseParser parser(asked);
    QByteArrayView rest = bytes;
    QByteArray content;
    [[maybe_unused]] const ResponseParser::Step step =
        parser.parse(rest, content, limitsOfAnswers(Limits()));
    Q_ASSERT(step == ResponseParser::Step::Head);
    return parser;
}

QByteArray passedOn(const Request &request, const Forwarding &how, QByteArrayView client,
                    bool expects = false)
{
    return requestHead(request, Fields(request.headers), how, client, expects);
}

const Forwarding usual{originOf("http://up:3000"), false, "me"};

} // namespace

void TestUpstreamHeads::knowsFields()
{
    const Headers headers(
        "te: a, Trailers\r\nX: 1\r\nConnection: x,,Te\r\nxx: 2\r\nCONTENT-TYPE:t \r\n"
        "ACCESS-CONTROL-ALLOW-ORIGIN: *\r\nAccess-Control-Allow-Origins: *\r\ntE: b\r\n"
        "Vib: c\r\n",
        0);
    const Fields fields(headers);
    QByteArray ending;
    for (const Fields::Field &field : fields)
        ending += fields.endsHere(field) ? field.name.toByteArray() + ' ' : QByteArray();
    QCOMPARE(ending, "te X Connection tE ");
    QVERIFY(fields.hasToken(Known::Te, "trailers") && fields.hasToken(Known::Te, "b"));
    QVERIFY(fields.hasToken(Known::Te, "a")); // and others behind it
    QVERIFY(!fields.hasToken(Known::Te, "x") && !fields.hasToken(Known::Upgrade, "a"));
    QVERIFY(!fields.contains(Known::Via) && fields.contains(Known::Other));
    QCOMPARE(fields.find(Known::ContentType), "t");
    QCOMPARE(fields.find(Known::AllowOrigin), "*");
    QVERIFY(!fields.find(Known::Host));
    QVERIFY(knownAs("") == Known::Other && knownAs("DATE") == Known::Date);
    QVERIFY(knownAs("transfer_encoding") == Known::Other);
    QVERIFY(knownAs("x-forwarded-proto") == Known::XForwardedProto);
    QVERIFY(knownAs("Transfer-Encoding") == Known::TransferEncoding);
}

void TestUpstreamHeads::readsOrigins_data()
{
    QTest::addColumn<QByteArray>("url");
    QTest::addColumn<Origin>("origin");
    QTest::addColumn<QByteArray>("authority");
    const auto row = [](const char *url, const Origin &origin, const char *authority) {
        QTest::newRow(url) << QByteArray(url) << origin << QByteArray(authority);
    };
    row("http://127.0.0.1:3000", {false, "127.0.0.1", 3000, ""}, "127.0.0.1:3000");
    row("http://Example.COM/", {false, "example.com", 80, ""}, "example.com");
    row("HTTPS://h", {true, "h", 443, ""}, "h");
    row("https://h:80", {true, "h", 80, ""}, "h:80");
    row("http://h:443/", {false, "h", 443, ""}, "h:443");
    row("http://h:80", {false, "h", 80, ""}, "h");
    row("http://h:", {false, "h", 80, ""}, "h");
    row("http://[::1]:8080/a", {false, "::1", 8080, "/a"}, "[::1]:8080");
    row("http://[FE80::1]", {false, "fe80::1", 80, ""}, "[fe80::1]");
    row("http://h/a/b/", {false, "h", 80, "/a/b"}, "h");
    row("http://h/a%20b", {false, "h", 80, "/a%20b"}, "h");
    row("http://h//", {false, "h", 80, ""}, "h");
}

void TestUpstreamHeads::readsOrigins()
{
    QFETCH(QByteArray, url);
    QFETCH(Origin, origin);
    QFETCH(QByteArray, authority);
    const auto read = originFrom(url);
    QVERIFY(std::holds_alternative<Origin>(read));
    QCOMPARE(std::get<Origin>(read), origin);
    QCOMPARE(origin.authority(), authority);
}

void TestUpstreamHeads::refusesOrigins_data()
{
    QTest::addColumn<QByteArray>("url");
    QTest::addColumn<OriginError>("error");
    const auto row = [](const QByteArray &url, OriginError error) {
        QTest::addRow("%s", url.constData()) << url << error;
    };
    for (const char *url : {"", "h:3000", "localhost", "ftp://h", "http:/h", "://h", "ws://h"})
        row(url, OriginError::Scheme);
    row("http://user@h", OriginError::User);
    row("http://user:secret@h/", OriginError::User);
    for (const char *url :
         {"http://", "http:///a", "http://:80", "http://a b", "http://h:65536", "http://h:0",
          "http://h:-1", "http://h:x", "http://[::1", "http://::1", "http://a,b", "http://h\\a"})
        row(url, OriginError::Host);
    for (const char *url : {"http://h?a", "http://h/a?b", "http://h#", "http://h/#a"})
        row(url, OriginError::Query);
    for (const char *url : {"http://h/a b", "http://h/\xc3\xa4", "http://h/%", "http://h/%2",
                            "http://h/%2g", "http://h/a\r"})
        row(url, OriginError::Path);
}

void TestUpstreamHeads::refusesOrigins()
{
    QFETCH(QByteArray, url);
    QFETCH(OriginError, error);
    const auto read = originFrom(url);
    QVERIFY(std::holds_alternative<OriginError>(read));
    QCOMPARE(std::get<OriginError>(read), error);
    QVERIFY(sentenceOf(error).endsWith('.'));
}

void TestUpstreamHeads::turnsReferences_data()
{
    QTest::addColumn<QByteArray>("origin");
    QTest::addColumn<QByteArray>("reference");
    QTest::addColumn<QByteArray>("own");
    QTest::addColumn<QByteArray>("ownWithoutHost");
    const auto row = [](const char *origin, const QByteArray &reference, const QByteArray &own,
                        const QByteArray &ownWithoutHost) {
        QTest::addRow("%s of %s", reference.constData(), origin)
            << QByteArray(origin) << reference << own << ownWithoutHost;
    };
    const auto same = [&](const char *origin, const QByteArray &reference) {
        row(origin, reference, reference, reference);
    };
    const char *const up = "http://up:3000";
    row(up, "http://up:3000/a?b#c", "http://us:1/a?b#c", "/a?b#c");
    row(up, "HTTP://UP:3000/a", "http://us:1/a", "/a");
    row(up, "http://up:3000", "http://us:1/", "/");
    row(up, "http://up:3000?b", "http://us:1/?b", "/?b");
    row(up, "//up:3000/a", "http://us:1/a", "/a");
    row(up, "http://up:3000//evil/a", "http://us:1//evil/a", "/.//evil/a");
    for (const char *other : {"/a", "a", "?a", "#a", "", "http://up/a", "https://up:3000/a",
                              "http://up:3000@evil/a", "http://up:3000.evil/a", "//evil/a",
                              "http:///a", "mailto:a", "http://[/a", "ftp://up:3000/a"})
        same(up, other);
    row("http://up", "http://up:80/a", "http://us:1/a", "/a");
    row("https://up", "https://up:443/a", "http://us:1/a", "/a");
    row("https://up", "//up/a", "http://us:1/a", "/a");
    same("https://up", "http://up/a");

    const char *const local = "http://127.0.0.1:3000";
    row(local, "http://localhost:3000/a", "http://us:1/a", "/a");
    row(local, "http://[::1]:3000/a", "http://us:1/a", "/a");
    row(local, "http://127.0.0.2:3000/a", "http://us:1/a", "/a");
    same(local, "http://localhost:3001/a");
    same(local, "http://localhost.evil:3000/a");

    const char *const below = "http://up/base";
    row(below, "http://up/base/a", "http://us:1/a", "/a");
    row(below, "http://up/base", "http://us:1/", "/");
    row(below, "http://up/base?q", "http://us:1/?q", "/?q");
    row(below, "/base/a", "/a", "/a");
    row(below, "/base", "/", "/");
    row(below, "/base//evil", "/.//evil", "/.//evil");
    same(below, "/bases/a");
    same(below, "/other");
    same(below, "http://up/other");
    same(below, "http://up/");
}

void TestUpstreamHeads::turnsReferences()
{
    QFETCH(QByteArray, origin);
    QFETCH(QByteArray, reference);
    QFETCH(QByteArray, own);
    QFETCH(QByteArray, ownWithoutHost);
    const Origin from = originOf(origin);
    QCOMPARE(ownReference(reference, from, "us:1"), own);
    QCOMPARE(ownReference(reference, from, ""), ownWithoutHost);
}

// "$H" stands for the Host of the upstream, "$F" for what is always added.
void TestUpstreamHeads::passesRequests_data()
{
    QTest::addColumn<QByteArray>("origin");
    QTest::addColumn<QByteArray>("request");
    QTest::addColumn<QByteArray>("client");
    QTest::addColumn<QByteArray>("passed");
    const QByteArray always = "Via: 1.1 me\r\nForwarded: for=127.0.0.1;host=\"us:1\";proto=http\r\n"
                              "X-Forwarded-For: 127.0.0.1\r\nX-Forwarded-Host: us:1\r\n"
                              "X-Forwarded-Proto: http\r\n";
    const auto row = [&](const char *name, QByteArray request, QByteArray passed,
                         const QByteArray &origin = "http://up:3000",
                         const QByteArray &client = "127.0.0.1") {
        request.replace("$H", "Host: us:1\r\n");
        passed.replace("$H", "Host: up:3000\r\n").replace("$F", always);
        QTest::newRow(name) << origin << request + "\r\n" << client << passed + "\r\n";
    };
    row("simple", "GET /a?b=%zz&c HTTP/1.1\r\n$HAccept: */*\r\n",
        "GET /a?b=%zz&c HTTP/1.1\r\n$HAccept: */*\r\n$F");
    row("a base path", "GET /a?b HTTP/1.1\r\n$H", "GET /base/a?b HTTP/1.1\r\nHost: up\r\n$F",
        "http://up/base");
    row("absolute form", "GET http://us:1/a?b HTTP/1.1\r\nHost: other\r\n",
        "GET /a?b HTTP/1.1\r\n$H$F");
    row("absolute form without a path", "GET http://us:1?b HTTP/1.1\r\nHost: other\r\n",
        "GET /?b HTTP/1.1\r\n$H$F");
    row("the whole server", "OPTIONS * HTTP/1.1\r\n$H", "OPTIONS * HTTP/1.1\r\n$H$F");
    row("two slashes", "GET //a HTTP/1.1\r\n$H", "GET //a HTTP/1.1\r\n$H$F");
    row("a method of its own", "PURGE / HTTP/1.1\r\n$H", "PURGE / HTTP/1.1\r\n$H$F");
    row("IPv6", "GET / HTTP/1.1\r\nHost: [::1]:1\r\n",
        "GET / HTTP/1.1\r\n$HVia: 1.1 me\r\n"
        "Forwarded: for=\"[::1]\";host=\"[::1]:1\";proto=http\r\nX-Forwarded-For: ::1\r\n"
        "X-Forwarded-Host: [::1]:1\r\nX-Forwarded-Proto: http\r\n",
        "http://up:3000", "::1");
    row("old, without a host", "GET / HTTP/1.0\r\n",
        "GET / HTTP/1.1\r\n$HVia: 1.0 me\r\nForwarded: for=127.0.0.1;proto=http\r\n"
        "X-Forwarded-For: 127.0.0.1\r\nX-Forwarded-Proto: http\r\n");
    row("order and spelling", "GET / HTTP/1.1\r\nb:  2\t\r\n$HA: 1\r\nb: 3\r\nCookie: c=d; e=f\r\n",
        "GET / HTTP/1.1\r\n$Hb: 2\r\nA: 1\r\nb: 3\r\nCookie: c=d; e=f\r\n$F");
    row("hop by hop",
        "GET / HTTP/1.1\r\n$HConnection: keep-alive, X-A\r\nKeep-Alive: timeout=5\r\nx-a: 1\r\n"
        "Proxy-Connection: keep-alive\r\nTE: gzip\r\nUpgrade: h2c\r\nHTTP2-Settings: AAAA\r\n"
        "connection: , x-b ,\r\nX-B: 2\r\nX-C: 3\r\n",
        "GET / HTTP/1.1\r\n$HX-C: 3\r\n$F");
    row("named, but made here",
        "POST / HTTP/1.1\r\n$HConnection: Host, Content-Length, Via, Forwarded, "
        "X-Forwarded-For\r\nX-Forwarded-For: 9.9.9.9\r\nVia: 1.1 x\r\nContent-Length: 2\r\n",
        "POST / HTTP/1.1\r\n$H$FContent-Length: 2\r\n");
    row("passed on before",
        "GET / HTTP/1.1\r\n$HVia: 1.1 x\r\nForwarded: for=a\r\nX-Forwarded-For: a, b\r\n"
        "x-forwarded-for: c\r\nX-Forwarded-For:\r\nX-Forwarded-Host: evil\r\n"
        "X-Forwarded-Proto: https\r\n",
        "GET / HTTP/1.1\r\n$HVia: 1.1 x\r\nForwarded: for=a\r\nVia: 1.1 me\r\n"
        "Forwarded: for=127.0.0.1;host=\"us:1\";proto=http\r\n"
        "X-Forwarded-For: a, b, c, 127.0.0.1\r\nX-Forwarded-Host: us:1\r\n"
        "X-Forwarded-Proto: http\r\n");
    row("may go further", "OPTIONS / HTTP/1.1\r\n$Hmax-forwards: 10\r\n",
        "OPTIONS / HTTP/1.1\r\n$Hmax-forwards: 9\r\n$F");
    row("is not counted", "GET / HTTP/1.1\r\n$HMax-Forwards: 10\r\n",
        "GET / HTTP/1.1\r\n$HMax-Forwards: 10\r\n$F");
    row("trailers", "GET / HTTP/1.1\r\n$HTE: gzip;q=1, trailers\r\nConnection: TE\r\n",
        "GET / HTTP/1.1\r\n$H$FTE: trailers\r\nConnection: TE\r\n");
    row("a length", "PUT / HTTP/1.1\r\n$HContent-Length: 007\r\n",
        "PUT / HTTP/1.1\r\n$H$FContent-Length: 7\r\n");
    row("a length of nothing", "POST / HTTP/1.1\r\n$Hcontent-length: 0\r\n",
        "POST / HTTP/1.1\r\n$H$FContent-Length: 0\r\n");
    row("chunks", "PUT / HTTP/1.1\r\n$HTransfer-Encoding:Chunked\r\nTrailer: A\r\n",
        "PUT / HTTP/1.1\r\n$HTrailer: A\r\n$FTransfer-Encoding: chunked\r\n");
    row("100 has been sent", "PUT / HTTP/1.1\r\n$HExpect: 100-continue\r\nContent-Length: 1\r\n",
        "PUT / HTTP/1.1\r\n$H$FContent-Length: 1\r\n");
    const QByteArray webSocket = "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: a==\r\n";
    row("WebSocket",
        "GET / HTTP/1.1\r\n$HConnection: keep-alive, Upgrade\r\nUpgrade: WebSocket\r\n" + webSocket,
        "GET / HTTP/1.1\r\n$H" + webSocket + "$FUpgrade: websocket\r\nConnection: Upgrade\r\n");
    row("WebSocket and trailers",
        "GET / HTTP/1.1\r\n$HConnection: Upgrade, TE\r\nUpgrade: websocket\r\nTE: trailers\r\n",
        "GET / HTTP/1.1\r\n$H$FUpgrade: websocket\r\nTE: trailers\r\nConnection: Upgrade, TE\r\n");
    row("WebSocket or HTTP/2",
        "GET / HTTP/1.1\r\n$HConnection: Upgrade\r\nUpgrade: h2c, websocket\r\n",
        "GET / HTTP/1.1\r\n$H$FUpgrade: websocket\r\nConnection: Upgrade\r\n");
    row("no WebSocket: by POST",
        "POST / HTTP/1.1\r\n$HConnection: Upgrade\r\nUpgrade: websocket\r\n",
        "POST / HTTP/1.1\r\n$H$F");
    row("no WebSocket: with a body",
        "GET / HTTP/1.1\r\n$HConnection: Upgrade\r\nUpgrade: websocket\r\nContent-Length: 1\r\n",
        "GET / HTTP/1.1\r\n$H$FContent-Length: 1\r\n");
    row("no WebSocket: not named", "GET / HTTP/1.1\r\n$HUpgrade: websocket\r\n",
        "GET / HTTP/1.1\r\n$H$F");
    row("no WebSocket: old", "GET / HTTP/1.0\r\n$HConnection: Upgrade\r\nUpgrade: websocket\r\n",
        QByteArray("GET / HTTP/1.1\r\n$H$F")
            .replace("$F", QByteArray(always).replace("Via: 1.1", "Via: 1.0")));
}

void TestUpstreamHeads::passesRequests()
{
    QFETCH(QByteArray, origin);
    QFETCH(QByteArray, request);
    QFETCH(QByteArray, client);
    QFETCH(QByteArray, passed);
    const Forwarding how{originOf(origin), false, "me"};
    QCOMPARE(passedOn(requestFrom(request), how, client), passed);
}

void TestUpstreamHeads::keepsTheHost()
{
    const Forwarding how{originOf("http://up:3000"), true, "me"};
    const auto headOf = [&](const QByteArray &request) {
        return passedOn(requestFrom(request), how, "127.0.0.1");
    };
    QVERIFY(headOf("GET / HTTP/1.1\r\nHost: us:1\r\n\r\n").contains("\r\nHost: us:1\r\n"));
    QVERIFY(headOf("GET http://a:2/ HTTP/1.1\r\nHost: us:1\r\n\r\n").contains("\r\nHost: a:2\r\n"));
    QVERIFY(headOf("GET / HTTP/1.0\r\n\r\n").contains("\r\nHost: up:3000\r\n"));
}

void TestUpstreamHeads::mayHaveNoTunnels()
{
    const Request request = requestFrom(
        "GET / HTTP/1.1\r\nHost: h\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n");
    Forwarding how = usual;
    QVERIFY(passedOn(request, how, "127.0.0.1").contains("Upgrade"));
    how.tunnels = false;
    QVERIFY(!passedOn(request, how, "127.0.0.1").contains("Upgrade"));
}

void TestUpstreamHeads::asksOnForContinue()
{
    const QByteArray head =
        passedOn(requestFrom("PUT / HTTP/1.1\r\nHost: us:1\r\nExpect: 100-continue\r\n"
                             "Content-Length: 1\r\n\r\n"),
                 usual, "127.0.0.1", true);
    QVERIFY(head.contains("\r\nExpect: 100-continue\r\n"));
}

void TestUpstreamHeads::knowsWhereRequestsWere_data()
{
    QTest::addColumn<QByteArray>("fields");
    QTest::addColumn<bool>("wasThere");
    QTest::newRow("nowhere") << QByteArray() << false;
    QTest::newRow("here") << QByteArray("Via: 1.1 me\r\n") << true;
    QTest::newRow("here, then there") << QByteArray("Via: 1.0 me, 1.1 x\r\n") << true;
    QTest::newRow("there, then here")
        << QByteArray("Via: 1.1 x\r\nvia: HTTP/1.1 me (c)\r\n") << true;
    QTest::newRow("another") << QByteArray("Via: 1.1 mes, 1.1 ME, 1.1 x (me)\r\n") << false;
    QTest::newRow("in a comment") << QByteArray("Via: 1.1 x (\"a, 1.1 me\")\r\n") << false;
    QTest::newRow("nothing") << QByteArray("Via:\r\nVia: ,\r\n") << false;
}

void TestUpstreamHeads::knowsWhereRequestsWere()
{
    QFETCH(QByteArray, fields);
    QFETCH(bool, wasThere);
    QCOMPARE(wasHere(Headers(fields, 0), "me"), wasThere);
    const Request request = requestFrom("GET / HTTP/1.1\r\nHost: h\r\n" + fields + "\r\n");
    const QByteArray passed = passedOn(request, usual, "127.0.0.1");
    QVERIFY(wasHere(requestFrom(passed).headers, "me"));
}

// Requests that some servers take for two. What our parser accepts of them is passed on as exactly
// one, framed in one way.
void TestUpstreamHeads::whatIsPassedOnIsOneRequest_data()
{
    QTest::addColumn<QByteArray>("request");
    for (const char *fields :
         {"", "Content-Length: 0\r\n", "Content-Length: 000\r\n",
          "Connection: Transfer-Encoding\r\nTransfer-Encoding: chunked\r\n",
          "Connection: Content-Length\r\nContent-Length: 3\r\n",
          "X: a\r\nContent_Length: 5\r\nTransfer_Encoding: chunked\r\n",
          "Upgrade: websocket\r\nConnection: Upgrade\r\nTransfer-Encoding: chunked\r\n",
          "Upgrade: h2c\r\nConnection: Upgrade, HTTP2-Settings\r\nHTTP2-Settings: A\r\n",
          "Proxy-Connection: Transfer-Encoding\r\n", "Keep-Alive: \r\n",
          "Expect: 100-continue\r\nContent-Length: 3\r\n"})
        QTest::addRow("%s", QByteArray(fields).simplified().constData())
            << QByteArray("POST /a?b HTTP/1.1\r\nHost: us\r\n") + fields + "\r\n";
}

void TestUpstreamHeads::whatIsPassedOnIsOneRequest()
{
    QFETCH(QByteArray, request);
    const Request received = requestFrom(request);
    const QByteArray passed = passedOn(received, usual, "127.0.0.1");
    QByteArrayView bytes = passed;
    Parser parser;
    const Parser::Step step = parser.parse(bytes, Limits());
    QVERIFY(step == Parser::Step::Complete || step == Parser::Step::Head);
    QVERIFY(bytes.isEmpty());
    const Headers fields = parser.request().headers;
    QCOMPARE(parser.request().target, received.target);
    const std::optional<BodyLength> body = bodyOf(Fields(received.headers));
    const bool isChunked = body && body->kind == BodyLength::Kind::Chunked;
    QCOMPARE(fields.count("Content-Length"), body && !isChunked ? 1 : 0);
    QCOMPARE(fields.count("Transfer-Encoding"), isChunked ? 1 : 0);
    QCOMPARE(fields.count("Host"), 1);
    QVERIFY(!fields.contains("Upgrade") && !fields.contains("HTTP2-Settings"));
}

void TestUpstreamHeads::passesTrailers()
{
    Headers trailers;
    for (const char *name : {"A", "Content-Length", "transfer-encoding", "Connection", "B", "TE"})
        trailers.append(name, "b");
    QCOMPARE(answerTrailers(trailers).text(), "A: b\r\n");
    QCOMPARE(answerTrailers({}).text(), "");
}

void TestUpstreamHeads::passesAnswers_data()
{
    QTest::addColumn<QByteArray>("answer");
    QTest::addColumn<int>("status");
    QTest::addColumn<QByteArray>("fields");
    QTest::addColumn<bool>("dated");
    const auto row = [](const char *name, const QByteArray &answer, int status,
                        const QByteArray &fields, bool dated = false) {
        QTest::newRow(name) << answer + "\r\n" << status << fields << dated;
    };
    const QByteArray ok = "HTTP/1.1 200 OK\r\n";
    row("simple", ok + "A: 1\r\nContent-Length: 3\r\na:  2\r\n", 200, "A: 1\r\na: 2\r\n");
    row("a date", ok + "date: D\r\n", 200, "date: D\r\n", true);
    row("any status", "HTTP/1.1 599 X\r\n", 599, "");
    row("hop by hop",
        ok + "Connection: close, X-A\r\nx-a: 1\r\nKeep-Alive: timeout=5\r\nX-B: 2\r\n"
             "Transfer-Encoding: chunked\r\nUpgrade: h2c\r\nProxy-Connection: close\r\n",
        200, "X-B: 2\r\n");
    row("cookies", ok + "Set-Cookie: a=b; Path=/\r\nSet-Cookie: c=d, e\r\n", 200,
        "Set-Cookie: a=b; Path=/\r\nSet-Cookie: c=d, e\r\n");
    row("a redirect", "HTTP/1.1 302 Found\r\nLocation: http://up:3000/a\r\n", 302,
        "Location: http://us:1/a\r\n");
    row("a redirect elsewhere", "HTTP/1.1 302 Found\r\nLocation: http://x/a\r\n", 302,
        "Location: http://x/a\r\n");
    row("content elsewhere", ok + "content-location: //up:3000/a\r\n", 200,
        "content-location: http://us:1/a\r\n");
    row("what only looks like one", ok + "X-Location: http://up:3000/\r\n", 200,
        "X-Location: http://up:3000/\r\n");
}

void TestUpstreamHeads::passesAnswers()
{
    QFETCH(QByteArray, answer);
    QFETCH(int, status);
    QFETCH(QByteArray, fields);
    QFETCH(bool, dated);
    const ResponseParser parser = answerFrom(answer);
    const Response passed = answerHead(parser, Fields(parser.fields()), usual.origin, "us:1");
    QCOMPARE(int(passed.status), status);
    QCOMPARE(passed.headers.text(), fields);
    QCOMPARE(passed.dated, dated);
    QVERIFY(passed.body.isEmpty() && !passed.close);
}

void TestUpstreamHeads::passesInterimAnswers()
{
    const auto passed = [](const QByteArray &answer) {
        return interimHead(answerFrom(answer, {Method::Get, true}));
    };
    QCOMPARE(passed("HTTP/1.1 100 Go on\r\n\r\n"), QByteArray("HTTP/1.1 100 Continue\r\n\r\n"));
    QCOMPARE(passed("HTTP/1.1 103 x\r\nLink: </a>\r\nConnection: close\r\n\r\n"),
             QByteArray("HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n"));
    QCOMPARE(passed("HTTP/1.1 101 x\r\nconnection: upgrade\r\nupgrade: WebSocket\r\n"
                    "Sec-WebSocket-Accept: a\r\n\r\n"),
             QByteArray("HTTP/1.1 101 Switching Protocols\r\nSec-WebSocket-Accept: a\r\n"
                        "Upgrade: websocket\r\nConnection: Upgrade\r\n\r\n"));
}

void TestUpstreamHeads::everyTroubleHasItsPage()
{
    const Origin origin{true, "::1", 3000, "/api"};
    QSet<QByteArray> bodies;
    for (int i = int(Trouble::None) + 1; i < troubleCount; ++i) {
        const auto trouble = Trouble(i);
        const Flaw flaw = trouble == Trouble::WrongAnswer ? Flaw::LengthTwice : Flaw::None;
        const Response page = pageOf(trouble, origin, flaw);
        QVERIFY(int(page.status) >= 500);
        QVERIFY(!reasonPhrase(page.status).isEmpty());
        QVERIFY(page.body.startsWith(sentenceOf(trouble).toByteArray() + '\n'));
        QVERIFY(page.body.endsWith(adviceOf(trouble).toByteArray() + '\n'));
        QVERIFY(sentenceOf(trouble).endsWith('.') && adviceOf(trouble).endsWith('.'));
        QVERIFY(page.body.contains("\nUpstream: https://[::1]:3000/api\n"));
        QCOMPARE(page.body.contains(sentenceOf(Flaw::LengthTwice).toByteArray()),
                 trouble == Trouble::WrongAnswer);
        QVERIFY(!bodies.contains(page.body));
        bodies += page.body;
    }
}

QTEST_APPLESS_MAIN(TestUpstreamHeads)
#include "tst_upstreamheads.moc"
