#include "overlap/http/parser.h"

#include <QTest>

using namespace overlap::http;

// Main thread. The parser against a corpus of requests: each case as a whole, split in two at every
// place, and byte by byte, all with the same result.
class TestHttpParser : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void accepts_data();
    void accepts();
    void refuses_data();
    void refuses();
    void unfinished_data();
    void unfinished();
    void limits_data();
    void limits();
    void pausesBehindTheHead();
    void knowsTheTargetWhenTheLineWasValid();
    void keepsOneCopyOfTheHead();
    void allocatesNothingForAnnouncements();
    void streamsBodiesOfAnyLength_data();
    void streamsBodiesOfAnyLength();
    void refusesAnnouncementsBehindTheHead();
};

// The result of parsing, as text. `cuts` are the places where the bytes are split.
static QByteArray transcript(const QByteArray &bytes, const QList<qsizetype> &cuts,
                             const Limits &limits)
{
    QByteArray out;
    Parser parser;
    qsizetype begin = 0;
    for (qsizetype i = 0; i <= cuts.size(); ++i) {
        const qsizetype end = i < cuts.size() ? cuts[i] : bytes.size();
        QByteArrayView piece = QByteArrayView(bytes).sliced(begin, end - begin);
        begin = end;
        for (bool more = true; more;) {
            switch (parser.parse(piece, limits)) {
            case Parser::Step::More: more = false; break;
            case Parser::Step::Head: break;
            case Parser::Step::Failed:
                return out + "failed " + QByteArray::number(int(parser.fault())) + " after " +
                       QByteArray::number(end - piece.size()) + " head '" + parser.head() +
                       "' target '" + parser.targetRead().toByteArray() + "'";
            case Parser::Step::Complete: {
                const bool keeps = parser.keepsAlive();
                const bool waits = parser.expectsContinue();
                const Request r = parser.request();
                out += r.methodName().toByteArray() + ' ' + r.target.toByteArray() + " (" +
                       r.path.toByteArray() + ") 1." + QByteArray::number(r.minorVersion);
                for (const Headers::Field &field : r.headers)
                    out += " [" + field.name.toByteArray() + '|' + field.value.toByteArray() + ']';
                out += QByteArray(keeps ? " keep" : " close") + (waits ? " waits" : "");
                out += " '" + r.body + "'\n";
                if (!r.headers.text().endsWith("\r\n\r\n"))
                    out += "cut head\n";
                parser.reset();
                break;
            }
            }
        }
    }
    return out + (parser.hasBegun() ? "begun" : "");
}

static void compareSplits(const QByteArray &bytes, const QByteArray &expected,
                          const Limits &limits = Limits())
{
    QCOMPARE(transcript(bytes, {}, limits), expected);
    for (qsizetype cut = 0; cut <= bytes.size(); ++cut)
        QCOMPARE(transcript(bytes, {cut}, limits), expected);
    QList<qsizetype> everywhere;
    for (qsizetype cut = 1; cut < bytes.size(); ++cut)
        everywhere.append(cut);
    QCOMPARE(transcript(bytes, everywhere, limits), expected);
}

static const char *const host = "Host: h\r\n";

