#include "blockingclient.h"

#include <overlap/TestServer>

#include <QRegularExpression>

#include <functional>
#include <optional>
#include <stdexcept>

using namespace overlap;
using namespace Qt::StringLiterals;

// The server for other people's tests: what it says of mistakes, in a test or of its client.
class TestTestMistakes : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init();
    void cleanup() { m_server.reset(); }

    void mistakes_data();
    void mistakes();
    void mistakesInFunctions_data();
    void mistakesInFunctions();
    void neverAsked();
    void equalSentences();
    void manySentences();
    void nonsense();

private:
    std::optional<TestServer> m_server;
};

void TestTestMistakes::init()
{
    m_server.emplace();
    QVERIFY(m_server->isServing());
}

void TestTestMistakes::mistakes_data()
{
    using Make = std::function<void(TestServer &)>;
    QTest::addColumn<Make>("make");
    QTest::addColumn<QString>("says");
    const auto add = [](const char *name, const QString &says, const Make &make) {
        QTest::newRow(name) << make << says;
    };
    add("no slash", u"on(\"items\") takes no request: write \"/path\" or \"GET /path\"."_s,
        [](TestServer &server) { server.on("items", Answer()); });
    add("no slash behind a method",
        u"on(\"GET items\") takes no request: write \"/path\" or \"GET /path\"."_s,
        [](TestServer &server) { server.on("GET items", Answer()); });
    add("no method before a blank",
        u"on(\" /items\") takes no request: write \"/path\" or \"GET /path\"."_s,
        [](TestServer &server) { server.on(" /items", Answer()); });
    add("nothing", u"on(\"\") takes no request: write \"/path\" or \"GET /path\"."_s,
        [](TestServer &server) { server.on("", [](const Request &) { return Answer(); }); });
    add("a query", u"on(\"/items?page=2\") takes no request: write the path without its query."_s,
        [](TestServer &server) { server.on("/items?page=2", Answer()); });
    add("a status",
        u"The answer of on(\"/x\") is wrong. Step 1: status takes a status from 200 to 599, but "
        u"got "
        "\"999\"."_s,
        [](TestServer &server) { server.on("/x", Answer().status(999)); });
    add("a field", u"The answer of on(\"/x\") is wrong. "_s,
        [](TestServer &server) { server.on("/x", Answer().header("Content-Length", "5")); });
    add("a line in a field", u"The answer of on(\"/x\") is wrong. "_s,
        [](TestServer &server) { server.on("/x", Answer().header("X", "a\r\nY: b")); });
    add("an order", u"The answer of on(\"/x\") is wrong. Step 2: "_s,
        [](TestServer &server) { server.on("/x", Answer().text("x").status(404)); });
    add("a script", u"The answer of on(\"/x\") is wrong. Step 2: nap "_s,
        [](TestServer &server) { server.on("/x", Answer::fromScript("text=a&nap=1s")); });
    add("a queued answer", u"A queued answer is wrong. Step 1: json "_s,
        [](TestServer &server) { server.enqueue(Answer().json("{")); });
    add("a strategy",
        u"There is no strategy \"parallel\": choose one of concurrent, serial, limited, "
        u"thread-pool, "
        "blocking, never-awaited."_s,
        [](TestServer &server) { QVERIFY(!server.setStrategy("parallel")); });
}

// Each is warned of at once, is one of unexpected(), and the client hears of it.
void TestTestMistakes::mistakes()
{
    QFETCH(const std::function<void(TestServer &)>, make);
    QFETCH(const QString, says);
    QTest::ignoreMessage(QtWarningMsg,
                         QRegularExpression(u"^"_s + QRegularExpression::escape(says)));
    make(*m_server);
    const QStringList unexpected = m_server->unexpected();
    QVERIFY2(unexpected.first().startsWith(says), qPrintable(unexpected.first()));
    QVERIFY(m_server->report().startsWith(u"Unexpected: "_s + says));
    const auto got = BlockingClient(m_server->port()).get("/x");
    QCOMPARE(got.status, 500);
    if (says.contains(u"answer"_s))
        QVERIFY2(says.endsWith(u' ') || got.body.startsWith("Step "), got.body);
    else
        QCOMPARE(got.body, "Neither a rule nor a queued answer takes GET /x.\n"_ba);
}

