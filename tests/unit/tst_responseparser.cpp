#include "overlap/upstream/responseparser.h"

#include <QSet>
#include <QTest>

#include <optional>

using namespace overlap::upstream;
using overlap::http::BodyLength;
using overlap::http::Fault;
using overlap::http::Headers;
using overlap::http::Limits;
using overlap::http::Method;
using End = ResponseParser::End;
using Step = ResponseParser::Step;

// Main thread. The parser against a corpus of answers: each case as a whole, split in two at every
// place, and byte by byte, all with the same result.
class TestResponseParser : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void accepts_data();
    void accepts();
    void refuses_data();
    void refuses();
    void ends_data();
    void ends();
    void smuggling_data();
    void smuggling();
    void limits_data();
    void limits();
    void everyFlawHasItsSentence();
    void everyFaultOfMessagesIsAFlaw();
    void stopsBehindTheHead();
    void givesContentAsItComes();
    void hasNoLimitOfBodies();
    void keepsOneCopyOfTheHead();
    void allocatesNothingForAnnouncements();
};

namespace {

struct Got
{
    QByteArray text; // of all heads, the content and the end
    QByteArray content;
    qsizetype used = 0; // bytes, in all
    Step last = Step::More;
};

QByteArray lengthText(const ResponseParser &parser)
{
    const BodyLength length = parser.length();
    QByteArray text = parser.hasBody() ? " body " : " none ";
    switch (length.kind) {
    case BodyLength::Kind::Known: return text + QByteArray::number(length.bytes);
    case BodyLength::Kind::Chunked: return text + "chunks";
    case BodyLength::Kind::UntilClose: return text + "open";
    }
    return text;
}

QByteArray headText(const ResponseParser &parser)
{
    QByteArray text = QByteArray::number(parser.status()) + " 1." +
                      QByteArray::number(parser.minorVersion()) + " '" +
                      parser.reason().toByteArray() + "'";
    for (const Headers::Field &field : parser.fields())
        text += " [" + field.name.toByteArray() + '|' + field.value.toByteArray() + ']';
    if (!parser.isInterim())
        text += lengthText(parser);
    return text + (parser.head().endsWith("\r\n\r\n") ? "\n" : " cut\n");
}

QByteArray trailersText(const ResponseParser &parser)
{
    QByteArray text;
    for (const Headers::Field &field : parser.trailers())
        text += "[" + field.name.toByteArray() + '|' + field.value.toByteArray() + "]\n";
    return text;
}

// `cuts` are the places where the bytes are split. Then the connection ends, unless `how` is null.
Got got(const QByteArray &bytes, const QList<qsizetype> &cuts, ResponseParser::Asked asked,
        const Limits &limits, std::optional<End> how = {})
{
    Got out;
    ResponseParser parser(asked);
    const auto end = [&](const QByteArray &word) {
        if (!out.content.isEmpty())
            out.text += "'" + out.content + "'\n";
        out.text += word;
    };
    qsizetype begin = 0;
    for (qsizetype i = 0; i <= cuts.size(); ++i) {
        const qsizetype pieceEnd = i < cuts.size() ? cuts[i] : bytes.size();
        QByteArrayView piece = QByteArrayView(bytes).sliced(begin, pieceEnd - begin);
        begin = pieceEnd;
        do {
            QByteArray content;
            out.last = parser.parse(piece, content, limits);
            out.content += content;
            if (out.last == Step::Head)
                out.text += headText(parser);
        } while (out.last == Step::Head);
        out.used = pieceEnd - piece.size();
        if (out.last != Step::More)
            break;
    }
    if (how && out.last == Step::More)
        out.last = parser.finish(*how);
    switch (out.last) {
    case Step::Complete:
        end(trailersText(parser) + (parser.keepsAlive() ? "kept" : "closed"));
        break;
    case Step::Switched: end("switched"); break;
    case Step::Failed: end("failed " + QByteArray::number(int(parser.flaw()))); break;
    default: end(parser.hasBegun() ? "begun" : ""); break;
    }
    return out;
}

void compareSplits(const QByteArray &bytes, const Got &expected, ResponseParser::Asked asked,
                   const Limits &limits, std::optional<End> how = {})
{
    QList<qsizetype> everywhere;
    for (qsizetype cut = 0; cut <= bytes.size(); ++cut) {
        const Got split = got(bytes, {cut}, asked, limits, how);
        QCOMPARE(split.text, expected.text);
        QCOMPARE(split.used, expected.used);
        everywhere.append(cut);
    }
    const Got split = got(bytes, everywhere, asked, limits, how);
    QCOMPARE(split.text, expected.text);
    QCOMPARE(split.used, expected.used);
}

const Limits usual = limitsOfAnswers(Limits());

} // namespace

