#include "memorytransport.h"

#include "overlap/answers/bodies.h"
#include "overlap/answers/player.h"
#include "overlap/net/loop.h"
#include "overlap/script/outline.h"
#include "overlap/script/parse.h"
#include "patience.h"

#include <QElapsedTimer>
#include <QEventLoop>
#include <QTest>
#include <QTimer>

#include <memory>
#include <optional>

using namespace overlap;
using namespace std::chrono_literals;
using answers::Gates;
using answers::Stage;

// Scripts as they are played: each step, in each framing, version and order, over a transport
// without a socket. What is expected is worked out from the script's text.
class TestPlayer : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init();
    void cleanup();
    void answers_data();
    void answers();
    void clientGoesAtEachPoint_data();
    void clientGoesAtEachPoint();
    void bodiesAreWhatTheySay();
    void eventsGoOnBehindTheLastOne();
    void seedsRepeat();
    void failsThenAnswers();
    void pagesAreSandboxed();
    void countsByKey();
    void limitsWhatIsInFlight();
    void goesBeforeAnotherAnswer();
    void paces();
    void rates();
    void gateFails();
    void stallsUntilTheClientGoes();
    void computes();
    void needsLittleMemory();

private:
    struct Client;
    std::shared_ptr<Client> connectAnother();
    // What the client got for a request with these steps as its query.
    QByteArray ask(const QByteArray &steps, const QByteArray &fields = {});
    void readJournal();                      // into m_finished
    qint64 takesMs(const QByteArray &steps); // how long ask() takes

    net::Counters m_counters;
    std::unique_ptr<record::Journal> m_journal;
    std::unique_ptr<Stage> m_stage;
    std::optional<net::Loop> m_loop;
    std::vector<record::Record> m_finished;
    struct Ending
    {
        int status;
        QByteArray sent; // until then
        bool isOver;     // the connection
    };
    std::vector<Ending> m_endings;   // of what m_watched asks for
    std::vector<net::Call> m_passed; // what scripts at /before let pass
    std::shared_ptr<Client> m_watched;
};

// What is known of a client, also once its transport is gone.
struct TestPlayer::Client
{
    class Transport : public MemoryTransport
    {
    public:
        explicit Transport(std::shared_ptr<Client> client) : m_client(std::move(client)) {}
        void close(bool now) override
        {
            MemoryTransport::close(now);
            m_client->kept = outgoing;
            m_client->wasReset = now;
            m_client->transport = nullptr;
        }

    private:
        const std::shared_ptr<Client> m_client;
    };

    MemoryTransport *transport = nullptr; // null: closed
    QByteArray kept;
    bool wasReset = false;

    QByteArray sent() const { return transport ? transport->outgoing : kept; }
    bool hasEnded() const { return !transport || transport->isShutDown; }
    void arrive(const QByteArray &bytes)
    {
        if (transport)
            transport->arrive(bytes);
    }
    void vanish()
    {
        if (transport)
            transport->vanish();
    }
};

namespace {

QByteArray request(const QByteArray &steps, const QByteArray &method = "GET", int minorVersion = 1,
                   const QByteArray &fields = {})
{
    return method + " /do?" + steps + " HTTP/1." + QByteArray::number(minorVersion) +
           "\r\nHost: h\r\n" + (minorVersion == 0 ? "Connection: keep-alive\r\n" : "") + fields +
           "\r\n";
}

// One answer, taken apart by its own framing.
struct Answer
{
    int status = 0;
    QByteArray head, body, rest;
    bool isWhole = false;

