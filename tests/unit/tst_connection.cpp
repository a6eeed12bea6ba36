#include "memorytransport.h"

#include "overlap/net/connection.h"
#include "overlap/net/loop.h"
#include "patience.h"

#include <QAbstractEventDispatcher>
#include <QElapsedTimer>
#include <QEventLoop>
#include <QTimer>

#include <algorithm>
#include <iterator>
#include <optional>
#include <thread>

using namespace overlap;
using namespace std::chrono_literals;

// A connection between a transport without a socket and the test's handlers.
class TestConnection : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init();
    void cleanup();
    void answersAtOnce();
    void answersPipelinedRequestsWithOneSend();
    void bodiesForWhichThereIsNoRoomAreRefused();
    void readsNotAheadWhereThereIsNoRoom();
    void pipelinesYieldToOthers();
    void drippingHoldsUpNoDeadline();
    void endlessInputYieldsToOthers();
    void drainAnswersWhatHasCome();
    void lastAnswerSaysSo();
    void finBehindARequest();
    void finAtTheFirstLook();
    void laterFinEndsWhatIsQueued();
    void readingThatNeverEndedHasItsTime();
    void slowButSteadyReaderIsKept();
    void answersFromAnotherThread();
    void unansweredCallAnswers500();
    void leavesCallsUnrun();
    void exceptionAnswers500();
    void waitGoesOnAfterItsTime();
    void goneClientDropsItsWait();
    void lateAnswerIsDropped();
    void resumesFromAnotherThread();
    void resumingCutsNoSleepShort();
    void resumingWhoHasGoneDoesNothing();
    void parksFromAnotherThread();
    void heldThreadIsResumed();
    void whatThreadsSendIsOneEvent();
    void slowReaderIsNotReadFrom();
    void finWithinARequestEndsIt();
    void refusalLingers();
    void refusalIsToldBefore();
    void drainFinishesWhatIsAtHand();
    void fastRequestsAreNotAnnounced();
    void slowRequestsAreAnnouncedOncePerPhase();
    void whatIsWrittenIsAnnouncedWithItsRequest();
    void handlerThatHoldsTheLoopIsAnnouncedBefore();

private:
    void listen(net::Handler handler, const http::Limits &limits = {});
    MemoryTransport *connectAnother();
    std::vector<record::Entry> entries();
    std::vector<record::Record> records();

    net::Counters m_counters;
    std::unique_ptr<record::Journal> m_journal;
    std::optional<net::Loop> m_loop;
    MemoryTransport *m_client = nullptr; // owned by the loop; dies with its connection
    struct Refusal
    {
        net::CallId call;
        http::Fault why;
        QByteArray outgoing; // of m_client until then
    };
    std::vector<Refusal> m_refusals;
};

namespace {

const QByteArray get = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";

http::Response text(const QByteArray &body)
{
    http::Response response;
    response.body = body;
    return response;
}

void answer(net::Call call)
{
    std::move(call).send(text("ok"));
}

// Counts the events of one type that reach an object.
class EventCounter : public QObject
{
public:
    explicit EventCounter(QEvent::Type type) : m_type(type) {}
    int count = 0;

private:
    bool eventFilter(QObject *, QEvent *event) override
    {
        count += event->type() == m_type;
        return false;
    }

    const QEvent::Type m_type;
};

} // namespace

void TestConnection::init()
{
    m_journal = std::make_unique<record::Journal>();
    m_refusals.clear();
}

void TestConnection::cleanup()
{
    m_loop.reset();
    QCoreApplication::sendPostedEvents(nullptr, QEvent::DeferredDelete);
}

void TestConnection::listen(net::Handler handler, const http::Limits &limits)
{
    m_loop.emplace(net::Loop::Setup{.connections = {.limits = limits},
                                    .handler = std::move(handler),
                                    .journal = m_journal.get(),
                                    .counters = &m_counters,
                                    .wakeReader = [] {},
                                    .whenRefused =
                                        [this](net::CallId call, http::Fault why) {
                                            m_refusals.push_back({call, why, m_client->outgoing});
                                        }});
    m_client = connectAnother();
}