void TestResponseParser::accepts_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<QByteArray>("expected");
    QTest::addColumn<QByteArray>("rest");
    QTest::addColumn<Method>("method");
    QTest::addColumn<bool>("upgrades");
    struct More
    {
        QByteArray rest{};
        Method method = Method::Get;
        bool upgrades = false;
    };
    const auto row = [](const char *name, const QByteArray &bytes, const QByteArray &expected,
                        const More &more = {}) {
        QTest::newRow(name) << bytes << expected << more.rest << more.method << more.upgrades;
    };
    const QByteArray ok = "HTTP/1.1 200 OK\r\n";
    row("a length", ok + "Content-Length: 2\r\n\r\nok",
        "200 1.1 'OK' [Content-Length|2] body 2\n'ok'\nkept");
    row("nothing", ok + "content-length:0\r\n\r\n", "200 1.1 'OK' [content-length|0] body 0\nkept");
    row("closed", ok + "Connection: close\r\nContent-Length: 1\r\n\r\nx",
        "200 1.1 'OK' [Connection|close] [Content-Length|1] body 1\n'x'\nclosed");
    row("old", "HTTP/1.0 200 OK\r\nContent-Length: 1\r\n\r\nx",
        "200 1.0 'OK' [Content-Length|1] body 1\n'x'\nclosed");
    row("old, kept", "HTTP/1.0 200 OK\r\nConnection: Keep-Alive\r\nContent-Length: 1\r\n\r\nx",
        "200 1.0 'OK' [Connection|Keep-Alive] [Content-Length|1] body 1\n'x'\nkept");
    row("a higher minor version", "HTTP/1.7 404 No\r\nContent-Length: 0\r\n\r\n",
        "404 1.7 'No' [Content-Length|0] body 0\nkept");
    row("no reason", "HTTP/1.1 500 \r\nContent-Length: 0\r\n\r\n",
        "500 1.1 '' [Content-Length|0] body 0\nkept");
    row("no blank before no reason", "HTTP/1.1 599\r\nContent-Length: 0\r\n\r\n",
        "599 1.1 '' [Content-Length|0] body 0\nkept");
    row("any reason", "HTTP/1.1 299  a\tb \xc3\xa4 \r\nContent-Length: 0\r\n\r\n",
        "299 1.1 ' a\tb \xc3\xa4 ' [Content-Length|0] body 0\nkept");
    row("values",
        ok + "a:\r\nb: \t \r\nc:\t d \te\t \r\nf: \xc3\xa4\x80\xff\r\nContent-Length: 0\r\n\r\n",
        "200 1.1 'OK' [a|] [b|] [c|d \te] [f|\xc3\xa4\x80\xff] [Content-Length|0] body 0\nkept");
    row("the next answer", ok + "Content-Length: 2\r\n\r\nokHTTP",
        "200 1.1 'OK' [Content-Length|2] body 2\n'ok'\nkept", {"HTTP"});
    row("a host means nothing", ok + "Host: a\r\nHost: b c\r\nContent-Length: 0\r\n\r\n",
        "200 1.1 'OK' [Host|a] [Host|b c] [Content-Length|0] body 0\nkept");
    row("an expectation means nothing", ok + "Expect: x\r\nContent-Length: 0\r\n\r\n",
        "200 1.1 'OK' [Expect|x] [Content-Length|0] body 0\nkept");

    const QByteArray chunked = ok + "Transfer-Encoding: Chunked\r\n\r\n";
    const QByteArray chunks = "200 1.1 'OK' [Transfer-Encoding|Chunked] body chunks\n";
    row("chunks", chunked + "3\r\nabc\r\nA;x=\"y\"\r\n0123456789\r\n00\r\n\r\n",
        chunks + "'abc0123456789'\nkept");
    row("no chunk", chunked + "0\r\n\r\n", chunks + "kept");
    row("chunks that look like framing", chunked + "2\r\n\r\n\r\n0\r\n\r\n",
        chunks + "'\r\n'\nkept");
    row("trailers", chunked + "1\r\nx\r\n0\r\nA: b\r\nContent-Length:\t7 \r\n\r\nHTTP",
        chunks + "'x'\n[A|b]\n[Content-Length|7]\nkept", {"HTTP"});

    row("HEAD", ok + "Content-Length: 7\r\n\r\n", "200 1.1 'OK' [Content-Length|7] none 7\nkept",
        {{}, Method::Head});
    row("HEAD of chunks", chunked, "200 1.1 'OK' [Transfer-Encoding|Chunked] none chunks\nkept",
        {{}, Method::Head});
    row("HEAD without a length", ok + "\r\n", "200 1.1 'OK' none open\nkept", {{}, Method::Head});
    row("204", "HTTP/1.1 204 No Content\r\n\r\n", "204 1.1 'No Content' none open\nkept");
    row("204 with a length of nothing", "HTTP/1.1 204 No\r\nContent-Length: 0\r\n\r\n",
        "204 1.1 'No' [Content-Length|0] none 0\nkept");
    row("304 with the length of what has not changed",
        "HTTP/1.1 304 Not Modified\r\nContent-Length: 9\r\n\r\n",
        "304 1.1 'Not Modified' [Content-Length|9] none 9\nkept");
    row("205 has a length", "HTTP/1.1 205 R\r\nContent-Length: 0\r\n\r\n",
        "205 1.1 'R' [Content-Length|0] body 0\nkept");

    row("100 first", "HTTP/1.1 100 Continue\r\n\r\n" + ok + "Content-Length: 1\r\n\r\nx",
        "100 1.1 'Continue'\n200 1.1 'OK' [Content-Length|1] body 1\n'x'\nkept");
    row("hints first",
        "HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\nHTTP/1.1 102 P\r\nConnection: "
        "close\r\n\r\n" +
            ok + "Content-Length: 0\r\n\r\n",
        "103 1.1 'Early Hints' [Link|</a>]\n102 1.1 'P' [Connection|close]\n"
        "200 1.1 'OK' [Content-Length|0] body 0\nkept");
    const QByteArray switching =
        "HTTP/1.1 101 S\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n";
    row("another protocol", switching + "\x81\x01x",
        "101 1.1 'S' [Connection|Upgrade] [Upgrade|websocket]\nswitched",
        {"\x81\x01x", Method::Get, true});
    row("another protocol, after hints", "HTTP/1.1 103 H\r\n\r\n" + switching,
        "103 1.1 'H'\n101 1.1 'S' [Connection|Upgrade] [Upgrade|websocket]\nswitched",
        {"", Method::Get, true});
    row("it stays with this protocol", ok + "Content-Length: 1\r\n\r\nx",
        "200 1.1 'OK' [Content-Length|1] body 1\n'x'\nkept", {"", Method::Get, true});
}