void TestHttpParser::accepts_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<QByteArray>("expected");
    const auto row = [](const char *name, QByteArray bytes, QByteArray expected) {
        QTest::newRow(name) << bytes.replace("$H", host) << expected.replace("$H", "[Host|h]");
    };
    row("simple", "GET / HTTP/1.1\r\n$H\r\n", "GET / (/) 1.1 $H keep ''\n");
    row("old", "GET / HTTP/1.0\r\n\r\n", "GET / (/) 1.0 close ''\n");
    row("old, kept", "GET / HTTP/1.0\r\nConnection: Keep-Alive\r\n\r\n",
        "GET / (/) 1.0 [Connection|Keep-Alive] keep ''\n");
    row("higher minor version", "GET / HTTP/1.9\r\n$H\r\n", "GET / (/) 1.9 $H keep ''\n");
    row("unknown method", "b!#$%&'*+-.^_`|~1 / HTTP/1.1\r\n$H\r\n",
        "b!#$%&'*+-.^_`|~1 / (/) 1.1 $H keep ''\n");
    row("four empty lines", "\r\n\r\n\r\n\r\nGET / HTTP/1.1\r\n$H\r\n",
        "GET / (/) 1.1 $H keep ''\n");
    row("query", "GET /a?b=c&d=%2F? HTTP/1.1\r\n$H\r\n", "GET /a?b=c&d=%2F? (/a) 1.1 $H keep ''\n");
    row("percent signs in a query", "GET /?%&%2&%zz?%%=%25% HTTP/1.1\r\n$H\r\n",
        "GET /?%&%2&%zz?%%=%25% (/) 1.1 $H keep ''\n");
    row("percent signs in an absolute form", "GET http://x?100% HTTP/1.1\r\n$H\r\n",
        "GET http://x?100% (/) 1.1 $H keep ''\n");
    row("escapes", "GET /%00%fF%7e HTTP/1.1\r\n$H\r\n",
        "GET /%00%fF%7e (/%00%fF%7e) 1.1 $H keep ''\n");
    row("what browsers don't escape", "GET /a|b^c?{d}`\\ HTTP/1.1\r\n$H\r\n",
        "GET /a|b^c?{d}`\\ (/a|b^c) 1.1 $H keep ''\n");
    row("absolute form", "GET http://x:1/p?q HTTP/1.1\r\n$H\r\n",
        "GET http://x:1/p?q (/p) 1.1 $H keep ''\n");
    row("absolute form without path", "GET http://x HTTP/1.1\r\n$H\r\n",
        "GET http://x (/) 1.1 $H keep ''\n");
    row("asterisk", "OPTIONS * HTTP/1.1\r\n$H\r\n", "OPTIONS * (*) 1.1 $H keep ''\n");
    row("asterisk in absolute form", "OPTIONS http://h HTTP/1.1\r\n$H\r\n",
        "OPTIONS http://h (*) 1.1 $H keep ''\n");
    row("authority", "CONNECT h:1 HTTP/1.1\r\n$H\r\n", "CONNECT h:1 () 1.1 $H keep ''\n");
    row("values",
        "GET / HTTP/1.1\r\n$Ha:\r\nb: \t \r\nc:\t d \te\t \r\nf: \xc3\xa4\x80\xff\r\n"
        "g:0123456789\tabcdefghijklmnopq rs\t\t  \r\n\r\n",
        "GET / (/) 1.1 $H [a|] [b|] [c|d \te] [f|\xc3\xa4\x80\xff] "
        "[g|0123456789\tabcdefghijklmnopq rs] keep ''\n");
    row("duplicates", "GET / HTTP/1.1\r\nA: 1\r\n$Ha: 2\r\nA: 1\r\n\r\n",
        "GET / (/) 1.1 [A|1] $H [a|2] [A|1] keep ''\n");
    row("close wins", "GET / HTTP/1.1\r\n$HConnection: keep-alive, close\r\n\r\n",
        "GET / (/) 1.1 $H [Connection|keep-alive, close] close ''\n");
    row("close in a second field",
        "GET / HTTP/1.0\r\nConnection: x, CLOSE\r\nConnection: keep-alive\r\n\r\n",
        "GET / (/) 1.0 [Connection|x, CLOSE] [Connection|keep-alive] close ''\n");
    row("body", QByteArray("POST /e HTTP/1.1\r\n$HContent-Length: 5\r\n\r\na\r\n") + '\0' + "b",
        QByteArray("POST /e (/e) 1.1 $H [Content-Length|5] keep 'a\r\n") + '\0' + "b'\n");
    row("pipelined",
        "GET /a HTTP/1.1\r\n$H\r\nPOST /b HTTP/1.1\r\n$HContent-Length: 2\r\n\r\nok"
        "\r\nGET /c HTTP/1.1\r\n$H\r\nGET",
        "GET /a (/a) 1.1 $H keep ''\nPOST /b (/b) 1.1 $H [Content-Length|2] keep 'ok'\n"
        "GET /c (/c) 1.1 $H keep ''\nbegun");
    row("length with zeros",
        "PUT / HTTP/1.1\r\n$HContent-Length: 000000000000000000000002\r\n\r\nab",
        "PUT / (/) 1.1 $H [Content-Length|000000000000000000000002] keep 'ab'\n");
    row("no length", "POST / HTTP/1.1\r\n$HContent-Length: 0\r\n\r\n",
        "POST / (/) 1.1 $H [Content-Length|0] keep ''\n");
    row("expects", "PUT / HTTP/1.1\r\n$HExpect: 100-Continue\r\nContent-Length: 1\r\n\r\nx",
        "PUT / (/) 1.1 $H [Expect|100-Continue] [Content-Length|1] keep waits 'x'\n");
    row("old ones don't expect", "PUT / HTTP/1.0\r\nExpect: 100-continue\r\n\r\n",
        "PUT / (/) 1.0 [Expect|100-continue] close ''\n");
    const char *coding = "Transfer-Encoding: chunked\r\n\r\n";
    const QByteArray chunked = QByteArray("PUT / HTTP/1.1\r\n$H") + coding;
    const QByteArray got = "PUT / (/) 1.1 $H [Transfer-Encoding|chunked] keep ";
    row("chunks", chunked + "3\r\nabc\r\nA\r\n0123456789\r\n00\r\n\r\n", got + "'abc0123456789'\n");
    row("data that looks like framing", chunked + "2\r\n\r\n\r\n0\r\n\r\n", got + "'\r\n'\n");
    row("no chunk", chunked + "0\r\n\r\n", got + "''\n");
    row("chunk extensions",
        chunked + "1;a\r\nx\r\n1 ; b = c;d=\"e;\\\"=\\\x80\t\"  ;f\r\ny\r\n0;g=\"\"\r\n\r\n",
        got + "'xy'\n");
    row("trailers", chunked + "0\r\nContent-Length: 7\r\nHost:\r\nX:\ty \r\n\r\nGET",
        got + "''\nbegun");
}

