#include "downloader.h"

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
    void init() { server.emplace(); }
    void cleanup();

    void gets();
    void getsThreeAtATime();
    void overlaps();
    void takesAnswersInOrder();
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
    std::optional<overlap::TestServer> server; // a fresh one for each test
};

void TestDownloader::cleanup()
{
    QVERIFY2(server->unexpected().isEmpty(), qPrintable(server->report()));
    server.reset();
}

void TestDownloader::gets()
{
    server->on("GET /file", Answer().text("hello"));
    Downloader downloader;
    Download *download = downloader.get(server->url("/file"));
    QTRY_COMPARE(download->state(), State::Done);
    QCOMPARE(download->body(), "hello");

    const Request request = server->takeRequest();
    QCOMPARE(request.header("Accept-Encoding"), "identity");
}

void TestDownloader::getsThreeAtATime()
{
    Gate gate = server->gate("hold");
    server->on("/file", Answer().gate(gate).text("hello"));
    Downloader downloader({.parallel = 3});
    for (int i = 0; i < 8; ++i)
        downloader.get(server->url("/file"));

    QVERIFY(gate.waitForHeld(3, 50ms)); // three come, and no fourth
    gate.open(1);
    QVERIFY(server->waitForRequests(4)); // one ends, and the next comes
    gate.open();
    QVERIFY(server->waitForFinished(8));
    QCOMPARE(server->peakInFlight(), 3);
}

void TestDownloader::overlaps()
{
    Gate gate = server->gate("hold");
    server->on("/a", Answer().gate(gate));
    server->on("/b", Answer().gate(gate));
    Downloader downloader;
    downloader.get(server->url("/a"));
    downloader.get(server->url("/b"));
    QVERIFY(gate.waitForHeld(2));
    gate.open();
    QVERIFY(server->waitForFinished(2));
    QVERIFY(server->requests("/a").first().overlaps(server->requests("/b").first()));
}

void TestDownloader::takesAnswersInOrder()
{
    server->enqueue(Answer().text("first"));
    server->enqueue(Answer().text("second"));
    Downloader downloader({.parallel = 1});
    Download *first = downloader.get(server->url("/1"));
    Download *second = downloader.get(server->url("/2"));
    QTRY_COMPARE(second->state(), State::Done);
    QCOMPARE(first->body(), "first");
    QCOMPARE(second->body(), "second");
}

void TestDownloader::followsARedirect()
{
    server->on("/old", Answer().status(302).header("Location", "/new"));
    server->on("/new", Answer().text("hello"));
    Downloader downloader;
    Download *download = downloader.get(server->url("/old"));
    QTRY_COMPARE(download->state(), State::Done);
    QCOMPARE(download->body(), "hello");
}

void TestDownloader::tellsItsProgress()
{
    Gate gate = server->gate("half");
    server->on("/file", Answer().length().text("01234").gate(gate).text("56789"));
    Downloader downloader;
    Download *download = downloader.get(server->url("/file"));
    QSignalSpy progress(download, &Download::progressed);
    QVERIFY(progress.wait());
    QCOMPARE(progress.last(), QVariantList({5, 10}));
    gate.open();
    QTRY_COMPARE(download->state(), State::Done);
    QCOMPARE(progress.last(), QVariantList({10, 10}));
}

void TestDownloader::cancelsWhileHeld()
{
    Gate gate = server->gate("hold");
    server->on("/file", Answer().gate(gate));
    Downloader downloader;
    Download *download = downloader.get(server->url("/file"));
    QVERIFY(gate.waitForHeld(1));
    download->cancel();
    QVERIFY(server->waitForFinished(1)); // its connection is closed
    QCOMPARE(server->requests().first().status(), 0);
}

void TestDownloader::backsOff()
{
    server->on("/file", Answer().status(503), 2); // the first two
    server->on("/file", Answer().text("hello"));  // from the third on
    Downloader downloader({.backOff = 20ms});
    Download *download = downloader.get(server->url("/file"));
    QTRY_COMPARE(download->state(), State::Done);

    const QList<Request> requests = server->requests();
    QCOMPARE(requests.size(), 3);
    QVERIFY(requests[1].begun() - requests[0].ended().value() >= 20ms);
    QVERIFY(requests[2].begun() - requests[1].ended().value() >= 40ms);
}

void TestDownloader::honoursRetryAfter()
{
    server->on("/file", Answer().status(429).header("Retry-After", "1"), 1);
    server->on("/file", Answer().text("hello"));
    Downloader downloader({.backOff = 1ms});
    Download *download = downloader.get(server->url("/file"));
    QTRY_COMPARE(download->state(), State::Done);

    const QList<Request> requests = server->requests();
    QVERIFY(requests[1].begun() - requests[0].ended().value() >= 1s);
}

void TestDownloader::givesUp()
{
    server->on("/file", Answer().status(503));
    Downloader downloader({.attempts = 3, .backOff = 1ms});
    Download *download = downloader.get(server->url("/file"));
    QTRY_COMPARE(download->state(), State::Failed);
    QCOMPARE(server->requests().size(), 3);
}

void TestDownloader::doesNotAskAgainForWhatIsMissing()
{
    server->on("/file", Answer().status(404));
    Downloader downloader({.backOff = 1ms});
    Download *download = downloader.get(server->url("/file"));
    QTRY_COMPARE(download->state(), State::Failed);
    QCOMPARE(server->requests().size(), 1);
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
    server->on("/file", trouble, 1);
    server->on("/file", Answer().text("hello"));
    Downloader downloader({.attempts = 20, .timeOut = 200ms, .backOff = 1ms});
    Download *download = downloader.get(server->url("/file"));
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
    server->on("/file", [begin](const Request &request) {
        if (request.header("Range").isEmpty())
            return begin;
        return Answer().status(206).header("Content-Range", "bytes 5-9/10").text("56789");
    });
    Downloader downloader({.attempts = 20, .timeOut = 200ms, .backOff = 1ms});
    Download *download = downloader.get(server->url("/file"));
    QTRY_COMPARE(download->state(), State::Done);
    QCOMPARE(download->body(), "0123456789");

    const Request last = server->requests().last();
    QCOMPARE(last.header("Range"), "bytes=5-");
    QCOMPARE(last.header("If-Range"), R"("v1")");
}

void TestDownloader::startsOverIfItChanged()
{
    server->on("/file", Answer().header("ETag", R"("v1")").length(10).text("01234").close(), 1);
    server->on("/file", Answer().header("ETag", R"("v2")").text("hello"));
    Downloader downloader({.backOff = 1ms});
    Download *download = downloader.get(server->url("/file"));
    QTRY_COMPARE(download->state(), State::Done);
    QCOMPARE(download->body(), "hello");
}

void TestDownloader::waitsForAServerThatIsDown()
{
    server->on("/file", Answer().text("hello"));
    server->stop();
    Downloader downloader({.attempts = 10, .backOff = 10ms});
    Download *download = downloader.get(server->url("/file"));
    QSignalSpy retrying(download, &Download::retrying);
    QVERIFY(retrying.wait());
    QVERIFY(server->start());
    QTRY_COMPARE(download->state(), State::Done);
}

QTEST_GUILESS_MAIN(TestDownloader)
#include "tst_downloader.moc"
