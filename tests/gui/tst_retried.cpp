#include "windowfixture.h"

#include <QLabel>

using namespace overlap;
using namespace Qt::StringLiterals;

// A client that tries again, in the window.
class TestRetried : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void isSaid();
};

void TestRetried::isSaid()
{
    WindowFixture fixture;
    fixture.serve();
    QTcpSocket client;
    const QByteArray request = "GET /flaky/2 HTTP/1.1\r\nHost: localhost\r\n\r\n";
    fixture.send(client, request);
    auto *table = fixture.find<QTableView>("requests");
    for (int count = 1; count <= 3; ++count) {
        QTRY_COMPARE(table->model()->rowCount(), count);
        QTRY_COMPARE(fixture.session.store().size(), quint64(count));
        if (count < 3)
            client.write(request);
    }
    QTRY_VERIFY2(fixture.find<QWidget>("summary")->accessibleName().contains(
                     u"Retry-After, which asked for 1.0 s, was not honoured"_s),
                 qPrintable(fixture.find<QWidget>("summary")->accessibleName()));
    QTest::mouseClick(table->viewport(), Qt::LeftButton, {},
                      table->visualRect(table->model()->index(0, 0)).center());
    QTRY_VERIFY2(fixture.find<QLabel>("timingNote")->text().startsWith(u"Attempt 3 of 3, "_s),
                 qPrintable(fixture.find<QLabel>("timingNote")->text()));
    QVERIFY(fixture.find<QLabel>("timingNote")->text().contains(u" after the failure of #2."_s));
}

QTEST_MAIN(TestRetried)
#include "tst_retried.moc"