void TestResponseParser::accepts()
{
    QFETCH(QByteArray, bytes);
    QFETCH(QByteArray, expected);
    QFETCH(QByteArray, rest);
    QFETCH(Method, method);
    QFETCH(bool, upgrades);
    const Got whole = got(bytes, {}, {method, upgrades}, usual);
    QCOMPARE(whole.text, expected);
    QCOMPARE(bytes.sliced(whole.used), rest);
    compareSplits(bytes, whole, {method, upgrades}, usual);
}

// Each case ends with the first wrong byte. The parser must accept everything before it.
void TestResponseParser::refuses_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<Flaw>("flaw");
    const auto row = [](const QByteArray &bytes, Flaw flaw) {
        QTest::addRow("%d %s", int(flaw), bytes.toPercentEncoding(" /:*", {}, '\\').constData())
            << bytes << flaw;
    };
    row("\x15", Flaw::Tls);
    row(QByteArray(1, '\0'), Flaw::Http2);
    row("\x16", Flaw::StatusLine);
    row("\r", Flaw::StatusLine);
    row("\n", Flaw::BareLf);
    row(" ", Flaw::StatusLine);
    row("h", Flaw::StatusLine);
    row("S", Flaw::StatusLine);
    row("HTTPS", Flaw::StatusLine);
    row(QByteArray("HTTP") + '\0', Flaw::StatusLine);
    row("HTTP/ ", Flaw::StatusLine);
    row("HTTP/1 ", Flaw::StatusLine);
    row("HTTP/1,", Flaw::StatusLine);
    row("HTTP/11", Flaw::StatusLine);
    row("HTTP/1.x", Flaw::StatusLine);
    row("HTTP/1.10", Flaw::StatusLine);
    row("HTTP/1.1\r", Flaw::StatusLine);
    row("HTTP/1.1\t", Flaw::StatusLine);
    row("HTTP/2.0 ", Flaw::VersionUnsupported);
    row("HTTP/0.9 ", Flaw::VersionUnsupported);
    row("HTTP/1.1  ", Flaw::StatusLine);
    row("HTTP/1.1 0", Flaw::StatusCode);
    row("HTTP/1.1 6", Flaw::StatusCode);
    row("HTTP/1.1 9", Flaw::StatusCode);
    row("HTTP/1.1 -", Flaw::StatusLine);
    row("HTTP/1.1 20x", Flaw::StatusLine);
    row("HTTP/1.1 20\r", Flaw::StatusLine);
    row("HTTP/1.1 2000", Flaw::StatusLine);
    row("HTTP/1.1 200\t", Flaw::StatusLine);
    row("HTTP/1.1 200\n", Flaw::BareLf);
    row("HTTP/1.1 200 O\n", Flaw::BareLf);
    row("HTTP/1.1 200 \x01", Flaw::StatusLine);
    row("HTTP/1.1 200 \x7f", Flaw::StatusLine);
    row(QByteArray("HTTP/1.1 200 O") + '\0', Flaw::StatusLine);
    row("HTTP/1.1 200 OK\rx", Flaw::BareCr);
    row("HTTP/1.1 200 OK\r\r", Flaw::BareCr);

    const QByteArray line = "HTTP/1.1 200 OK\r\n";
    row(line + " ", Flaw::FieldFolded);
    row(line + "\t", Flaw::FieldFolded);
    row(line + ":", Flaw::FieldName);
    row(line + "\n", Flaw::BareLf);
    row(line + "\rx", Flaw::BareCr);
    row(line + "A ", Flaw::FieldName);
    row(line + "A\r", Flaw::FieldName);
    row(line + "A\n", Flaw::BareLf);
    row(line + "A(", Flaw::FieldName);
    row(line + "A\x80", Flaw::FieldName);
    row(line + "A: b\n", Flaw::BareLf);
    row(line + "A:\n", Flaw::BareLf);
    row(line + "A: b\rc", Flaw::BareCr);
    row(line + "A: b\r\r", Flaw::BareCr);
    row(line + "A: b\r\n ", Flaw::FieldFolded);
    row(line + "A: 0123456789\x01", Flaw::FieldValue);
    row(line + "A: \x7f", Flaw::FieldValue);
    row(line + "A: b" + '\0', Flaw::FieldValue);
    row(line + "A: b\r\n\rx", Flaw::BareCr);

    for (const char *length : {"", "x", "+1", "-1", "1 1", "1,1", "1, 1", "0x1", "1.0", "\"1\"",
                               "9223372036854775808", "18446744073709551617"})
        row(line + "Content-Length: " + length + "\r\n", Flaw::LengthSyntax);
    row(line + "Content-Length: 1\r\nContent-length: 1\r\n", Flaw::LengthTwice);
    const QByteArray coding = "Transfer-Encoding: chunked\r\n";
    row(line + coding + "Content-Length: 1\r\n\r\n", Flaw::LengthAndCoding);
    row(line + "Content-Length: 1\r\nTransfer-Encoding: x\r\n\r\n", Flaw::LengthAndCoding);
    row(line + coding + coding + "\r\n", Flaw::CodingSyntax);
    row(line + "Transfer-Encoding:\r\n\r\n", Flaw::CodingSyntax);
    row(line + "Transfer-Encoding: chunked;a=b\r\n\r\n", Flaw::CodingSyntax);
    row(line + "Transfer-Encoding: chunked, gzip\r\n\r\n", Flaw::CodingSyntax);
    row(line + "Transfer-Encoding: \x0b", Flaw::FieldValue);
    row(line + "Transfer-Encoding: gzip, chunked\r\n\r\n", Flaw::CodingUnknown);
    row(line + "Transfer-Encoding: identity\r\n\r\n", Flaw::CodingUnknown);
    row("HTTP/1.0 200 OK\r\n" + coding + "\r\n", Flaw::CodingInOldVersion);

    row("HTTP/1.1 100 C\r\nContent-Length: 0\r\n\r\n", Flaw::InterimWithBody);
    row("HTTP/1.1 103 H\r\nTransfer-Encoding: chunked\r\n\r\n", Flaw::InterimWithBody);
    row("HTTP/1.1 100 C\r\n\r\n\r", Flaw::StatusLine);
    row("HTTP/1.1 100 C\r\n\r\n\x15", Flaw::Tls);
    row("HTTP/1.1 101 S\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n", Flaw::UnaskedSwitch);

    const QByteArray body = line + coding + "\r\n";
    for (const char *size : {"\r", " ", "x", "-", "+", ";", "0x", "1x"})
        row(body + size, Flaw::ChunkSize);
    row(body + "\n", Flaw::BareLf);
    row(body + "1\n", Flaw::BareLf);
    row(body + "1\rx", Flaw::BareCr);
    row(body + "1 \r", Flaw::ChunkExtension);
    row(body + "1;\r", Flaw::ChunkExtension);
    row(body + "1\r\nab", Flaw::ChunkEnd);
    row(body + "1\r\na\n", Flaw::ChunkEnd);
    row(body + "1\r\na\r\n\r", Flaw::ChunkSize);
    row(body + "8000000000000000", Flaw::ChunkTooLarge);
    row(body + "ffffffffffffffff", Flaw::ChunkTooLarge);
    row(body + "0\r\n\n", Flaw::BareLf);
    row(body + "0\r\n ", Flaw::FieldFolded);
    row(body + "0\r\nA ", Flaw::FieldName);
    row(body + "0\r\nA: \x01", Flaw::FieldValue);
    row(body + "0\r\nA: b\r\n ", Flaw::FieldFolded);
}

