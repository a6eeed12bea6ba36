#include "overlap/http/chars.h"
#include "overlap/http/date.h"
#include "overlap/http/encoder.h"
#include "overlap/http/fault.h"
#include "overlap/http/framing.h"
#include "overlap/http/request.h"
#include "overlap/http/target.h"

#include <QTest>
#include <QTimeZone>

#include <optional>

using namespace overlap::http;

// Main thread. Values without a connection: methods, header fields, targets, hosts, dates.
class TestHttpValues : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void methodsHaveTheirNames();
    void methodNamesAreCaseSensitive();
    void unknownMethodKeepsItsSpelling();
    void headersKeepOrderAndDuplicates();
    void headersAreFoundIgnoringCase();
    void onlyLettersFold();
    void valuesEndAtTheFirstWrongByte();
    void listsHoldTokens_data();
    void listsHoldTokens();
    void targetsHavePaths_data();
    void targetsHavePaths();
    void hosts_data();
    void hosts();
    void dates_data();
    void dates();
    void dateIsFormattedOnceASecond();
    void datesAreRead_data();
    void datesAreRead();
    void yearsOfTwoDigits_data();
    void yearsOfTwoDigits();
    void codings_data();
    void codings();
    void everyFaultHasAPage();
    void statusesHaveTheirPhrase();
};

void TestHttpValues::methodsHaveTheirNames()
{
    for (int i = 1; i <= int(Method::Patch); ++i)
        QCOMPARE(methodFromName(methodName(Method(i))), Method(i));
    QCOMPARE(methodName(Method::Get), QByteArrayView("GET"));
    QCOMPARE(methodName(Method::Patch), QByteArrayView("PATCH"));
    QVERIFY(methodName(Method::Unknown).isEmpty());
}

void TestHttpValues::methodNamesAreCaseSensitive()
{
    QCOMPARE(methodFromName("get"), Method::Unknown);
    QCOMPARE(methodFromName("GETS"), Method::Unknown);
    QCOMPARE(methodFromName(""), Method::Unknown);
}

void TestHttpValues::unknownMethodKeepsItsSpelling()
{
    Request request;
    QVERIFY(request.methodName().isEmpty());
    request.headers = Headers("BREW /pot HTTP/1.1\r\n\r\n", 20);
    QCOMPARE(request.methodName(), QByteArrayView("BREW"));
    request.method = Method::Get;
    QCOMPARE(request.methodName(), QByteArrayView("GET"));
}

void TestHttpValues::headersKeepOrderAndDuplicates()
{
    Headers headers;
    headers.append("Set-Cookie", "a=1");
    headers.append("X-Empty", "");
    headers.append("set-cookie", "b=2");
    QCOMPARE(headers.size(), 3);
    QByteArray fields;
    for (const Headers::Field &field : headers)
        fields.append(field.name).append('=').append(field.value).append(' ');
    QCOMPARE(fields, QByteArray("Set-Cookie=a=1 X-Empty= set-cookie=b=2 "));
    QCOMPARE(headers.text(), QByteArray("Set-Cookie: a=1\r\nX-Empty: \r\nset-cookie: b=2\r\n"));
}

void TestHttpValues::headersAreFoundIgnoringCase()
{
    Headers headers;
    headers.append("Content-Type", "text/plain");
    headers.append("CONTENT-TYPE", "text/html");
    QCOMPARE(headers.find("content-type"), std::optional<QByteArrayView>("text/plain"));
    QCOMPARE(headers.count("content-Type"), 2);
    QVERIFY(headers.contains("Content-type"));
    QVERIFY(!headers.contains("Content"));
    QCOMPARE(headers.find("X"), std::nullopt);
}

void TestHttpValues::onlyLettersFold()
{
    for (int a = 0; a < 256; ++a) {
        for (int b = 0; b < 256; ++b) {
            const auto isLetter = [](int c) { return (c | 0x20) >= 'a' && (c | 0x20) <= 'z'; };
            const bool same = a == b || (isLetter(a) && isLetter(b) && (a | 0x20) == (b | 0x20));
            const QByteArray left = "Name-" + QByteArray(1, char(a)) + "-of-a-field";
            const QByteArray right = "name-" + QByteArray(1, char(b)) + "-OF-a-field";
            if (equalsIgnoringCase(left, right) != same)
                QFAIL(qPrintable(QString::asprintf("%02x and %02x", unsigned(a), unsigned(b))));
        }
    }
    QVERIFY(equalsIgnoringCase({}, ""));
}

