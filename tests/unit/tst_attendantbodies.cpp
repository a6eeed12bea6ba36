#include "attended.h"

#include <algorithm>

using namespace overlap;
using namespace std::chrono_literals;

// Main thread. Calls that are attended, and whose bodies come in pieces.
class TestAttendantBodies : public Attended
{
    Q_OBJECT
private Q_SLOTS:
    void cleanup() { end(); }
    void takesABodyAsItComes();
    void letsABodyWait();
    void answersBeforeABodyHasCome();
    void isWantedBeforeABodyComes();
    void finBehindABody();
    void bodyMayBeLate();
    void bodyMayBeWrong();
    void bodyIsHeldIfWished();
    void knowsWhatItsHeadMatched();
};

void TestAttendantBodies::takesABodyAsItComes()
{
    QByteArray body;
    int times = 0;
    receive([&](Serving &serving) {
        ++times;
        body += serving.takeBody();
        if (!serving.isUploading())
            serving.respond(text("got " + body));
    });
    m_client->arrive("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n");
    QCOMPARE(times, 1);
    m_client->arrive("3\r\nabc\r\n");
    QCOMPARE(body, "abc");
    m_client->arrive("3\r\nde");
    QCOMPARE(body, "abcde");
    m_client->arrive("f\r\n");
    QVERIFY(m_client->outgoing.isEmpty());
    m_client->arrive("0\r\n\r\n" + get); // whose attendant has no body
    QCOMPARE(m_client->outgoing.count("HTTP/1.1 200 "), 2);
    QVERIFY(m_client->outgoing.contains("got abcdef"));
    m_client->arrive(post);
    QVERIFY(m_client->outgoing.endsWith("hello"));
    const std::vector<record::Record> all = finished();
    QCOMPARE(all.size(), 3u);
    QVERIFY(std::ranges::all_of(all, isWhole));
}

