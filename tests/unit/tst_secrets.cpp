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
};

void TestSecrets::names_data()
{
    QTest::addColumn<bool>("secret");
    for (const char *name :
         {"Authorization", "proxy-authorization", "COOKIE", "Set-Cookie", "X-Api-Key", "api_key",
          "apikey", "access_token", "X-Auth-Token", "key", "sig", "Client-Secret", "password",
          "X-Amz-Signature", "api%5fkey", "PHPSESSION"})
        QTest::newRow(name) << true;
    for (const char *name : {"Host", "Accept", "n", "keyboard", "design", "Authority", "monkey",
                             "Cache-Control", "", "author"})
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
        "GET / HTTP/1.1\r\nCookie: MASKED\r\nauthorization: MASKED\r\nA: b\r\n\r\n");
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
    QTest::newRow("one") << u"/?api_key=ä#token=1"_s << u"/?api_key=MASKED#token=1"_s;
    QTest::newRow("semicolons") << u"/?a;token=1;b="_s << u"/?a;token=MASKED;b="_s;
    QTest::newRow("nothing behind it") << u"/?"_s << u"/?"_s;
    QTest::newRow("no value") << u"/?token"_s << u"/?token"_s;
}

void TestSecrets::queries()
{
    QFETCH(QString, text);
    QTEST(withoutSecrets(text), "masked");
}

QTEST_APPLESS_MAIN(TestSecrets)
#include "tst_secrets.moc"