// As it reads several bytes at a time: each byte at each place, behind bytes of each kind.
void TestHttpValues::valuesEndAtTheFirstWrongByte()
{
    constexpr QByteArrayView kinds[] = {
        "aaaaaaaaaaaaaaaaaaaa", "\t\t\t\t\t\t\t\t\t\t\t\t\t\t\t\t\t\t\t\t",
        "\xff\x80\xff\x80\xff\x80\xff\x80\xff\x80\xff\x80\xff\x80\xff\x80\xff\x80\xff\x80"};
    for (const QByteArrayView kind : kinds) {
        for (qsizetype at = 0; at < kind.size(); ++at) {
            for (int byte = 0; byte < 256; ++byte) {
                QByteArray text = kind.toByteArray();
                text[at] = char(byte);
                const char *const end = text.constData() + text.size();
                QCOMPARE(chars::skipValue(text.constData(), end),
                         chars::skip(text.constData(), end, chars::Value));
                const char *const here = text.constData() + at;
                QCOMPARE(chars::skipValue(here, here + 1),
                         chars::skip(here, here + 1, chars::Value));
            }
        }
    }
}

void TestHttpValues::listsHoldTokens_data()
{
    QTest::addColumn<QByteArray>("value");
    QTest::addColumn<bool>("holds");
    QTest::newRow("alone") << QByteArray("close") << true;
    QTest::newRow("case") << QByteArray("CLOSE") << true;
    QTest::newRow("last") << QByteArray("keep-alive, Upgrade ,close") << true;
    QTest::newRow("empty elements") << QByteArray(",, ,\tclose\t,") << true;
    QTest::newRow("part of a token") << QByteArray("closed, un-close") << false;
    QTest::newRow("quoted") << QByteArray("x=\"a, close, b\"") << false;
    QTest::newRow("escaped quote") << QByteArray("x=\"\\\", close, \"") << false;
    QTest::newRow("behind a quoted one") << QByteArray("x=\"a,b\", close") << true;
    QTest::newRow("empty") << QByteArray() << false;
}

void TestHttpValues::listsHoldTokens()
{
    QFETCH(QByteArray, value);
    QFETCH(bool, holds);
    bool found = false;
    for (QByteArrayView list = value; !list.isEmpty();)
        found = equalsIgnoringCase(takeListElement(list), "close") || found;
    QCOMPARE(found, holds);
}

void TestHttpValues::targetsHavePaths_data()
{
    QTest::addColumn<Method>("method");
    QTest::addColumn<QByteArray>("target");
    QTest::addColumn<QByteArray>("path"); // "-": invalid
    const auto row = [](Method method, const char *target, const char *path) {
        QTest::addRow("%s %s", methodName(method).data(), target)
            << method << QByteArray(target) << QByteArray(path);
    };
    row(Method::Get, "/", "/");
    row(Method::Get, "/sleep?n=1", "/sleep");
    row(Method::Get, "/a/b%20c?d?e/f", "/a/b%20c");
    row(Method::Get, "//twice", "//twice");
    row(Method::Get, "http://localhost:7878/sleep?n=1", "/sleep");
    row(Method::Get, "HTTP://[::1]:80/x", "/x");
    row(Method::Get, "http://localhost", "/");
    row(Method::Get, "http://localhost?q/r", "/");
    row(Method::Options, "http://localhost", "*");
    row(Method::Options, "http://localhost/", "/");
    row(Method::Options, "http://localhost?q", "/");
    row(Method::Options, "*", "*");
    row(Method::Options, "/x", "/x");
    row(Method::Connect, "localhost:443", "");
    row(Method::Connect, "[::1]:443", "");
    row(Method::Connect, "/x", "/x");
    row(Method::Connect, "http://a/x", "/x");
    row(Method::Get, "*", "-");
    row(Method::Connect, "*", "-");
    row(Method::Options, "**", "-");
    row(Method::Get, "localhost:443", "-");
    row(Method::Connect, "localhost", "-");
    row(Method::Connect, "localhost:", "-");
    row(Method::Connect, "localhost:65536", "-");
    row(Method::Connect, "[::1]", "-");
    row(Method::Get, "sleep", "-");
    row(Method::Get, "?q", "-");
    row(Method::Get, "http:/x", "-");
    row(Method::Get, "http://", "-");
    row(Method::Get, "http:///x", "-");
    row(Method::Get, "http://:80/x", "-");
    row(Method::Get, "http://user@host/x", "-");
    row(Method::Get, "http://host:x/", "-");
    row(Method::Get, "https://localhost/x", "-");
    row(Method::Get, "ftp://localhost/x", "-");
}