void TestHttpParser::accepts()
{
    QFETCH(QByteArray, bytes);
    QFETCH(QByteArray, expected);
    compareSplits(bytes, expected);
}

// Each case ends with the first wrong byte. The parser must accept everything before it.
void TestHttpParser::refuses_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<Fault>("fault");
    QTest::addColumn<int>("status");
    const auto row = [](const QByteArray &bytes, Fault fault, int status = 400) {
        QTest::addRow("%d %s", int(fault), bytes.toPercentEncoding(" /:*", {}, '\\').constData())
            << bytes << fault << status;
    };
    row("\x01", Fault::Method);
    row(QByteArray(1, '\0'), Fault::Method);
    row("\n", Fault::BareLf);
    row("\rG", Fault::BareCr);
    row("\r\n\r\n\r\n\r\n\r", Fault::EmptyLines);
    row(" ", Fault::Method);
    row("G\t", Fault::Method);
    row("GET\r", Fault::Method);
    row("GET\n", Fault::BareLf);
    row("G\x80", Fault::Method);
    row("G{", Fault::Method);
    row("GET  ", Fault::TargetByte);
    row("GET /\r", Fault::Version);
    row("GET /\n", Fault::BareLf);
    row("GET /a\t", Fault::TargetByte);
    row("GET /a#", Fault::TargetByte);
    row("GET /\x7f", Fault::TargetByte);
    row("GET /\xc3", Fault::TargetByte);
    row(QByteArray("GET /") + '\0', Fault::TargetByte);
    row("GET /%g", Fault::TargetEscape);
    row("GET /%2 ", Fault::TargetEscape);
    row("GET /%%", Fault::TargetEscape);
    row("GET /%?", Fault::TargetEscape);
    row("GET /%2?", Fault::TargetEscape);
    row("GET /?%#", Fault::TargetByte);
    row("GET /?%\x7f", Fault::TargetByte);
    row("GET / h", Fault::Version);
    row("GET /  ", Fault::Version);
    row("GET / HTTP\\", Fault::Version);
    row("GET / HTTP/\r", Fault::Version);
    row("GET / HTTP/1\r", Fault::Version);
    row("GET / HTTP/1,", Fault::Version);
    row("GET / HTTP/11", Fault::Version);
    row("GET / HTTP/1.\n", Fault::BareLf);
    row("GET / HTTP/1.x", Fault::Version);
    row("GET / HTTP/1.10", Fault::Version);
    row("GET / HTTP/1.1 ", Fault::Version);
    row("GET / HTTP/1.1\n", Fault::BareLf);
    row("GET / HTTP/1.1\rH", Fault::BareCr);
    row("GET / HTTP/2.0\r", Fault::VersionUnsupported, 505);
    row("PRI / HTTP/2.0\r", Fault::VersionUnsupported, 505);
    row("PRI * HTTP/3.0\r", Fault::VersionUnsupported, 505);
    row("PRI * HTTP/1.1\r", Fault::TargetForm);
    row("GET / HTTP/0.9\r", Fault::VersionUnsupported, 505);
    row("GET * HTTP/1.1\r", Fault::TargetForm);
    row("GET x HTTP/1.1\r", Fault::TargetForm);
    row("GET h:80 HTTP/1.1\r", Fault::TargetForm);
    row("CONNECT h HTTP/1.1\r", Fault::TargetForm);
    row("GET http://a,b/ HTTP/1.1\r", Fault::TargetForm);

    // The first bytes of other protocols.
    row("\x16", Fault::Tls);
    row("\x04", Fault::Socks);
    row("\x05", Fault::Socks);
    row("\x03", Fault::Rdp);
    row("\r\n\x16", Fault::Tls);
    row(QByteArray("\r\n\r\n") + '\0', Fault::Proxy);
    row("PRI * HTTP/2.0\r", Fault::Http2, 505);
    row("SSH-2.0-OpenSSH_9.2\r", Fault::Ssh);
    row("SSH-2.0-x\n", Fault::Ssh);
    row("SSH-2.0-x Debian-2\r", Fault::Ssh);
    row("EHLO localhost\r", Fault::Smtp);
    row("ehlo [127.0.0.1]\r", Fault::Smtp);
    row("HELO x\r", Fault::Smtp);
    row("MAIL FROM:<a@b>\r", Fault::Smtp);
    row("USER anonymous\r", Fault::Ftp);
    row("PROXY TCP4 1", Fault::Proxy);
    row("PROXY UNKNOWN\r", Fault::Proxy);
    row("*1\r", Fault::Redis);
    row("EHLO / HTTP/2.0\r", Fault::VersionUnsupported, 505); // but this is HTTP
    row("USER x HTTP/1.1\r", Fault::TargetForm);
    row("SSH / HTTP/1.1\n", Fault::BareLf);
    row("GET / HTTP/1.1\r\n\x16", Fault::FieldName);

    const QByteArray line = "GET / HTTP/1.1\r\n";
    row(line + " ", Fault::FieldFolded);
    row(line + ":", Fault::FieldName);
    row(line + "\n", Fault::BareLf);
    row(line + "\rx", Fault::BareCr);
    row(line + "A ", Fault::FieldName);
    row(line + "A\r", Fault::FieldName);
    row(line + "A\n", Fault::BareLf);
    row(line + "A(", Fault::FieldName);
    row(line + "A\x80", Fault::FieldName);
    row(line + "A: b\n", Fault::BareLf);
    row(line + "A:\n", Fault::BareLf);
    row(line + "A: b\rc", Fault::BareCr);
    row(line + "A: b\r\r", Fault::BareCr);
    row(line + "A: b\r\n\t", Fault::FieldFolded);
    row(line + "A: 0123456789\x01", Fault::FieldValue);
    row(line + "A: \x7f", Fault::FieldValue);
    row(line + "A: 0123456\x7f", Fault::FieldValue);
    row(line + "A: b" + '\0', Fault::FieldValue);
    row(line + "A: b\x1b", Fault::FieldValue);

    row(line + "\r\n", Fault::HostMissing);
    row(line + "Host:\r\n", Fault::HostSyntax);
    row(line + "Host: a b\r\n", Fault::HostSyntax);
    row(line + "Host: a\r\nhost: a\r\n", Fault::HostTwice);
    row("GET / HTTP/1.0\r\nHost: a/\r\n", Fault::HostSyntax);
    row("GET / HTTP/1.0\r\nHost: a\r\nHOST: b\r\n", Fault::HostTwice);

    const QByteArray head = "PUT / HTTP/1.1\r\nHost: h\r\n";
    for (const char *length :
         {"", "x", "+1", "-1", "1 1", "1,1", "0x1", "1.0", "9223372036854775808",
          "18446744073709551617", "99999999999999999999999"})
        row(head + "Content-Length: " + length + "\r\n", Fault::LengthSyntax);
    row(head + "Content-Length: 1\r\nContent-length: 1\r\n", Fault::LengthTwice);
    row(head + "Content-Length: 9223372036854775807\r\n\r\n", Fault::BodyLength, 413);
    const QByteArray chunked = "Transfer-Encoding: chunked\r\n";
    row(head + chunked + "Content-Length: 1\r\n\r\n", Fault::LengthAndCoding);
    row(head + "Content-Length: 1\r\nTransfer-Encoding: x\r\n\r\n", Fault::LengthAndCoding);
    row(head + chunked + chunked + "\r\n", Fault::CodingSyntax);
    row(head + "Transfer-Encoding: gzip\r\n" + chunked + "\r\n", Fault::CodingUnknown, 501);
    row("PUT / HTTP/1.0\r\n" + chunked + "\r\n", Fault::CodingInOldVersion);
    row(head + "Expect: 200-ok\r\n\r\n", Fault::Expectation, 417);
    row(head + "Expect: 100-continue, x\r\n\r\n", Fault::Expectation, 417);

    const QByteArray body = head + chunked + "\r\n";
    for (const char *size : {"\r", " ", "x", "-", "+", ";", "0x", "1x", "1\t1", "1 \r"})
        row(body + size,
            size[0] == '1' && (size[1] != 'x') ? Fault::ChunkExtension : Fault::ChunkSize);
    row(body + "\n", Fault::BareLf);
    row(body + "1\n", Fault::BareLf);
    row(body + "1\rx", Fault::BareCr);
    row(body + "1;a\n", Fault::BareLf);
    for (const char *extension : {"\r", ";", "=", "a =\r", "a=;", "a=\"b\r", "a=\"b\\\r", "a=\"\"c",
                                  "a b", "a=b c", "a=b\x01", "a=\"\x7f", "a \r", "a\x80"})
        row(body + "1;" + extension, Fault::ChunkExtension);
    row(body + "1\r\nab", Fault::ChunkEnd);
    row(body + "1\r\na\n", Fault::ChunkEnd);
    row(body + "1\r\na\r\r", Fault::ChunkEnd);
    row(body + "1\r\na\r\n\r", Fault::ChunkSize);
    row(body + "1000001", Fault::BodyLength, 413);
    row(body + "1\r\na\r\n1000000", Fault::BodyLength, 413);
    row(body + "0\r\n\n", Fault::BareLf);
    row(body + "0\r\n\rx", Fault::BareCr);
    row(body + "0\r\n ", Fault::FieldFolded);
    row(body + "0\r\n:", Fault::FieldName);
    row(body + "0\r\nA ", Fault::FieldName);
    row(body + "0\r\nA: b\n", Fault::BareLf);
    row(body + "0\r\nA: b\rc", Fault::BareCr);
    row(body + "0\r\nA: \x01", Fault::FieldValue);
    row(body + "0\r\nA: b\r\n ", Fault::FieldFolded);
}