void TestResponseParser::refuses()
{
    QFETCH(QByteArray, bytes);
    QFETCH(Flaw, flaw);
    const Got before = got(bytes.chopped(1), {}, {}, usual);
    QCOMPARE(before.last, Step::More);
    const Got whole = got(bytes, {}, {}, usual);
    QVERIFY2(whole.text.endsWith("failed " + QByteArray::number(int(flaw))),
             whole.text.constData());
    QCOMPARE(whole.used, bytes.size());
    // The parser does not look past the wrong byte.
    compareSplits(bytes + " 200 OK\r\n\r\n", whole, {}, usual);
}

// The connection ends after the bytes.
void TestResponseParser::ends_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<QByteArray>("fin");   // the end of what is got then
    QTest::addColumn<QByteArray>("reset"); // the same
    const auto failed = [](Flaw flaw) { return "failed " + QByteArray::number(int(flaw)); };
    const QByteArray ok = "HTTP/1.1 200 OK\r\n";
    const QByteArray none = failed(Flaw::NoAnswer);
    const QByteArray inHead = failed(Flaw::CutInHead);
    const QByteArray inBody = failed(Flaw::CutInBody);
    QTest::newRow("nothing") << QByteArray() << none << none;
    QTest::newRow("only 100") << QByteArray("HTTP/1.1 100 C\r\n\r\n") << none << none;
    QTest::newRow("one byte") << QByteArray("H") << inHead << inHead;
    QTest::newRow("a line") << ok << inHead << inHead;
    QTest::newRow("half an end") << ok + "A: b\r\n\r" << inHead << inHead;
    QTest::newRow("a head behind 100")
        << QByteArray("HTTP/1.1 100 C\r\n\r\nHTTP/1.1 2") << inHead << inHead;
    QTest::newRow("too few bytes") << ok + "Content-Length: 2\r\n\r\nx" << inBody << inBody;
    QTest::newRow("no byte") << ok + "Content-Length: 2\r\n\r\n" << inBody << inBody;
    const QByteArray chunked = ok + "Transfer-Encoding: chunked\r\n\r\n";
    QTest::newRow("in a chunk") << chunked + "2\r\nx" << inBody << inBody;
    QTest::newRow("without the last chunk") << chunked + "1\r\nx\r\n" << inBody << inBody;
    QTest::newRow("in the trailers") << chunked + "0\r\nA: b\r\n" << inBody << inBody;
    QTest::newRow("before the last line") << chunked + "0\r\n\r" << inBody << inBody;
    QTest::newRow("until closed") << ok + "\r\nabc" << QByteArray("'abc'\nclosed") << inBody;
    QTest::newRow("until closed, nothing") << ok + "\r\n" << QByteArray("open\nclosed") << inBody;
    QTest::newRow("complete") << ok + "Content-Length: 0\r\n\r\n"
                              << QByteArray("kept") << QByteArray("kept");
    QTest::newRow("failed") << QByteArray("HTTP/1.1 9") << failed(Flaw::StatusCode)
                            << failed(Flaw::StatusCode);
}