void TestHttpValues::targetsHavePaths()
{
    QFETCH(Method, method);
    QFETCH(QByteArray, target);
    QFETCH(QByteArray, path);
    const auto got = pathOfTarget(method, target);
    QCOMPARE(got ? got->toByteArray() : QByteArray("-"), path);
}

void TestHttpValues::hosts_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<bool>("valid");
    const char *good[] = {"localhost",
                          "localhost:7878",
                          "127.0.0.1",
                          "127.0.0.1:0",
                          "a",
                          "example.com:",
                          "my_host-1.local~",
                          "999.1.1.1",
                          "[::1]",
                          "[::1]:65535",
                          "[::]",
                          "[1:2:3:4:5:6:7:8]",
                          "[1::8]:80",
                          "[::ffff:127.0.0.1]",
                          "[1:2:3:4:5:6:1.2.3.4]",
                          "[1:2:3:4:5:6:7::]",
                          "[FE80::abCD]:"};
    const char *bad[] = {"",
                         ":80",
                         "a b",
                         "a,b",
                         "a:b",
                         "a:80:80",
                         "a:65536",
                         "a:-1",
                         "a: 80",
                         "a:+80",
                         "user@a",
                         "http://a",
                         "a/b",
                         "a?b",
                         "[",
                         "[]",
                         "[::1",
                         "::1",
                         "[::1]80",
                         "[::1]x",
                         "[:]",
                         "[:::]",
                         "[::1::]",
                         "[1:2:3:4:5:6:7]",
                         "[1:2:3:4:5:6:7:8:9]",
                         "[1:2:3:4::5:6:7:8]",
                         "[12345::]",
                         "[::g]",
                         "[::1.2.3]",
                         "[::1.2.3.256]",
                         "[::01.2.3.4]",
                         "[1.2.3.4::]",
                         "[::1%25lo]",
                         "[v1.x]",
                         "a\x80",
                         "a%20b",
                         "[1:]",
                         "[:1]",
                         "[1::2:]"};
    for (const char *text : good)
        QTest::addRow("good '%s'", text) << QByteArray(text) << true;
    for (const char *text : bad)
        QTest::addRow("bad '%s'", text) << QByteArray(text) << false;
}

void TestHttpValues::hosts()
{
    QFETCH(QByteArray, text);
    QFETCH(bool, valid);
    QCOMPARE(isHost(text), valid);
}

void TestHttpValues::dates_data()
{
    QTest::addColumn<qint64>("seconds");
    QTest::addColumn<QByteArray>("text");
    QTest::newRow("epoch") << qint64(0) << QByteArray("Thu, 01 Jan 1970 00:00:00 GMT");
    QTest::newRow("RFC's own") << qint64(784111777) << QByteArray("Sun, 06 Nov 1994 08:49:37 GMT");
    QTest::newRow("leap day") << qint64(1709251199) << QByteArray("Thu, 29 Feb 2024 23:59:59 GMT");
    QTest::newRow("after it") << qint64(1709251200) << QByteArray("Fri, 01 Mar 2024 00:00:00 GMT");
    QTest::newRow("year's end") << qint64(1767225599)
                                << QByteArray("Wed, 31 Dec 2025 23:59:59 GMT");
    QTest::newRow("2100") << qint64(4107542400) << QByteArray("Mon, 01 Mar 2100 00:00:00 GMT");
}

void TestHttpValues::dates()
{
    QFETCH(qint64, seconds);
    QFETCH(QByteArray, text);
    Date date;
    const Time now = std::chrono::hours(5);
    date.anchor(now, std::chrono::seconds(seconds));
    QCOMPARE(date.at(now).toByteArray(), text);
    QCOMPARE(date.at(now + std::chrono::nanoseconds(999'999'999)).toByteArray(), text);
    QCOMPARE(dateText(seconds), text);
    QCOMPARE(parseDate(text, 0), std::optional(seconds));
}