void TestHttpParser::refuses()
{
    QFETCH(QByteArray, bytes);
    QFETCH(Fault, fault);
    QFETCH(int, status);
    QCOMPARE(int(statusOf(fault)), status);
    const QByteArray before = transcript(bytes.chopped(1), {}, Limits());
    QVERIFY2(before.isEmpty() || before == "begun", before.constData());
    const QByteArray result = transcript(bytes, {}, Limits());
    const QByteArray expected =
        "failed " + QByteArray::number(int(fault)) + " after " + QByteArray::number(bytes.size());
    QVERIFY2(result.startsWith(expected), result.constData());
    // The parser does not look past the wrong byte.
    compareSplits(bytes + " / HTTP/1.1\r\n\r\n", result);
}

void TestHttpParser::unfinished_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<bool>("begun");
    QTest::newRow("nothing") << QByteArray() << false;
    QTest::newRow("empty lines") << QByteArray("\r\n\r\n\r") << false;
    QTest::newRow("one byte") << QByteArray("\r\nG") << true;
    QTest::newRow("head") << QByteArray("GET / HTTP/1.1\r\nHost: h\r\n\r") << true;
    QTest::newRow("body") << QByteArray("PUT / HTTP/1.0\r\nContent-Length: 3\r\n\r\nab") << true;
}

