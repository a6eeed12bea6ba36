#include "overlap/analysis/reason.h"
#include "overlap/analysis/upstreamtext.h"
#include "overlap/http/fault.h"
#include "overlap/http/method.h"
#include "overlap/upstream/trouble.h"

#include <QTest>

using namespace overlap;
using namespace Qt::StringLiterals;

// Main thread. What the window says about a request whose page may not read the answer.
class TestReason : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void tellsOfPages_data();
    void tellsOfPages();
    void whatWasRefusedComesFirst();
    void asksForAProxy();
    void upstreamInTrouble();
    void handlerThatNeverRan();
};

static QByteArray preflight(const QByteArray &origin)
{
    return "OPTIONS /echo HTTP/1.1\r\nHost: 127.0.0.1:7878\r\nOrigin: " + origin +
           "\r\nAccess-Control-Request-Method: PUT\r\n\r\n";
}

static QByteArray get(const QByteArray &fields)
{
    return "GET / HTTP/1.1\r\nHost: 127.0.0.1:7878\r\n" + fields + "\r\n";
}

void TestReason::tellsOfPages_data()
{
    QTest::addColumn<QByteArray>("request");
    QTest::addColumn<QByteArray>("response");
    QTest::addColumn<QString>("says"); // its beginning; empty: nothing
    const QByteArray ok = "HTTP/1.1 200 OK\r\n\r\n";
    const QByteArray origin = "Origin: http://localhost:5173\r\n";
    const QString mayNot =
        u"A page at http://localhost:5173 may not read this answer; turn on CORS"_s;
    QTest::newRow("a preflight")
        << preflight("http://localhost:5173") << "HTTP/1.1 204 No Content\r\nAllow: GET\r\n\r\n"_ba
        << u"A page at http://localhost:5173 asked; turn on CORS to allow it."_s;
    QTest::newRow("a preflight that is allowed")
        << preflight("http://localhost:5173")
        << "HTTP/1.1 204 No Content\r\nAccess-Control-Allow-Origin: *\r\n\r\n"_ba << QString();
    QTest::newRow("a preflight without an answer")
        << preflight("http://localhost:5173") << QByteArray() << QString();
    QTest::newRow("a file's") << preflight("null") << ok
                              << u"A page at null, such as a file, asked"_s;
    QTest::newRow("a trick") << preflight("http://\xe2\x80\xae\x1b[31m") << ok
                             << u"A page at http://\\u202e\\x1b[31m asked;"_s;
    QTest::newRow("without an end") << preflight("http://" + QByteArray(5000, 'a')) << ok
                                    << u"A page at http://"_s + QString(93, u'a') + u"… asked;"_s;
    QTest::newRow("markup") << preflight("<b>%2</b>") << ok << u"A page at <b>%2</b> asked;"_s;
    QTest::newRow("a GET") << get(origin) << ok << mayNot;
    QTest::newRow("a script's") << get(origin + "Sec-Fetch-Mode: cors\r\n") << ok << mayNot;
    QTest::newRow("a form's") << get(origin + "Sec-Fetch-Mode: navigate\r\n") << ok << QString();
    QTest::newRow("an image's") << get(origin + "Sec-Fetch-Mode: no-cors\r\n") << ok << QString();
    QTest::newRow("our own page's")
        << get("Origin: http://127.0.0.1:7878\r\nSec-Fetch-Mode: cors\r\n"
               "Sec-Fetch-Site: same-origin\r\n")
        << ok << QString();
    QTest::newRow("our own page's, in an old browser")
        << get("Origin: http://127.0.0.1:7878\r\n") << ok << QString();
    QTest::newRow("a web socket") << get(origin + "Upgrade: websocket\r\n") << ok << QString();
    QTest::newRow("no page's") << get("") << ok << QString();
    QTest::newRow("texts that were not kept") << QByteArray() << QByteArray() << QString();
}

void TestReason::tellsOfPages()
{
    QFETCH(QByteArray, request);
    QFETCH(QByteArray, response);
    QFETCH(QString, says);
    record::KeptDetails details;
    details.requestHead = request;
    details.responseHead = response;
    const QString reason = analysis::reasonOf({}, details);
    QVERIFY2(says.isEmpty() ? reason.isEmpty() : reason.startsWith(says), qPrintable(reason));
}

void TestReason::whatWasRefusedComesFirst()
{
    record::Record record;
    record.fault = quint8(http::Fault::HostTwice);
    record::KeptDetails details;
    details.requestHead = preflight("http://a");
    details.responseHead = "HTTP/1.1 400 Bad Request\r\n\r\n";
    QCOMPARE(analysis::reasonOf(record, details), u"There is more than one Host field."_s);
}

void TestReason::asksForAProxy()
{
    record::Record record;
    record.method = quint8(http::Method::Connect);
    QCOMPARE(analysis::reasonOf(record, {}), u"CONNECT asks for a proxy: this server is none."_s);
    record.method = quint8(http::Method::Get);
    QCOMPARE(analysis::reasonOf(record, {}), QString());
}

void TestReason::upstreamInTrouble()
{
    record::UpstreamTimes times;
    QCOMPARE(analysis::reasonOf({}, {}, times), QString());
    times.trouble = quint8(upstream::Trouble::Refused);
    QCOMPARE(analysis::reasonOf({}, {}, times), u"The upstream refused the connection."_s);
    QCOMPARE(analysis::troubleAdvice(times),
             u"The upstream refused the connection. Check that it runs, and that it listens at "
             "this port."_s);
    times.trouble = quint8(upstream::Trouble::WrongAnswer);
    times.flaw = quint8(upstream::Flaw::BareLf);
    QVERIFY(analysis::troubleAdvice(times).contains(
        QString::fromLatin1(sentenceOf(upstream::Flaw::BareLf))));
    times.trouble = 200; // of no version of ours
    QCOMPARE(analysis::troubleAdvice(times), QString());
}

void TestReason::handlerThatNeverRan()
{
    record::Record record;
    record.outcome = record::Outcome::NeverRun;
    QCOMPARE(analysis::reasonOf(record, {}),
             u"Its handler was made, but nobody awaited it, so it never ran: choose Concurrent."_s);
}

QTEST_APPLESS_MAIN(TestReason)
#include "tst_reason.moc"