void TestResponseParser::ends()
{
    QFETCH(QByteArray, bytes);
    QFETCH(QByteArray, fin);
    QFETCH(QByteArray, reset);
    const Got whole = got(bytes, {}, {}, usual, End::Fin);
    QVERIFY2(whole.text.endsWith(fin), whole.text.constData());
    compareSplits(bytes, whole, {}, usual, End::Fin);
    const Got broken = got(bytes, {}, {}, usual, End::Reset);
    QVERIFY2(broken.text.endsWith(reset), broken.text.constData());
    compareSplits(bytes, broken, {}, usual, End::Reset);
}

// Answers by which an upstream could make others see one more answer than was sent, or one less.
// What is behind them never counts as the body, and the connection is not used again.
void TestResponseParser::smuggling_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<QByteArray>("end");
    QTest::addColumn<QByteArray>("rest");
    QTest::addColumn<Method>("method");
    const auto row = [](const char *name, const QByteArray &head, const QByteArray &rest,
                        const QByteArray &end, Method method = Method::Get) {
        QTest::newRow(name) << head + rest << end << rest << method;
    };
    const QByteArray second = "HTTP/1.1 200 Second\r\nContent-Length: 0\r\n\r\n";
    row("204 with a body", "HTTP/1.1 204 No\r\nContent-Length: 5\r\n\r\n", "hello",
        "none 5\nclosed");
    row("204 with chunks", "HTTP/1.1 204 No\r\nTransfer-Encoding: chunked\r\n\r\n", "0\r\n\r\n",
        "none chunks\nclosed");
    row("304 with a body", "HTTP/1.1 304 No\r\nContent-Length: 5\r\n\r\n", "hello", "none 5\nkept");
    row("HEAD with a body", "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n", "hello", "none 5\nkept",
        Method::Head);
    row("HEAD with another answer", "HTTP/1.1 200 OK\r\nContent-Length: 42\r\n\r\n", second,
        "none 42\nkept", Method::Head);
    row("a second answer", "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", second, "body 0\nkept");
}

