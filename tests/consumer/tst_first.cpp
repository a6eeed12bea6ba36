#include <overlap/TestServer>

#include <QNetworkAccessManager>
#include <QNetworkReply>
#include <QTest>

#include <memory>

using overlap::Answer;

class TestFirst : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void getsItems();
    void saysWhatWasNotMeant();
};

void TestFirst::getsItems()
{
    overlap::TestServer server;
    server.on("GET /items", Answer().json("[1,2,3]"));

    QNetworkAccessManager client;
    const std::unique_ptr<QNetworkReply> reply(
        client.get(QNetworkRequest(server.url("/items?page=2"))));
    QTRY_VERIFY(reply->isFinished());
    QCOMPARE(reply->readAll(), "[1,2,3]");
    QCOMPARE(server.requests("/items").first().query("page"), "2");
    QVERIFY2(server.unexpected().isEmpty(), qPrintable(server.report()));
}

void TestFirst::saysWhatWasNotMeant()
{
    overlap::TestServer server;
    server.on("/items", Answer().json("[1,2,3]"));
    server.on("/busy", Answer().status(503), 2);
    server.enqueue(Answer().status(201));

    QNetworkAccessManager client;
    const std::unique_ptr<QNetworkReply> busy(client.get(QNetworkRequest(server.url("/busy"))));
    const std::unique_ptr<QNetworkReply> first(client.get(QNetworkRequest(server.url("/itms"))));
    QTRY_VERIFY(busy->isFinished() && first->isFinished());
    const std::unique_ptr<QNetworkReply> second(client.get(QNetworkRequest(server.url("/itms"))));
    QTRY_VERIFY(second->isFinished());
    QCOMPARE(first->attribute(QNetworkRequest::HttpStatusCodeAttribute), 201);
    QCOMPARE(second->attribute(QNetworkRequest::HttpStatusCodeAttribute), 500);
    QCOMPARE(server.unexpected(),
             QStringList({
                 QStringLiteral("Neither a rule nor a queued answer takes GET /itms."),
                 QStringLiteral("Nobody asked for on(\"/items\")."),
                 QStringLiteral("on(\"/busy\") was asked for 1 of 2 times."),
             }));
}

QTEST_GUILESS_MAIN(TestFirst)
#include "tst_first.moc"
