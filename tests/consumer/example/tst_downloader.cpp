#include "downloader.h"

#include <overlap/QtTest>
#include <overlap/TestServer>

#include <QSignalSpy>
#include <QTest>

#include <optional>

using namespace std::chrono_literals;
using overlap::Answer;
using overlap::Gate;
using overlap::Request;
using State = Download::State;

class TestDownloader : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init() { m_server.emplace(); }
    void cleanup();

    void gets();
    void getsThreeAtATime();
    void overlaps();
    void takesAnswersInOrder();
    void keepsItsConnection();
    void followsARedirect();
    void tellsItsProgress();
    void cancelsWhileHeld();
    void backsOff();
    void honoursRetryAfter();
    void givesUp();
    void doesNotAskAgainForWhatIsMissing();
    void survives_data();
    void survives();
    void resumes_data();
    void resumes();
    void startsOverIfItChanged();
    void waitsForAServerThatIsDown();

private:
    std::optional<overlap::TestServer> m_server; // a fresh one for each test
};

void TestDownloader::cleanup()
{
    overlap::finishTest(*m_server);
    m_server.reset();
}

void TestDownloader::gets()
{
    m_server->on("GET /file", Answer().text("hello"));
    Downloader downloader;
    Download *download = downloader.get(m_server->url("/file"));
    QTRY_COMPARE(download->state(), State::Done);
    QCOMPARE(download->body(), "hello");

    const Request request = m_server->takeRequest();
    QCOMPARE(request.header("Accept-Encoding"), "identity");
}

void TestDownloader::getsThreeAtATime()
{
    Gate gate = m_server->gate("hold");
    m_server->on("/file", Answer().gate(gate).text("hello"));
    Downloader downloader({.parallel = 3});
    for (int i = 0; i < 8; ++i)
        downloader.get(m_server->url("/file"));

    QVERIFY(gate.waitForHeld(3, 50ms)); // three come, and no fourth
    gate.open(1);
    QVERIFY(m_server->waitForRequests(4)); // one ends, and the next comes
    gate.open();
    QVERIFY(m_server->waitForFinished(8));
    QCOMPARE(m_server->peakInFlight(), 3);
}

void TestDownloader::overlaps()
{
    Gate gate = m_server->gate("hold");
    m_server->on("/a", Answer().gate(gate));
    m_server->on("/b", Answer().gate(gate));
    Downloader downloader;
    downloader.get(m_server->url("/a"));
    downloader.get(m_server->url("/b"));
    QVERIFY(gate.waitForHeld(2));
    gate.open();
    QVERIFY(m_server->waitForFinished(2));
    QVERIFY(m_server->requests("/a").first().overlaps(m_server->requests("/b").first()));
}

void TestDownloader::takesAnswersInOrder()
{
    for (const char *text : {"first", "second", "third"})
        m_server->enqueue(Answer().text(text));
    Downloader downloader({.parallel = 1});
    Download *first = downloader.get(m_server->url("/1"));
    Download *second = downloader.get(m_server->url("/2"));
    Download *third = downloader.get(m_server->url("/3"));
    QTRY_VERIFY(first->isOver() && second->isOver() && third->isOver());
    QCOMPARE(first->body(), "first");
    QCOMPARE(second->body(), "second");
    QCOMPARE(third->body(), "third");
}

void TestDownloader::keepsItsConnection()
{
    m_server->on("/file", Answer().text("hello"));
    Downloader downloader({.parallel = 1});
    downloader.get(m_server->url("/file"));
    downloader.get(m_server->url("/file"));
    QVERIFY(m_server->waitForFinished(2));
    const QList<Request> requests = m_server->requests();
    QCOMPARE(requests[1].connection(), requests[0].connection());
    QCOMPARE(requests[1].ordinal(), 2); // on that connection
}

void TestDownloader::followsARedirect()
{
    m_server->on("/old", Answer().status(302).header("Location", "/new"));
    m_server->on("/new", Answer().text("hello"));
    Downloader downloader;
    Download *download = downloader.get(m_server->url("/old"));
    QTRY_COMPARE(download->state(), State::Done);
    QCOMPARE(download->body(), "hello");
}

void TestDownloader::tellsItsProgress()
{
    Gate gate = m_server->gate("half");
    m_server->on("/file", Answer().length().text("01234").gate(gate).text("56789"));
    Downloader downloader;
    Download *download = downloader.get(m_server->url("/file"));
    QSignalSpy progress(download, &Download::progressed);
    QVERIFY(progress.wait());
    QCOMPARE(progress.last(), QVariantList({5, 10}));
    gate.open();
    QTRY_COMPARE(download->state(), State::Done);
    QCOMPARE(progress.last(), QVariantList({10, 10}));
}

void TestDownloader::cancelsWhileHeld()
{
    Gate gate = m_server->gate("hold");
    m_server->on("/file", Answer().gate(gate));
    Downloader downloader;
    Download *download = downloader.get(m_server->url("/file"));
    QVERIFY(gate.waitForHeld(1));
    download->cancel();
    QVERIFY(m_server->waitForFinished(1)); // its connection is closed
    QCOMPARE(m_server->requests().first().status(), 0);
}