void TestResponseParser::smuggling()
{
    QFETCH(QByteArray, bytes);
    QFETCH(QByteArray, end);
    QFETCH(QByteArray, rest);
    QFETCH(Method, method);
    const Got whole = got(bytes, {}, {method}, usual);
    QVERIFY2(whole.text.endsWith(end), whole.text.constData());
    QVERIFY(whole.content.isEmpty());
    QCOMPARE(bytes.sliced(whole.used), rest);
    compareSplits(bytes, whole, {method}, usual);
}

// `fits` is just allowed. `more` has one byte (or field) too many.
void TestResponseParser::limits_data()
{
    QTest::addColumn<QByteArray>("fits");
    QTest::addColumn<QByteArray>("more");
    QTest::addColumn<Flaw>("flaw");
    const auto x = [](qsizetype size) { return QByteArray(size, 'x'); };
    const QByteArray end = "\r\nContent-Length: 0\r\n\r\n"; // a field of 19 bytes
    const QByteArray line = "HTTP/1.1 200 OK\r\n";
    QTest::newRow("status line") << "HTTP/1.1 200 " + x(46) + end << "HTTP/1.1 200 " + x(47) + end
                                 << Flaw::StatusLineLength;
    QTest::newRow("endless reason")
        << QByteArray() << "HTTP/1.1 200 " + x(60) << Flaw::StatusLineLength;
    QTest::newRow("section") << line + "A: " + x(76) + end << line + "A: " + x(77) + end
                             << Flaw::SectionLength;
    QTest::newRow("endless name") << QByteArray() << line + x(101) << Flaw::SectionLength;
    QTest::newRow("endless blanks")
        << QByteArray() << line + "A:" + QByteArray(99, ' ') << Flaw::SectionLength;
    QTest::newRow("endless value") << QByteArray() << line + "A:" + x(99) << Flaw::SectionLength;
    QTest::newRow("fields") << line + "A:\r\nA:\r\nA:" + end << line + "A:\r\nA:\r\nA:\r\nA:" + end
                            << Flaw::FieldCount;
    const QByteArray body = line + "Transfer-Encoding: chunked\r\n\r\n";
    QTest::newRow("chunk line") << body + "1;" + x(28) + "\r\na\r\n0\r\n\r\n"
                                << body + "1;" + x(29) << Flaw::ChunkLineLength;
    QTest::newRow("zeros") << body + QByteArray(30, '0') + "\r\n\r\n"
                           << body + QByteArray(31, '0') << Flaw::ChunkLineLength;
    QTest::newRow("trailers") << body + "0\r\nA: b\r\nC:" + x(30) + "\r\n\r\n"
                              << body + "0\r\nA: b\r\nC:" + x(31) + "\r\n"
                              << Flaw::TrailersLength;
    QByteArray interims;
    for (int i = 0; i < ResponseParser::mostInterims; ++i)
        interims += "HTTP/1.1 102 P\r\n\r\n";
    QTest::newRow("interim answers")
        << interims + "HTTP/1.1 200" + end << interims + "HTTP/1.1 103 H\r\n\r\n"
        << Flaw::InterimCount;
}

