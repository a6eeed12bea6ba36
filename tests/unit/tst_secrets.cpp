#include "secrets.h"

#include <QTest>

using namespace overlap::ui;
using namespace Qt::StringLiterals;

class TestSecrets : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void names_data();
    void names();
    void heads_data();
    void heads();
    void queries_data();
    void queries();
    void parts_data();
    void parts();
};

void TestSecrets::names_data()
{
    QTest::addColumn<bool>("secret");
    for (const char *name : {"Authorization", "proxy-authorization",
                             "COOKIE",        "Set-Cookie",
                             "X-Api-Key",     "api_key",
                             "apikey",        "access_token",
                             "X-Auth-Token",  "key",
                             "sig",           "Client-Secret",
                             "password",      "X-Amz-Signature",
                             "api%5fkey",     "PHPSESSID",
                             "X-Auth-Key",    "x-functions-key",
                             "pass",          "Ocp-Apim-Subscription-Key",
                             "private_key",   "connect.sid",
                             "api+key",       "user[password]"})
        QTest::newRow(name) << true;
    for (const char *name : {"Host", "Accept", "n", "keyboard", "design", "Authority", "monkey",
                             "Cache-Control", "", "author", "passenger", "side", "zip_code"})
        QTest::newRow(name) << false;
}

void TestSecrets::names()
{
    QFETCH(bool, secret);
    QCOMPARE(isSecret(QTest::currentDataTag()), secret);
}

void TestSecrets::heads_data()
{
    QTest::addColumn<QByteArray>("head");
    QTest::addColumn<QByteArray>("masked");
    const auto row = [](const char *name, const char *head, const char *masked) {
        QTest::newRow(name) << QByteArray(head) << QByteArray(masked);
    };
    row("nothing", "GET /?n=1 HTTP/1.1\r\nHost: h\r\n\r\n",
        "GET /?n=1 HTTP/1.1\r\nHost: h\r\n\r\n");
    row("fields", "GET / HTTP/1.1\r\nCookie: a=b; c=d\r\nauthorization:Bearer x\r\nA: b\r\n\r\n",
        "GET / HTTP/1.1\r\nCookie: MASKED\r\nauthorization:MASKED\r\nA: b\r\n\r\n");
    row("a URL in a field", "GET / HTTP/1.1\r\nReferer: http://h/?token=x&n=1\r\n\r\n",
        "GET / HTTP/1.1\r\nReferer: http://h/?token=MASKED&n=1\r\n\r\n");
    row("the user of a URL", "GET http://user:x@h/?a=b HTTP/1.1\r\n\r\n",
        "GET http://MASKED@h/?a=b HTTP/1.1\r\n\r\n");
    row("no user", "GET http://h/@a HTTP/1.1\r\n\r\n", "GET http://h/@a HTTP/1.1\r\n\r\n");
    row("a form", "POST / HTTP/1.1\r\n\r\nuser=a&password=x%20y&b=c",
        "POST / HTTP/1.1\r\n\r\nuser=a&password=MASKED&b=c");
    row("JSON", R"({"user": "a", "password" : "x\"y", "pass":12,"b":"c"})",
        R"({"user": "a", "password" : "MASKED", "pass":MASKED,"b":"c"})");
    row("JSON that is cut", R"({"token":"x)", R"({"token":"MASKED)");
    row("query", "GET /a?token=x&n=1&key= HTTP/1.1\r\n\r\n",
        "GET /a?token=MASKED&n=1&key=MASKED HTTP/1.1\r\n\r\n");
    row("bare line feeds, no end", "\nGET / HTTP/1.1\nCookie: a",
        "\nGET / HTTP/1.1\nCookie: MASKED");
    row("no colon", "GET /\r\nCookie\r\n", "GET /\r\nCookie\r\n");
    row("empty", "", "");
}

void TestSecrets::heads()
{
    QFETCH(QByteArray, head);
    QTEST(withoutSecrets(QByteArrayView(head)), "masked");
}

void TestSecrets::queries_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("masked");
    QTest::newRow("none") << u"/sleep"_s << u"/sleep"_s;
    QTest::newRow("one") << u"/?api_key=ä#n=1"_s << u"/?api_key=MASKED#n=1"_s;
    QTest::newRow("in a fragment") << u"/#access_token=1&n=1"_s << u"/#access_token=MASKED&n=1"_s;
    QTest::newRow("in a path") << u"/a;jsessionid=1/b?n=1"_s << u"/a;jsessionid=MASKED"_s;
    QTest::newRow("nested") << u"/?next=/cb?token=1"_s << u"/?next=/cb?token=MASKED"_s;
    QTest::newRow("a semicolon in it") << u"/?pwd=ab;cd&n=1"_s << u"/?pwd=MASKED&n=1"_s;
    QTest::newRow("semicolons") << u"/?a;token=1;b="_s << u"/?a;token=MASKED;b="_s;
    QTest::newRow("nothing behind it") << u"/?"_s << u"/?"_s;
    QTest::newRow("no value") << u"/?token"_s << u"/?token"_s;
}

void TestSecrets::queries()
{
    QFETCH(QString, text);
    QTEST(withoutSecrets(text), "masked");
}

void TestSecrets::parts_data()
{
    QTest::addColumn<qsizetype>("from");
    QTest::addColumn<qsizetype>("to");
    QTest::addColumn<QString>("copied");
    // The text: "é\nCookie: abc\nA: b"
    QTest::newRow("all") << qsizetype(0) << qsizetype(18) << u"é\nCookie: MASKED\nA: b"_s;
    QTest::newRow("the value") << qsizetype(10) << qsizetype(13) << u"MASKED"_s;
    QTest::newRow("a part of it") << qsizetype(11) << qsizetype(12) << u"MASKED"_s;
    QTest::newRow("up to it") << qsizetype(2) << qsizetype(10) << u"Cookie: "_s;
    QTest::newRow("from behind it") << qsizetype(13) << qsizetype(18) << u"\nA: b"_s;
    QTest::newRow("half of it") << qsizetype(12) << qsizetype(15) << u"MASKED\nA"_s;
    QTest::newRow("nothing") << qsizetype(4) << qsizetype(4) << u""_s;
}

void TestSecrets::parts()
{
    QFETCH(qsizetype, from);
    QFETCH(qsizetype, to);
    QTEST(withoutSecrets(u"é\nCookie: abc\nA: b"_s, {from, to}), "copied");
}

QTEST_APPLESS_MAIN(TestSecrets)
#include "tst_secrets.moc"
