#include "overlap/upstream/transfer.h"

#include <QTest>

using namespace overlap::upstream;
using overlap::http::BodyLength;
using overlap::http::Headers;
using overlap::http::Limits;
using overlap::http::Method;
using Step = Transfer::Step;
using End = Transfer::End;
using Kind = BodyLength::Kind;

// Main thread. Our side of a connection to an upstream.
class TestUpstreamTransfer : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void sendsAndReceives();
    void framesBodies_data();
    void framesBodies();
    void copiesNoLargePiece();
    void isUsedAgain();
    void isNotUsedAgain_data();
    void isNotUsedAgain();
    void sees_data();
    void sees();
    void anAnswerMayComeEarly();
    void anAnswerMayEndTheBody();
    void aBodyMayEndEarly();
    void interimAnswersComeFirst();
    void becomesATunnel();
    void knowsWhatWasSent();
    void endsWithItsConnection();
};

namespace {

const QByteArray head = "PUT / HTTP/1.1\r\nHost: h\r\n\r\n";
const QByteArray ok = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

// A transfer, and what went out and came in.
struct Link
{
    Transfer transfer{Limits()};
    QByteArray sent, content;
    QList<int> heads;   // their statuses
    qsizetype left = 0; // bytes, of what was received last

    void begin(std::optional<BodyLength> body = {}, ResponseParser::Asked asked = {})
    {
        transfer.begin(head, body, asked);
        flush();
    }
    void write(const QByteArray &piece)
    {
        transfer.write(piece);
        flush();
    }
    void finishBody(const Headers &trailers = {})
    {
        transfer.finishBody(trailers);
        flush();
    }
    void flush()
    {
        for (const QByteArray &piece : transfer.takeOutput())
            sent += piece;
        transfer.wrote(transfer.unsent());
    }
    Step receive(QByteArrayView bytes)
    {
        Step step = Step::Head;
        while (step == Step::Head) {
            step = transfer.receive(bytes);
            if (step == Step::Head)
                heads.append(transfer.answer().status());
            content += transfer.takeContent();
        }
        left = bytes.size();
        return step;
    }
    QByteArray body() const { return sent.sliced(head.size()); }
};

} // namespace

void TestUpstreamTransfer::sendsAndReceives()
{
    Link link;
    QVERIFY(link.transfer.mayBegin() && !link.transfer.isBusy());
    link.begin();
    QCOMPARE(link.sent, head);
    QVERIFY(link.transfer.isBusy() && !link.transfer.mayBegin() && link.transfer.isSent());
    QCOMPARE(link.receive(ok.first(20)), Step::More);
    QCOMPARE(link.receive(ok.sliced(20)), Step::Complete);
    QCOMPARE(link.heads, QList<int>{200});
    QCOMPARE(link.content, QByteArray("ok"));
    QVERIFY(!link.transfer.isBusy() && link.transfer.mayBegin());
}

void TestUpstreamTransfer::framesBodies_data()
{
    QTest::addColumn<int>("kind"); // -1: none
    QTest::addColumn<int>("length");
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<bool>("isWhole");
    QTest::newRow("none") << -1 << 0 << QByteArray() << true;
    QTest::newRow("a length of nothing") << int(Kind::Known) << 0 << QByteArray() << true;
    QTest::newRow("a length") << int(Kind::Known) << 5 << QByteArray("abcde") << true;
    QTest::newRow("too much") << int(Kind::Known) << 4 << QByteArray("abcd") << true;
    QTest::newRow("too little") << int(Kind::Known) << 6 << QByteArray("abcde") << false;
    QTest::newRow("chunks") << int(Kind::Chunked) << 0
                            << QByteArray("2\r\nab\r\n3\r\ncde\r\n0\r\nA: b\r\n\r\n") << true;
}

void TestUpstreamTransfer::framesBodies()
{
    QFETCH(int, kind);
    QFETCH(int, length);
    QFETCH(QByteArray, body);
    QFETCH(bool, isWhole);
    Link link;
    link.begin(kind < 0 ? std::nullopt : std::optional(BodyLength{Kind(kind), length}));
    Headers trailers;
    trailers.append("A", "b");
    for (const char *piece : {"ab", "", "cde"})
        link.write(piece);
    link.finishBody(trailers);
    link.write("x"); // too late
    link.finishBody();
    QCOMPARE(link.body(), body);
    QCOMPARE(link.transfer.isSent(), isWhole);
    QCOMPARE(link.receive(ok), Step::Complete);
    QCOMPARE(link.transfer.mayBegin(), isWhole);
}

