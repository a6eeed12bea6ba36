#include "memorytransport.h"

#include "overlap/net/connection.h"
#include "overlap/net/loop.h"
#include "overlap/net/stream.h"
#include "overlap/record/answerpieces.h"
#include "rununtil.h"

#include <QTest>
#include <QTimer>

#include <algorithm>
#include <functional>
#include <optional>
#include <thread>

using namespace overlap;
using namespace std::chrono_literals;
using net::Stream;

// Answers in pieces, between a transport without a socket and the test's handlers.
class TestStream : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void cleanup();
    void answersInPieces();
    void manyPiecesDoNotRecurse();
    void manyPiecesYieldToOthers();
    void writesOnlyAsTheClientReads();
    void pipelinedRequestsWait();
    void waits();
    void waitsForTimeAndRoom();
    void keepsItsRhythm();
    void writesFromAnotherThread();
    void heldThreadWrites();
    void heldLoopWrites();
    void heldLoopWaitsForRoom();
    void unfinishedIsReset();
    void exceptionResets();
    void headAloneEndsIt();
    void headAloneLeavesTheNextAlone_data();
    void headAloneLeavesTheNextAlone();
    void goneClientDropsIt();
    void slowReaderIsEnded();
    void stopLetsItEnd();
    void stopResetsWhatTakesTooLong();
    void breaksOff();
    void recordsItsPhases();
    void recordsWhatHoldsIt();
    void recordsThatItsClientLeftMeanwhile();
    void announcesThatItSends();

private:
    void listen(net::Handler handler, const http::Limits &limits = {});
    MemoryTransport *connectAnother();
    // The finished requests, and those that were announced.
    void readJournal();

    net::Counters m_counters;
    std::unique_ptr<record::Journal> m_journal;
    std::optional<net::Loop> m_loop;
    MemoryTransport *m_client = nullptr; // owned by the loop; dies with its connection
    std::vector<record::Record> m_finished, m_announced;
    std::vector<record::AnswerPieces> m_pieces, m_announcedPieces; // of the same
};

namespace {

const QByteArray get = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";

net::Stream begin(net::Call &&call, http::BodyLength length = {})
{
    return std::move(call).begin({}, length);
}

// Whether its phases account for its time, up to the current one if it is in flight.
bool isWhole(const record::Record &record)
{
    qint64 sum = 0;
    for (int i = int(record::Phase::ReadingHead); i < record::phaseCount; ++i)
        sum += record::phaseNs(record, record::Phase(i));
    return std::abs(sum - record::totalNs(record)) <= record::phaseCount * record::nsPerTick;
}

// Writes so many pieces, each when there is room, and ends.
void writeAll(Stream &&stream, int count, const QByteArray &piece)
{
    if (count == 0)
        return std::move(stream).finish();
    stream.write(piece);
    std::move(stream).whenRoom(
        [count, piece](Stream &&next) { writeAll(std::move(next), count - 1, piece); });
}

} // namespace

void TestStream::cleanup()
{
    m_loop.reset();
    QCoreApplication::sendPostedEvents(nullptr, QEvent::DeferredDelete);
    m_finished.clear();
    m_announced.clear();
    m_pieces.clear();
    m_announcedPieces.clear();
}

void TestStream::listen(net::Handler handler, const http::Limits &limits)
{
    m_journal = std::make_unique<record::Journal>();
    m_loop.emplace(net::Loop::Setup{.connections = {.limits = limits},
                                    .handler = std::move(handler),
                                    .journal = m_journal.get(),
                                    .counters = &m_counters,
                                    .wakeReader = [] {}});
    m_client = connectAnother();
}

MemoryTransport *TestStream::connectAnother()
{
    auto transport = std::make_unique<MemoryTransport>();
    MemoryTransport *const client = transport.get();
    m_loop->adopt(std::move(transport));
    return client;
}

void TestStream::readJournal()
{
    m_journal->read([this](const record::Entry &entry, const record::Details &details) {
        const auto *record = std::get_if<record::Record>(&entry);
        if (!record)
            return;
        if (record->outcome == record::Outcome::InFlight) {
            m_announced.push_back(*record);
            m_announcedPieces.push_back(record::unpackPieces(details.pieces));
        } else {
            m_finished.push_back(*record);
            m_pieces.push_back(record::unpackPieces(details.pieces));
        }
    });
}