void TestHttpParser::unfinished()
{
    QFETCH(QByteArray, bytes);
    QFETCH(bool, begun);
    compareSplits(bytes, begun ? "begun" : "");
}

// `fits` is just allowed. `more` has one byte (or field) too many.
void TestHttpParser::limits_data()
{
    QTest::addColumn<QByteArray>("fits");
    QTest::addColumn<QByteArray>("more");
    QTest::addColumn<Fault>("fault");
    QTest::addColumn<int>("status");
    const QByteArray end = " HTTP/1.1\r\nHost: h\r\n\r\n";
    const QByteArray line = "PUT / HTTP/1.1\r\nHost: h\r\n"; // a field of 9 bytes
    const QByteArray body = line + "Transfer-Encoding: chunked\r\n\r\n";
    const auto x = [](qsizetype size) { return QByteArray(size, 'x'); };
    QTest::newRow("request line") << "GET /" + x(46) + end << "GET /" + x(47) + end
                                  << Fault::RequestLineLength << 414;
    QTest::newRow("method") << x(49) + " /" + end << x(50) + " /" + end << Fault::RequestLineLength
                            << 414;
    QTest::newRow("endless method") << x(60).left(0) << x(61) << Fault::RequestLineLength << 414;
    QTest::newRow("endless target")
        << QByteArray() << "GET /" + x(56) << Fault::RequestLineLength << 414;
    QTest::newRow("escape at the end")
        << QByteArray() << "GET /" + x(53) + "%20" << Fault::RequestLineLength << 414;
    QTest::newRow("section") << line + "A: " + x(86) + "\r\n\r\n"
                             << line + "A: " + x(87) + "\r\n\r\n"
                             << Fault::SectionLength << 431;
    QTest::newRow("endless name") << QByteArray() << line + x(92) << Fault::SectionLength << 431;
    QTest::newRow("endless blanks")
        << QByteArray() << line + "A:" + QByteArray(90, ' ') << Fault::SectionLength << 431;
    QTest::newRow("endless value")
        << QByteArray() << line + "A:" + x(90) << Fault::SectionLength << 431;
    QTest::newRow("fields") << line + "A:\r\nA:\r\nA:\r\n\r\n"
                            << line + "A:\r\nA:\r\nA:\r\nA" << Fault::FieldCount << 431;
    QTest::newRow("body") << line + "Content-Length: 20\r\n\r\n" + x(20)
                          << line + "Content-Length: 21\r\n\r\n"
                          << Fault::BodyLength << 413;
    QTest::newRow("chunked body") << body + "f\r\n" + x(15) + "\r\n5\r\n" + x(5) + "\r\n0\r\n\r\n"
                                  << body + "f\r\n" + x(15) + "\r\n6" << Fault::BodyLength << 413;
    QTest::newRow("chunk line") << body + "1;" + x(28) + "\r\na\r\n0\r\n\r\n"
                                << body + "1;" + x(29) << Fault::ChunkLineLength << 400;
    QTest::newRow("zeros") << body + QByteArray(30, '0') + "\r\n\r\n"
                           << body + QByteArray(31, '0') << Fault::ChunkLineLength << 400;
    QTest::newRow("extensions") << body + "1;" + x(24) + "\r\na\r\n1;" + x(24) +
                                       "\r\nb\r\n0\r\n\r\n"
                                << body + "1;" + x(24) + "\r\na\r\n1;" + x(24) + "\r\nb\r\n0;"
                                << Fault::ChunkFraming << 400;
    QTest::newRow("zeros in all") << body + "01;" + x(23) + "\r\na\r\n1;" + x(24) +
                                         "\r\nb\r\n0\r\n\r\n"
                                  << body + "01;" + x(23) + "\r\na\r\n1;" + x(24) + "\r\nb\r\n00"
                                  << Fault::ChunkFraming << 400;
    QTest::newRow("trailers") << body + "0\r\nA: b\r\nC:" + x(30) + "\r\n\r\n"
                              << body + "0\r\nA: b\r\nC:" + x(31) + "\r\n"
                              << Fault::TrailersLength << 400;
    QTest::newRow("endless trailer")
        << QByteArray() << body + "0\r\n" + x(41) << Fault::TrailersLength << 400;
}

