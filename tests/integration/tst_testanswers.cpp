#include "blockingclient.h"
#include "networkclient.h"

#include <overlap/TestServer>

#include <QJsonArray>
#include <QJsonObject>

#include <memory>
#include <optional>
#include <vector>

using namespace overlap;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;

// Answers as values, and as clients get them.
class TestTestAnswers : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init();
    void cleanup();

    void scripts_data();
    void scripts();
    void areValues();
    void errors_data();
    void errors();

    void heads();
    void bodies_data();
    void bodies();
    void repeats();
    void failsThenAnswers();
    void limits();
    void troubles_data();
    void troubles();
    void stalls();
    void waitsAreScaled();
    void computes();
    void keepsConnections();
    void endsMeanwhile_data();
    void endsMeanwhile();

private:
    std::optional<TestServer> m_server;
    std::optional<NetworkClient> m_client;
};

void TestTestAnswers::init()
{
    m_server.emplace();
    m_client.emplace();
}

void TestTestAnswers::cleanup()
{
    m_client.reset();
    m_server.reset();
}

// Values.

void TestTestAnswers::scripts_data()
{
    QTest::addColumn<Answer>("answer");
    QTest::addColumn<QByteArray>("script");
    const auto add = [](const QByteArray &script, const Answer &answer) {
        QTest::newRow(script.isEmpty() ? "none" : script.constData()) << answer << script;
    };
    add("", Answer());
    add("sleep=200ms", Answer().sleep(200ms));
    add("sleep=1s..2s", Answer().sleep(1s, 2s));
    add("sleep=p50:80ms,p99:400ms", Answer().sleep({.p50 = 80ms, .p99 = 400ms}));
    add("compute=1ms", Answer().compute(1ms));
    add("gate=hold", Answer().gate("hold"));
    add("status=503", Answer().status(503));
    add("header=Retry-After:1", Answer().header("Retry-After", "1"));
    add("type=image/png", Answer().type("image/png"));
    add("text=some%20text", Answer().text("some text"));
    add("json=%5B1,2%5D", Answer().json("[1,2]"));
    add("json=%7B%22a%22:1%7D", Answer().json(QJsonObject{{u"a"_s, 1}}));
    add("json=%5B1,2%5D", Answer().json(QJsonArray{1, 2}));
    add("send=10KiB", Answer().send(10'240));
    add("lines=3", Answer().lines(3));
    add("events=3", Answer().events(3));
    add("every=1ms&lines=2", Answer().every(1ms).lines(2));
    add("rate=1KiB&send=1", Answer().rate(1024).send(1));
    add("length&text=x", Answer().length().text("x"));
    add("length=20&text=x&close", Answer().length(20).text("x").close());
    add("chunked&text=x", Answer().chunked().text("x"));
    add("until-close&text=x", Answer().untilClose().text("x"));
    add("stall", Answer().stall());
    add("close", Answer().close());
    add("reset", Answer().reset());
    add("garbage", Answer().garbage());
    add("key=k&seed=7&limit=2&fail=1&status=503&then&text=x",
        Answer().key("k").seed(7).limit(2).fail(1).status(503).then().text("x"));
}

void TestTestAnswers::scripts()
{
    QFETCH(const Answer, answer);
    QFETCH(const QByteArray, script);
    QCOMPARE(answer.error(), QString());
    QCOMPARE(answer.script(), script);
    QCOMPARE(Answer::fromScript(script), answer);
}

void TestTestAnswers::areValues()
{
    const Answer short1 = Answer().text("x");
    const Answer longer = short1.sleep(1ms);
    QCOMPARE(short1.script(), "text=x"_ba);
    QCOMPARE(longer.script(), "text=x&sleep=1ms"_ba);
    QVERIFY(short1 != longer);
    Answer assigned = longer;
    assigned = short1;
    QVERIFY(assigned == short1);
}

void TestTestAnswers::errors_data()
{
    QTest::addColumn<Answer>("answer");
    QTest::addColumn<QString>("begin");
    const auto add = [](const char *name, const Answer &answer, const QString &begin) {
        QTest::newRow(name) << answer << begin;
    };
    add("status", Answer().status(199), u"Step 1: status takes a status from 200 to 599"_s);
    add("long sleep", Answer().text("x").sleep(11min), u"Step 2: sleep takes "_s);
    add("negative sleep", Answer().sleep(-1ms), u"Step 1: sleep takes "_s);
    add("backwards", Answer().sleep(2s, 1s), u"Step 1: sleep takes "_s);
    add("framing field", Answer().header("transfer-encoding", "chunked"),
        u"Step 1: header takes "_s);
    add("no field", Answer().header("", "x"), u"Step 1: header takes "_s);
    add("lines in a field", Answer().header("A", "b\r\nC: d"), u"Step 1: header takes "_s);
    add("type", Answer().type("text"), u"Step 1: type takes "_s);
    add("no JSON", Answer().json("[1,"), u"Step 1: json takes "_s);
    add("negative size", Answer().send(-1), u"Step 1: send takes "_s);
    add("no rate", Answer().rate(0).send(1), u"Step 1: rate takes "_s);
    add("gate", Answer().gate(""), u"Step 1: gate takes "_s);
    add("too long", Answer().text(QByteArray(1024 * 1024 + 1, 'x')), u"Step 1: text takes "_s);
    add("behind the end", Answer().reset().text("x"), u"Step 2: text stands behind "_s);
    add("a body for 204", Answer().status(204).text("x"), u"Step 2: text does not go with "_s);
    add("a wrong length", Answer().length(2).text("x"), u"Step 1: length announces "_s);
    add("length 0", Answer().status(200).length(0), u"Step 2: length takes nothing, or a size "_s);
    add("no then", Answer().fail(1).text("x"), u"Step 1: fail needs a then "_s);
    add("a word", Answer::fromScript("text=x&sing=la"), u"Step 2: sing is no step; "_s);
    add("an argument", Answer::fromScript("status=ok"), u"Step 1: status takes "_s);
    add("an encoding", Answer::fromScript("text=%"), u"Step 1: text has a % "_s);
}

void TestTestAnswers::errors()
{
    QFETCH(const Answer, answer);
    QFETCH(const QString, begin);
    QVERIFY2(answer.error().startsWith(begin), qPrintable(answer.error()));
    QVERIFY(answer.error().endsWith(u'.'));
    QCOMPARE(answer.script(), QByteArray());
    QCOMPARE(answer.sleep(1ms).error(), answer.error()); // it stays
}

// Over the wire.

void TestTestAnswers::heads()
{
    m_server->on("/", Answer().status(418).header("X-Tea", "green").type("text/tea").text("no"));
    QNetworkReply *reply = m_client->get(m_server->url());
    const auto got = NetworkClient::got(reply);
    QCOMPARE(got.status, 418);
    QCOMPARE(got.body, "no"_ba);
    QCOMPARE(reply->rawHeader("X-Tea"), "green"_ba);
    QCOMPARE(reply->rawHeader("Content-Type"), "text/tea"_ba);
    QCOMPARE(reply->rawHeader("Content-Length"), "2"_ba);
}

void TestTestAnswers::bodies_data()
{
    QTest::addColumn<Answer>("answer");
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<QByteArray>("type");
    const QByteArray bytes("\0\xff\r\n\r\n\0", 7);
    const auto add = [](const Answer &answer, const QByteArray &body, const char *type) {
        QTest::newRow(answer.script().left(60).constData()) << answer << body << QByteArray(type);
    };
    add(Answer(), "", "");
    add(Answer().text("a").text("b"), "ab", "text/plain; charset=utf-8");
    add(Answer().type("image/png").text(bytes), bytes, "image/png");
    add(Answer().json(R"({"a":[1]})"), R"({"a":[1]})", "application/json");
    add(Answer().text(QByteArray(1024 * 1024, 'x')), QByteArray(1024 * 1024, 'x'),
        "text/plain; charset=utf-8");
    add(Answer().lines(2), "{\"n\":1}\n{\"n\":2}\n", "application/x-ndjson");
    add(Answer().events(1), "id: 1\ndata: 1\n\n", "text/event-stream");
    add(Answer().send(12), "0123456789 a", "application/octet-stream");
    add(Answer().chunked().every(1ms).text("a").text("b"), "ab", "text/plain; charset=utf-8");
    add(Answer().untilClose().text("a").sleep(1ms).text("b"), "ab", "text/plain; charset=utf-8");
    add(Answer().rate(10'000).send(12), "0123456789 a", "application/octet-stream");
}

void TestTestAnswers::bodies()
{
    QFETCH(const Answer, answer);
    QFETCH(const QByteArray, body);
    QFETCH(const QByteArray, type);
    m_server->on("/", answer);
    QNetworkReply *reply = m_client->get(m_server->url());
    const auto got = NetworkClient::got(reply);
    QCOMPARE(got.error, QNetworkReply::NoError);
    QCOMPARE(got.body, body);
    QCOMPARE(reply->rawHeader("Content-Type"), type);
}

// What is drawn goes by the seed, on each server anew.
void TestTestAnswers::repeats()
{
    const auto bodies = [](qint64 seed) {
        TestServer server;
        server.on("/", Answer().seed(seed).send(100));
        BlockingClient client(server.port());
        const QByteArray first = client.get("/").body;
        return std::pair(first, client.get("/").body);
    };
    QCOMPARE(bodies(1), bodies(1));
    QVERIFY(bodies(1).first != bodies(1).second);
    QVERIFY(bodies(1).first != bodies(2).first);
}

void TestTestAnswers::failsThenAnswers()
{
    m_server->on("/", Answer().fail(2).status(503).header("Retry-After", "1").then().text("x"));
    BlockingClient client(m_server->port());
    for (const int status : {503, 503, 200, 200})
        QCOMPARE(client.get("/").status, status);
    QCOMPARE(client.get("/?other").status, 503); // another target
}

void TestTestAnswers::limits()
{
    Gate gate = m_server->gate("g");
    m_server->on("/", Answer().limit(1).gate(gate));
    QNetworkReply *first = m_client->get(m_server->url());
    QVERIFY(gate.waitForHeld(1));
    QCOMPARE(m_client->fetch(m_server->url()).status, 429);
    gate.open();
    QCOMPARE(NetworkClient::got(first).status, 200);
    QCOMPARE(m_client->fetch(m_server->url()).status, 200);
}

void TestTestAnswers::troubles_data()
{
    using Error = QNetworkReply::NetworkError;
    QTest::addColumn<Answer>("answer");
    QTest::addColumn<QList<Error>>("errors"); // one of these
    QTest::addColumn<QByteArray>("body");     // what of it comes at most
    const auto add = [](const char *name, const Answer &answer, const QList<Error> &errors,
                        const QByteArray &body = {}) {
        QTest::newRow(name) << answer << errors << body;
    };
    add("empty reply", Answer().close(), {Error::RemoteHostClosedError});
    add("reset", Answer().reset(), {Error::RemoteHostClosedError, Error::UnknownNetworkError});
    add("garbage", Answer().garbage(),
        {Error::ProtocolFailure, Error::RemoteHostClosedError, Error::UnknownNetworkError});
    // Depending on what it reads at once, Qt's client takes a body for whole that is not.
    const QList<Error> within{Error::RemoteHostClosedError, Error::UnknownNetworkError,
                              Error::ProtocolFailure, Error::NoError};
    add("cut", Answer().length(100).text("abc").close(), within, "abc");
    add("cut chunks", Answer().chunked().text("abc").close(), within, "abc");
    add("reset within", Answer().length(100).text("abc").reset(), within, "abc");
    add("garbage within", Answer().chunked().text("abc").garbage(), within, "abc");
    add("404", Answer().status(404).text("abc"), {Error::ContentNotFoundError}, "abc");
    add("500", Answer().status(500).text("abc"), {Error::InternalServerError}, "abc");
    add("503", Answer().status(503), {Error::ServiceUnavailableError});
}

void TestTestAnswers::troubles()
{
    QFETCH(const Answer, answer);
    QFETCH(const QList<QNetworkReply::NetworkError>, errors);
    QFETCH(const QByteArray, body);
    m_server->on("/", answer);
    const auto got = m_client->fetch(m_server->url());
    QVERIFY2(errors.contains(got.error), QByteArray::number(got.error));
    QVERIFY2(body.startsWith(got.body), got.body);
    QVERIFY(m_server->unexpected().isEmpty());
    QCOMPARE(m_server->inFlight(), 0);
}

void TestTestAnswers::stalls()
{
    m_server->on("/", Answer().length(10).text("abc").stall());
    QNetworkRequest request(m_server->url());
    QNetworkReply *reply = m_client->send("GET", request);
    QTRY_COMPARE(reply->bytesAvailable(), 3);
    QCOMPARE(m_server->inFlight(), 1);
    reply->abort();
    QVERIFY(m_server->waitForFinished(1));
    QCOMPARE(m_server->requests().first().status(), 200);
    QTRY_VERIFY(m_server->report().contains(u"client left"_s));
}

// Waits that would last for minutes.
void TestTestAnswers::waitsAreScaled()
{
    m_server->setTimeScale(1e-6);
    m_server->on("/", Answer().sleep(10min).every(10min).text("a").text("b").sleep(1s, 10min));
    m_server->on("/slow", Answer().rate(1).send(500));
    m_server->on("/next", Answer().text("c"));
    QCOMPARE(m_client->fetch(m_server->url()).body, "ab"_ba);
    QCOMPARE(m_client->fetch(m_server->url("/slow")).body.size(), 500);
    for (const double none : {0.0, -1.0, double(qQNaN())}) {
        m_server->setTimeScale(none);
        QCOMPARE(m_client->fetch(m_server->url()).body, "ab"_ba);
    }
    // The answer before was whole for its client, but may have slept at its end.
    QCOMPARE(m_client->fetch(m_server->url("/next")).body, "c"_ba);
    // Longer is possible, too: to the longest wait of its type.
    m_server->setTimeScale(1e300);
    m_client->get(m_server->url());
    QVERIFY(m_server->waitForInFlight(1));
}

void TestTestAnswers::computes()
{
    m_server->on("/", Answer().compute(5ms).text("x"));
    QCOMPARE(m_client->fetch(m_server->url()).body, "x"_ba);
    const Request request = m_server->requests().first();
    QVERIFY(*request.ended() - request.begun() >= 5ms);
}

void TestTestAnswers::keepsConnections()
{
    m_server->on("/", Answer().text("x"));
    m_server->on("/close", Answer().untilClose().text("x"));
    for (int i = 1; i <= 3; ++i) {
        QCOMPARE(m_client->fetch(m_server->url()).status, 200);
        QCOMPARE(m_server->requests().last().ordinal(), i);
    }
    m_client->fetch(m_server->url("/close"));
    m_client->fetch(m_server->url());
    QCOMPARE(m_server->requests().last().ordinal(), 1);
}

void TestTestAnswers::endsMeanwhile_data()
{
    QTest::addColumn<Answer>("answer");
    QTest::newRow("sleeping") << Answer().sleep(10min);
    QTest::newRow("held") << Answer().gate("g");
    QTest::newRow("computing") << Answer().compute(10min);
    QTest::newRow("stalled") << Answer().stall();
    QTest::newRow("streaming") << Answer().rate(1000).send(1'000'000);
    QTest::newRow("not read") << Answer().send(1 << 30);
    QTest::newRow("events") << Answer().every(1min).events(10);
    QTest::newRow("held within") << Answer().text("a").gate("g");
}

// A server ends at once, whatever it is doing, with every strategy.
void TestTestAnswers::endsMeanwhile()
{
    QFETCH(const Answer, answer);
    for (const char *strategy :
         {"concurrent", "serial", "limited", "thread-pool", "blocking", "never-awaited"}) {
        m_server.emplace();
        m_server->setStrategy(strategy, 2);
        m_server->on("/", answer);
        std::vector<std::unique_ptr<BlockingClient>> clients;
        for (int i = 0; i < 3; ++i) {
            clients.push_back(std::make_unique<BlockingClient>(m_server->port()));
            clients.back()->send("GET / HTTP/1.1\r\nHost: h\r\n\r\n");
        }
        BlockingClient half(m_server->port());
        half.send("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 9\r\n\r\nabc");
        BlockingClient silent(m_server->port());
        QVERIFY(m_server->waitForRequests(1));
        m_server.reset();
        for (const auto &client : clients) {
            const QByteArray got = client->receiveAll();
            QVERIFY2(!got.contains("HTTP/1.1 500"), got);
        }
        QCOMPARE(half.receiveAll(), QByteArray());
        QCOMPARE(silent.receiveAll(), QByteArray());
    }
}

QTEST_GUILESS_MAIN(TestTestAnswers)
#include "tst_testanswers.moc"