    QByteArray field(const QByteArray &name) const
    {
        const qsizetype at = head.indexOf("\r\n" + name + ": ");
        const qsizetype from = at + 2 + name.size() + 2;
        return at < 0 ? QByteArray() : head.sliced(from, head.indexOf("\r\n", from) - from);
    }
};

Answer answerIn(const QByteArray &sent, bool isHead, bool isClosed)
{
    Answer answer;
    const qsizetype end = sent.indexOf("\r\n\r\n");
    if (end < 0 || !sent.startsWith("HTTP/1.1 "))
        return answer;
    answer.head = sent.first(end + 4);
    answer.status = sent.sliced(9, 3).toInt();
    answer.rest = sent.sliced(end + 4);
    answer.isWhole = true;
    if (isHead || answer.status == 204 || answer.status == 304)
        return answer;
    if (answer.field("Transfer-Encoding") == "chunked") {
        for (;;) {
            const qsizetype line = answer.rest.indexOf("\r\n");
            bool isNumber = false;
            const qsizetype size =
                line < 0 ? -1 : answer.rest.first(line).toLongLong(&isNumber, 16);
            answer.isWhole = isNumber && answer.rest.size() >= line + 2 + size + 2;
            if (!answer.isWhole)
                return answer;
            answer.body += answer.rest.sliced(line + 2, size);
            answer.rest.remove(0, line + 2 + size + 2);
            if (size == 0)
                return answer;
        }
    }
    const QByteArray length = answer.field("Content-Length");
    const qsizetype size = length.isEmpty() ? answer.rest.size() : length.toLongLong();
    answer.isWhole = length.isEmpty() ? isClosed : answer.rest.size() >= size;
    answer.body = answer.rest.first(std::min(size, answer.rest.size()));
    answer.rest.remove(0, answer.body.size());
    return answer;
}

// The bodies of scripts in these tests, apart from what is random.
QByteArray bodyOf(const QList<script::Step> &steps)
{
    using script::Kind;
    QByteArray body;
    qint64 sent = 0;
    for (const script::Step &step : steps) {
        QByteArray piece = step.argument.text;
        switch (step.kind) {
        case Kind::Send: {
            piece.clear();
            while (piece.size() < step.argument.number)
                piece +=
                    answers::patternBytes(sent + piece.size(), step.argument.number - piece.size());
            break;
        }
        case Kind::Text:
        case Kind::Json: break;
        case Kind::Lines:
            for (qint64 n = 1; n <= step.argument.number; ++n)
                piece += answers::jsonLine(n);
            break;
        case Kind::Events:
            for (qint64 n = 1; n <= step.argument.number; ++n)
                piece += answers::serverSentEvent(n);
            break;
        default: continue;
        }
        body += piece;
        sent += piece.size();
    }
    return body;
}

} // namespace

void TestPlayer::init()
{
    m_journal = std::make_unique<record::Journal>();
    m_stage = std::make_unique<Stage>();
    m_finished.clear();
    m_endings.clear();
    m_passed.clear();
    m_watched = nullptr;
    const auto ending = [this](int status) {
        if (m_watched)
            m_endings.push_back({status, m_watched->sent(), m_watched->hasEnded()});
    };
    const auto handle = [this, ending](net::Call &&call) {
        const QByteArray target = call.request().target.toByteArray();
        const auto parsed = script::parse(target.sliced(target.indexOf('?') + 1));
        const auto *script = std::get_if<script::Script>(&parsed);
        if (script && target.startsWith("/before"))
            answers::playBefore(
                std::move(call), *script, *m_stage,
                [this](net::Call &&passed) { m_passed.push_back(std::move(passed)); }, ending);
        else if (script)
            answers::play(std::move(call), *script, *m_stage, ending);
        // A bad script is answered with 500: the handler did not take the call.
    };
    http::Limits limits;
    limits.halfCloseWithin = {}; // a FIN means giving up
    m_loop.emplace(net::Loop::Setup{.connections = {.limits = limits},
                                    .handler = handle,
                                    .journal = m_journal.get(),
                                    .counters = &m_counters,
                                    .wakeReader = [] {}});
}

void TestPlayer::cleanup()
{
    m_passed.clear();
    m_watched = nullptr;
    m_loop.reset();
    QCoreApplication::sendPostedEvents(nullptr, QEvent::DeferredDelete);
}

std::shared_ptr<TestPlayer::Client> TestPlayer::connectAnother()
{
    const auto client = std::make_shared<Client>();
    auto transport = std::make_unique<Client::Transport>(client);
    client->transport = transport.get();
    m_loop->adopt(std::move(transport));
    return client;
}

QByteArray TestPlayer::ask(const QByteArray &steps, const QByteArray &fields)
{
    const auto client = connectAnother();
    client->arrive(request(steps, "GET", 1, fields));
    waitFor([&] { return client->hasEnded() || answerIn(client->sent(), false, false).isWhole; });
    return client->sent();
}

qint64 TestPlayer::takesMs(const QByteArray &steps)
{
    QElapsedTimer timer;
    timer.start();
    ask(steps);
    return timer.elapsed();
}