void TestHttpParser::limits()
{
    QFETCH(QByteArray, fits);
    QFETCH(QByteArray, more);
    QFETCH(Fault, fault);
    QFETCH(int, status);
    Limits small;
    small.requestLine = 60;
    small.headerSection = 100;
    small.headerFields = 4;
    small.body = 20;
    small.chunkLine = 30;
    small.chunkFraming = 50;
    small.trailers = 40;
    QCOMPARE(int(statusOf(fault)), status);
    const QByteArray allowed = transcript(fits, {}, small);
    QVERIFY2(fits.isEmpty() || allowed.endsWith("'\n"), allowed.constData());
    compareSplits(fits, allowed, small);
    const QByteArray refused = transcript(more, {}, small);
    QVERIFY2(refused.startsWith("failed " + QByteArray::number(int(fault)) + ' '),
             refused.constData());
    compareSplits(more, refused, small);
}

void TestHttpParser::pausesBehindTheHead()
{
    Parser parser;
    const QByteArray bytes = "PUT / HTTP/1.0\r\nContent-Length: 2\r\n\r\nokGET";
    QByteArrayView rest = bytes;
    QCOMPARE(parser.parse(rest, Limits()), Parser::Step::Head);
    QCOMPARE(rest, QByteArrayView("okGET"));
    QCOMPARE(parser.parse(rest, Limits()), Parser::Step::Complete);
    QCOMPARE(rest, QByteArrayView("GET"));
}

