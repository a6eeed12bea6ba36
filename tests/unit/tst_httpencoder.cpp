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
    void sharesHeadsWithinASecond();
    void leavesADateAsItIs();
    void refusesToSplitAHead();
};

void TestHttpEncoder::writes_data()
{
    QTest::addColumn<Status>("status");
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<Persistence>("persistence");
    QTest::addColumn<QByteArray>("expected");
    const auto row = [](const char *name, Status status, const QByteArray &body,
                        Persistence persistence, const QByteArray &expected) {
        QTest::newRow(name) << status << body << persistence << expected;
    };
    const QByteArray ok = "HTTP/1.1 200 OK\r\nDate: D\r\nA: b\r\nEmpty: \r\n";
    row("page", Status::Ok, "hello", Persistence::Implied, ok + "Content-Length: 5\r\n\r\n");
    row("empty page", Status::Ok, "", Persistence::Implied, ok + "Content-Length: 0\r\n\r\n");
    row("close", Status::Ok, "x", Persistence::Close,
        ok + "Content-Length: 1\r\nConnection: close\r\n\r\n");
    row("keep-alive", Status::Ok, "x", Persistence::KeepAlive,
        ok + "Content-Length: 1\r\nConnection: keep-alive\r\n\r\n");
    row("no content", Status::NoContent, "", Persistence::Implied,
        "HTTP/1.1 204 No Content\r\nDate: D\r\nA: b\r\nEmpty: \r\n\r\n");
    row("unknown status", Status(299), "", Persistence::Implied,
        "HTTP/1.1 299 \r\nDate: D\r\nA: b\r\nEmpty: \r\nContent-Length: 0\r\n\r\n");
    const QByteArray big(1234567, 'x');
    row("big", Status::Ok, big, Persistence::Implied, ok + "Content-Length: 1234567\r\n\r\n");
}

void TestHttpEncoder::writes()
{
    QFETCH(Status, status);
    QFETCH(QByteArray, body);
    QFETCH(Persistence, persistence);
    QFETCH(QByteArray, expected);
    Response response;
    response.status = status;
    response.body = body;
    response.headers.append("A", "b");
    response.headers.append("Empty", "");
    QCOMPARE(headOf(response, persistence, "D"), expected);
}

void TestHttpEncoder::leavesADateAsItIs()
{
    Response response;
    response.headers.append("Date", "its own");
    response.dated = true;
    const QByteArray expected = "HTTP/1.1 200 OK\r\nDate: its own\r\nContent-Length: 0\r\n\r\n";
    QCOMPARE(headOf(response, Persistence::Implied, "D"), expected);
    ResponseHeads heads;
    QCOMPARE(heads.headOf(response, Persistence::Implied, Time(0)), expected);
}

// A page that a handler gives again and again costs one head a second.
void TestHttpEncoder::sharesHeadsWithinASecond()
{
    using namespace std::chrono_literals;
    ResponseHeads heads;
    heads.date().anchor(0s, 784111777s);
    Response page;
    page.headers.append("A", "b");
    page.body = "1234";
    const QByteArray first = heads.headOf(page, Persistence::Implied, 10ms);
    QVERIFY(first.contains("GMT\r\nA: b\r\nContent-Length: 4\r\n\r\n"));
    QVERIFY(heads.headOf(Response(page), Persistence::Implied, 990ms).isSharedWith(first));

    const auto differs = [&](const Response &response, Persistence persistence, Time now) {
        const QByteArray expected = headOf(response, persistence, heads.date().at(now));
        const bool right = heads.headOf(response, persistence, now) == expected;
        heads.headOf(page, Persistence::Implied, 0s); // again the first one
        return right && expected != first;
    };
    QVERIFY(differs(page, Persistence::Implied, 1s));
    QVERIFY(differs(page, Persistence::Close, 0s));
    Response other = page;
    other.status = Status::NotFound;
    QVERIFY(differs(other, Persistence::Implied, 0s));
    other = page;
    other.body = "12345";
    QVERIFY(differs(other, Persistence::Implied, 0s));
    other = page;
    other.headers.append("C", "d");
    QVERIFY(differs(other, Persistence::Implied, 0s));
    other.headers = {};
    QVERIFY(differs(other, Persistence::Implied, 0s));
    heads.date().anchor(0s, 784111778s); // the wall clock was set
    QVERIFY(heads.headOf(page, Persistence::Implied, 0s) != first);
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