void TestTestMistakes::mistakesInFunctions_data()
{
    QTest::addColumn<TestServer::Handler>("function");
    QTest::addColumn<QString>("says");
    QTest::newRow("throws") << TestServer::Handler([](const Request &) -> Answer {
        throw std::runtime_error("out of\ncheese");
    }) << u"The function for GET /x?y threw: out of\\x0acheese."_s;
    QTest::newRow("throws anything")
        << TestServer::Handler([](const Request &) -> Answer { throw 7; })
        << u"The function for GET /x?y threw."_s;
    QTest::newRow("answers wrongly")
        << TestServer::Handler([](const Request &) { return Answer().status(99); })
        << u"The function for GET /x?y made a wrong answer. Step 1: status takes a status from 200 "
           u"to "
           "599, but got \"99\"."_s;
    QTest::newRow("is none") << TestServer::Handler() << u"The function for GET /x?y threw: "_s;
}

void TestTestMistakes::mistakesInFunctions()
{
    QFETCH(const TestServer::Handler, function);
    QFETCH(const QString, says);
    m_server->on("/x", function);
    const auto got = BlockingClient(m_server->port()).get("/x?y");
    QCOMPARE(got.status, 500);
    QCOMPARE(m_server->unexpected().size(), 1);
    QVERIFY2(m_server->unexpected().first().startsWith(says),
             qPrintable(m_server->unexpected().first()));
    QCOMPARE(QString::fromUtf8(got.body), m_server->unexpected().first() + u'\n');
}

void TestTestMistakes::neverAsked()
{
    m_server->on("/asked", Answer());
    m_server->on("GET /never", Answer());
    m_server->on("/once", Answer(), 2);
    m_server->on("/never", Answer(), 2);
    m_server->enqueue(Answer());
    m_server->enqueue(Answer());
    m_server->enqueue(Answer());
    BlockingClient client(m_server->port());
    client.get("/asked");
    client.get("/once");
    client.get("/queue");
    QCOMPARE(m_server->unexpected(), (QStringList{u"Nobody asked for on(\"GET /never\")."_s,
                                                  u"on(\"/once\") was asked for 1 of 2 times."_s,
                                                  u"Nobody asked for on(\"/never\")."_s,
                                                  u"Nobody took 2 of the queued answers."_s}));
}

void TestTestMistakes::equalSentences()
{
    BlockingClient client(m_server->port());
    for (const char *target : {"/a", "/b", "/a", "/a"})
        QCOMPARE(client.get(target).body,
                 QByteArray("Neither a rule nor a queued answer takes GET ").append(target) +
                     ".\n");
    QCOMPARE(m_server->unexpected(),
             (QStringList{u"Neither a rule nor a queued answer takes GET /a. (3 times)"_s,
                          u"Neither a rule nor a queued answer takes GET /b."_s}));
}

void TestTestMistakes::manySentences()
{
    for (int i = 0; i < 53; ++i)
        m_server->on("/" + QByteArray::number(i), Answer());
    QCOMPARE(m_server->unexpected().size(), 53);
    const QString report = m_server->report();
    QCOMPARE(report.count(u"Unexpected: "_s), 51);
    QVERIFY(report.contains(u"on(\"/49\").\nUnexpected: 3 more\n0 requests"_s));
}

void TestTestMistakes::nonsense()
{
    BlockingClient client(m_server->port());
    client.send("\x16\x03\x01\x02\x00\x01"_ba + "hello");
    client.receiveAll();
    QCOMPARE(m_server->unexpected().size(), 1);
    QVERIFY2(m_server->unexpected().first().contains(u"This looks like TLS"_s),
             qPrintable(m_server->unexpected().first()));
    QVERIFY(m_server->requests().isEmpty());
}

QTEST_GUILESS_MAIN(TestTestMistakes)
#include "tst_testmistakes.moc"