void TestHttpParser::knowsTheTargetWhenTheLineWasValid()
{
    Parser parser;
    QByteArrayView bytes = "GET /x HTTP/1.1\r\nHost\n";
    QCOMPARE(parser.parse(bytes, Limits()), Parser::Step::Failed);
    QCOMPARE(parser.method(), Method::Get);
    QCOMPARE(parser.target(), QByteArrayView("/x"));
    parser.reset();
    bytes = "GET x HTTP/1.1\r\n";
    QCOMPARE(parser.parse(bytes, Limits()), Parser::Step::Failed);
    QVERIFY(parser.target().isEmpty());
    parser.reset();
    bytes = "GET http://user:password@h/ HTTP/1.";
    QCOMPARE(parser.parse(bytes, Limits()), Parser::Step::More);
    QVERIFY(parser.target().isEmpty());
}

void TestHttpParser::keepsOneCopyOfTheHead()
{
    Parser parser;
    const QByteArray head = "GET /x HTTP/1.0\r\nA: b\r\n\r\n";
    QByteArrayView first = QByteArrayView(head).first(3);
    QCOMPARE(parser.parse(first, Limits()), Parser::Step::More);
    // Bytes after the head must not keep their memory allocated with it.
    const QByteArray much = head.sliced(3) + QByteArray(60000, 'x');
    QByteArrayView rest = much;
    QCOMPARE(parser.parse(rest, Limits()), Parser::Step::Complete);
    QCOMPARE(rest.size(), 60000);
    QVERIFY(parser.head().capacity() < 100);
    const Request request = parser.request();
    QVERIFY(request.headers.text().isSharedWith(parser.head()));
    QCOMPARE(request.path.data(), request.target.data());
    parser.reset();
    QCOMPARE(parser.head().capacity(), 0);
}