// Without taking memory.
void TestAttendantBodies::letsABodyWait()
{
    constexpr qint64 size = 10'000'000;
    qint64 taken = 0;
    bool takes = false;
    receive([&](Serving &serving) {
        if (takes)
            taken += serving.takeBody().size();
        if (!serving.isUploading())
            serving.respond(text("ok"));
    });
    m_client->arrive("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: " + QByteArray::number(size) +
                     "\r\n\r\n");
    m_client->arrive(QByteArray(size, 'x')); // in the kernel
    QCoreApplication::processEvents();
    QVERIFY2(m_counters.buffered < 500'000, QByteArray::number(m_counters.buffered));
    takes = true;
    while (m_client->outgoing.isEmpty()) {
        const qint64 before = taken;
        m_address->run();
        QCoreApplication::processEvents(); // others come in between
        QVERIFY2(m_counters.buffered < 500'000, QByteArray::number(m_counters.buffered));
        QVERIFY(taken > before);
    }
    QCOMPARE(taken, size);
    QVERIFY(m_client->outgoing.startsWith("HTTP/1.1 200 "));
}

void TestAttendantBodies::answersBeforeABodyHasCome()
{
    receive([](Serving &serving) { serving.respond(text("enough")); });
    m_client->arrive("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhe");
    QVERIFY(m_client->outgoing.contains("Connection: close\r\n"));
    QVERIFY(m_client->outgoing.endsWith("enough"));
    QCOMPARE(m_attending, 0);
    QVERIFY(m_client->isShutDown && !m_client->isClosed);
    m_client->arrive("llo");
    m_client->finish();
    QVERIFY(m_client->isClosed && !m_client->wasReset);
}

// A client that waits for a 100 gets it from the attendant.
void TestAttendantBodies::isWantedBeforeABodyComes()
{
    const QByteArray head = "POST / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\n"
                            "Content-Length: 5\r\n\r\n";
    bool wanted = false;
    bool isRefused = false;
    receive([&](Serving &serving) {
        wanted = serving.wantsContinue();
        if (isRefused)
            return serving.respond(text("no"));
        if (serving.takeBody() == "hello")
            serving.respond(text("ok"));
        else if (wanted)
            serving.wakeAt(serving.now());
    });
    m_client->arrive(head);
    QVERIFY(wanted && m_client->outgoing.isEmpty());
    m_client->arrive("hello"); // it need not wait
    QVERIFY(!wanted);
    QVERIFY(m_client->outgoing.endsWith("ok"));
    isRefused = true;
    m_client->arrive(head);
    QVERIFY(wanted);
    QVERIFY(m_client->outgoing.contains("Connection: close\r\n"));
    QCOMPARE(m_client->outgoing.count("HTTP/1.1 100"), 0);

    receive([](Serving &serving) {
        if (serving.wantsContinue())
            serving.sendContinue();
        else if (!serving.takeBody().isEmpty())
            serving.respond(text("ok"));
    });
    m_client->arrive(head);
    QVERIFY(m_client->outgoing.startsWith("HTTP/1.1 100 "));
    QCOMPARE(m_client->outgoing.count("HTTP/1.1 "), 1);
    m_client->arrive("hello");
    QVERIFY(m_client->outgoing.endsWith("ok"));
}

// However late it is taken: a client that has sent everything waits for its answer.
void TestAttendantBodies::finBehindABody()
{
    constexpr qint64 size = 1'000'000;
    http::Limits limits;
    limits.halfCloseWithin = {};
    qint64 taken = 0;
    bool takes = false;
    receive(
        [&](Serving &serving) {
            if (takes)
                taken += serving.takeBody().size();
            if (!serving.isUploading())
                serving.respond(text("ok"));
        },
        limits);
    m_client->arrive("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: " + QByteArray::number(size) +
                     "\r\n\r\n" + QByteArray(size, 'x'));
    m_client->finish();
    QCOMPARE(m_attending, 1);
    takes = true;
    m_address->run();
    QTRY_COMPARE(m_counters.open, 0);
    QCOMPARE(taken, size);
    QCOMPARE(finished().at(0).outcome, Outcome::Answered);
}

void TestAttendantBodies::bodyMayBeLate()
{
    http::Limits limits;
    limits.bodyWindow = 30ms;
    receive([](Serving &serving) { serving.takeBody(); }, limits);
    m_client->arrive("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhe");
    QCOMPARE(m_attending, 1);
    QTRY_VERIFY(m_client->outgoing.startsWith("HTTP/1.1 408 "));
    QCOMPARE(m_attending, 0);
    QCOMPARE(finished().at(0).outcome, Outcome::TimedOut);
}

void TestAttendantBodies::bodyMayBeWrong()
{
    for (const bool hasBegun : {false, true}) {
        receive([hasBegun](Serving &serving) {
            serving.takeBody();
            if (hasBegun)
                serving.begin({}, {});
        });
        m_client->arrive("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n");
        QCOMPARE(m_attending, 1);
        m_client->arrive("what");
        QCOMPARE(m_attending, 0);
        if (hasBegun)
            QTRY_COMPARE(m_counters.open, 0);
        else
            QVERIFY(m_client->outgoing.startsWith("HTTP/1.1 400 "));
        QCOMPARE(finished().at(0).outcome, hasBegun ? Outcome::Reset : Outcome::Refused);
    }
}

void TestAttendantBodies::bodyIsHeldIfWished()
{
    m_headHandler = [](const http::Request &head) {
        return net::Reception{head.path == "/streams"};
    };
    int times = 0;
    attend([&](Serving &serving) {
        ++times;
        if (serving.takeBody() == "hello")
            serving.respond(text("ok"));
    });
    const QByteArray rest = " HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhel";
    m_client->arrive("POST /" + rest);
    QCOMPARE(times, 0);
    m_client->arrive("lo");
    QCOMPARE(times, 1);
    QVERIFY(m_client->outgoing.endsWith("ok"));
}

void TestAttendantBodies::knowsWhatItsHeadMatched()
{
    const auto matched = std::make_shared<int>(5);
    m_headHandler = [&](const http::Request &head) {
        return net::Reception{head.path == "/streams",
                              head.path == "/" ? nullptr : std::shared_ptr<const void>(matched)};
    };
    QList<int> known;
    listen([&](net::Call &&call) {
        const auto found = std::static_pointer_cast<const int>(call.takeMatched());
        known += found ? *found : 0;
        QVERIFY(!call.takeMatched());
        std::move(call).send(text("ok"));
    });
    const QByteArray rest = " HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhello";
    m_client->arrive("POST /held" + rest + get + "POST /" + rest + "POST /streams" + rest);
    QCOMPARE(known, (QList{5, 0, 0, 5}));
    QCOMPARE(matched.use_count(), 1);
}

QTEST_GUILESS_MAIN(TestAttendantBodies)
#include "tst_attendantbodies.moc"