void TestResponseParser::limits()
{
    QFETCH(QByteArray, fits);
    QFETCH(QByteArray, more);
    QFETCH(Flaw, flaw);
    Limits small;
    small.requestLine = 60;
    small.headerSection = 100;
    small.headerFields = 4;
    small.chunkLine = 30;
    small.trailers = 40;
    small = limitsOfAnswers(small);
    const Got allowed = got(fits, {}, {}, small);
    QVERIFY2(fits.isEmpty() || allowed.last == Step::Complete, allowed.text.constData());
    compareSplits(fits, allowed, {}, small);
    const Got refused = got(more, {}, {}, small);
    QVERIFY2(refused.text.endsWith("failed " + QByteArray::number(int(flaw))),
             refused.text.constData());
    compareSplits(more, refused, {}, small);
}

void TestResponseParser::everyFlawHasItsSentence()
{
    QSet<QByteArray> sentences;
    for (int i = 0; i < flawCount; ++i) {
        const QByteArray sentence = sentenceOf(Flaw(i)).toByteArray();
        QVERIFY2(sentence.endsWith('.'), sentence.constData());
        sentences += sentence;
    }
    QCOMPARE(sentences.size(), flawCount);
}

void TestResponseParser::everyFaultOfMessagesIsAFlaw()
{
    QSet<Flaw> flaws;
    for (const Fault fault : {Fault::BareCr,
                              Fault::BareLf,
                              Fault::FieldFolded,
                              Fault::FieldName,
                              Fault::FieldValue,
                              Fault::SectionLength,
                              Fault::FieldCount,
                              Fault::LengthSyntax,
                              Fault::LengthTwice,
                              Fault::LengthAndCoding,
                              Fault::CodingSyntax,
                              Fault::CodingUnknown,
                              Fault::CodingInOldVersion,
                              Fault::BodyLength,
                              Fault::ChunkSize,
                              Fault::ChunkExtension,
                              Fault::ChunkLineLength,
                              Fault::ChunkFraming,
                              Fault::ChunkEnd,
                              Fault::TrailersLength}) {
        const Flaw flaw = flawOf(fault);
        QVERIFY(flaw != Flaw::StatusLine && !flaws.contains(flaw));
        flaws += flaw;
    }
    QCOMPARE(flawOf(Fault::None), Flaw::None);
}

