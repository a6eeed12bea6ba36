#include "overlap/analysis/findings.h"
#include "overlap/analysis/selectedrequest.h"
#include "overlap/record/names.h"
#include "patience.h"
#include "rawclient.h"
#include "serving.h"
#include "tables/requestmodel.h"

using namespace overlap;
using namespace overlap::analysis;
using namespace overlap::ui;
using namespace Qt::StringLiterals;

// Clients of other protocols say hello and wait. The protocol is named in the answer, the row, the
// details and the diagnosis, however the bytes are split.
class TestGreetings : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase_data() { addTransports(); }
    void isNamed_data();
    void isNamed();
};

void TestGreetings::isNamed_data()
{
    QTest::addColumn<QByteArray>("greeting");
    QTest::addColumn<QString>("says");
    QTest::newRow("TLS") << "\x16\x03\x01\x00\x2f\x01\x00\x00\x2b\x03\x03"_ba + QByteArray(32, 'r')
                         << u"This looks like TLS: use http:// instead of https://."_s;
    QTest::newRow("HTTP/2") << "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\4\0\0\0\0\0"_ba
                            << u"This looks like HTTP/2: use HTTP/1.1."_s;
    QTest::newRow("SSH") << "SSH-2.0-OpenSSH_9.2p1 Debian-2+deb12u3\r\n"_ba
                         << u"This looks like SSH: this is an HTTP server."_s;
    QTest::newRow("SMTP") << "EHLO localhost\r\n"_ba
                          << u"This looks like SMTP: this is an HTTP server, not mail."_s;
    QTest::newRow("SOCKS5") << "\x05\x01\x00"_ba
                            << u"This looks like SOCKS: this server is no proxy."_s;
    QTest::newRow("SOCKS4") << "\x04\x01\x00\x50\x7f\x00\x00\x01\x00"_ba
                            << u"This looks like SOCKS: this server is no proxy."_s;
    QTest::newRow("none that is known")
        << "\x01\x02"_ba
        << u"A request begins with a method such as GET, followed by one space; this one does not."_s;
}

void TestGreetings::isNamed()
{
    QFETCH(QByteArray, greeting);
    QFETCH(QString, says);
    Serving serving;
    RawClient whole(serving.port());
    whole.send(greeting);
    RawClient single(serving.port());
    single.socket().setSocketOption(QAbstractSocket::LowDelayOption, 1);
    for (const char &c : greeting)
        single.send(QByteArray(1, c));
    for (RawClient *client : {&whole, &single}) {
        QTRY_VERIFY(client->hasResponses(1) && client->count() == 1);
        QVERIFY(client->received().endsWith(says.toUtf8() + '\n'));
        QVERIFY(client->count("400") + client->count("505") == 1);
    }
    QTRY_COMPARE(serving.store().size(), 2u);
    RequestModel model(serving.store(), [] { return qint64(0); });
    int pathColumn = 0;
    while (model.headerData(pathColumn, Qt::Horizontal) != u"Path"_s)
        ++pathColumn;
    for (const record::Record &record : serving.records()) {
        QCOMPARE(record.outcome, record::Outcome::Refused);
        QCOMPARE(QString(record::faultSentence(record)), says);
        QCOMPARE(findRequest(serving.store(), record.id)->reason(), says);
        const QString path = model.index(model.rowOf(record.id), pathColumn).data().toString();
        QVERIFY2(path.endsWith(says), qPrintable(path));
    }
    const auto burst = serving.store().concurrency().latestBurst(serving.session().nowNs());
    QCOMPARE(findIn(serving.store(), burst).diagnosis.text + u'.', says);
}

QTEST_GUILESS_MAIN(TestGreetings)
#include "tst_greetings.moc"