void TestUpstreamTransfer::copiesNoLargePiece()
{
    const QByteArray large(100'000, 'x');
    Transfer transfer{Limits()};
    transfer.begin(head, BodyLength{Kind::Chunked}, {});
    transfer.write(large);
    const std::vector<QByteArray> output = transfer.takeOutput();
    QCOMPARE(output.size(), std::size_t(4));
    QCOMPARE(output[1], QByteArray("186a0\r\n"));
    QVERIFY(output[2].isSharedWith(large));
    QCOMPARE(output[3], QByteArray("\r\n"));
}

void TestUpstreamTransfer::isUsedAgain()
{
    Link link;
    for (int i = 0; i < 3; ++i) {
        QVERIFY(link.transfer.mayBegin());
        link.begin(BodyLength{Kind::Chunked}, {i == 1 ? Method::Head : Method::Put});
        QCOMPARE(link.transfer.isReused(), i > 0);
        link.finishBody();
        QCOMPARE(link.receive(i == 1 ? ok.chopped(2) : ok), Step::Complete);
    }
    QCOMPARE(link.heads, (QList<int>{200, 200, 200}));
    QCOMPARE(link.content, QByteArray("okok"));
}

void TestUpstreamTransfer::isNotUsedAgain_data()
{
    QTest::addColumn<QByteArray>("answer");
    QTest::addColumn<int>("left");
    QTest::newRow("it closes") << QByteArray("HTTP/1.1 200 OK\r\nConnection: close\r\n"
                                             "Content-Length: 0\r\n\r\n")
                               << 0;
    QTest::newRow("it is old") << QByteArray("HTTP/1.0 200 OK\r\nContent-Length: 0\r\n\r\n") << 0;
    QTest::newRow("more than was asked for") << ok + "H" << 1;
    QTest::newRow("two answers") << ok + ok << int(ok.size());
    QTest::newRow("204 with a body")
        << QByteArray("HTTP/1.1 204 No\r\nContent-Length: 1\r\n\r\nx") << 1;
    QTest::newRow("304 with a body")
        << QByteArray("HTTP/1.1 304 No\r\nContent-Length: 1\r\n\r\nx") << 1;
}

void TestUpstreamTransfer::isNotUsedAgain()
{
    QFETCH(QByteArray, answer);
    QFETCH(int, left);
    Link link;
    link.begin();
    QCOMPARE(link.receive(answer), Step::Complete);
    QCOMPARE(int(link.left), left);
    QVERIFY(!link.transfer.isBusy() && !link.transfer.mayBegin());
}

// What happens to it while no request is there.
void TestUpstreamTransfer::sees_data()
{
    QTest::addColumn<bool>("isReused");
    QTest::addColumn<QByteArray>("bytes"); // null: the connection ends
    for (const bool isReused : {false, true}) {
        QTest::addRow("bytes, %d", isReused) << isReused << QByteArray("HTTP/1.1 408 R\r\n\r\n");
        QTest::addRow("the end, %d", isReused) << isReused << QByteArray();
    }
}

void TestUpstreamTransfer::sees()
{
    QFETCH(bool, isReused);
    QFETCH(QByteArray, bytes);
    Link link;
    if (isReused) {
        link.begin();
        QCOMPARE(link.receive(ok), Step::Complete);
    }
    QCOMPARE(link.receive({}), Step::Complete);
    QVERIFY(link.transfer.mayBegin());
    if (bytes.isNull())
        link.transfer.finish(End::Fin);
    else
        link.receive(bytes);
    QVERIFY(!link.transfer.mayBegin() && !link.transfer.isBusy());
}

// An echo answers while the body comes.
void TestUpstreamTransfer::anAnswerMayComeEarly()
{
    Link link;
    link.begin(BodyLength{Kind::Chunked});
    QCOMPARE(link.receive("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"), Step::More);
    link.write("a");
    QCOMPARE(link.receive("1\r\na\r\n"), Step::More);
    link.write("b");
    link.finishBody();
    QCOMPARE(link.receive("1\r\nb\r\n0\r\n\r\n"), Step::Complete);
    QCOMPARE(link.content, QByteArray("ab"));
    QVERIFY(link.transfer.mayBegin());
}

// A 413 ends the request: nothing of it is sent any more.
void TestUpstreamTransfer::anAnswerMayEndTheBody()
{
    Link link;
    link.begin(BodyLength::known(1000));
    link.write("a");
    QCOMPARE(link.receive("HTTP/1.1 413 Large\r\nContent-Length: 0\r\n\r\n"), Step::Complete);
    link.write("b");
    QCOMPARE(link.body(), QByteArray("a"));
    QVERIFY(!link.transfer.isSent() && !link.transfer.mayBegin());
}

// The client left within its body: the upstream must not take that for a whole one.
void TestUpstreamTransfer::aBodyMayEndEarly()
{
    for (const BodyLength length : {BodyLength::known(5), BodyLength{Kind::Chunked}}) {
        Link link;
        link.begin(length);
        link.write("a");
        const QByteArray before = link.sent;
        link.transfer.leaveBody();
        link.finishBody();
        link.write("b");
        QCOMPARE(link.sent, before);
        QVERIFY(!link.transfer.isSent());
        QCOMPARE(link.receive(ok), Step::Complete);
        QVERIFY(!link.transfer.mayBegin());
    }
}

void TestUpstreamTransfer::interimAnswersComeFirst()
{
    Link link;
    link.begin(BodyLength::known(1));
    QCOMPARE(link.receive("HTTP/1.1 100 Continue\r\n\r\n"), Step::More);
    link.write("x");
    QCOMPARE(link.receive("HTTP/1.1 103 Early Hints\r\n\r\n" + ok), Step::Complete);
    QCOMPARE(link.heads, (QList<int>{100, 103, 200}));
    QVERIFY(link.transfer.mayBegin());
}

void TestUpstreamTransfer::becomesATunnel()
{
    Link link;
    link.begin({}, {Method::Get, true});
    QCOMPARE(link.receive("HTTP/1.1 101 S\r\nConnection: upgrade\r\nUpgrade: websocket\r\n\r\nab"),
             Step::Switched);
    QCOMPARE(link.left, 2);
    QCOMPARE(link.receive("ab"), Step::Switched); // what was left
    QCOMPARE(link.receive("HTTP/1.1 200 OK\r\n\r\n"), Step::Switched);
    QCOMPARE(link.content, QByteArray("abHTTP/1.1 200 OK\r\n\r\n"));
    link.write("cd");
    link.write("");
    QCOMPARE(link.body(), QByteArray("cd"));
    QVERIFY(link.transfer.isBusy());
    QCOMPARE(link.transfer.finish(End::Fin), Step::Complete);
    QVERIFY(!link.transfer.mayBegin());
    link.write("ef"); // it has only ended its half
    QCOMPARE(link.body(), QByteArray("cdef"));
}

void TestUpstreamTransfer::knowsWhatWasSent()
{
    Transfer transfer{Limits()};
    transfer.begin(head, BodyLength::known(2), {});
    QVERIFY(!transfer.wasSent());
    QCOMPARE(transfer.unsent(), head.size());
    transfer.takeOutput();
    QCOMPARE(transfer.unsent(), head.size()); // it is with the transport
    transfer.wrote(1);
    QVERIFY(transfer.wasSent() && !transfer.isSent());
    transfer.write("ab");
    transfer.wrote(head.size());
    QCOMPARE(transfer.unsent(), 1);
    QVERIFY(!transfer.isSent());
    transfer.wrote(1);
    QVERIFY(transfer.isSent());
    QByteArrayView answer = ok;
    QCOMPARE(transfer.receive(answer), Step::Head);
    QCOMPARE(transfer.receive(answer), Step::Complete);
    transfer.begin(head, {}, {});
    QVERIFY(!transfer.wasSent() && transfer.isReused());
}

void TestUpstreamTransfer::endsWithItsConnection()
{
    const auto ended = [](const QByteArray &bytes, End how) {
        Link link;
        link.begin();
        link.receive(bytes);
        const Step step = link.transfer.finish(how);
        const bool isOver = !link.transfer.isBusy() && !link.transfer.mayBegin();
        return isOver ? std::pair(step, link.transfer.answer().flaw())
                      : std::pair(Step::More, Flaw::None);
    };
    QCOMPARE(ended("", End::Fin), std::pair(Step::Failed, Flaw::NoAnswer));
    QCOMPARE(ended("HTTP", End::Fin), std::pair(Step::Failed, Flaw::CutInHead));
    QCOMPARE(ended(ok.chopped(1), End::Fin), std::pair(Step::Failed, Flaw::CutInBody));
    QCOMPARE(ended(ok, End::Fin), std::pair(Step::Complete, Flaw::None));
    const QByteArray open = "HTTP/1.1 200 OK\r\n\r\nabc";
    QCOMPARE(ended(open, End::Fin), std::pair(Step::Complete, Flaw::None));
    QCOMPARE(ended(open, End::Reset), std::pair(Step::Failed, Flaw::CutInBody));
}

QTEST_APPLESS_MAIN(TestUpstreamTransfer)
#include "tst_upstreamtransfer.moc"