void TestHttpParser::allocatesNothingForAnnouncements()
{
    Parser parser;
    QByteArrayView bytes = "PUT / HTTP/1.0\r\nContent-Length: 16777216\r\n\r\nx";
    QCOMPARE(parser.parse(bytes, Limits()), Parser::Step::Head);
    QCOMPARE(parser.body().capacity(), 0);
    QCOMPARE(parser.parse(bytes, Limits()), Parser::Step::More);
    QVERIFY(parser.body().capacity() < 100);
}

void TestHttpParser::streamsBodiesOfAnyLength_data()
{
    QTest::addColumn<bool>("isChunked");
    QTest::newRow("length") << false;
    QTest::newRow("chunked") << true;
}

void TestHttpParser::streamsBodiesOfAnyLength()
{
    QFETCH(bool, isChunked);
    Limits small;
    small.body = 20;
    constexpr int pieces = 100;
    constexpr int size = 30;
    const QByteArray framing = isChunked ? "Transfer-Encoding: chunked" : "Content-Length: 3000";
    const QByteArray head = "PUT / HTTP/1.1\r\nHost: h\r\n" + framing + "\r\n\r\n";
    Parser parser;
    QByteArrayView bytes = head;
    QCOMPARE(parser.parse(bytes, small), Parser::Step::Head);
    parser.streamBody();
    QByteArray all;
    for (int i = 0; i < pieces; ++i) {
        const QByteArray content(size, char('a' + i % 26));
        const QByteArray piece = isChunked ? "1e\r\n" + content + "\r\n" : content;
        bytes = piece;
        const bool isLast = !isChunked && i + 1 == pieces;
        QCOMPARE(parser.parse(bytes, small), isLast ? Parser::Step::Complete : Parser::Step::More);
        QCOMPARE(parser.body(), content);
        all += parser.takeBody();
        QVERIFY(parser.body().isEmpty());
    }
    QCOMPARE(all.size(), pieces * size);
    bytes = isChunked ? "0\r\n\r\nGET" : "GET";
    QCOMPARE(parser.parse(bytes, small), Parser::Step::Complete);
    QCOMPARE(bytes, QByteArrayView("GET"));
    QCOMPARE(parser.request().headers.size(), 2);
    parser.reset(); // the next one has its limit again
    bytes = head;
    QCOMPARE(parser.parse(bytes, small), Parser::Step::Head);
    bytes = isChunked ? "1e" : "";
    QCOMPARE(parser.parse(bytes, small), Parser::Step::Failed);
    QCOMPARE(parser.fault(), Fault::BodyLength);
}

// So that whoever takes the body in pieces can say so first.
void TestHttpParser::refusesAnnouncementsBehindTheHead()
{
    Parser parser;
    const QByteArray head = "PUT / HTTP/1.0\r\nContent-Length: 16777217\r\n\r\n";
    QByteArrayView bytes = head;
    QCOMPARE(parser.parse(bytes, Limits()), Parser::Step::Head);
    QCOMPARE(parser.parse(bytes, Limits()), Parser::Step::Failed);
    QCOMPARE(parser.fault(), Fault::BodyLength);
    QVERIFY(!parser.isComplete());
}

QTEST_APPLESS_MAIN(TestHttpParser)
#include "tst_httpparser.moc"