void TestResponseParser::stopsBehindTheHead()
{
    ResponseParser parser({});
    const QByteArray bytes = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nokHTTP";
    QByteArrayView rest = bytes;
    QByteArray content;
    QCOMPARE(parser.parse(rest, content, usual), Step::Head);
    QCOMPARE(rest, QByteArrayView("okHTTP"));
    QVERIFY(content.isEmpty());
    QCOMPARE(parser.parse(rest, content, usual), Step::Complete);
    QCOMPARE(rest, QByteArrayView("HTTP"));
    QCOMPARE(content, QByteArray("ok"));
    QCOMPARE(parser.parse(rest, content, usual), Step::Complete);
    QCOMPARE(rest, QByteArrayView("HTTP"));
}

void TestResponseParser::givesContentAsItComes()
{
    ResponseParser parser({});
    QByteArray content;
    const auto more = [&](QByteArrayView bytes) {
        content.clear();
        const Step step = parser.parse(bytes, content, usual);
        return step == Step::Head ? parser.parse(bytes, content, usual) : step;
    };
    QCOMPARE(more("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nab"), Step::More);
    QCOMPARE(content, QByteArray("ab"));
    QCOMPARE(more("c"), Step::More);
    QCOMPARE(content, QByteArray("c"));
    QCOMPARE(more("de\r\n1\r"), Step::More);
    QCOMPARE(content, QByteArray("de"));
    QCOMPARE(more("\nf\r\n0\r\n\r\n"), Step::Complete);
    QCOMPARE(content, QByteArray("f"));
}

void TestResponseParser::hasNoLimitOfBodies()
{
    ResponseParser parser({});
    QByteArrayView bytes = "HTTP/1.1 200 OK\r\nContent-Length: 9223372036854775807\r\n\r\n";
    QByteArray content;
    QCOMPARE(parser.parse(bytes, content, usual), Step::Head);
    QCOMPARE(parser.length().bytes, std::numeric_limits<qint64>::max());
    ResponseParser chunked({});
    bytes = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n7fffffffffffff00\r\nab";
    QCOMPARE(chunked.parse(bytes, content, usual), Step::Head);
    QCOMPARE(chunked.parse(bytes, content, usual), Step::More);
    QCOMPARE(content, QByteArray("ab"));
    // Leading zeros of any number of chunks, which some servers send, are no overhead to refuse.
    ResponseParser zeros({});
    bytes = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
    QCOMPARE(zeros.parse(bytes, content, usual), Step::Head);
    for (int i = 0; i < 4000; ++i) {
        bytes = "00000001\r\nx\r\n";
        QCOMPARE(zeros.parse(bytes, content, usual), Step::More);
    }
}

void TestResponseParser::keepsOneCopyOfTheHead()
{
    ResponseParser parser({});
    const QByteArray head = "HTTP/1.1 200 OK\r\nContent-Length: 60000\r\n\r\n";
    QByteArray content;
    QByteArrayView first = QByteArrayView(head).first(3);
    QCOMPARE(parser.parse(first, content, usual), Step::More);
    // Bytes after the head must not keep their memory allocated with it.
    const QByteArray much = head.sliced(3) + QByteArray(60000, 'x');
    QByteArrayView rest = much;
    QCOMPARE(parser.parse(rest, content, usual), Step::Head);
    QCOMPARE(rest.size(), 60000);
    QVERIFY(parser.head().capacity() < 100);
    QVERIFY(parser.fields().text().isSharedWith(parser.head()));
}

void TestResponseParser::allocatesNothingForAnnouncements()
{
    ResponseParser parser({});
    QByteArray content;
    QByteArrayView bytes = "HTTP/1.1 200 OK\r\nContent-Length: 1000000000\r\n\r\nx";
    QCOMPARE(parser.parse(bytes, content, usual), Step::Head);
    QCOMPARE(content.capacity(), 0);
    QCOMPARE(parser.parse(bytes, content, usual), Step::More);
    QVERIFY(content.capacity() < 100);
}

QTEST_APPLESS_MAIN(TestResponseParser)
#include "tst_responseparser.moc"
