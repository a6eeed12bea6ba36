#include "overlap/analysis/findings.h"
#include "upstreamfixture.h"

#include <QProcess>
#include <QStandardPaths>

#include <memory>

using namespace overlap;
using namespace overlap::analysis;
using namespace Qt::StringLiterals;
using Kind = Diagnosis::Kind;

// Who lets requests wait for each other, from the records of a real server before another one: the
// one behind handles as many at a time as its strategy lets it.
class TestWhoSerialises : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase_data() { addTransports(); }
    void kinds_data();
    void kinds();
    void openStreamHidesNothing();
    void pythonDoesOneAtATime();
};

namespace {

struct Case
{
    QLatin1StringView before = "concurrent"_L1; // the strategy of the one that passes on
    QLatin1StringView behind = "concurrent"_L1;
    int number = 4;      // of the limited one behind
    int connections = 0; // that the rule allows
    int turns = 0;       // that the rule lets go on at once
    int clients = 8;     // at once
    int each = 1;        // requests of each client, one by one
    Kind kind = Kind::Unclear;
    QString says{};
};

Settings settingsOf(QLatin1StringView strategy, int number)
{
    Settings settings;
    settings.strategy = {strategy, {number, number}};
    return settings;
}

bool ask(const Serving &serving, const Case &of)
{
    std::vector<std::unique_ptr<RawClient>> clients;
    clients.reserve(size_t(of.clients));
    for (int i = 0; i < of.clients; ++i)
        clients.push_back(std::make_unique<RawClient>(serving.port()));
    for (int round = 1; round <= of.each; ++round) {
        for (const auto &client : clients)
            client->get("/sleep/150ms?n=" + QByteArray::number(round));
        for (const auto &client : clients) {
            if (!client->waitUntil([&] { return client->hasResponses(round); }))
                return false;
        }
    }
    return true;
}

// A busy machine makes times differ, and then nothing is said: one of some bursts must tell.
Diagnosis diagnosisOf(quint16 upstream, const Case &of)
{
    scenario::Upstream how;
    how.connections = of.connections;
    Passing before("http://127.0.0.1:" + QByteArray::number(upstream), how, 0,
                   settingsOf(of.before, 4));
    scenario::Scenario scenario = before.session().scenario();
    scenario.rules.front().atOnce = of.turns;
    before.session().setScenario(scenario);
    const record::Store &store = before.store();
    Diagnosis diagnosis;
    const int bursts = of.kind == Kind::Unclear ? 1 : 5;
    for (int burst = 0; burst < bursts && !diagnosis.isKnown(); ++burst) {
        before.session().clear();
        const quint64 total = store.total() + quint64(of.clients * of.each);
        if (!ask(before, of) || !waitFor([&] { return store.total() == total; }))
            return {Kind::Refused, u"not all were answered"_s, {}, 0};
        diagnosis =
            findIn(store, store.concurrency().latestBurst(before.session().nowNs())).diagnosis;
    }
    return diagnosis;
}

} // namespace

Q_DECLARE_METATYPE(Case)

void TestWhoSerialises::kinds_data()
{
    QTest::addColumn<Case>("of");
    const auto serial = "serial"_L1;
    const auto limited = "limited"_L1;
    QTest::newRow("nobody") << Case{};
    QTest::newRow("the upstream, one at a time") << Case{
        .behind = serial,
        .kind = Kind::UpstreamLimit,
        .says = u"8 requests were with the upstream at once, and it answered them one after "
                "the other, "_s};
    QTest::newRow("the upstream, two at a time") << Case{.behind = limited,
                                                         .number = 2,
                                                         .kind = Kind::UpstreamLimit,
                                                         .says = u"it handles 2 at a time"_s};
    QTest::newRow("the client") << Case{.clients = 1, .each = 4, .kind = Kind::OneByOne};
    QTest::newRow("the client, before an upstream that would")
        << Case{.behind = serial, .clients = 1, .each = 4, .kind = Kind::OneByOne};
    QTest::newRow("the strategy") << Case{.before = serial, .kind = Kind::Queued};
    QTest::newRow("the strategy, before an upstream that would")
        << Case{.before = serial, .behind = serial, .kind = Kind::Queued};
    QTest::newRow("the connections of the rule")
        << Case{.connections = 1, .kind = Kind::UpstreamConnections};
    QTest::newRow("the turns of the rule, for which threads are held")
        << Case{.before = "thread-pool"_L1, .turns = 1, .clients = 4, .kind = Kind::QueuedAtRule};
    QTest::newRow("the turns of the rule")
        << Case{.turns = 1,
                .kind = Kind::QueuedAtRule,
                .says = u"they queued for their turn at rule 1: raise its “at-once”"_s};
}

void TestWhoSerialises::kinds()
{
    QFETCH(Case, of);
    const Serving behind(settingsOf(of.behind, of.number));
    const Diagnosis diagnosis = diagnosisOf(behind.port(), of);
    QVERIFY2(diagnosis.kind == of.kind, qPrintable(diagnosis.text));
    QVERIFY2(diagnosis.text.contains(of.says), qPrintable(diagnosis.text));
}

// A page often keeps a stream or a socket open to its own server.
void TestWhoSerialises::openStreamHidesNothing()
{
    const Serving behind(settingsOf("limited"_L1, 3));
    Passing before("http://127.0.0.1:" + QByteArray::number(behind.port()));
    RawClient page(before.port());
    page.get("/sse?count=1000&duration=1h");
    QVERIFY(page.waitUntil([&] { return page.received().contains("data:"); }));
    const record::Store &store = before.store();
    const auto latest = [&] { return store.concurrency().latestBurst(before.session().nowNs()); };
    const auto isOver = [&] { return latest().toNs < before.session().nowNs(); };
    QTRY_VERIFY(isOver()); // it has begun, and nobody waits for it
    QVERIFY(ask(before, {.clients = 1, .each = 4}));
    QTRY_COMPARE(store.total(), 4u);
    QTRY_VERIFY(isOver());
    QCOMPARE(latest().peak, 1);
    QCOMPARE(findIn(store, latest()).diagnosis.kind, Kind::OneByOne);
}

// As its documentation has it, but for a handler that takes its time.
void TestWhoSerialises::pythonDoesOneAtATime()
{
    const QString python = QStandardPaths::findExecutable(u"python3"_s);
    if (python.isEmpty())
        QSKIP("needs Python");
    QProcess program;
    program.start(python, {u"-c"_s, uR"(
import http.server, time
class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        time.sleep(0.15)
        self.send_response(200)
        self.send_header("Content-Length", "2")
        self.end_headers()
        self.wfile.write(b"ok")
    def log_message(self, *arguments): pass
server = http.server.HTTPServer(("127.0.0.1", 0), Handler)
print(server.server_port, flush=True)
server.serve_forever()
)"_s});
    QTRY_VERIFY(program.canReadLine() || program.state() == QProcess::NotRunning);
    const quint16 port = program.readLine().trimmed().toUShort();
    if (port == 0)
        QSKIP("needs Python's http.server");
    const Diagnosis diagnosis = diagnosisOf(port, {.kind = Kind::UpstreamLimit});
    QVERIFY2(diagnosis.text.contains("it handles one at a time"_L1), qPrintable(diagnosis.text));
    program.kill();
    program.waitForFinished();
}

QTEST_GUILESS_MAIN(TestWhoSerialises)
#include "tst_whoserialises.moc"