void TestPlayer::readJournal()
{
    m_journal->read([this](const record::Entry &entry, const record::Details &) {
        const auto *record = std::get_if<record::Record>(&entry);
        if (record && record->outcome != record::Outcome::InFlight)
            m_finished.push_back(*record);
    });
}

void TestPlayer::answers_data()
{
    QTest::addColumn<QByteArray>("steps");
    QTest::addColumn<QByteArray>("method");
    QTest::addColumn<int>("minorVersion");
    QTest::addColumn<bool>("isPipelined");
    const QByteArray scripts[] = {"",
                                  "sleep=1ms",
                                  "compute=1ms",
                                  "status=418",
                                  "status=204",
                                  "status=304",
                                  "header=X-A:b&text=x",
                                  "type=text/html&text=x",
                                  "send=0",
                                  "send=1",
                                  "send=100KiB",
                                  "text=",
                                  "text=some%20text",
                                  "json={\"a\":1}",
                                  "lines=0",
                                  "lines=3",
                                  "events=2",
                                  "text=one&text=two",
                                  "text=one&sleep=1ms&text=two",
                                  "every=1ms&text=a&send=3&lines=2",
                                  "rate=100KiB&send=3KiB",
                                  "send=2&gate=open&send=2",
                                  "gate=open&text=x",
                                  "text=one&close",
                                  "text=one&reset",
                                  "text=one&garbage",
                                  "close",
                                  "reset",
                                  "garbage",
                                  "send=10&sleep=1ms&close",
                                  "fail=0&status=500&then&text=x",
                                  "limit=3&text=x",
                                  "status=404&sleep=1ms&send=3",
                                  "text=one&compute=1ms&text=two"};
    for (const QByteArray &script : scripts) {
        for (const QByteArray framing : {"", "length", "chunked", "until-close", "length=200KiB"}) {
            const QByteArray steps =
                framing.isEmpty() || script.isEmpty() ? framing + script : framing + '&' + script;
            if (std::holds_alternative<script::ScriptError>(script::parse(steps)))
                continue; // they do not go together
            for (int bits = 0; bits < 8; ++bits)
                QTest::addRow("%s, %s 1.%d%s", steps.constData(), bits & 1 ? "HEAD" : "GET",
                              bits >> 1 & 1, bits & 4 ? ", pipelined" : "")
                    << steps << QByteArray(bits & 1 ? "HEAD" : "GET") << (bits >> 1 & 1)
                    << bool(bits & 4);
        }
    }
}

void TestPlayer::answers()
{
    QFETCH(const QByteArray, steps);
    QFETCH(const QByteArray, method);
    QFETCH(const int, minorVersion);
    QFETCH(const bool, isPipelined);
    using enum script::Outline::Framing;
    using enum record::Outcome;
    const auto script = std::get<script::Script>(script::parse(steps));
    const QList<script::Step> taken = script::stepsFor(script, false);
    const script::Outline outline = script::outlineOf(taken);
    const bool isHead = method == "HEAD";
    const bool breaksOffBefore = outline.breaksOff && !outline.hasPiece;
    const bool breaksOff = breaksOffBefore || (outline.breaksOff && !isHead);
    const bool isUntilClose =
        outline.framing == UntilClose || (outline.framing == Chunked && minorVersion == 0);
    m_stage->gates.open("open");
    const auto client = m_watched = connectAnother();
    client->arrive(request(steps, method, minorVersion) +
                   (isPipelined ? request("text=next") : QByteArray()));
    QTRY_VERIFY((readJournal(), !m_finished.empty()));

    const record::Outcome ends[] = {CutShort, Reset, Garbled};
    const auto end = breaksOff ? int(taken.back().kind) - int(script::Kind::Close) : 0;
    QCOMPARE(m_finished[0].outcome, breaksOff ? ends[end] : Answered);
    const bool mayClose = breaksOff || (isUntilClose && outline.hasPiece && !isHead);
    if (isPipelined && !mayClose)
        QTRY_VERIFY(client->sent().endsWith("next"));
    const Answer answer = answerIn(client->sent(), isHead, client->hasEnded() && !client->wasReset);
    // Who counts requests knew the end before the client could.
    QTRY_COMPARE(m_endings.size(), isPipelined && !mayClose ? 2u : 1u);
    QCOMPARE(m_endings[0].status, breaksOffBefore ? 0 : int(outline.head.status));
    QVERIFY(!m_endings[0].isOver);
    QVERIFY(!answerIn(m_endings[0].sent, isHead, false).isWhole);
    if (breaksOffBefore) {
        QVERIFY(answer.status == 0);
        QCOMPARE(client->sent().isEmpty(), ends[end] != Garbled);
        return;
    }
    QCOMPARE(answer.status, int(outline.head.status));
    QCOMPARE(m_finished[0].status, quint16(outline.head.status));
    if (!isHead)
        QVERIFY2(answer.body.startsWith(bodyOf(taken)) || answer.body == bodyOf(taken),
                 answer.body);
    if (breaksOff && (!isUntilClose || ends[end] == Reset))
        QVERIFY(!answer.isWhole);
    else
        QCOMPARE(answer.isWhole, true);
    if (outline.framing == Length && outline.head.status != http::Status::NoContent &&
        outline.head.status != http::Status::NotModified)
        QCOMPARE(answer.field("Content-Length"), QByteArray::number(outline.length));
    if (breaksOff)
        QTRY_COMPARE(client->wasReset, ends[end] == Reset);
    else
        QCOMPARE(answer.rest.isEmpty(), !isPipelined || mayClose);
}

