#include "networkclient.h"

#include <overlap/TestServer>

#include <QDir>
#include <QRegularExpression>

using namespace std::chrono_literals;
using namespace Qt::StringLiterals;
using overlap::Answer;
using overlap::Request;
using overlap::TestServer;

// The examples in the comments of the test server's headers, each a test that reads like it.
class TestTestExamples : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void aServer();
    void someRules();
    void someAnswers();
    void aGate();
    void aRequest();
    void eachIsHere();
};

void TestTestExamples::aServer()
{
    NetworkClient client;
    overlap::TestServer server;
    server.on("GET /items", overlap::Answer().json(R"([1,2,3])"));
    client.get(server.url("/items"));
    QVERIFY(server.waitForFinished(1));
    QCOMPARE(server.requests("/items").size(), 1);
    QVERIFY2(server.unexpected().isEmpty(), qPrintable(server.report()));
}

void TestTestExamples::someRules()
{
    NetworkClient client;
    TestServer server;
    // clang-format off
    server.on("/checkout", Answer().status(503).header("Retry-After", "1"), 2);
    server.on("/checkout", Answer().json(R"({"ok":true})")); // from the third on
    server.on("POST /sum", [](const Request &request) {
        return Answer().text(QByteArray::number(request.body().size()));
    });
    // clang-format on
    for (const int status : {503, 503, 200, 200})
        QCOMPARE(client.fetch(server.url("/checkout")).status, status);
    QNetworkRequest sum(server.url("/sum"));
    sum.setHeader(QNetworkRequest::ContentTypeHeader, u"text/plain"_s);
    QCOMPARE(client.got(client.send("POST", sum, "12345")).body, "5");
    QVERIFY2(server.unexpected().isEmpty(), qPrintable(server.report()));
}

void TestTestExamples::someAnswers()
{
    NetworkClient client;
    const Answer busy = Answer().sleep(20ms).status(503).header("Retry-After", "1");
    const Answer slow = Answer().chunked().every(10ms).text("one").text("two");
    const Answer torn = Answer().length(1000).send(100).close();
    QCOMPARE(busy.script(), "sleep=20ms&status=503&header=Retry-After:1");
    QCOMPARE(Answer::fromScript("chunked&every=10ms&text=one&text=two"), slow);

    TestServer server;
    server.on("/busy", busy);
    server.on("/slow", slow);
    server.on("/torn", torn);
    QCOMPARE(client.fetch(server.url("/busy")).status, 503);
    QCOMPARE(client.fetch(server.url("/slow")).body, "onetwo");
    QVERIFY(client.fetch(server.url("/torn")).body.size() <= 100);
    QVERIFY2(server.unexpected().isEmpty(), qPrintable(server.report()));
}

void TestTestExamples::aGate()
{
    NetworkClient client;
    TestServer server;
    overlap::Gate gate = server.gate("hold");
    server.on("/hold", overlap::Answer().gate(gate).text("done"));
    client.get(server.url("/hold"), 8);
    QVERIFY(gate.waitForHeld(6, 50ms)); // six connections, and no more
    gate.open();
    QVERIFY(server.waitForFinished(8));
}

void TestTestExamples::aRequest()
{
    NetworkClient client;
    TestServer server;
    server.on("/items", Answer());
    QNetworkRequest sent(server.url("/items?page=2"));
    sent.setRawHeader("Authorization", "Bearer x");
    sent.setHeader(QNetworkRequest::ContentTypeHeader, u"application/json"_s);
    client.send("POST", sent, R"({"name":"Ada"})");

    const overlap::Request request = server.takeRequest();
    QCOMPARE(request.method(), "POST");
    QCOMPARE(request.path(), "/items");
    QCOMPARE(request.query("page"), "2");
    QCOMPARE(request.header("authorization"), "Bearer x");
    QCOMPARE(request.body(), R"({"name":"Ada"})");
}

// Whatever is indented in a comment, but for blanks.
void TestTestExamples::eachIsHere()
{
    const QDir root(QStringLiteral(OVERLAP_SOURCES));
    const auto read = [&](const QString &path) {
        QFile file(root.filePath(path));
        return file.open(QIODevice::ReadOnly) ? QString::fromUtf8(file.readAll()) : QString();
    };
    static const QRegularExpression blanks(u"\\s+"_s);
    QString tests = read(u"tests/integration/tst_testexamples.cpp"_s);
    tests += read(u"tests/integration/tst_qttest.cpp"_s);
    tests.remove(blanks);
    static const QRegularExpression example(u"(^ *//     .+\n( *//\n(?= *//     ))?)+"_s,
                                            QRegularExpression::MultilineOption);
    static const QRegularExpression slashes(u"^ *//"_s, QRegularExpression::MultilineOption);
    int found = 0;
    for (const QString &header : {u"fixture/answer.h"_s, u"fixture/gate.h"_s,
                                  u"fixture/request.h"_s, u"fixture/testserver.h"_s, u"QtTest"_s}) {
        for (const auto &match : example.globalMatch(read(u"server/overlap/"_s + header))) {
            ++found;
            QVERIFY2(tests.contains(match.captured().remove(slashes).remove(blanks)),
                     qPrintable(header + u":\n"_s + match.captured()));
        }
    }
    QCOMPARE(found, 6);
}

QTEST_GUILESS_MAIN(TestTestExamples)
#include "tst_testexamples.moc"
