#include "attended.h"
#include "overlap/record/upstreamtimes.h"
#include "rununtil.h"

#include <thread>

using namespace overlap;
using namespace std::chrono_literals;

// Main thread. Calls that are attended, from their answers' side.
class TestAttendant : public Attended
{
    Q_OBJECT
private Q_SLOTS:
    void cleanup() { end(); }
    void answersAtOnce();
    void answersInPieces();
    void takesABodyThatWasHeld();
    void writesOnlyAsTheClientReads();
    void yieldsToOthers();
    void proceedsWhenItHasNews();
    void proceedsForNewsOfItsOwn();
    void proceedsForNewsFromAnotherThread();
    void proceedsAtItsTime();
    void endsWithItsClient();
    void endsWithItsLoop();
    void endsWhenItHasAnswered();
    void whatComesAfterItsAnswerIsDropped();
    void answersBeforeItIsGone();
    void pipelinedRequestsWait();
    void resetsWhatIsNotWhole();
    void failsLikeAHandler_data();
    void failsLikeAHandler();
    void sendsInterimAnswers();
    void sendsTrailers();
    void headAloneEndsIt();
    void slowReaderIsEnded();
    void stopLetsItEnd();
    void recordsItsPhases();
    void recordsThatItsClientLeft();
    void recordsWhatIsUpstream();
    void tunnels();
    void finOfATunnelIsPassedOn();
    void tunnelNeedsAWholeRequest();
};

void TestAttendant::answersAtOnce()
{
    attend([](Serving &serving) {
        QCOMPARE(serving.request().path, "/");
        serving.respond(text("ok"));
        QVERIFY(serving.hasEnded());
    });
    m_client->arrive(get + get);
    QCOMPARE(m_client->outgoing.count("HTTP/1.1 200 OK\r\n"), 2);
    QVERIFY(m_client->outgoing.endsWith("\r\n\r\nok"));
    QCOMPARE(m_attending, 0);
    QCOMPARE(finished().size(), 2u);
}

void TestAttendant::answersInPieces()
{
    int times = 0;
    attend([&](Serving &serving) {
        if (++times == 1)
            return serving.begin({}, {});
        serving.write("piece");
        if (times == 3)
            serving.complete();
    });
    m_client->arrive(get);
    QVERIFY(m_client->outgoing.endsWith("\r\n\r\n"));
    m_address->run();
    QVERIFY(m_client->outgoing.endsWith("\r\n5\r\npiece\r\n"));
    m_address->run();
    QVERIFY(m_client->outgoing.endsWith("5\r\npiece\r\n5\r\npiece\r\n0\r\n\r\n"));
    QCOMPARE(m_attending, 0);
    QCOMPARE(finished().at(0).outcome, Outcome::Answered);
}

void TestAttendant::takesABodyThatWasHeld()
{
    attend([](Serving &serving) {
        QVERIFY(serving.isUploading());
        const QByteArray body = serving.takeBody();
        QVERIFY(!serving.isUploading() && serving.takeBody().isEmpty());
        QCOMPARE(serving.request().body, body);
        serving.respond(text("got " + body));
    });
    m_client->arrive(post);
    QVERIFY(m_client->outgoing.endsWith("\r\n\r\ngot hello"));
}