void TestPlayer::clientGoesAtEachPoint_data()
{
    QTest::addColumn<QByteArray>("steps");
    QTest::addColumn<bool>("isReset");
    const QByteArray all[] = {"status=201", "text=one",  "send=100KiB",
                              "lines=2",    "every=1ms", "events=2"};
    for (const QByteArray framing : {"", "chunked&", "until-close&"}) {
        for (std::size_t at = 0; at <= std::size(all); ++at) {
            QByteArray steps = framing;
            for (std::size_t i = 0; i < std::size(all); ++i)
                steps += (i == at ? "gate=closed&" : "") + all[i] + '&';
            steps += at == std::size(all) ? "gate=closed" : "text=x";
            QTest::addRow("reset: %s", steps.constData()) << steps << true;
            QTest::addRow("FIN: %s", steps.constData()) << steps << false;
        }
    }
}

// While it is held at a gate at that point. Nothing is left of it.
void TestPlayer::clientGoesAtEachPoint()
{
    QFETCH(const QByteArray, steps);
    QFETCH(const bool, isReset);
    const auto client = m_watched = connectAnother();
    client->arrive(request("limit=1&" + steps));
    const auto held = [&] {
        const QList<Gates::State> states = m_stage->gates.states();
        return states.isEmpty() ? 0 : states[0].held;
    };
    QTRY_COMPARE(held(), 1);
    if (isReset) {
        client->vanish();
    } else {
        // The FIN comes in a later iteration of the loop than the request, so it is late.
        const http::Time readBefore = m_loop->now();
        QVERIFY(QTest::qWaitFor([&] { // an iteration ends when the loop waits, as qWait() does not
            QEventLoop iteration;
            QTimer::singleShot(1ms, Qt::PreciseTimer, &iteration, &QEventLoop::quit);
            iteration.exec();
            return m_loop->monitor().lastEnded() >= readBefore;
        }));
        client->transport->finish();
    }
    QTRY_COMPARE(held(), 0);
    readJournal();
    QCOMPARE(m_finished.size(), 1u);
    QCOMPARE(m_finished[0].outcome, record::Outcome::AbortedByClient);
    QCOMPARE(m_endings.size(), 1u);
    QCOMPARE(m_endings[0].status, int(m_finished[0].status));
    QCOMPARE(m_counters.open, 0);
    QVERIFY(m_stage->tallies.enter("/do?limit=1&" + steps, 1)); // its place is free
}