MemoryTransport *TestConnection::connectAnother()
{
    auto transport = std::make_unique<MemoryTransport>();
    MemoryTransport *const client = transport.get();
    m_loop->adopt(std::move(transport));
    return client;
}

std::vector<record::Entry> TestConnection::entries()
{
    std::vector<record::Entry> all;
    m_journal->read(
        [&](const record::Entry &entry, const record::Details &) { all.push_back(entry); });
    return all;
}

std::vector<record::Record> TestConnection::records()
{
    std::vector<record::Record> all;
    for (const record::Entry &entry : entries()) {
        if (const auto *record = std::get_if<record::Record>(&entry))
            all.push_back(*record);
    }
    return all;
}

void TestConnection::answersAtOnce()
{
    listen(answer);
    m_client->arrive(get);
    QVERIFY(m_client->outgoing.startsWith("HTTP/1.1 200 OK\r\n"));
    QVERIFY(m_client->outgoing.endsWith("\r\n\r\nok"));
    const std::vector<record::Entry> all = entries();
    QCOMPARE(all.size(), 2u);
    QVERIFY(std::holds_alternative<record::ConnectionOpened>(all[0]));
    QCOMPARE(std::get<record::Record>(all[1]).status, 200);
}

void TestConnection::answersPipelinedRequestsWithOneSend()
{
    listen(answer);
    m_client->arrive(get + get + get);
    QCOMPARE(m_client->outgoing.count("HTTP/1.1 200 OK"), 3);
    QCOMPARE(m_client->sends, 1);
    QCOMPARE(records().size(), 3u);
}