void TestStream::answersInPieces()
{
    listen([](net::Call &&call) {
        Stream stream = begin(std::move(call));
        stream.write("one");
        stream.write("");
        stream.write("two");
        std::move(stream).finish();
    });
    m_client->arrive(get);
    QVERIFY(m_client->outgoing.endsWith("\r\n\r\n3\r\none\r\n3\r\ntwo\r\n0\r\n\r\n"));
    m_client->arrive(get); // the connection is kept
    QCOMPARE(m_client->outgoing.count("HTTP/1.1 200"), 2);
    readJournal();
    QCOMPARE(m_finished.size(), 2u);
    QCOMPARE(m_finished[0].outcome, record::Outcome::Answered);
    QCOMPARE(m_pieces[0].count, 2u);
}

void TestStream::manyPiecesDoNotRecurse()
{
    constexpr int count = 300'000;
    listen([](net::Call &&call) {
        writeAll(begin(std::move(call), http::BodyLength::known(count)), count, "x");
    });
    m_client->arrive(get);
    runUntil([&] {
        readJournal();
        return !m_finished.empty();
    });
    QCOMPARE(m_finished.at(0).outcome, record::Outcome::Answered);
    QCOMPARE(m_pieces.at(0).count, quint64(count));
}

void TestStream::manyPiecesYieldToOthers()
{
    listen([](net::Call &&call) { writeAll(begin(std::move(call)), 10'000, "piece"); });
    m_client->arrive(get);
    QVERIFY(!m_client->outgoing.endsWith("0\r\n\r\n"));
    MemoryTransport *const other = connectAnother();
    other->arrive(get);
    QVERIFY(other->outgoing.startsWith("HTTP/1.1 200 "));
    QTRY_VERIFY(m_client->outgoing.endsWith("0\r\n\r\n"));
    QTRY_VERIFY(other->outgoing.endsWith("0\r\n\r\n"));
}

void TestStream::writesOnlyAsTheClientReads()
{
    const QByteArray piece(32 * 1024, 'x');
    int written = 0;
    const auto write = [&](auto &self, Stream &&stream) -> void {
        stream.write(piece);
        ++written;
        std::move(stream).whenRoom([&](Stream &&next) { self(self, std::move(next)); });
    };
    listen([&](net::Call &&call) { write(write, begin(std::move(call))); });
    m_client->room = 100'000;
    m_client->arrive(get);
    QTRY_VERIFY(m_client->outgoing.size() == 100'000);
    for (int i = 0; i < 20; ++i) {
        const qint64 waiting = written * piece.size() - m_client->outgoing.size();
        QVERIFY2(waiting <= 64 * 1024, QByteArray::number(waiting));
        m_client->makeRoom(50'000);
    }
    QVERIFY(m_client->outgoing.size() > 1'000'000);
    m_client->vanish();
    m_loop.reset(); // `write` ends here
}

void TestStream::pipelinedRequestsWait()
{
    std::vector<Stream> streams;
    listen([&](net::Call &&call) { streams.push_back(begin(std::move(call))); });
    m_client->arrive(get + get);
    QCOMPARE(streams.size(), 1u);
    streams[0].write("one");
    QCOMPARE(m_client->outgoing.count("HTTP/1.1 200"), 1);
    std::move(streams[0]).finish();
    QCOMPARE(streams.size(), 2u);
    QCOMPARE(m_client->outgoing.count("HTTP/1.1 200"), 2);
    std::move(streams[1]).finish();
    QVERIFY(m_client->outgoing.endsWith("\r\n\r\n0\r\n\r\n"));
}

void TestStream::waits()
{
    listen([](net::Call &&call) {
        Stream stream = begin(std::move(call));
        stream.write("one");
        std::move(stream).after(20ms, [](Stream &&next) {
            next.write("two");
            std::move(next).finish();
        });
    });
    m_client->arrive(get);
    QVERIFY(m_client->outgoing.endsWith("one\r\n"));
    QTRY_VERIFY(m_client->outgoing.endsWith("two\r\n0\r\n\r\n"));
    readJournal();
    QVERIFY(record::phaseNs(m_finished.at(0), record::Phase::Sending) >= 20'000'000);
    QVERIFY(m_pieces.at(0).longestGap >= 20'000'000 / record::nsPerTick);
}

// Waits count from when the one before was due, so lateness does not add up. A busy machine may be
// late all the same, so it gets some attempts.
// A wait is over once the client has taken what was written before it, too.
void TestStream::waitsForTimeAndRoom()
{
    int written = 0;
    const auto write = [&](auto &self, Stream &&stream) -> void {
        stream.write(QByteArray(Stream::mostAtOnce, 'x'));
        ++written;
        std::move(stream).after(1ms, [&](Stream &&next) { self(self, std::move(next)); });
    };
    listen([&](net::Call &&call) {
        if (call.request().path == "/later")
            std::move(call).after(5ms, [](net::Call &&later) { std::move(later).send({}); });
        else
            write(write, begin(std::move(call)));
    });
    m_client->room = 1000;
    m_client->arrive(get);
    MemoryTransport *const other = connectAnother();
    other->arrive("GET /later HTTP/1.1\r\nHost: a\r\n\r\n");
    QTRY_VERIFY(other->outgoing.contains("200"));
    QCOMPARE(written, 1);
    m_client->makeRoom(Stream::mostAtOnce);
    QTRY_COMPARE(written, 2);
    m_loop.reset(); // `write` ends here
}

// If the time that a step takes was added to its wait, each would come 14 ms after the one before
// it, or later. A step that comes late, as others are busy, brings the next one sooner.
void TestStream::keepsItsRhythm()
{
    std::vector<http::Time> woken;
    const auto drip = [&](auto &self, Stream &&stream) -> void {
        woken.push_back(m_loop->now());
        if (woken.size() == 11)
            return std::move(stream).finish();
        for (const http::Time done = woken.back() + 4ms; m_loop->now() < done;)
            ; // work
        std::move(stream).after(10ms, [&](Stream &&next) { self(self, std::move(next)); });
    };
    listen([&](net::Call &&call) { drip(drip, begin(std::move(call))); });
    bool keeps = false;
    for (int attempt = 0; attempt < 50 && !keeps; ++attempt) {
        woken.clear();
        m_client->arrive(get);
        runUntil([&] { return woken.size() == 11; });
        QCOMPARE(woken.size(), 11u);
        for (size_t i = 0; i < woken.size(); ++i)
            QVERIFY(woken[i] >= woken[0] + i * 10ms); // never early
        for (size_t i = 1; i < woken.size(); ++i)
            keeps = keeps || woken[i] - woken[i - 1] < 14ms;
    }
    QVERIFY(keeps);
}

void TestStream::writesFromAnotherThread()
{
    std::thread writer;
    listen([&](net::Call &&call) {
        writer = std::thread([stream = begin(std::move(call))]() mutable {
            for (int i = 0; i < 100; ++i)
                stream.write("abc");
            std::move(stream).finish();
        });
    });
    m_client->arrive(get);
    QTRY_VERIFY(m_client->outgoing.endsWith("0\r\n\r\n"));
    writer.join();
    QCOMPARE(m_client->outgoing.count("abc"), 100);
}

void TestStream::heldThreadWrites()
{
    std::thread writer;
    listen([&](net::Call &&call) {
        call.holdThread();
        writer = std::thread([held = std::move(call)]() mutable {
            writeAll(begin(std::move(held)), 60, QByteArray(40'000, 'x'));
        });
    });
    m_client->room = 1'000'000;
    m_client->arrive(get);
    QTRY_COMPARE(m_client->outgoing.size(), 1'000'000);
    m_client->makeRoom(1ll << 40);
    QTRY_VERIFY(m_client->outgoing.endsWith("0\r\n\r\n"));
    writer.join();
    readJournal();
    QCOMPARE(m_finished.at(0).outcome, record::Outcome::Answered);
    QCOMPARE(m_pieces.at(0).count, 60u);
}

// Each piece leaves before the next wait, though the loop is held.
void TestStream::heldLoopWrites()
{
    QList<qsizetype> sizes;
    listen([&](net::Call &&call) {
        call.holdThread();
        Stream stream = begin(std::move(call));
        stream.write("one");
        std::move(stream).after(1ms, [&](Stream &&next) {
            sizes += m_client->outgoing.size();
            next.write("two");
            std::move(next).after(1ms, [&](Stream &&last) {
                sizes += m_client->outgoing.size();
                std::move(last).finish();
            });
        });
    });
    m_client->arrive(get);
    QVERIFY(m_client->outgoing.endsWith("two\r\n0\r\n\r\n"));
    QCOMPARE(sizes.size(), 2);
    QVERIFY(sizes[0] > 0 && sizes[1] > sizes[0]);
}

void TestStream::heldLoopWaitsForRoom()
{
    listen([&](net::Call &&call) {
        call.holdThread();
        writeAll(begin(std::move(call)), 20'000, QByteArray(1000, 'x'));
    });
    m_client->room = 10'000;
    m_client->roomOnWait = 10'000;
    m_client->arrive(get);
    m_client->makeRoom(1ll << 40);
    QVERIFY(m_client->outgoing.endsWith("0\r\n\r\n"));
    QVERIFY(m_client->outgoing.size() > 20'000'000);
}

void TestStream::unfinishedIsReset()
{
    std::optional<Stream> kept;
    listen([&](net::Call &&call) { kept = begin(std::move(call)); });
    m_client->arrive(get);
    kept->write("some");
    MemoryTransport *const client = m_client;
    QVERIFY(!client->isClosed);
    kept.reset();
    readJournal();
    QCOMPARE(m_finished.at(0).outcome, record::Outcome::Reset);
    QTRY_COMPARE(m_counters.open, 0);
}

void TestStream::exceptionResets()
{
    listen([](net::Call &&call) {
        Stream stream = begin(std::move(call));
        stream.write("some");
        throw std::runtime_error("the handler's own");
    });
    QTest::ignoreMessage(QtWarningMsg, "A handler failed: the handler's own");
    m_client->arrive(get);
    QTRY_COMPARE(m_counters.open, 0);
    readJournal();
    QCOMPARE(m_finished.at(0).outcome, record::Outcome::Reset);
}

void TestStream::headAloneEndsIt()
{
    bool wasWoken = false;
    listen([&](net::Call &&call) {
        Stream stream = begin(std::move(call), http::BodyLength::known(1ll << 40));
        stream.write("not sent");
        std::move(stream).after(1ms, [&](Stream &&) { wasWoken = true; });
    });
    m_client->arrive("HEAD / HTTP/1.1\r\nHost: a\r\n\r\n");
    QVERIFY(m_client->outgoing.contains("Content-Length: 1099511627776\r\n"));
    QVERIFY(m_client->outgoing.endsWith("\r\n\r\n"));
    m_client->arrive("HEAD / HTTP/1.1\r\nHost: a\r\n\r\n");
    QCOMPARE(m_client->outgoing.count("HTTP/1.1 200"), 2);
    QVERIFY(!wasWoken);
    readJournal();
    QCOMPARE(m_finished.size(), 2u);
    QCOMPARE(m_finished[0].outcome, record::Outcome::Answered);
}

void TestStream::headAloneLeavesTheNextAlone_data()
{
    using Go = std::function<void(Stream &&)>;
    QTest::addColumn<Go>("go");
    const auto never = [](Stream &&) { QFAIL("it has ended"); };
    QTest::newRow("wait") << Go([=](Stream &&s) { std::move(s).after(1ms, never); });
    QTest::newRow("room") << Go([=](Stream &&s) { std::move(s).whenRoom(never); });
    QTest::newRow("resume") << Go([=](Stream &&s) {
        const net::CallAddress address = s.address();
        std::move(s).untilResumed(never);
        address.resume();
    });
    QTest::newRow("end") << Go([](Stream &&s) { std::move(s).finish(); });
    QTest::newRow("drop") << Go([](Stream &&) {});
    QTest::newRow("break off") << Go(
        [](Stream &&s) { std::move(s).breakOff(http::BreakOff::Close); });
}

// The next request is there already when the first one ends within begin().
void TestStream::headAloneLeavesTheNextAlone()
{
    QFETCH(const std::function<void(Stream &&)>, go);
    listen([&](net::Call &&call) {
        if (call.request().method == http::Method::Head)
            return go(begin(std::move(call)));
        begin(std::move(call)).after(5ms, [](Stream &&second) {
            second.write("second");
            std::move(second).finish();
        });
    });
    m_client->arrive("HEAD / HTTP/1.1\r\nHost: a\r\n\r\n" + get);
    runUntil([&] { return m_client->outgoing.endsWith("\r\n\r\n6\r\nsecond\r\n0\r\n\r\n"); });
    QCOMPARE(m_client->outgoing.count("HTTP/1.1 200"), 2);
    readJournal();
    QCOMPARE(m_finished.size(), 2u);
    for (const record::Record &record : m_finished)
        QCOMPARE(record.outcome, record::Outcome::Answered);
    QVERIFY(record::phaseNs(m_finished[1], record::Phase::Sending) >= 5'000'000);
}

void TestStream::goneClientDropsIt()
{
    bool hasEnded = false;
    const auto token = std::make_shared<int>();
    listen([&, token](net::Call &&call) {
        call.whenEnded([&] { hasEnded = true; });
        begin(std::move(call)).after(1h, [token](Stream &&) {});
    });
    m_client->arrive(get);
    QVERIFY(token.use_count() > 2);
    QVERIFY(!hasEnded);
    m_client->vanish();
    QVERIFY(hasEnded);
    QCOMPARE(token.use_count(), 2); // here, and in the handler
    readJournal();
    QCOMPARE(m_finished.at(0).outcome, record::Outcome::AbortedByClient);
    QCOMPARE(m_finished[0].status, 200);
}

void TestStream::slowReaderIsEnded()
{
    http::Limits limits;
    limits.writeWindow = 200ms;
    listen(
        [](net::Call &&call) {
            writeAll(begin(std::move(call), http::BodyLength::known(10ll << 30)), 1 << 30,
                     QByteArray(32 * 1024, 'x'));
        },
        limits);
    m_client->room = 100'000;
    m_client->arrive(get);
    QTRY_COMPARE(m_counters.open, 0);
    readJournal();
    QCOMPARE(m_finished.at(0).outcome, record::Outcome::TimedOut);
    QVERIFY(record::totalNs(m_finished[0]) >= 200'000'000);
}

void TestStream::stopLetsItEnd()
{
    std::optional<Stream> kept;
    listen([&](net::Call &&call) { kept = begin(std::move(call)); });
    m_client->arrive(get);
    m_loop->drain();
    kept->write("rest");
    std::move(*kept).finish();
    QVERIFY(m_client->outgoing.endsWith("rest\r\n0\r\n\r\n"));
    QVERIFY(m_client->isShutDown);
}

void TestStream::stopResetsWhatTakesTooLong()
{
    listen([&](net::Call &&call) { begin(std::move(call)).after(1h, [](Stream &&) {}); });
    m_client->arrive(get);
    m_loop->mailbox()->threads().abandon(m_loop->now() + 1s);
    m_loop->drain();
    QCOMPARE(m_counters.open, 0);
    readJournal();
    QCOMPARE(m_finished.at(0).outcome, record::Outcome::AbortedByServer);
}

void TestStream::breaksOff()
{
    listen([](net::Call &&call) {
        Stream stream = begin(std::move(call));
        stream.write("some");
        std::move(stream).breakOff(http::BreakOff::Close);
    });
    m_client->arrive(get);
    QVERIFY(m_client->outgoing.endsWith("some\r\n"));
    QVERIFY(m_client->isShutDown);
    readJournal();
    QCOMPARE(m_finished.at(0).outcome, record::Outcome::CutShort);
}

void TestStream::recordsItsPhases()
{
    listen([](net::Call &&call) {
        std::move(call).after(5ms, [](net::Call &&woken) {
            Stream stream = begin(std::move(woken));
            stream.write("one");
            std::move(stream).after(7ms, [](Stream &&next) {
                next.write("two");
                std::move(next).finish();
            });
        });
    });
    m_client->arrive(get);
    QTRY_VERIFY(m_client->outgoing.endsWith("0\r\n\r\n"));
    readJournal();
    const record::Record &record = m_finished.at(0);
    QVERIFY(record::phaseNs(record, record::Phase::Sleeping) >= 5'000'000 - record::nsPerTick);
    QVERIFY(record::phaseNs(record, record::Phase::Sending) >= 7'000'000 - record::nsPerTick);
    QVERIFY(isWhole(record));
}

// Before its answer and twice within: each phase has its own time, also while it is in flight.
void TestStream::recordsWhatHoldsIt()
{
    net::CallAddress address;
    const auto isHeld = [&] {
        readJournal();
        return !m_announced.empty() && m_announced.back().phase == record::Phase::Held;
    };
    const auto holdFor = [&](int ms) {
        m_announced.clear();
        runUntil(isHeld);
        QTimer::singleShot(ms, Qt::PreciseTimer, this, [&] { address.resume(); });
    };
    const auto end = [](Stream &&stream) {
        std::move(stream).after(5ms, [](Stream &&whole) { std::move(whole).finish(); });
    };
    const auto second = [end](Stream &&stream) {
        stream.write("two");
        std::move(stream).after(2ms, [end](Stream &&late) { std::move(late).untilResumed(end); });
    };
    const auto first = [second](net::Call &&call) {
        Stream stream = begin(std::move(call));
        stream.write("one");
        std::move(stream).after(3ms,
                                [second](Stream &&late) { std::move(late).untilResumed(second); });
    };
    listen([&](net::Call &&call) {
        address = call.address();
        std::move(call).park(record::Phase::Held, first);
    });
    m_client->arrive(get);
    holdFor(1);
    holdFor(10);
    QVERIFY(m_announced.back().phases[size_t(record::Phase::Sending)] > 0);
    holdFor(20);
    runUntil([&] { return m_client->outgoing.endsWith("0\r\n\r\n"); });
    readJournal();
    const record::Record &record = m_finished.at(0);
    const record::AnswerPieces &pieces = m_pieces.at(0);
    QCOMPARE(pieces.holds.size(), 2u);
    QCOMPARE(pieces.at.size(), 2u);
    QVERIFY(pieces.holds[0].from >= 3'000'000 / record::nsPerTick);
    QVERIFY(pieces.holds[1].to - pieces.holds[1].from >= 20'000'000 / record::nsPerTick);
    const qint64 beforeNs = record::phaseNs(record, record::Phase::Held) - pieces.heldNs();
    QVERIFY(beforeNs >= 1'000'000 && pieces.heldNs() >= 30'000'000);
    QVERIFY(record::phaseNs(record, record::Phase::Sending) >= 10'000'000 - record::nsPerTick);
    QVERIFY(isWhole(record));
    const record::Record &sending = m_announced.back(); // behind the last gate
    QCOMPARE(sending.phase, record::Phase::Sending);
    QCOMPARE(m_announcedPieces.back().holds, pieces.holds);
    QCOMPARE(record::phaseNs(sending, record::Phase::Held),
             record::phaseNs(record, record::Phase::Held));
    QVERIFY(isWhole(sending));
}

void TestStream::recordsThatItsClientLeftMeanwhile()
{
    listen([](net::Call &&call) { begin(std::move(call)).untilResumed([](Stream &&) {}); });
    m_client->arrive(get);
    runUntil([&] {
        readJournal();
        return !m_announced.empty();
    });
    m_client->vanish();
    readJournal();
    const record::Record &record = m_finished.at(0);
    QCOMPARE(record.outcome, record::Outcome::AbortedByClient);
    QVERIFY(record::phaseNs(record, record::Phase::Held) > 0);
    QCOMPARE(m_pieces.at(0).holds.size(), 1u);
    QVERIFY(isWhole(record));
}

void TestStream::announcesThatItSends()
{
    listen([](net::Call &&call) {
        begin(std::move(call)).after(30ms, [](Stream &&next) { std::move(next).finish(); });
    });
    m_client->arrive(get);
    runUntil([&] { return m_client->outgoing.endsWith("0\r\n\r\n"); });
    readJournal();
    QCOMPARE(m_announced.size(), 1u);
    QCOMPARE(m_announced[0].phase, record::Phase::Sending);
    QCOMPARE(m_announced[0].id, m_finished.at(0).id);
}

QTEST_GUILESS_MAIN(TestStream)
#include "tst_stream.moc"
