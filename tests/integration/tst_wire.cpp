#include "families.h"
#include "overlap/net/platform/nativesocket.h"
#include "patience.h"
#include "rawclient.h"
#include "serving.h"
#include "wirecases.h"

#include <algorithm>
#include <memory>

using namespace overlap;

// What goes over the wire, case by case. Passed cases are counted by family. With OVERLAP_PEER_PORT
// another server on this machine is tested: only the cases that the specifications decide.
class TestWire : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase_data();
    void init();
    void parsing_data() { addCases(wire::parsing()); }
    void parsing() { expectHandler(); }
    void framing_data() { addCases(wire::framing()); }
    void framing() { expectHandler(); }
    void pipelining_data() { addCases(wire::pipelining()); }
    void pipelining() { expectHandler(); }
    void limits_data() { addCases(wire::limits()); }
    void limits() { expectHandler(); }
    void cleanup() { m_families.end(); }
    void cleanupTestCase();

private:
    static void addCases(const QList<wire::Case> &cases);
    void expectHandler();

    std::unique_ptr<Serving> m_serving;
    std::pair<net::TransportFactory, int> m_kind; // of m_serving
    quint16 m_port = 0;
    Families m_families;
};

Q_DECLARE_METATYPE(wire::Case)

namespace {

const QByteArray last = "GET /?last HTTP/1.1\r\nHost: h\r\n\r\n";

quint16 peerPort()
{
    return quint16(qEnvironmentVariableIntValue("OVERLAP_PEER_PORT"));
}

// The complete answers so far.
struct Answers
{
    QList<QByteArray> statuses;
    QList<QByteArray> bodies; // of the final answers
};

// Takes the body of one answer from `rest`; none: it is not complete. Other servers send chunks,
// too.
std::optional<QByteArray> takeBody(const QByteArray &head, QByteArrayView &rest, bool closed)
{
    const auto take = [&](qsizetype size) {
        const QByteArray body = rest.first(size).toByteArray();
        rest = rest.sliced(size);
        return body;
    };
    if (const qsizetype at = head.indexOf("\r\ncontent-length:"); at >= 0) {
        const qsizetype value = at + 17;
        const qint64 size =
            head.mid(value, head.indexOf('\r', value) - value).trimmed().toLongLong();
        return size <= rest.size() ? std::optional(take(size)) : std::nullopt;
    }
    if (head.contains("\r\ntransfer-encoding: chunked")) {
        const qsizetype end = rest.indexOf("0\r\n\r\n");
        return end >= 0 ? std::optional(take(end + 5)) : std::nullopt;
    }
    return closed ? std::optional(take(rest.size())) : std::nullopt;
}

Answers answersIn(QByteArrayView rest, const QByteArray &asked, bool closed)
{
    // The answer to HEAD has a Content-Length, but no body.
    const qsizetype headAt = asked.indexOf("HEAD ");
    const qsizetype headAnswer = headAt < 0 ? -1 : asked.first(headAt).count(" HTTP/1.");
    Answers answers;
    for (;;) {
        const qsizetype end = rest.indexOf("\r\n\r\n");
        if (!rest.startsWith("HTTP/1.") || end < 12)
            return answers;
        const QByteArray head = rest.first(end + 2).toByteArray().toLower();
        const QByteArray status = head.mid(9, 3);
        rest = rest.sliced(end + 4);
        const bool bodiless =
            status[0] == '1' || status == "204" || answers.statuses.size() == headAnswer;
        const auto body = bodiless ? QByteArray() : takeBody(head, rest, closed);
        if (!body)
            return answers;
        answers.statuses += status;
        if (status[0] != '1')
            answers.bodies += *body;
    }
}

// Whether a status matches a pattern such as "200" or "4xx|501".
bool fits(const QByteArray &wanted, const QByteArray &status)
{
    const QList<QByteArray> alternatives = wanted.split('|');
    return std::ranges::any_of(alternatives, [&](const QByteArray &one) {
        return std::ranges::equal(one, status, [](char w, char s) { return w == 'x' || w == s; });
    });
}

} // namespace

void TestWire::initTestCase_data()
{
    if (peerPort() == 0)
        return addTransports();
    QTest::addColumn<net::TransportFactory>("transport");
    QTest::addColumn<int>("threads");
    QTest::newRow("peer") << net::fastestTransport << 1;
}

void TestWire::init()
{
    m_port = peerPort();
    if (m_port != 0)
        return;
    if (const std::pair kind(transport(), threads()); !m_serving || kind != m_kind) {
        m_serving = std::make_unique<Serving>();
        m_kind = kind;
    }
    QVERIFY(m_serving->isServing());
    m_port = m_serving->port();
}

void TestWire::addCases(const QList<wire::Case> &cases)
{
    QTest::addColumn<wire::Case>("wireCase");
    for (const wire::Case &one : cases)
        QTest::newRow(one.name) << one;
}

void TestWire::expectHandler()
{
    QFETCH(wire::Case, wireCase);
    const bool isOurs = peerPort() == 0;
    QList<QByteArray> wanted = QByteArray(isOurs ? wireCase.ours : wireCase.law).split(' ');
    if (wanted.first().isEmpty())
        QSKIP("The specifications leave it open");
    const bool closes = wanted.removeAll("close") > 0;
    m_families.begin();

    RawClient client(m_port);
    QVERIFY(client.isConnected());
    const bool waits = !wireCase.then.isEmpty();
    client.send(wireCase.bytes + (wireCase.finishes || waits ? QByteArray() : last));
    if (waits) {
        QTRY_VERIFY(!client.received().isEmpty() || !client.isOpen());
        client.send(wireCase.then + last);
    }
    if (wireCase.finishes) {
        QTRY_COMPARE(client.socket().bytesToWrite(), 0);
        net::shutdownWrite(client.socket().socketDescriptor());
    }

    Answers answers;
    const auto isOver = [&] {
        answers = answersIn(client.received(), wireCase.bytes, !client.isOpen());
        return !client.isOpen() || (!closes && answers.statuses.size() > wanted.size());
    };
    const bool over = QTest::qWaitFor(isOver, 60'000); // small kernel buffers make it slow
    const QByteArray got = answers.statuses.join(' ') + (client.isOpen() ? "" : " close");
    QVERIFY2(over, got);
    // A server may close where the specifications allow it. If it stays open, it must answer the
    // GET.
    if (isOurs ? !closes : client.isOpen())
        wanted += "200";
    QVERIFY2(isOurs ? client.isOpen() != closes : !closes || !client.isOpen(), got);
    QVERIFY2(std::ranges::equal(wanted, answers.statuses, fits), got);
    if (isOurs && wireCase.body)
        QCOMPARE(answers.bodies.value(0), wireCase.body);
}

void TestWire::cleanupTestCase()
{
    m_serving.reset();
    m_families.tell();
}

QTEST_GUILESS_MAIN(TestWire)
#include "tst_wire.moc"