void TestConnection::bodiesForWhichThereIsNoRoomAreRefused()
{
    http::Limits limits;
    limits.bufferedByAll = 180'000;
    listen(answer, limits);
    MemoryTransport *const first = m_client;
    const QByteArray head = "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 120000\r\n\r\n";
    first->arrive(head + QByteArray(100'000, 'a'));
    QVERIFY(m_counters.buffered >= 100'000);
    MemoryTransport *const second = connectAnother();
    second->arrive(head + QByteArray(100'000, 'a'));
    QVERIFY2(second->outgoing.startsWith("HTTP/1.1 503 "), second->outgoing);
    QVERIFY(first->outgoing.isEmpty());
    MemoryTransport *const third = connectAnother();
    third->arrive(get);
    QVERIFY(third->outgoing.startsWith("HTTP/1.1 200 "));
    first->vanish();
    QTRY_VERIFY(m_counters.buffered < 10'000); // when its call has returned
    MemoryTransport *const fourth = connectAnother();
    fourth->arrive(head + QByteArray(100'000, 'a'));
    fourth->arrive(QByteArray(20'000, 'a'));
    QVERIFY2(fourth->outgoing.startsWith("HTTP/1.1 200 "), fourth->outgoing);
    m_loop.reset();
    QCOMPARE(m_counters.buffered, 0);
}

void TestConnection::readsNotAheadWhereThereIsNoRoom()
{
    http::Limits limits;
    limits.bufferedByAll = 20'000;
    std::optional<net::Call> call;
    listen([&](net::Call taken) { call = std::move(taken); }, limits);
    m_client->arrive(get + get.repeated(1000)); // more than 20 kB wait after the first
    m_client->arrive(get.repeated(1000));
    QVERIFY(m_counters.buffered < 60'000);
    while (call)
        std::move(*std::exchange(call, std::nullopt)).send(text("ok"));
    QTRY_COMPARE(m_client->outgoing.count("HTTP/1.1 200 "), 2001);
}

// Each byte of one client moves its deadline. That must not delay the timer that all connections
// share.
void TestConnection::drippingHoldsUpNoDeadline()
{
    http::Limits limits;
    limits.lingerWithin = 200ms;
    limits.headWithin = 200ms;
    listen(answer, limits);
    MemoryTransport *const refused = m_client;
    refused->arrive("nonsense\r\n");
    MemoryTransport *const dripping = connectAnother();
    dripping->arrive("GET /");
    QTimer drip;
    connect(&drip, &QTimer::timeout, this, [&] {
        if (m_counters.open == 2) // the other one has got its 408 and lingers
            refused->arrive("x");
        if (m_counters.open >= 1)
            dripping->arrive("x");
    });
    drip.start(1);
    QTRY_COMPARE(m_counters.open, 0);
}

void TestConnection::pipelinesYieldToOthers()
{
    listen(answer);
    m_client->arrive(get.repeated(1000));
    const auto answered = [&] { return m_client->outgoing.count("HTTP/1.1 200 "); };
    QVERIFY2(answered() >= 16 && answered() <= 100, QByteArray::number(answered()));
    m_client->finish(); // answers come first, then the end of the transport
    QTRY_COMPARE(m_counters.open, 0);
    const std::vector<record::Record> all = records();
    using enum record::Outcome;
    QCOMPARE(std::ranges::count(all, Answered, &record::Record::outcome), 1000);
    QCOMPARE(std::ranges::count(all, AbortedByClient, &record::Record::outcome), 0);
}

void TestConnection::endlessInputYieldsToOthers()
{
    http::Limits limits;
    limits.lingerWithin = 200ms;
    listen(answer, limits);
    m_client->arrive("nonsense\r\n");
    m_client->isEndless = true;
    m_client->arrive({}); // must return
    MemoryTransport *const other = connectAnother();
    other->arrive(get);
    QVERIFY(other->outgoing.startsWith("HTTP/1.1 200 "));
    QTRY_COMPARE(m_counters.open, 1); // it stops lingering
}

// What came before the stop is answered, even if the loop was busy and reads it later.
void TestConnection::drainAnswersWhatHasCome()
{
    listen(answer);
    m_client->arrive(get);
    m_client->outgoing.clear();
    m_client->lieUnread(get);
    m_loop->drain();
    QVERIFY2(m_client->outgoing.startsWith("HTTP/1.1 200 "), m_client->outgoing);
    QVERIFY(m_client->outgoing.contains("Connection: close"));
    QVERIFY(m_client->isShutDown);
    m_client->finish();
    QVERIFY(m_client->isClosed);
}

// The last answer says "close", although the loop learns of the stop only after that answer.
void TestConnection::lastAnswerSaysSo()
{
    listen([this](net::Call call) {
        m_loop->mailbox()->threads().abandon(m_loop->now() + 10s);
        answer(std::move(call));
    });
    m_client->arrive(get + get);
    QCOMPARE(m_client->outgoing.count("HTTP/1.1 200"), 1);
    QVERIFY(m_client->outgoing.contains("Connection: close"));
}

// A FIN right after requests is a half-close: they are answered, even after waits.
void TestConnection::finBehindARequest()
{
    std::vector<net::Call> held;
    listen([&](net::Call call) {
        call.holdThread();
        held.push_back(std::move(call));
    });
    m_client->arrive(get + get);
    m_client->finish();
    QCOMPARE(held.size(), 1u);
    std::move(held[0]).send(text("one"));
    QCOMPARE(held.size(), 2u);
    QVERIFY(!m_client->isClosed);
    std::move(held[1]).after(1ms, [&](net::Call call) { std::move(call).send(text("two")); });
    QTRY_COMPARE(m_counters.open, 0);
    const std::vector<record::Record> all = records();
    QCOMPARE(std::ranges::count(all, record::Outcome::Answered, &record::Record::outcome), 2);
}

// Also if the loop was busy between the requests and the FIN.
void TestConnection::finAtTheFirstLook()
{
    http::Limits limits;
    limits.halfCloseWithin = 5ms;
    listen(
        [&](net::Call call) {
            QElapsedTimer busy;
            busy.start();
            while (busy.elapsed() < 20)
                ;
            std::move(call).after(1ms, [](net::Call done) { std::move(done).send(text("done")); });
        },
        limits);
    QMetaObject::invokeMethod(
        &*m_loop, [this] { m_client->finish(); }, Qt::QueuedConnection);
    m_client->arrive(get);
    QTRY_COMPARE(m_counters.open, 0);
    QCOMPARE(records().back().outcome, record::Outcome::Answered);
}

// A FIN long after the requests means that the client has given up.
void TestConnection::laterFinEndsWhatIsQueued()
{
    http::Limits limits;
    limits.halfCloseWithin = 5ms;
    listen([&](net::Call call) { std::move(call).park(record::Phase::Queued, answer); }, limits);
    m_client->arrive(get);
    QEventLoop waiting; // meanwhile the loop looks and sees no FIN
    QTimer::singleShot(20ms, Qt::PreciseTimer, &waiting, &QEventLoop::quit);
    waiting.exec();
    m_client->finish();
    QVERIFY(m_client->isClosed);
    QCOMPARE(records().back().outcome, record::Outcome::AbortedByClient);
}

void TestConnection::readingThatNeverEndedHasItsTime()
{
    listen(answer);
    m_client->arrive("GET / HT");
    m_client->finish();
    QTRY_COMPARE(m_counters.open, 0);
    const record::Record record = records().back();
    const qint64 readNs = record::phaseNs(record, record::Phase::ReadingHead);
    QVERIFY(record::totalNs(record) - readNs < record::nsPerTick);
    QVERIFY(readNs > 0 || record::totalNs(record) < record::nsPerTick);
}

void TestConnection::slowButSteadyReaderIsKept()
{
    http::Limits limits;
    limits.writeWindow = 200ms;
    limits.writtenInWindow = 1;
    limits.keepAliveIdle = 40ms;
    listen(answer, limits);
    m_client->inKernel = 1000;
    m_client->arrive(get);
    QTimer reading;
    connect(&reading, &QTimer::timeout, this, [&] { m_client->inKernel -= 5; });
    reading.start(2);
    QTRY_VERIFY(m_client->inKernel < 200); // long after both answers
    QVERIFY(!m_client->isShutDown && !m_client->isClosed);
    reading.stop();
    QTRY_COMPARE(m_counters.open, 0);
}

void TestConnection::answersFromAnotherThread()
{
    std::optional<net::Call> held;
    listen([&](net::Call call) { held = std::move(call); });
    m_client->arrive(get);
    QVERIFY(held);
    std::thread([call = std::move(*held)]() mutable {
        std::move(call).send(text("other"));
    }).join();
    QVERIFY(m_client->outgoing.isEmpty());
    QTRY_VERIFY(m_client->outgoing.endsWith("other"));
}

void TestConnection::unansweredCallAnswers500()
{
    listen([](net::Call) {});
    m_client->arrive(get);
    QVERIFY(m_client->outgoing.startsWith("HTTP/1.1 500 Internal Server Error\r\n"));
}

// On the loop's thread, or another one.
void TestConnection::leavesCallsUnrun()
{
    std::optional<net::Call> kept;
    for (const bool isHere : {true, false}) {
        listen([&](net::Call &&call) {
            if (isHere)
                std::move(call).leaveUnrun();
            else
                kept = std::move(call);
        });
        QByteArray ended;
        m_client->arrive(get + get);
        if (!isHere) {
            kept->whenEnded([&] { ended += 'a'; });
            kept->whenEnded([&] { ended += 'b'; });
            std::thread([&] { std::move(*kept).leaveUnrun(); }).join();
            QCOMPARE(ended, "ab");
        }
        QTRY_VERIFY(m_client->isShutDown);
        m_client->arrive(get);
        QVERIFY(!m_client->isClosed);
        m_client->finish();
        QVERIFY(m_client->isClosed && !m_client->wasReset);
        QVERIFY(m_client->outgoing.isEmpty());
        const std::vector<record::Record> all = records();
        QCOMPARE(all.back().outcome, record::Outcome::NeverRun);
        QCOMPARE(all.back().status, 0);
        QCOMPARE(all.back().bytesOut, 0u);
        QCOMPARE(record::phaseNs(all.back(), record::Phase::Running), 0);
        cleanup();
    }
}

void TestConnection::exceptionAnswers500()
{
    listen([](net::Call) { throw std::runtime_error("on purpose"); });
    QTest::ignoreMessage(QtWarningMsg, "A handler failed: on purpose");
    m_client->arrive(get);
    QVERIFY(m_client->outgoing.startsWith("HTTP/1.1 500 "));
}

void TestConnection::waitGoesOnAfterItsTime()
{
    http::Time woken{};
    listen([&](net::Call call) {
        std::move(call).after(20ms, [&](net::Call later) {
            woken = m_loop->now();
            answer(std::move(later));
        });
    });
    const http::Time since = m_loop->now();
    m_client->arrive(get);
    QTRY_VERIFY(!m_client->outgoing.isEmpty());
    QVERIFY(woken - since >= 20ms);
    const record::Record record = records().back();
    QCOMPARE(record.phases[std::size_t(record::Phase::Sleeping)], 20'000'000u / record::nsPerTick);
}

void TestConnection::goneClientDropsItsWait()
{
    const auto alive = std::make_shared<int>();
    listen([alive](net::Call call) {
        std::move(call).after(10min, [alive](net::Call later) { answer(std::move(later)); });
    });
    const auto held = alive.use_count();
    m_client->arrive(get);
    QCOMPARE(alive.use_count(), held + 1);
    m_client->vanish();
    QCOMPARE(alive.use_count(), held);
    QCOMPARE(m_counters.open, 0);
    QCOMPARE(records().back().outcome, record::Outcome::AbortedByClient);
}

void TestConnection::lateAnswerIsDropped()
{
    std::optional<net::Call> held;
    listen([&](net::Call call) { held = std::move(call); });
    m_client->arrive(get);
    m_client->vanish();
    std::move(*held).send(text("late"));
    QVERIFY(m_client->outgoing.isEmpty());
    QCOMPARE(records().size(), 1u);
}

// In a later iteration of the loop, on its thread.
void TestConnection::resumesFromAnotherThread()
{
    std::optional<net::CallAddress> address;
    std::thread::id resumedOn;
    listen([&](net::Call call) {
        address = call.address();
        std::move(call).park(record::Phase::Queued, [&](net::Call resumed) {
            resumedOn = std::this_thread::get_id();
            answer(std::move(resumed));
        });
    });
    m_client->arrive(get);
    m_loop->mailbox()->run(address->id, [](net::Connection &parked) { parked.announce(); });
    QCOMPARE(records().back().phase, record::Phase::Queued);
    std::thread([&] { address->resume(); }).join();
    QVERIFY(m_client->outgoing.isEmpty());
    QTRY_VERIFY(m_client->outgoing.endsWith("ok"));
    QCOMPARE(resumedOn, std::this_thread::get_id());
    address->resume(); // the call is over
    QCoreApplication::processEvents();
    QCOMPARE(m_client->outgoing.count("HTTP/1.1 "), 1);
}

void TestConnection::resumingCutsNoSleepShort()
{
    std::optional<net::CallAddress> address;
    listen([&](net::Call call) {
        address = call.address();
        std::move(call).after(20ms, answer);
    });
    const http::Time since = m_loop->now();
    m_client->arrive(get);
    address->resume();
    QTRY_VERIFY(!m_client->outgoing.isEmpty());
    QVERIFY(m_loop->now() - since >= 20ms);
}

void TestConnection::resumingWhoHasGoneDoesNothing()
{
    std::optional<net::CallAddress> address;
    bool ended = false;
    listen([&](net::Call call) {
        address = call.address();
        call.whenEnded([&] { ended = true; });
        std::move(call).park(record::Phase::Queued, [](net::Call) { QFAIL("It is gone."); });
    });
    m_client->arrive(get);
    address->resume(); // the resumption is under way
    m_client->vanish();
    QVERIFY(ended);
    address->resume();
    QCoreApplication::processEvents();
    QCOMPARE(records().back().outcome, record::Outcome::AbortedByClient);
}

// The continuation runs on the loop's thread.
void TestConnection::parksFromAnotherThread()
{
    std::optional<net::Call> held;
    std::thread::id wokenOn;
    listen([&](net::Call call) { held = std::move(call); });
    m_client->arrive(get);
    std::thread([&, call = *std::exchange(held, std::nullopt)]() mutable {
        std::move(call).after(1ms, [&](net::Call woken) {
            wokenOn = std::this_thread::get_id();
            answer(std::move(woken));
        });
    }).join();
    QTRY_VERIFY(m_client->outgoing.endsWith("ok"));
    QCOMPARE(wokenOn, std::this_thread::get_id());
    QCOMPARE(records().back().phases[std::size_t(record::Phase::Sleeping)],
             1'000'000u / record::nsPerTick);
}

// It does not need its loop, which may be waiting itself.
void TestConnection::heldThreadIsResumed()
{
    std::thread::id resumedOn;
    std::thread worker;
    std::optional<net::CallAddress> address;
    listen([&](net::Call held) {
        held.holdThread();
        address = held.address();
        worker = std::thread([&, call = std::move(held)]() mutable {
            std::move(call).park(record::Phase::Queued, [&](net::Call resumed) {
                resumedOn = std::this_thread::get_id();
                answer(std::move(resumed));
            });
        });
    });
    m_client->arrive(get);
    const std::thread::id workerId = worker.get_id();
    address->resume();
    worker.join();
    QCOMPARE(resumedOn, workerId);
    QTRY_VERIFY(m_client->outgoing.endsWith("ok"));
}

void TestConnection::whatThreadsSendIsOneEvent()
{
    constexpr int count = 20;
    std::vector<net::Call> held;
    listen([&](net::Call call) { held.push_back(std::move(call)); });
    std::vector<MemoryTransport *> clients{m_client};
    while (clients.size() < count)
        clients.push_back(connectAnother());
    for (MemoryTransport *const client : clients)
        client->arrive(get);
    QCoreApplication::sendPostedEvents();
    std::thread([&] {
        for (net::Call &call : held)
            std::move(call).send(text("other"));
    }).join();
    EventCounter posted(QEvent::MetaCall);
    m_loop->installEventFilter(&posted);
    QCoreApplication::sendPostedEvents(&*m_loop);
    QCOMPARE(posted.count, 1);
    for (const MemoryTransport *const client : clients)
        QVERIFY(client->outgoing.endsWith("other"));
}

void TestConnection::slowReaderIsNotReadFrom()
{
    int calls = 0;
    const QByteArray body(100'000, 'b');
    listen([&](net::Call call) {
        ++calls;
        std::move(call).send(text(body));
    });
    m_client->room = 1000;
    QByteArray requests;
    for (int i = 0; i < 100; ++i)
        requests += get;
    m_client->arrive(requests);
    QVERIFY2(calls >= 3 && calls <= 4, qPrintable(QString::number(calls)));
    QCOMPARE(m_client->outgoing.size(), 1000);
    m_client->makeRoom(1ll << 40);
    QTRY_COMPARE(calls, 100);
    QCOMPARE(m_client->outgoing.count("HTTP/1.1 200 OK"), 100);
    QVERIFY(m_client->outgoing.size() > 100 * body.size());
    const std::vector<record::Record> all = records();
    QCOMPARE(std::ranges::count(all, record::Outcome::Answered, &record::Record::outcome), 100);
}

void TestConnection::finWithinARequestEndsIt()
{
    listen(answer);
    m_client->arrive("GET / HT");
    m_client->finish();
    QVERIFY(m_client->isClosed);
    QVERIFY(m_client->outgoing.isEmpty());
    QCOMPARE(records().back().outcome, record::Outcome::AbortedByClient);
}

void TestConnection::refusalLingers()
{
    listen(answer);
    m_client->arrive("nonsense\r\n" + get);
    QVERIFY(m_client->outgoing.startsWith("HTTP/1.1 400 Bad Request\r\n"));
    QCOMPARE(m_client->outgoing.count("HTTP/1.1 "), 1);
    QVERIFY(m_client->isShutDown);
    QVERIFY(!m_client->isClosed);
    m_client->arrive(get);
    m_client->finish();
    QVERIFY(m_client->isClosed);
    QCOMPARE(m_client->outgoing.count("HTTP/1.1 "), 1);
    QCOMPARE(records().size(), 1u);
}

void TestConnection::refusalIsToldBefore()
{
    listen(answer);
    m_client->arrive(get);
    const QByteArray answered = m_client->outgoing;
    m_client->arrive("nonsense\r\n");
    m_client->arrive("more of it");
    QVERIFY(m_client->outgoing.size() > answered.size());
    QCOMPARE(m_refusals.size(), 1u);
    QCOMPARE(m_refusals[0].outgoing, answered);
    QCOMPARE(m_refusals[0].why, http::Fault::Method);
    const record::Record refused = records().back();
    QCOMPARE(m_refusals[0].call, (net::CallId{refused.connection, refused.ordinal}));
}

void TestConnection::drainFinishesWhatIsAtHand()
{
    listen([](net::Call call) { std::move(call).after(10ms, answer); });
    m_client->arrive(get + get);
    bool emptied = false;
    connect(&*m_loop, &net::Loop::emptied, this, [&] { emptied = true; });
    m_loop->drain();
    QVERIFY(!emptied);
    QTRY_VERIFY(emptied);
    const std::vector<record::Record> all = records();
    QCOMPARE(all.back().outcome, record::Outcome::Answered);
}

void TestConnection::fastRequestsAreNotAnnounced()
{
    listen(answer);
    for (int i = 0; i < 10; ++i)
        m_client->arrive(get);
    QCoreApplication::processEvents();
    for (const record::Record &record : records())
        QCOMPARE(record.outcome, record::Outcome::Answered);
}

void TestConnection::slowRequestsAreAnnouncedOncePerPhase()
{
    listen([](net::Call call) { std::move(call).after(30ms, answer); });
    std::vector<record::Record> all;
    const auto iterate = [&] { // up to the wait for events
        QEventLoop loop;
        connect(QAbstractEventDispatcher::instance(), &QAbstractEventDispatcher::aboutToBlock,
                &loop, &QEventLoop::quit);
        loop.exec();
        std::ranges::copy(records(), std::back_inserter(all));
    };
    m_client->arrive("GET / HTTP/1.1\r\n");
    iterate();
    QCOMPARE(all.size(), 1u);
    m_client->arrive("Host: a\r\n");
    iterate();
    QCOMPARE(all.size(), 1u);
    m_client->arrive("\r\n");
    iterate();
    QTRY_VERIFY(!m_client->outgoing.isEmpty());
    iterate();
    QCOMPARE(all.size(), 3u);
    QCOMPARE(all[0].phase, record::Phase::ReadingHead);
    QCOMPARE(all[1].outcome, record::Outcome::InFlight);
    QCOMPARE(all[1].phase, record::Phase::Sleeping);
    QCOMPARE(all[2].outcome, record::Outcome::Answered);
    QCOMPARE(all[0].id, all[1].id);
    QCOMPARE(all[0].id, all[2].id);
}

// Also if it was not announced before.
void TestConnection::whatIsWrittenIsAnnouncedWithItsRequest()
{
    listen(answer);
    m_client->room = 10; // bytes
    m_client->arrive("PUT /written HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\n\r\nx");
    std::vector<record::Record> announced;
    QByteArray target;
    QTRY_VERIFY([&] {
        m_journal->read([&](const record::Entry &entry, const record::Details &details) {
            if (const auto *record = std::get_if<record::Record>(&entry)) {
                announced.push_back(*record);
                target = details.target.toByteArray();
            }
        });
        return !announced.empty() && announced.back().phase == record::Phase::Writing;
    }());
    QCOMPARE(target, "/written");
    QCOMPARE(announced.back().method, quint8(http::Method::Put));
    m_client->makeRoom(1 << 20);
    QTRY_VERIFY(!m_client->outgoing.isEmpty());
    const std::vector<record::Record> finished = records();
    QCOMPARE(finished.back().outcome, record::Outcome::Answered);
    QCOMPARE(announced.back().startNs, finished.back().startNs);
    QCOMPARE(announced.back().id, finished.back().id);
}

void TestConnection::handlerThatHoldsTheLoopIsAnnouncedBefore()
{
    std::vector<record::Record> meanwhile;
    listen([&](net::Call call) {
        call.announce();
        meanwhile = records();
        call.announce(); // the second has no effect
        QVERIFY(records().empty());
        answer(std::move(call));
    });
    m_client->arrive(get);
    QCOMPARE(meanwhile.size(), 1u);
    QCOMPARE(meanwhile[0].outcome, record::Outcome::InFlight);
    QCOMPARE(meanwhile[0].phase, record::Phase::Running);
    const std::vector<record::Record> after = records();
    QCOMPARE(after.size(), 1u);
    QCOMPARE(after[0].id, meanwhile[0].id);
    QCOMPARE(after[0].outcome, record::Outcome::Answered);
}

QTEST_GUILESS_MAIN(TestConnection)
#include "tst_connection.moc"