void TestAttendant::writesOnlyAsTheClientReads()
{
    const QByteArray piece(10'000, 'x');
    qint64 written = 0;
    attend([&](Serving &serving) {
        if (written == 0)
            serving.begin({}, {http::BodyLength::Kind::UntilClose});
        for (; serving.hasRoom(); written += piece.size())
            serving.write(piece);
    });
    m_client->room = 100'000;
    m_client->arrive(get);
    QTRY_COMPARE(m_client->outgoing.size(), 100'000);
    for (int i = 0; i < 20; ++i) {
        const qint64 waiting = written - m_client->outgoing.size();
        QVERIFY2(waiting <= 64 * 1024, QByteArray::number(waiting));
        m_client->makeRoom(50'000);
    }
    QVERIFY(m_client->outgoing.size() > 1'000'000);
}

void TestAttendant::yieldsToOthers()
{
    constexpr qint64 size = 20'000'000;
    qint64 written = 0;
    attend([&](Serving &serving) {
        if (written == 0)
            serving.begin({}, http::BodyLength::known(size));
        for (; written < size && serving.hasRoom(); written += 10'000)
            serving.write(QByteArray(10'000, 'x'));
        if (written == size)
            serving.complete();
    });
    m_client->arrive(get);
    QVERIFY(written < size);
    QTRY_COMPARE(written, size);
    QTRY_COMPARE(m_attending, 0);
    QVERIFY(m_client->outgoing.size() > size);
}

// Once for each, and at first.
void TestAttendant::proceedsWhenItHasNews()
{
    int times = 0;
    attend([&](Serving &) { ++times; });
    m_client->arrive(get);
    QCOMPARE(times, 1);
    m_address->run();
    QCOMPARE(times, 2);
    m_client->arrive(get); // the next request is none of its business
    QCoreApplication::processEvents();
    QCOMPARE(times, 2);
}

// Without recursion.
void TestAttendant::proceedsForNewsOfItsOwn()
{
    int times = 0;
    int depth = 0;
    attend([&](Serving &serving) {
        QCOMPARE(++depth, 1);
        serving.address().run();
        if (++times == 1000)
            serving.respond(text("ok"));
        --depth;
    });
    m_client->arrive(get);
    QVERIFY(times < 1000); // others come in between
    QTRY_COMPARE(times, 1000);
    QVERIFY(m_client->outgoing.endsWith("ok"));
}

void TestAttendant::proceedsForNewsFromAnotherThread()
{
    std::vector<std::thread::id> on;
    attend([&](Serving &serving) {
        on.push_back(std::this_thread::get_id());
        if (on.size() == 2)
            serving.respond(text("ok"));
    });
    m_client->arrive(get);
    std::thread([this] { m_address->run(); }).join();
    QCOMPARE(on.size(), 1u);
    QTRY_COMPARE(on.size(), 2u);
    QCOMPARE(on, std::vector(2, std::this_thread::get_id()));
    m_address->run(); // the call is over
    QCOMPARE(on.size(), 2u);
}

void TestAttendant::proceedsAtItsTime()
{
    std::vector<http::Time> times;
    int others = 0;
    attend([&](Serving &serving) {
        if (serving.request().path == "/later") {
            if (++others == 1)
                return serving.wakeAt(serving.now() + 30ms);
            return serving.respond(text("ok"));
        }
        times.push_back(serving.now());
        if (times.size() == 1) {
            serving.wakeAt(serving.now() + 10min);
            return serving.wakeAt(serving.now() + 20ms); // instead
        }
        serving.wakeAt(serving.now() + 1ms);
        serving.wakeAt(http::never); // instead
    });
    m_client->arrive(get);
    QTRY_COMPARE(times.size(), 2u);
    QVERIFY(times[1] - times[0] >= 20ms);
    connectAnother()->arrive("GET /later HTTP/1.1\r\nHost: a\r\n\r\n");
    QTRY_COMPARE(others, 2);
    QCOMPARE(times.size(), 2u); // its time would have come before
}

void TestAttendant::endsWithItsClient()
{
    attend([](Serving &serving) {
        serving.wakeAt(serving.now() + 10ms); // forgotten, too
        serving.begin({}, {});
        serving.write("some");
    });
    m_client->arrive(get);
    QCOMPARE(m_attending, 1);
    m_client->vanish();
    QCOMPARE(m_attending, 0);
    m_address->run();
    QTRY_COMPARE(m_counters.open, 0);
    QCOMPARE(finished().at(0).outcome, Outcome::AbortedByClient);
}

void TestAttendant::endsWithItsLoop()
{
    bool ended = false;
    listen([&](net::Call &&call) {
        call.whenEnded([&] { ended = true; });
        std::move(call).attend(Phase::Sleeping,
                               std::make_unique<Scripted>([](Serving &) {}, m_attending));
    });
    m_client->arrive(get);
    QCOMPARE(m_attending, 1);
    m_loop.reset();
    QCOMPARE(m_attending, 0);
    QVERIFY(ended);
}

// Not before it returns.
void TestAttendant::endsWhenItHasAnswered()
{
    int ended = 0;
    listen([&](net::Call &&call) {
        call.whenEnded([&] { ++ended; });
        const auto proceed = [&](Serving &serving) {
            serving.respond(text("ok"));
            QCOMPARE(m_attending, 1);
        };
        std::move(call).attend(Phase::Sleeping, std::make_unique<Scripted>(proceed, m_attending));
    });
    m_client->arrive(get + get);
    QCOMPARE(m_attending, 0);
    QCOMPARE(ended, 2);
    QCOMPARE(m_client->outgoing.count("HTTP/1.1 "), 2);
}

void TestAttendant::whatComesAfterItsAnswerIsDropped()
{
    attend([](Serving &serving) {
        serving.respond(text("ok"));
        serving.interim("HTTP/1.1 103 Early Hints\r\n\r\n");
        serving.sendContinue();
        QVERIFY(!serving.wantsContinue());
        serving.respond(text("again"));
        serving.begin({}, {});
        serving.write("more");
        serving.complete();
        serving.breakOff(http::BreakOff::Reset);
    });
    // The next one waits for a 100, which the attendant of this one must not send.
    m_client->arrive(get + "POST / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\n"
                           "Content-Length: 1\r\n\r\n");
    QCOMPARE(m_client->outgoing.count("HTTP/1.1 "), 2);
    QCOMPARE(m_client->outgoing.count("HTTP/1.1 200 "), 1);
    QCOMPARE(m_client->outgoing.count("HTTP/1.1 100 "), 1);
    m_client->arrive("x");
    QCOMPARE(m_client->outgoing.count("HTTP/1.1 200 "), 2);
    const std::vector<record::Record> all = finished();
    QCOMPARE(std::ranges::count(all, Outcome::Answered, &record::Record::outcome), 2);
}

// An answer leaves though its attendant is destroyed by another call's code.
void TestAttendant::answersBeforeItIsGone()
{
    std::optional<net::CallAddress> first;
    attend([&](Serving &serving) {
        if (!first) {
            first = serving.address();
        } else {
            if (serving.address().id != first->id)
                first->run();
            serving.respond(text("ok"));
        }
    });
    m_client->arrive(get);
    MemoryTransport *const other = connectAnother();
    other->arrive(get);
    QVERIFY(m_client->outgoing.endsWith("ok"));
    QVERIFY(other->outgoing.endsWith("ok"));
    QCOMPARE(m_attending, 0);
}

void TestAttendant::pipelinedRequestsWait()
{
    std::vector<quint32> began;
    bool go = false;
    attend([&](Serving &serving) {
        if (!go) {
            began.push_back(serving.address().id.ordinal);
            return;
        }
        go = false;
        serving.respond(text("ok"));
    });
    m_client->arrive(get + get);
    QCOMPARE(began, std::vector{1u});
    go = true;
    m_address->run();
    QCOMPARE(began, (std::vector{1u, 2u}));
    QCOMPARE(m_client->outgoing.count("HTTP/1.1 200"), 1);
}

void TestAttendant::resetsWhatIsNotWhole()
{
    attend([](Serving &serving) {
        serving.begin({}, {});
        serving.write("some");
        serving.breakOff(http::BreakOff::Reset);
    });
    m_client->arrive(get);
    QTRY_COMPARE(m_counters.open, 0);
    QCOMPARE(finished().at(0).outcome, Outcome::Reset);
}

void TestAttendant::failsLikeAHandler_data()
{
    QTest::addColumn<bool>("hasBegun");
    QTest::newRow("before its answer") << false;
    QTest::newRow("within it") << true;
}

void TestAttendant::failsLikeAHandler()
{
    QFETCH(bool, hasBegun);
    attend([hasBegun](Serving &serving) {
        if (hasBegun)
            serving.begin({}, {});
        throw std::runtime_error("on purpose");
    });
    QTest::ignoreMessage(QtWarningMsg, "An attendant failed: on purpose");
    m_client->arrive(get);
    QCOMPARE(m_attending, 0);
    if (hasBegun)
        QTRY_COMPARE(m_counters.open, 0);
    else
        QVERIFY(m_client->outgoing.startsWith("HTTP/1.1 500 "));
    const record::Record record = finished().at(0);
    QCOMPARE(record.outcome, hasBegun ? Outcome::Reset : Outcome::Answered);
    QVERIFY(isWhole(record));
}

void TestAttendant::sendsInterimAnswers()
{
    int times = 0;
    attend([&](Serving &serving) {
        if (++times < 3)
            serving.interim("HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n");
        else
            serving.respond(text("ok"));
    });
    m_client->arrive(get);
    QCOMPARE(m_client->outgoing, "HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n");
    m_address->run();
    m_address->run();
    QCOMPARE(m_client->outgoing.count("HTTP/1.1 103 "), 2);
    QVERIFY(m_client->outgoing.endsWith("ok"));
    QCOMPARE(qint64(finished().at(0).bytesOut), qint64(m_client->outgoing.size()));
}

void TestAttendant::sendsTrailers()
{
    attend([](Serving &serving) {
        serving.begin({}, {});
        serving.write("a");
        http::Headers trailers;
        trailers.append("Sum", "1");
        serving.complete(trailers);
    });
    m_client->arrive(get);
    QVERIFY(m_client->outgoing.endsWith("1\r\na\r\n0\r\nSum: 1\r\n\r\n"));
}

void TestAttendant::headAloneEndsIt()
{
    attend([](Serving &serving) {
        serving.begin({}, http::BodyLength::known(5));
        QVERIFY(serving.hasEnded());
        serving.write("hello");
        serving.complete();
    });
    const QByteArray head = "HEAD / HTTP/1.1\r\nHost: a\r\n\r\n";
    m_client->arrive(head + head);
    QCOMPARE(m_client->outgoing.count("Content-Length: 5\r\n"), 2);
    QVERIFY(m_client->outgoing.endsWith("\r\n\r\n"));
    QCOMPARE(m_attending, 0);
    QCOMPARE(finished().size(), 2u);
}

void TestAttendant::slowReaderIsEnded()
{
    http::Limits limits;
    limits.writeWindow = 50ms;
    attend(
        [](Serving &serving) {
            serving.begin({}, {});
            while (serving.hasRoom())
                serving.write(QByteArray(1000, 'x'));
        },
        limits);
    m_client->room = 10;
    m_client->arrive(get);
    QTRY_COMPARE(m_counters.open, 0);
    QCOMPARE(m_attending, 0);
    QCOMPARE(finished().at(0).outcome, Outcome::TimedOut);
}

void TestAttendant::stopLetsItEnd()
{
    bool begins = true;
    attend([&](Serving &serving) {
        serving.wakeAt(serving.now() + 10min); // only its own time, not that of the answer
        if (std::exchange(begins, false))
            return serving.begin({}, {});
        serving.complete();
    });
    m_client->arrive(get);
    m_loop->mailbox()->threads().abandon(m_loop->now() + 10s);
    m_loop->drain();
    QCOMPARE(m_attending, 1);
    m_address->run();
    QVERIFY(m_client->outgoing.endsWith("0\r\n\r\n"));
    QVERIFY(m_client->isShutDown);
    QCOMPARE(finished().at(0).outcome, Outcome::Answered);
}

void TestAttendant::recordsItsPhases()
{
    int times = 0;
    attend([&](Serving &serving) {
        if (++times == 2)
            serving.begin({}, {});
        if (times == 3)
            serving.complete();
        serving.wakeAt(serving.now() + 20ms);
    });
    m_client->arrive(get);
    QTRY_COMPARE(m_attending, 0);
    const record::Record record = finished().at(0);
    QVERIFY(record::phaseNs(record, Phase::Sleeping) >= 20'000'000);
    QVERIFY(record::phaseNs(record, Phase::Sending) >= 20'000'000);
    QVERIFY(isWhole(record));
}

void TestAttendant::recordsThatItsClientLeft()
{
    attend([](Serving &serving) { serving.wakeAt(serving.now() + 20ms); });
    m_client->arrive(get);
    const http::Time since = m_loop->now();
    runUntil([&] { return m_loop->now() - since > 25ms; });
    m_client->vanish();
    const record::Record record = finished().at(0);
    QCOMPARE(record.outcome, Outcome::AbortedByClient);
    QVERIFY(record::phaseNs(record, Phase::Sleeping) >= 25'000'000);
    QVERIFY(isWhole(record));
}

// Before the record of its request, and with its number.
void TestAttendant::recordsWhatIsUpstream()
{
    const auto proceed = [](Serving &serving) {
        record::UpstreamTimes times;
        times.askedNs = serving.now().count();
        serving.recordUpstream(times);
        times.status = 200;
        serving.recordUpstream(times);
        serving.respond(text("ok"));
        times.status = 500;
        serving.recordUpstream(times); // it has ended
    };
    listen([&](net::Call &&call) {
        std::move(call).attend(Phase::Upstream, std::make_unique<Scripted>(proceed, m_attending));
    });
    m_client->arrive(get + get);
    std::vector<record::Entry> all;
    m_journal->read(
        [&](const record::Entry &entry, const record::Details &) { all.push_back(entry); });
    std::vector<quint64> numbers;
    quint64 written = 0;
    for (const record::Entry &entry : all) {
        if (const auto *times = std::get_if<record::UpstreamTimes>(&entry)) {
            numbers.push_back(times->request);
            QVERIFY(times->status != 500);
        } else if (const auto *record = std::get_if<record::Record>(&entry)) {
            if (record->outcome == Outcome::Answered)
                QCOMPARE(record->id, numbers.at(2 * written++));
        }
    }
    const quint64 first = numbers.at(0);
    QCOMPARE(numbers, (std::vector{first, first, first + 1, first + 1}));
    QCOMPARE(written, 2u);
}

void TestAttendant::tunnels()
{
    const QByteArray switching = "HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\n\r\n";
    QByteArray got;
    attend([&](Serving &serving) {
        if (serving.request().path == "/")
            return serving.respond(text("ok"));
        serving.tunnel(switching);
        const QByteArray more = serving.takeBody();
        got += more;
        serving.write(more.toUpper());
        if (got.endsWith('.'))
            serving.complete();
    });
    m_client->arrive("GET /tunnel HTTP/1.1\r\nHost: a\r\nUpgrade: x\r\n\r\nearly ");
    QVERIFY(m_client->outgoing.endsWith("EARLY "));
    m_client->arrive(get); // is no request there
    QCOMPARE(got, "early " + get);
    m_client->arrive("bye.");
    QVERIFY(m_client->isShutDown && !m_client->isClosed);
    QCOMPARE(m_attending, 1);
    m_client->arrive("really");
    QVERIFY(got.endsWith("really"));
    m_client->finish();
    QVERIFY(m_client->isClosed && !m_client->wasReset);
    QCOMPARE(m_attending, 0);
    QCOMPARE(m_client->outgoing, switching + "EARLY " + get.toUpper() + "BYE.");
    const record::Record record = finished().at(0);
    QCOMPARE(record.outcome, Outcome::Answered);
    QCOMPARE(record.status, 101);
    QCOMPARE(record.bytesOut, quint32(m_client->outgoing.size()));
    QVERIFY(isWhole(record));
}

// However late: the client has not left.
void TestAttendant::finOfATunnelIsPassedOn()
{
    http::Limits limits;
    limits.halfCloseWithin = {};
    bool isOpen = true;
    attend(
        [&](Serving &serving) {
            serving.tunnel("HTTP/1.1 101 Switching Protocols\r\n\r\n");
            serving.takeBody();
            isOpen = serving.isUploading();
        },
        limits);
    m_client->arrive(get);
    QVERIFY(isOpen);
    m_client->finish();
    QVERIFY(!isOpen);
    QCOMPARE(m_attending, 1);
    QVERIFY(!m_client->isShutDown && !m_client->isClosed);
    m_client->vanish();
    QCOMPARE(m_attending, 0);
    QCOMPARE(finished().at(0).outcome, Outcome::AbortedByClient);
}

void TestAttendant::tunnelNeedsAWholeRequest()
{
    receive([](Serving &serving) { serving.tunnel("HTTP/1.1 101 Switching Protocols\r\n\r\n"); });
    m_client->arrive("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhe");
    QCOMPARE(m_attending, 0);
    QTRY_COMPARE(m_counters.open, 0);
    QCOMPARE(finished().at(0).outcome, Outcome::Reset);
}

QTEST_GUILESS_MAIN(TestAttendant)
#include "tst_attendant.moc"