void TestPlayer::bodiesAreWhatTheySay()
{
    const QByteArray all = answerIn(ask("send=100000"), false, false).body;
    QCOMPARE(all.size(), 100'000);
    QCOMPARE(all.first(10), QByteArray("0123456789"));
    QCOMPARE(all.indexOf('\n'), 63);
    QCOMPARE(all.sliced(64, 64), all.first(64));
    // In pieces of any size it is the same body.
    QCOMPARE(answerIn(ask("send=7&send=99993"), false, false).body, all);
    QCOMPARE(answerIn(ask("rate=1MiB&send=100000"), false, false).body, all);
    QCOMPARE(answerIn(ask("lines=2"), false, false).body, QByteArray("{\"n\":1}\n{\"n\":2}\n"));
}

void TestPlayer::eventsGoOnBehindTheLastOne()
{
    const auto ids = [&](const QByteArray &fields) {
        return answerIn(ask("events=4", fields), false, false).body;
    };
    QCOMPARE(ids({}).count("id: "), 4);
    QCOMPARE(ids("Last-Event-ID: 2\r\n"), QByteArray("id: 3\ndata: 3\n\nid: 4\ndata: 4\n\n"));
    QCOMPARE(ids("Last-Event-ID: 4\r\n"), QByteArray());
    QCOMPARE(ids("Last-Event-ID: nonsense\r\n").count("id: "), 4);
    QCOMPARE(ids("Last-Event-ID: -3\r\n").count("id: "), 4);
}

void TestPlayer::seedsRepeat()
{
    const QByteArray first = answerIn(ask("seed=5&send=1000"), false, false).body;
    const QByteArray second = answerIn(ask("seed=5&send=1000"), false, false).body;
    QVERIFY(first != second); // the second request with that target
    m_stage->tallies.clear();
    QCOMPARE(answerIn(ask("seed=5&send=1000"), false, false).body, first);
    QCOMPARE(answerIn(ask("seed=5&send=1000"), false, false).body, second);
    m_stage->tallies.clear();
    QVERIFY(answerIn(ask("seed=6&send=1000"), false, false).body != first);
}

void TestPlayer::failsThenAnswers()
{
    const QByteArray steps = "fail=2&status=503&text=no&then&text=yes";
    for (const int status : {503, 503, 200, 200})
        QCOMPARE(answerIn(ask(steps), false, false).status, status);
    m_stage->tallies.clear();
    QCOMPARE(answerIn(ask(steps), false, false).status, 503);
    QCOMPARE(answerIn(ask("fail=0&status=503&then&text=yes"), false, false).status, 200);
}

// Whoever makes a link chooses what its page does, and that must not be in the server's name.
void TestPlayer::pagesAreSandboxed()
{
    const QByteArray field = "Content-Security-Policy: sandbox";
    for (const QByteArray steps :
         {"type=text/html&text=x", "header=content-type:image/svg%2Bxml&text=x",
          "fail=1&status=503&type=text/html&text=x&then&text=x",
          "type=text/html&chunked&text=x&gate=none&close"}) {
        m_stage->gates.open("none");
        QVERIFY2(ask(steps).contains(field), steps);
    }
    QVERIFY(!ask("text=x").contains(field));
    m_stage->sandboxesPages = false;
    QVERIFY(!ask("type=text/html&text=x").contains(field));
}

void TestPlayer::countsByKey()
{
    QCOMPARE(answerIn(ask("key=k&fail=1&status=503&then&text=a"), false, false).status, 503);
    QCOMPARE(answerIn(ask("key=k&fail=1&status=503&then&text=b"), false, false).status, 200);
    QCOMPARE(answerIn(ask("key=l&fail=1&status=503&then&text=b"), false, false).status, 503);
}

void TestPlayer::limitsWhatIsInFlight()
{
    std::vector<std::shared_ptr<Client>> held;
    for (int i = 0; i < 2; ++i) {
        held.push_back(connectAnother());
        held.back()->arrive(request("limit=2&gate=closed&text=x"));
    }
    const Answer refused = answerIn(ask("limit=2&gate=closed&text=x"), false, false);
    QCOMPARE(refused.status, 429);
    QCOMPARE(refused.field("Retry-After"), QByteArray("1"));
    m_stage->gates.open("closed");
    QTRY_VERIFY(held[0]->sent().endsWith("x") && held[1]->sent().endsWith("x"));
    QCOMPARE(answerIn(ask("limit=2&gate=closed&text=x"), false, false).status, 200);
}

void TestPlayer::goesBeforeAnotherAnswer()
{
    const auto send = [this](const QByteArray &steps) {
        m_watched = connectAnother();
        m_watched->arrive(request(steps).replace("/do?", "/before?"));
        return m_watched;
    };
    const auto statusOf = [](const std::shared_ptr<Client> &client) {
        waitFor([&] { return answerIn(client->sent(), false, false).isWhole; });
        return answerIn(client->sent(), false, false).status;
    };
    const auto answerPassed = [this] {
        std::move(m_passed.back()).send({.status = http::Status::NoContent});
        m_passed.pop_back();
    };
    const auto waiting = send("sleep=1ms&compute=1ms");
    QTRY_COMPARE(m_passed.size(), 1u);
    QVERIFY(waiting->sent().isEmpty());
    answerPassed();
    QCOMPARE(statusOf(waiting), 204);
    QCOMPARE(m_endings.size(), 0u); // it is not the script that answered

    const QByteArray failing = "fail=1&status=503&then&sleep=1ms";
    QCOMPARE(statusOf(send(failing)), 503);
    QCOMPARE(m_endings.size(), 1u);
    QVERIFY(m_passed.empty());
    const auto second = send(failing);
    QTRY_COMPARE(m_passed.size(), 1u);
    answerPassed();
    QCOMPARE(statusOf(second), 204);
    QCOMPARE(m_endings.size(), 1u);

    // It counts until it is answered, by whomever.
    const auto first = send("limit=1");
    QCOMPARE(m_passed.size(), 1u);
    QCOMPARE(statusOf(send("limit=1")), 429);
    answerPassed();
    QCOMPARE(statusOf(first), 204);
    const auto next = send("limit=1");
    QCOMPARE(m_passed.size(), 1u);
    next->vanish();
    m_passed.clear();
    QVERIFY(m_stage->tallies.enter("/before?limit=1", 1));

    const auto failed = send("gate=closed");
    QCOMPARE(m_stage->gates.release("closed", 1, Gates::Verdict::Fail), 1);
    QCOMPARE(statusOf(failed), 503);
    QVERIFY(m_passed.empty());
}

void TestPlayer::paces()
{
    QVERIFY(takesMs("every=20ms&text=a&text=b&text=c") >= 40);
    QVERIFY(takesMs("every=20ms&lines=3") >= 40);
    QVERIFY(takesMs("sleep=20ms&text=a&sleep=20ms&text=b") >= 40);
    QVERIFY(takesMs("sleep=20ms..30ms&text=a") >= 20);
}

void TestPlayer::rates()
{
    QVERIFY(takesMs("rate=10KiB&send=2KiB") >= 150);
    readJournal();
    QVERIFY(record::phaseNs(m_finished.at(0), record::Phase::Sending) >= 150'000'000);
}

void TestPlayer::gateFails()
{
    const auto before = connectAnother();
    before->arrive(request("gate=a&text=x"));
    const auto within = connectAnother();
    within->arrive(request("chunked&text=x&gate=a&text=y"));
    QTRY_COMPARE(m_stage->gates.states().at(0).held, 2);
    QCOMPARE(m_stage->gates.release("a", 5, Gates::Verdict::Fail), 2);
    QTRY_VERIFY(before->sent().startsWith("HTTP/1.1 503 "));
    QTRY_VERIFY(within->wasReset);
}

void TestPlayer::stallsUntilTheClientGoes()
{
    const auto client = connectAnother();
    client->arrive(request("send=3&stall"));
    QTRY_VERIFY(client->sent().endsWith("012\r\n"));
    client->vanish();
    readJournal();
    QCOMPARE(m_finished.at(0).outcome, record::Outcome::AbortedByClient);
}

void TestPlayer::computes()
{
    QCOMPARE(answerIn(ask("compute=30ms&text=x"), false, false).body, QByteArray("x"));
    readJournal();
    QVERIFY(record::phaseNs(m_finished.at(0), record::Phase::Running) >= 29'000'000);
}

// A hundred steps, and pieces that nobody reads.
void TestPlayer::needsLittleMemory()
{
    const auto client = connectAnother();
    client->transport->room = 100'000;
    client->arrive(request("send=1TiB"));
    QTRY_COMPARE(client->sent().size(), 100'000);
    QVERIFY2(m_counters.buffered <= 64 * 1024, QByteArray::number(m_counters.buffered.load()));
    client->transport->makeRoom(10'000'000);
    QTRY_COMPARE(client->sent().size(), 10'100'000);
    QVERIFY(m_counters.buffered <= 64 * 1024);
}

QTEST_GUILESS_MAIN(TestPlayer)
#include "tst_player.moc"
