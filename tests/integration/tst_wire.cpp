#include "families.h"
#include "inpieces.h"
#include "overlap/net/platform/nativesocket.h"
#include "patience.h"
#include "rawclient.h"
#include "serving.h"
#include "wirecases.h"

#include <algorithm>
#include <memory>

using namespace overlap;

// What goes over the wire, case by case, while routes answer whole and in pieces. Passed cases are
// counted by family. With OVERLAP_PEER_PORT another server on this machine is tested: only the
// cases that the specifications decide.
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
    std::tuple<net::TransportFactory, int, inpieces::Answers> m_kind; // of m_serving
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

// Takes a body in chunks from `rest`; none: it is not complete.
std::optional<QByteArray> takeChunks(QByteArrayView &rest)
{
    QByteArray body;
    QByteArrayView left = rest;
    for (;;) {
        const qsizetype end = left.indexOf("\r\n");
        const qsizetype size = end < 0 ? 0 : left.first(end).toByteArray().toLongLong(nullptr, 16);
        if (end < 0 || left.size() < end + size + 4)
            return std::nullopt;
        body += left.sliced(end + 2, size);
        left = left.sliced(end + size + 4);
        if (size == 0) {
            rest = left;
            return body;
        }
    }
}

// Takes the body of one answer from `rest`; none: it is not complete.
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
    if (head.contains("\r\ntransfer-encoding: chunked"))
        return takeChunks(rest);
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
        return inpieces::addTransports({{}, inpieces::Kind::Chunked, inpieces::Kind::Known});
    QTest::addColumn<int>("threads");
    QTest::newRow("peer") << 1;
}

void TestWire::init()
{
    m_port = peerPort();
    if (m_port != 0)
        return;
    const std::tuple kind(transport(), threads(), inpieces::answers());
    if (!m_serving || kind != m_kind) {
        m_serving = std::make_unique<Serving>(Settings(), inpieces::setup());
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
    const bool inChunks = isOurs && inpieces::answers() == inpieces::Kind::Chunked;
    const char *const ours =
        inChunks && wireCase.oursInChunks ? wireCase.oursInChunks : wireCase.ours;
    QList<QByteArray> wanted = QByteArray(isOurs ? ours : wireCase.law).split(' ');
    if (wanted.first().isEmpty())
        QSKIP("The specifications leave it open");
    const bool closes = wanted.removeAll("close") > 0;
    m_families.begin();

    RawClient client(m_port);
    QVERIFY(client.isConnected());
    const bool waits = !wireCase.then.isEmpty();
    client.send(wireCase.bytes + (wireCase.finishes || waits ? QByteArray() : last));
    if (waits) {
        QVERIFY(client.waitUntil([&] { return !client.received().isEmpty() || !client.isOpen(); }));
        client.send(wireCase.then + last);
    }
    if (wireCase.finishes) {
        QVERIFY(client.waitUntil([&] { return client.socket().bytesToWrite() == 0; }));
        net::shutdownWrite(client.socket().socketDescriptor());
    }

    Answers answers;
    const auto isOver = [&] {
        answers = answersIn(client.received(), wireCase.bytes, !client.isOpen());
        return !client.isOpen() || (!closes && answers.statuses.size() > wanted.size());
    };
    const bool over = client.waitUntil(isOver);
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