void TestHttpValues::datesAreRead_data()
{
    constexpr qint64 rfc = 784111777;
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<std::optional<qint64>>("seconds");
    const auto row = [](const char *text, std::optional<qint64> seconds) {
        QTest::newRow(text) << QByteArray(text) << seconds;
    };
    row("Sun, 06 Nov 1994 08:49:37 GMT", rfc);
    row("Sunday, 06-Nov-94 08:49:37 GMT", rfc);
    row("Sun Nov  6 08:49:37 1994", rfc);
    row("Wed Nov 16 08:49:37 1994", rfc + 10 * 86400);
    row("Mon, 06 Nov 1994 08:49:37 GMT", rfc); // nobody needs the day
    row("Sat, 31 Dec 2016 23:59:60 GMT", 1483228799);
    row("Thu, 29 Feb 2024 00:00:00 GMT", 1709164800);
    row("Wed, 31 Dec 1969 23:59:59 GMT", -1);
    row("", {});
    row("Sun", {});
    row("Sun,", {});
    row("Sun, 06 Nov 1994 08:49:37", {});
    row("Sun, 06 Nov 1994 08:49:37 UTC", {});
    row("Sun, 06 Nov 1994 08:49:37 gmt", {});
    row("Sun, 06 Nov 1994 08:49:37 GMT+1", {});
    row("Sun, 06 Nov 1994 08:49:37 GMT ", {});
    row(" Sun, 06 Nov 1994 08:49:37 GMT", {});
    row("sun, 06 Nov 1994 08:49:37 GMT", {});
    row("Sun, 06 nov 1994 08:49:37 GMT", {});
    row("Sun, 6 Nov 1994 08:49:37 GMT", {});
    row("Sun, 06 Nov 94 08:49:37 GMT", {});
    row("Sun, 06-Nov-1994 08:49:37 GMT", {});
    row("Sunday, 06-Nov-1994 08:49:37 GMT", {});
    row("Sunday, 06 Nov 1994 08:49:37 GMT", {});
    row("Sun, 29 Feb 2023 00:00:00 GMT", {});
    row("Sun, 31 Apr 2023 00:00:00 GMT", {});
    row("Sun, 00 Nov 1994 08:49:37 GMT", {});
    row("Sun, 06 ovD 1994 08:49:37 GMT", {});
    row("Sun, 06 Nov 0000 08:49:37 GMT", {});
    row("Sun, 06 Nov 1994 24:00:00 GMT", {});
    row("Sun, 06 Nov 1994 08:60:37 GMT", {});
    row("Sun, 06 Nov 1994 08:49:61 GMT", {});
    row("Sun, 06 Nov 1994 8:49:37 GMT", {});
    row("Sun, 06 Nov 1994 +8:49:37 GMT", {});
    row("Sun, -6 Nov 1994 08:49:37 GMT", {});
    row("Sun Nov 6 08:49:37 1994", {});
    row("Sun Nov 06 08:49:37 94", {});
    row("784111777", {});
    row("Day, 06 Nov 1994 08:49:37 GMT", {});
}

void TestHttpValues::datesAreRead()
{
    QFETCH(QByteArray, text);
    QFETCH(std::optional<qint64>, seconds);
    QCOMPARE(parseDate(text, 0), seconds);
    if (!seconds)
        return;
    for (qsizetype size = 0; size < text.size(); ++size)
        QCOMPARE(parseDate(text.first(size), 0), std::nullopt);
}

void TestHttpValues::yearsOfTwoDigits_data()
{
    QTest::addColumn<int>("now");
    QTest::addColumn<QByteArray>("digits");
    QTest::addColumn<int>("year");
    QTest::newRow("this year") << 2026 << QByteArray("26") << 2026;
    QTest::newRow("in 50 years") << 2026 << QByteArray("76") << 2076;
    QTest::newRow("50 years ago") << 2026 << QByteArray("77") << 1977;
    QTest::newRow("the last century") << 2026 << QByteArray("94") << 1994;
    QTest::newRow("next century") << 2060 << QByteArray("10") << 2110;
    QTest::newRow("this century") << 2060 << QByteArray("11") << 2011;
}

