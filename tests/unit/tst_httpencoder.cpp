#include "overlap/http/encoder.h"

#include <QTest>

using namespace overlap::http;

// Main thread. The bytes of a response.
class TestHttpEncoder : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void writes_data();
    void writes();
    void appendsBehindOtherOutput();
    void batchesGrowGeometrically();
    void refusesToSplitAHead();
};

void TestHttpEncoder::writes_data()
{
    QTest::addColumn<Status>("status");
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<bool>("forHead");
    QTest::addColumn<Persistence>("persistence");
    QTest::addColumn<QByteArray>("expected");
    const auto row = [](const char *name, Status status, const QByteArray &body, bool forHead,
                        Persistence persistence, const QByteArray &expected) {
        QTest::newRow(name) << status << body << forHead << persistence << expected;
    };
    const QByteArray ok = "HTTP/1.1 200 OK\r\nDate: D\r\nA: b\r\nEmpty: \r\n";
    row("page", Status::Ok, "hello", false, Persistence::Implied,
        ok + "Content-Length: 5\r\n\r\nhello");
    row("empty page", Status::Ok, "", false, Persistence::Implied,
        ok + "Content-Length: 0\r\n\r\n");
    row("HEAD", Status::Ok, "hello", true, Persistence::Implied, ok + "Content-Length: 5\r\n\r\n");
    row("close", Status::Ok, "x", false, Persistence::Close,
        ok + "Content-Length: 1\r\nConnection: close\r\n\r\nx");
    row("keep-alive", Status::Ok, "x", false, Persistence::KeepAlive,
        ok + "Content-Length: 1\r\nConnection: keep-alive\r\n\r\nx");
    row("no content", Status::NoContent, "", false, Persistence::Implied,
        "HTTP/1.1 204 No Content\r\nDate: D\r\nA: b\r\nEmpty: \r\n\r\n");
    row("unknown status", Status(299), "", false, Persistence::Implied,
        "HTTP/1.1 299 \r\nDate: D\r\nA: b\r\nEmpty: \r\nContent-Length: 0\r\n\r\n");
    const QByteArray big(1234567, 'x');
    row("big", Status::Ok, big, false, Persistence::Implied,
        ok + "Content-Length: 1234567\r\n\r\n" + big);
}

void TestHttpEncoder::writes()
{
    QFETCH(Status, status);
    QFETCH(QByteArray, body);
    QFETCH(bool, forHead);
    QFETCH(Persistence, persistence);
    QFETCH(QByteArray, expected);
    Response response;
    response.status = status;
    response.body = body;
    response.headers.append("A", "b");
    response.headers.append("Empty", "");
    QByteArray out;
    const qsizetype headSize = appendResponse(out, response, forHead, persistence, "D");
    QCOMPARE(out, expected);
    QCOMPARE(headSize, expected.indexOf("\r\n\r\n") + 4);
}

void TestHttpEncoder::appendsBehindOtherOutput()
{
    QByteArray out = continueResponse.toByteArray();
    appendResponse(out, Response(), false, Persistence::Implied, "D");
    QCOMPARE(out, QByteArray("HTTP/1.1 100 Continue\r\n\r\n"
                             "HTTP/1.1 200 OK\r\nDate: D\r\nContent-Length: 0\r\n\r\n"));
}

void TestHttpEncoder::batchesGrowGeometrically()
{
    QByteArray out;
    int moves = 0;
    for (int i = 0; i < 4096; ++i) {
        const qsizetype before = out.capacity();
        appendResponse(out, Response(), false, Persistence::Implied, "D");
        moves += out.capacity() != before ? 1 : 0;
    }
    QVERIFY2(moves < 20, QByteArray::number(moves).constData());
}

// In builds without assertions. With them, the program stops.
void TestHttpEncoder::refusesToSplitAHead()
{
#ifdef QT_NO_DEBUG
    Headers headers;
    headers.append("A", "b\r\nC: d");
    headers.append("A\r\nB", "c");
    headers.append("A", QByteArrayView("b\0", 2));
    headers.append("", "b");
    QCOMPARE(headers.size(), 0);
    QVERIFY(headers.text().isEmpty());
#else
    QSKIP("asserts");
#endif
}

QTEST_APPLESS_MAIN(TestHttpEncoder)
#include "tst_httpencoder.moc"