void TestDownloader::backsOff()
{
    m_server->on("/file", Answer().status(503), 2); // the first two
    m_server->on("/file", Answer().text("hello"));  // from the third on
    Downloader downloader({.backOff = 20ms});
    Download *download = downloader.get(m_server->url("/file"));
    QTRY_COMPARE(download->state(), State::Done);

    const QList<Request> requests = m_server->requests();
    QCOMPARE(requests.size(), 3);
    QVERIFY(requests[1].begun() - requests[0].ended().value() >= 20ms);
    QVERIFY(requests[2].begun() - requests[1].ended().value() >= 40ms);
}

void TestDownloader::honoursRetryAfter()
{
    m_server->on("/file", Answer().status(429).header("Retry-After", "1"), 1);
    m_server->on("/file", Answer().text("hello"));
    Downloader downloader({.backOff = 1ms});
    Download *download = downloader.get(m_server->url("/file"));
    QTRY_COMPARE(download->state(), State::Done);

    const QList<Request> requests = m_server->requests();
    QVERIFY(requests[1].begun() - requests[0].ended().value() >= 1s);
}

void TestDownloader::givesUp()
{
    m_server->on("/file", Answer().status(503));
    Downloader downloader({.attempts = 3, .backOff = 1ms});
    Download *download = downloader.get(m_server->url("/file"));
    QTRY_COMPARE(download->state(), State::Failed);
    QVERIFY(!download->error().isEmpty());
    QCOMPARE(m_server->requests().size(), 3);
}

void TestDownloader::doesNotAskAgainForWhatIsMissing()
{
    m_server->on("/file", Answer().status(404));
    Downloader downloader({.backOff = 1ms});
    Download *download = downloader.get(m_server->url("/file"));
    QTRY_COMPARE(download->state(), State::Failed);
    QCOMPARE(m_server->requests().size(), 1);
}

void TestDownloader::survives_data()
{
    QTest::addColumn<Answer>("trouble");
    QTest::newRow("empty reply") << Answer().close();
    QTest::newRow("reset") << Answer().reset();
    QTest::newRow("no HTTP") << Answer().garbage();
    QTest::newRow("cut") << Answer().length(10).text("01234").close();
    QTest::newRow("reset within") << Answer().length(10).text("01234").reset();
    QTest::newRow("no answer") << Answer().stall();
}

void TestDownloader::survives()
{
    QFETCH(const Answer, trouble);
    m_server->on("/file", trouble, 5); // more often than QNetworkAccessManager tries by itself
    m_server->on("/file", Answer().text("hello"));
    Downloader downloader({.attempts = 20, .timeOut = 100ms, .backOff = 1ms});
    Download *download = downloader.get(m_server->url("/file"));
    QTRY_COMPARE(download->state(), State::Done);
    QCOMPARE(download->body(), "hello");
}

void TestDownloader::resumes_data()
{
    QTest::addColumn<Answer>("begin");
    const Answer begin = Answer().header("ETag", R"("v1")").length(10).text("01234");
    QTest::newRow("after a cut") << begin.close();
    QTest::newRow("after a time-out") << begin.stall();
}

void TestDownloader::resumes()
{
    QFETCH(const Answer, begin);
    m_server->on("/file", [begin](const Request &request) {
        if (request.header("Range").isEmpty())
            return begin;
        return Answer().status(206).header("Content-Range", "bytes 5-9/10").text("56789");
    });
    Downloader downloader({.attempts = 20, .timeOut = 200ms, .backOff = 1ms});
    Download *download = downloader.get(m_server->url("/file"));
    QTRY_COMPARE(download->state(), State::Done);
    QCOMPARE(download->body(), "0123456789");

    const Request last = m_server->requests().last();
    QCOMPARE(last.header("Range"), "bytes=5-");
    QCOMPARE(last.header("If-Range"), R"("v1")");
}

void TestDownloader::startsOverIfItChanged()
{
    m_server->on("/file", Answer().header("ETag", R"("v1")").length(10).text("01234").close(), 1);
    m_server->on("/file", Answer().header("ETag", R"("v2")").text("hello"));
    Downloader downloader({.backOff = 1ms});
    Download *download = downloader.get(m_server->url("/file"));
    QTRY_COMPARE(download->state(), State::Done);
    QCOMPARE(download->body(), "hello");
}

void TestDownloader::waitsForAServerThatIsDown()
{
    m_server->on("/file", Answer().text("hello"));
    m_server->stop();
    Downloader downloader({.attempts = 10, .backOff = 10ms});
    Download *download = downloader.get(m_server->url("/file"));
    QSignalSpy retrying(download, &Download::retrying);
    QVERIFY(retrying.wait());
    QVERIFY(m_server->start());
    QTRY_COMPARE(download->state(), State::Done);
}

QTEST_GUILESS_MAIN(TestDownloader)
#include "tst_downloader.moc"