void TestHttpValues::yearsOfTwoDigits()
{
    QFETCH(int, now);
    QFETCH(QByteArray, digits);
    QFETCH(int, year);
    const auto second = [](int of) {
        return QDate(of, 7, 1).startOfDay(QTimeZone::utc()).toSecsSinceEpoch();
    };
    QCOMPARE(parseDate("Sunday, 01-Jul-" + digits + " 00:00:00 GMT", second(now)),
             std::optional(second(year)));
}

void TestHttpValues::dateIsFormattedOnceASecond()
{
    Date date;
    date.anchor(Time(0), std::chrono::seconds(784111777));
    const QByteArrayView first = date.at(Time(0));
    QCOMPARE(date.at(std::chrono::milliseconds(900)).data(), first.data());
    QCOMPARE(date.at(std::chrono::seconds(1)).toByteArray(),
             QByteArray("Sun, 06 Nov 1994 08:49:38 GMT"));
    QCOMPARE(date.at(std::chrono::seconds(0)).toByteArray(),
             QByteArray("Sun, 06 Nov 1994 08:49:37 GMT"));
    date.anchor(Time(0), std::chrono::seconds(0));
    QCOMPARE(date.at(Time(0)).toByteArray(), QByteArray("Thu, 01 Jan 1970 00:00:00 GMT"));
}

void TestHttpValues::codings_data()
{
    QTest::addColumn<QByteArray>("value");
    QTest::addColumn<Fault>("fault");
    const auto row = [](const char *value, Fault fault) {
        QTest::addRow("'%s'", value) << QByteArray(value) << fault;
    };
    row("chunked", Fault::None);
    row("CHUNKED", Fault::None);
    row("gzip", Fault::CodingUnknown);
    row("gzip, chunked", Fault::CodingUnknown);
    row("identity", Fault::CodingUnknown);
    row("xchunked", Fault::CodingUnknown);
    row("x;q=1, chunked", Fault::CodingUnknown);
    row("x ; a=\"b;c\" ; d=e", Fault::CodingUnknown);
    row("", Fault::CodingSyntax);
    row("chunked, chunked", Fault::CodingSyntax);
    row("chunked, gzip", Fault::CodingSyntax);
    row("chunked;q=1", Fault::CodingSyntax);
    row("chunked ;q=1", Fault::CodingSyntax);
    row("chunked,", Fault::CodingSyntax);
    row(",chunked", Fault::CodingSyntax);
    row("\"chunked\"", Fault::CodingSyntax);
    row("chun ked", Fault::CodingSyntax);
    row("x;", Fault::CodingSyntax);
    row("x;a", Fault::CodingSyntax);
    row("x;a=", Fault::CodingSyntax);
    row("x;a=\"b", Fault::CodingSyntax);
    row("x;a=\"b\"c", Fault::CodingSyntax);
}

void TestHttpValues::codings()
{
    QFETCH(QByteArray, value);
    QFETCH(Fault, fault);
    Framing framing;
    QCOMPARE(framing.add("Host", "h"), Fault::None);
    QCOMPARE(framing.add("transfer-encoding", value), Fault::None);
    QCOMPARE(framing.finish(1), fault);
    if (fault == Fault::None)
        QVERIFY(framing.isChunked());
}

void TestHttpValues::everyFaultHasAPage()
{
    for (int i = 1; i < faultCount; ++i) {
        const Response page = refusal(Fault(i));
        QVERIFY(quint16(page.status) >= 400);
        QVERIFY(!reasonPhrase(page.status).isEmpty());
        QVERIFY(page.close);
        QVERIFY(page.body.endsWith(".\n"));
        QVERIFY(page.headers.find("Content-Type")->startsWith("text/plain"));
        QCOMPARE(page.headers.find("Cache-Control"), std::optional<QByteArrayView>("no-store"));
    }
}

void TestHttpValues::statusesHaveTheirPhrase()
{
    QCOMPARE(reasonPhrase(Status::Ok), QByteArrayView("OK"));
    QCOMPARE(reasonPhrase(Status(429)), QByteArrayView("Too Many Requests"));
    QVERIFY(reasonPhrase(Status(299)).isEmpty());
    QVERIFY(reasonPhrase(Status(418)).isEmpty()); // registered as unused
    QVERIFY(mayHaveBody(Status::Ok));
    QVERIFY(!mayHaveBody(Status::NoContent));
    QVERIFY(!mayHaveBody(Status::NotModified));
}

QTEST_APPLESS_MAIN(TestHttpValues)
#include "tst_httpvalues.moc"
